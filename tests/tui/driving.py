"""The app under a pilot: opened on a loopback service, a real home, and a clock that stands."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from textual import events
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.geometry import Offset
from textual.keys import _character_to_key
from textual.pilot import Pilot

from reader.feed import sample
from reader.feed.huggingface import HuggingFace
from reader.library import Library
from reader.metadata.arxiv import ArxivClient
from reader.net import Offline
from reader.net.rate_limits import RequestPacer
from reader.paper import Period
from reader.session import Session, SessionSettings
from reader.settings import Settings, read_settings
from reader.settings.choices import Choices
from reader.settings.environment import Places
from reader.settings.saved_queries import read_saved_queries
from reader.tui.app.app import PaperReader
from reader.tui.app.listing_screen import ListingScreen
from reader.tui.keys.bindings import in_force
from tests.feed_server import FeedServer, items

TODAY = date(2024, 1, 3)
"""A Wednesday; the service of the tests has lists of the two days before."""

NOON = datetime(2024, 1, 3, 12, tzinfo=UTC)

_TRIES = 500

_parsed: dict[tuple[object, ...], list[RuleSet]] = {}
_parse_rules = Stylesheet._parse_rules


def _parse_once(sheet: Stylesheet, *rules: Any, **options: Any) -> list[RuleSet]:
    """Textual parses the same styles anew for every app; here each is parsed once."""
    key = (frozenset(sheet._variables.items()), rules, *options.items())
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, *rules, **options)
    return _parsed[key]


Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign, assignment]


def places(home: Path) -> Places:
    return Places(home / "config.toml", home, home / "cache" / "archive.sqlite")


def session(
    home: Path,
    endpoint: str,
    today: date = TODAY,
    bibliographies: tuple[str, ...] = (),
    arxiv: str = "",
) -> Session:
    def feed() -> HuggingFace:
        return HuggingFace(endpoint, budget=5.0, pause=lambda _: None)

    def connect_arxiv() -> ArxivClient:
        pace = RequestPacer(home / "turn", 0.0, pause=lambda _: None)
        return ArxivClient(arxiv, pace, budget=5.0)

    seconds = itertools.count()
    return Session(
        places(home),
        lambda: today,
        feed,
        lambda: NOON + timedelta(seconds=next(seconds)),
        settings=SessionSettings(bibliographies=bibliographies),
        connect_arxiv=connect_arxiv if arxiv else None,
    )


def sample_session(home: Path) -> Session:
    """A session in which there is nothing but the built-in sample."""

    def feed() -> HuggingFace:
        raise Offline("the sample needs no network")

    return Session(places(home), lambda: sample.DAY, feed)


def two_days(server: FeedServer, *, first: int = 12, second: int = 3) -> None:
    """Lists of Tuesday and of Monday."""
    server.days["2024-01-02"] = items(first, "2024-01-02")
    server.days["2024-01-01"] = items(second, "2024-01-01")


def numbers(titles: list[str]) -> list[int]:
    """The numbers at the ends of invented titles."""
    return [int(title.rpartition(" ")[2]) for title in titles]


class Desk:
    """The app as a reader sits before it."""

    def __init__(self, app: PaperReader, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> ListingScreen:
        return self.app.listing

    @property
    def header(self) -> str:
        return str(self.screen.query_one("#header").render())

    @property
    def footer(self) -> str:
        return str(self.screen.query_one("#footer").render())

    @property
    def remark(self) -> str:
        """What stands behind the line for typing."""
        return str(self.screen.query_one("#prompt-remark").render())

    @property
    def hints(self) -> str:
        """The keys that stand at the right edge of the line for typing."""
        line = self.screen.query_one("#prompt-keys")
        return str(line.render()).strip() if line.display else ""

    @property
    def mistake(self) -> str:
        """What is wrong with what is being typed."""
        line = self.screen.query_one("#prompt-mistake")
        return str(line.render()) if line.display else ""

    @property
    def banner(self) -> str:
        banner = self.screen.query_one("#banner")
        return str(banner.render()) if banner.display else ""

    @property
    def detail(self) -> str:
        return str(self.screen.query_one("#paper").render())

    @property
    def titles(self) -> list[str]:
        return [row.paper.title for row in self.screen.lists.view.rows]

    @property
    def unread(self) -> list[str]:
        return [row.paper.title for row in self.screen.lists.view.rows if not row.marks.read]

    @property
    def starred(self) -> list[str]:
        return [row.paper.title for row in self.screen.lists.view.rows if row.marks.starred]

    @property
    def at(self) -> str:
        """The title of the paper under the cursor."""
        paper = self.screen.lists.paper
        return paper.title if paper else ""

    @property
    def notices(self) -> list[str]:
        return list(self.screen.messages._warned)

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until all that they changed is on disk."""
        await self.pilot.press(*keys)
        await self.until(lambda: not self.screen.library.writer.busy)

    async def burst(self, *keys: str) -> None:
        """Press keys that all are there before the first of them is looked at."""
        self.send(*keys)
        await self.pilot.pause()
        await self.until(lambda: not self.screen.library.writer.busy)

    async def click_and_burst(self, at: Offset, times: int, *keys: str) -> None:
        """The same, with a click before them."""
        for kind in (events.MouseDown, events.MouseUp) * times:
            self._send(kind(None, at.x, at.y, 0, 0, 1, False, False, False, at.x, at.y))
        await self.burst(*keys)

    def send(self, *keys: str) -> None:
        """Press keys, and wait for nothing."""
        for key in keys:
            character = " " if key == "space" else key if len(key) == 1 else None
            name = _character_to_key(character) if character else key
            self._send(events.Key(name, character))

    def _send(self, event: events.Event) -> None:
        driver = self.app._driver
        assert driver
        event.set_sender(self.app)
        driver.send_message(event)

    async def type(self, text: str) -> None:
        """Type into the line for typing."""
        await self.burst(*("space" if letter == " " else letter for letter in text))

    async def until(self, true: Callable[[], object]) -> None:
        """Let the app go on until something is true."""
        for _ in range(_TRIES):
            await self.pilot.pause()
            if true():
                return
        raise AssertionError(f"it never came to that; the header says {self.header!r}")

    @property
    def freshness(self) -> str:
        """What the header says on the right, also where it has no room for that."""
        shown = self.screen.lists.header._shown
        return shown[1] if shown else ""

    async def loaded(self, text: str = "fetched") -> None:
        """Wait until the header says so, or would on a wider screen."""
        await self.until(lambda: text in self.header or text in self.freshness)


