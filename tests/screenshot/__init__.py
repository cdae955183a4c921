"""The pictures in the README, taken from the real app: `python -m tests.screenshot`.

The film is twenty seconds of triage on an invented day; two stills show the reading view and a
folded list. Each is there for a dark and for a light page, the same on every machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from reader.feed.huggingface import HuggingFace
from reader.session import Session
from reader.settings import read_settings
from reader.tui.widgets.reading_pane import ReadingPane
from tests.feed_server import FeedServer
from tests.screenshot import invented_day
from tests.screenshot.animated_svg import Shot, svg
from tests.screenshot.terminal_frame import frame_of
from tests.tui.driving import Desk, app_of, places

_MORNING = datetime(2026, 7, 22, 6, 40, tzinfo=UTC)
FOLDER = Path(__file__).parent
SIZES = {"triage": (112, 32), "reading": (104, 48), "topics": (112, 32)}
THEMES = ("dark", "light")
LABELS = {
    "triage": "Triage of a day in the terminal: papers are read, starred and tagged, a mark is "
    "undone, the list is filtered, and a bibliography is written.",
    "reading": "The reading view: a paper whole, with its links and its discussion.",
    "topics": "The list of the day folded by topic.",
}


class Camera:
    """Takes a shot after each key."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.shots: list[Shot] = []

    async def key(self, shown: str, words: str, *keys: str, seconds: float = 0.7) -> None:
        """Press keys, and take what is on the screen then; without keys as it is."""
        if keys:
            await self.desk.burst(*keys)
        await self.desk.pilot.pause()
        self.shots.append(Shot(frame_of(self.desk.app), seconds, shown, words))

    async def type(self, text: str, shown: str, words: str) -> None:
        """Type letter by letter."""
        for number, letter in enumerate(text, start=1):
            name = "space" if letter == " " else letter
            last = number == len(text)
            await self.key(shown, words, name, seconds=0.6 if last else 0.12)

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for what comes by itself."""
        await self.desk.until(true)


async def triage(camera: Camera) -> None:
    """Twenty seconds of a morning."""
    desk, key = camera.desk, camera.key
    await key("paper-reader", "opens the day", seconds=1.4)
    await key("space", "reads on, to the next unread paper", "space", seconds=0.9)
    await key("s", "keeps it", "s", seconds=0.9)
    for _ in range(2):
        await key("r", "read, next", "r", seconds=0.5)
    await key("s", "keeps it", "s", seconds=0.8)
    await key("r", "read, next", "r", seconds=0.5)
    await key("t", "tags it", "t", seconds=0.5)
    await camera.type("safety", "t", "tags it")
    await key("enter", "tags it", "enter", seconds=0.9)
    await key("3r", "read, three at once", "3", "r", seconds=0.9)
    await key("u", "undone, and back where they were", "u", seconds=1.4)
    camera.shots[-1] = camera.shots[-1]._replace(still=True)
    await key("/", "filters as you type", "/", seconds=0.5)
    await camera.type("has:code up:>10", "/", "filters as you type")
    await key("enter", "filters as you type", "enter", seconds=0.7)
    await key("v G s", "keeps the rest of them", "v", "G", "s", seconds=1.1)
    await key("g s", "all that is kept", "g", "s", seconds=0.1)
    await camera.until(lambda: "Starred" in desk.header)
    camera.shots.pop()
    await key("g s", "all that is kept", seconds=1.2)
    await key("x", "writes a bibliography", "x", seconds=0.7)
    await key("enter", "shows the change first", "enter", seconds=0.1)
    await camera.until(lambda: desk.app.screen is not desk.screen)
    camera.shots.pop()
    await key("enter", "shows the change first", seconds=2.0)
    await key("enter", "writes it", "enter", seconds=0.1)
    await camera.until(lambda: "refs.bib" in desk.footer)
    camera.shots.pop()
    await key("enter", "writes it", seconds=2.0)


async def reading(camera: Camera) -> None:
    """A paper alone."""
    desk = camera.desk
    await desk.press("s", "k", "t", *"memory", "enter")
    await desk.press("g", "g", "enter")
    pane = desk.screen.query_one(ReadingPane)
    await camera.until(lambda: "worth the download" in pane.text)
    await camera.key("", "")


async def topics(camera: Camera) -> None:
    """Groups of papers."""
    await camera.desk.press(*"rsrr", "z", "t", "j", "z", "a", "j")
    await camera.key("", "")


STORIES: dict[str, Callable[[Camera], Awaitable[None]]] = {
    "triage": triage,
    "reading": reading,
    "topics": topics,
}


def file(story: str, theme: str) -> Path:
    return FOLDER / f"{story}-{theme}.svg"


def taken(story: str, theme: str) -> str:
    """A picture, taken anew."""

    async def film(home: Path) -> list[Shot]:
        async with _desk(home, theme, SIZES[story]) as desk:
            camera = Camera(desk)
            await STORIES[story](camera)
            return camera.shots

    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        _in_utc(),
        patch("reader.tui.parts.service_status.utc_now", lambda: _MORNING),
        patch("reader.tui.parts.paper_discussion.utc_now", lambda: _MORNING),
    ):
        shots = asyncio.run(film(Path(folder) / "home"))
    return svg(shots, LABELS[story], "paper-reader")


@contextlib.asynccontextmanager
async def _desk(home: Path, theme: str, size: tuple[int, int]) -> AsyncIterator[Desk]:
    home.mkdir()
    with FeedServer(today=invented_day.DAY) as server:
        server.days[invented_day.DAY.isoformat()] = invented_day.items()
        first = invented_day.items()[0]["paper"]["id"]
        server.comments[first] = invented_day.discussion()
        server.linked[first] = invented_day.made_of_it()
        seconds = itertools.count()
        own = Session(
            places(home),
            lambda: invented_day.DAY,
            lambda: HuggingFace(server.url, budget=30.0),
            lambda: _MORNING + timedelta(milliseconds=next(seconds)),
        )
        settings = read_settings(home / "config.toml", {})
        with app_of(own, home, theme=theme, settings=settings) as app:
            async with app.run_test(size=size) as pilot:
                desk = Desk(app, pilot)
                await desk.loaded()
                yield desk


@contextlib.contextmanager
def _in_utc() -> Iterator[None]:
    """The header tells the time of day, wherever this is run."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


def main() -> None:
    """Take all pictures anew."""
    for story in STORIES:
        for theme in THEMES:
            file(story, theme).write_text(taken(story, theme), "utf-8")