@contextlib.asynccontextmanager
async def opened(
    home: Path,
    server: FeedServer | str,
    *,
    day: date | None = None,
    period: Period | None = None,
    today: date = TODAY,
    size: tuple[int, int] = (120, 40),
    wait: str = "fetched",
    settings: Settings | None = None,
    arxiv: str = "",
    welcomes: bool = False,
) -> AsyncIterator[Desk]:
    """The app, opened as the command line opens it, and closed as it closes it."""
    shown = Period.day(day) if day else period
    endpoint = server if isinstance(server, str) else server.url
    files = settings.bibliography_files if settings else ()
    own = session(home, endpoint, today, files, arxiv)
    with app_of(own, home, period=shown, settings=settings, welcomes=welcomes) as app:
        async with app.run_test(size=size, notifications=True) as pilot:
            desk = Desk(app, pilot)
            if wait:
                await desk.loaded(wait)
            yield desk


Story = Callable[[Desk], Awaitable[None]]
"""What a reader does, and sees."""


def run(home: Path, server: FeedServer | str, story: Story, **options: Any) -> None:
    """Play a story before the newest list, or before what the options of `opened` say."""

    async def whole() -> None:
        async with opened(home, server, **options) as desk:
            await story(desk)

    asyncio.run(whole())


def run_two_days(home: Path, server: FeedServer, story: Story, **options: Any) -> None:
    """The same, where the service has lists of two days."""
    two_days(server)
    run(home, server, story, **options)


@contextlib.contextmanager
def app_of(
    opened_session: Session,
    home: Path,
    *,
    period: Period | None = None,
    only_sample: bool = False,
    theme: str = "",
    settings: Settings | None = None,
    welcomes: bool = False,
) -> Iterator[PaperReader]:
    chosen = settings or read_settings(home / "config.toml", {})
    saved_queries = read_saved_queries(chosen.tables, chosen.where)
    # Whatever terminal the tests run in.
    drawn = {"theme": theme, "symbols": "unicode"} if theme else {"symbols": "unicode"}
    app = PaperReader(
        opened_session,
        lambda: Library(home / "throw-away"),
        replace(chosen, values={**chosen.values, **drawn}),
        period=period,
        only_sample=only_sample,
        bindings=in_force(chosen, saved_queries),
        saved_queries=saved_queries,
    )
    if welcomes:
        app.listing.hints.begin(Choices(), TODAY, is_new=True)
    try:
        yield app
    finally:
        assert app.listing.library.close()
        opened_session.close()
