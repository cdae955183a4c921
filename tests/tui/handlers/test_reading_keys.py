"""The reading view: one paper whole, its links and its discussion, whatever the network does."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from reader.tui.app.app import PaperReader
from reader.tui.handlers import browser
from reader.tui.widgets.reading_pane import ReadingPane
from tests import feed_faults as faults
from tests.feed_items import author, comment, item, linked, reaction
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, app_of, sample_session, session, two_days
from tests.tui.driving import run as tell

FIRST = "2401.02000"
"""The id of the first paper of the newest list."""


@pytest.fixture
def service(feed_server: FeedServer) -> FeedServer:
    """Twelve papers, and two people who talk about the first."""
    two_days(feed_server)
    feed_server.comments[FIRST] = [
        comment(
            "c1",
            "What about **longer** prompts?",
            edited=True,
            reactions=[reaction("🔥", "a", "b")],
        ),
        comment("c2", "They help.", by="Ada Example", at="2024-01-02T10:00:00Z", parent="c1"),
    ]
    feed_server.linked[FIRST] = {
        "models": [linked(f"example/m{n}", n) | {"downloads": 1200} for n in range(12)],
        "spaces": [linked("example/try-it", None)],
    }
    return feed_server


def page(desk: Desk) -> str:
    """All of the reading view, also what has to be scrolled to; nothing while the list is shown."""
    return "\n".join(pane.text for pane in desk.screen.query(ReadingPane) if pane.display)


def seen(desk: Desk) -> str:
    """What is on screen of the reading view."""
    pane = desk.screen.query_one(ReadingPane)
    return "\n".join(pane.render_line(y).text.rstrip() for y in range(pane.size.height))


async def heard(desk: Desk, words: str = ", fetched") -> None:
    """Wait until the reading view says so, however its lines are broken."""
    await desk.until(lambda: words in " ".join(page(desk).split()))


def test_enter_shows_the_paper_whole_and_its_discussion(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("enter")
        await heard(desk)
        text = page(desk)
        for words in (
            "Invented Paper 0",
            "Ada Example, Bo van der Muster",
            "54.6% of the words",
            "▎ AI summary  A model that is told less can do more.",
            "language models · brevity",
            "oa  arxiv.org/abs/2401.02000",
            "Models  12",
            "example/m3  ♥ 3  ↓ 1,200",
            "… 2 more models on the paper's page",
            "Spaces  1",
            "example/try-it",
            "Discussion  2 comments, fetched 3 Jan",
            "Di Reader · @direader · 2 Jan 2024 · edited · 🔥 2",
            "What about longer prompts?",
            "│ Ada Example",
            "│ They help.",
        ):
            assert words in text
        assert "example/m11" not in text
        assert "q back" in desk.footer

    tell(home, service, story)


def test_the_way_back_leads_to_the_same_place_in_the_list(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("3", "j")
        for key in ("enter", "q", "escape", "ctrl+c"):
            await desk.press("enter")
            assert page(desk)
            await desk.press("j", "G", key)
            await desk.until(lambda: not page(desk))
            assert desk.at == "Invented Paper 3"
            assert "Invented Paper 3" in desk.detail
            assert "enter open" in desk.footer
            assert "q back" not in desk.footer
        assert desk.unread == desk.titles

    tell(home, service, story)


@pytest.mark.parametrize("steps", range(4))
def test_nothing_is_beside_or_behind_the_view_in_any_layout(
    home: Path, service: FeedServer, steps: int
) -> None:
    def seen(desk: Desk) -> set[str | None]:
        return {each.id for each in desk.screen.panes.children if each.region and each.display}

    async def story(desk: Desk) -> None:
        await desk.press(*"w" * steps)
        await desk.pilot.pause()
        before = seen(desk)
        await desk.press("enter")
        await desk.until(lambda: seen(desk) == {"reading"})
        await desk.press("q")
        await desk.until(lambda: seen(desk) == before)

    tell(home, service, story)


def test_a_far_place_in_a_long_list_is_in_sight_again(home: Path, service: FeedServer) -> None:
    two_days(service, first=90)

    async def story(desk: Desk) -> None:
        await desk.press("5", "0", "j", "enter")
        await desk.press(*["]"] * 3, "q")
        assert desk.at == "Invented Paper 53"
        top = desk.screen.lists.rows.scroll_offset.y
        assert top <= 53 < top + desk.screen.lists.rows.size.height

    tell(home, service, story, size=(80, 24))


def test_keys_scroll_the_paper_and_not_the_list(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        def top() -> float:
            return desk.screen.query_one(ReadingPane).scroll_offset.y

        await desk.press("enter")
        await heard(desk)
        await desk.press("j", "down", "j", "k")
        assert top() == 2
        await desk.press("3", "j")
        assert top() == 5
        await desk.press("g", "g")
        assert top() == 0
        await desk.press("ctrl+d")
        assert top() == 11
        await desk.press("ctrl+u")
        assert top() == 0
        await desk.press("space")
        assert top() == 21
        await desk.press("G")
        assert seen(desk).rstrip().endswith("They help.")
        await desk.press("pageup", "home")
        assert top() == 0
        assert desk.at == "Invented Paper 0"

    tell(home, service, story, size=(80, 24))


def test_decisions_are_made_as_in_the_list(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("j", "enter", "t")
        await desk.type("rl")
        await desk.press("enter")
        assert "#rl" in page(desk)
        await desk.press("s")
        assert desk.starred == ["Invented Paper 1"]
        assert page(desk).startswith("Invented Paper 2")
        await desk.press("r", "u")
        assert "nvented Paper 2" in desk.footer
        await desk.press("p", "u")
        assert page(desk).startswith("Invented Paper 1")
        assert desk.starred == []
        await desk.press("G", "space")
        assert page(desk).startswith("Invented Paper 2")
        await desk.press("y", "t")
        assert "Copied the title" in desk.footer and "Invented Paper 2" in desk.footer

    tell(home, service, story)


def test_papers_are_leafed_through(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("enter", "G", "]")
        assert page(desk).startswith("Invented Paper 1")
        assert desk.screen.query_one(ReadingPane).scroll_offset.y == 0
        await desk.press("3", "]", "left")
        assert page(desk).startswith("Invented Paper 3")
        await desk.press("9", "[", "[")
        assert page(desk).startswith("Invented Paper 0")
        assert "first paper of the list" in desk.footer
        await heard(desk)
        assert "They help." in page(desk)
        assert "Tue 2 Jan 2024" in desk.header

    tell(home, service, story)


def test_papers_that_are_leafed_past_are_not_asked_about(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("enter")
        await heard(desk)
        await desk.pilot.press(*["]"] * 8)
        await heard(desk)
        assert page(desk).startswith("Invented Paper 8")
        asked = [each.path for each in service.requests if "field=comments" in each.path]
        assert len(asked) < 9
        assert "2401.02008" in asked[-1]

    tell(home, service, story)


@pytest.mark.parametrize("keys", [["z", "t"], ["g", "D"], ["g", "d"]], ids="-".join)
def test_what_is_about_the_list_leads_back_to_it(
    home: Path, service: FeedServer, keys: list[str]
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("enter", *keys)
        await desk.until(lambda: not page(desk))

    tell(home, service, story)


def test_the_palette_and_the_help_work_over_it(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("enter", "question_mark", "q")
        assert page(desk)
        await desk.press("ctrl+p")
        await desk.type("star")
        await desk.press("enter")
        await desk.until(lambda: desk.starred)
        assert page(desk).startswith("Invented Paper 1")

    tell(home, service, story)


def test_thousands_of_authors_are_folded_until_they_are_asked_for(
    home: Path, service: FeedServer
) -> None:
    names = [author(f"Given Family{n}") for n in range(3_000)]
    service.days["2024-01-02"] = [item(FIRST, "Many Hands", authors=names)]

    async def story(desk: Desk) -> None:
        await desk.press("enter", "2", "j")
        assert "more …, Given Family2999" in page(desk).replace("\n", " ")
        assert "Family1500" not in page(desk)
        await desk.press("a")
        assert all(f"Given Family{n}" in page(desk).replace("\n", " ") for n in range(3_000))
        assert seen(desk).lstrip().startswith("Many Hands")
        await desk.press("a")
        assert "Family1500" not in page(desk)
        await desk.press("q", "a")
        assert "Family1500" in page(desk)

    tell(home, service, story)


class TestTheNetwork:
    def test_the_paper_is_there_before_its_discussion_and_stays_in_place(
        self, home: Path, service: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            service.gate.clear()
            await desk.press("enter", "4", "j")
            await heard(desk, "asking for the discussion …")
            before = seen(desk)
            assert "54.6% of the words" in before
            assert "comments" not in page(desk).split("Discussion")[1]
            service.gate.set()
            await heard(desk)
            assert seen(desk).split("Discussion")[0] == before.split("Discussion")[0][:-1] or (
                seen(desk).startswith(before[:300])
            )

        tell(home, service, story, size=(80, 24))

    def test_a_second_opening_shows_at_once_what_was_kept(
        self, home: Path, service: FeedServer
    ) -> None:
        service.comments[FIRST][1]["data"]["latest"]["raw"] = "They help.\n\n" * 30

        async def story(desk: Desk) -> None:
            await desk.press("enter")
            await heard(desk)
            service.gate.clear()
            service.comments[FIRST].append(comment("c0", "Before all.", at="2024-01-01T00:00:00Z"))
            await desk.press("q", "enter")
            await heard(desk, "asking again …")
            await desk.until(lambda: "They help." in page(desk))
            assert "2 comments at 3 Jan" in page(desk)
            await desk.press("G")
            before = seen(desk)
            assert before.rstrip().endswith("They help.")
            service.gate.set()
            await heard(desk, "3 comments, fetched")
            await desk.until(lambda: "Before all." in page(desk))
            assert seen(desk) == before, "what came above did not move what is read"

        tell(home, service, story, size=(80, 24))

    def test_without_a_network_it_is_what_was_kept(self, home: Path, service: FeedServer) -> None:
        async def online(desk: Desk) -> None:
            await desk.press("enter")
            await heard(desk)

        async def offline(desk: Desk) -> None:
            await desk.press("enter")
            await heard(desk, "offline since")
            assert re.search(r"offline since \S.*, 2 comments at 3 Jan", page(desk))
            assert "They help." in page(desk)
            assert "Could not reach" in page(desk)

        tell(home, service, online)
        tell(home, "http://127.0.0.1:9", offline, wait="Offline: as of")

    def test_what_could_not_be_asked_is_not_said_to_be_nothing(
        self, home: Path, service: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            service.fault = faults.drop()
            await desk.press("j", "enter")
            await heard(desk, "f5 tries again.")
            text = page(desk)
            assert "Discussion  not known" in text
            assert "Nobody" not in text and "no comments" not in text
            service.fault = None
            await desk.press("f5")
            await heard(desk, "no comments, fetched")
            assert "Nobody has said anything yet." in page(desk)
            assert "Could not reach" not in page(desk)

        tell(home, service, story)

    def test_a_paper_that_the_service_does_not_know(self, home: Path, service: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            service.days.clear()
            await desk.press("enter")
            await heard(desk, "does not know this paper")
            assert "Nobody" not in page(desk)

        tell(home, service, story)

    @pytest.mark.parametrize(
        "fault", [faults.status(500), faults.not_json(), faults.too_many_requests()]
    )
    def test_whatever_the_service_does_the_paper_is_there(
        self, home: Path, service: FeedServer, fault: faults.Fault
    ) -> None:
        async def story(desk: Desk) -> None:
            service.fault = fault
            await desk.press("enter")
            await heard(desk, "f5 tries again.")
            assert "54.6% of the words" in page(desk)
            assert desk.notices == []

        tell(home, service, story)

    def test_leaving_while_it_is_asked(self, home: Path, service: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            service.gate.clear()
            await desk.press("enter")
            await heard(desk, "asking for the discussion …")
            await desk.press("q", "j")
            service.gate.set()
            await desk.press("enter")
            await heard(desk, "no comments, fetched")
            assert page(desk).startswith("Invented Paper 1")
            service.gate.clear()
            await desk.press("f5", "q", "q")

        tell(home, service, story)

    def test_a_damaged_cache_is_no_trouble(self, home: Path, service: FeedServer) -> None:
        (home / "cache").mkdir()
        (home / "cache" / "discussions.sqlite").write_bytes(b"no database")

        async def story(desk: Desk) -> None:
            await desk.press("enter")
            await heard(desk)
            assert "They help." in page(desk)

        tell(home, service, story)


class TestHostile:
    def test_controls_markup_and_html_are_text(self, home: Path, service: FeedServer) -> None:
        evil = "[/b] [@click=app.quit]x[/] \x1b]0;owned\x07\x1b[2J &#x202e; <script>x</script>"
        service.comments[FIRST] = [
            comment("c1", evil, by=f"Di {evil}", reactions=[reaction("\x1b[31m[/]", "a")]),
            comment("[/]", "[huggingface.co](https://evil.test) [js](javascript:alert(1))"),
        ]

        async def story(desk: Desk) -> None:
            await desk.press("enter")
            await heard(desk)
            await desk.press("G")
            assert "[/b] [@click=app.quit]x[/]" in page(desk)
            assert "<script>x</script>" in page(desk)
            assert "huggingface.co (https://evil.test)" in page(desk)
            shown = page(desk) + seen(desk)
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]", shown)

        tell(home, service, story)

    def test_wide_characters_and_deep_threads_stay_within_the_page(
        self, home: Path, service: FeedServer
    ) -> None:
        service.comments[FIRST] = [
            comment(
                f"c{n}", "字" * 200 + " 👩‍🔬🇵🇸", by="李明" * 30, parent=f"c{n - 1}" if n else None
            )
            for n in range(40)
        ]

        async def story(desk: Desk) -> None:
            await desk.press("enter")
            await heard(desk)
            pane = desk.screen.query_one(ReadingPane)
            assert "40 comments" in page(desk)
            for _ in range(12):
                await desk.press("space")
                lines = [pane.render_line(y) for y in range(pane.size.height)]
                assert {line.cell_length for line in lines} == {lines[0].cell_length}

        tell(home, service, story, size=(60, 20))

    def test_a_flood_of_comments_is_cut_and_that_is_said(
        self, home: Path, service: FeedServer
    ) -> None:
        service.comments[FIRST] = [
            comment("long", "a\n\n" * 20_000, at="2024-01-01T00:00:00Z"),
            *(comment(f"c{n}", "word " * 200) for n in range(1_000)),
        ]

        async def story(desk: Desk) -> None:
            await desk.press("enter")
            await heard(desk)
            await desk.until(
                lambda: "the rest of this comment is on the paper's page" in page(desk)
            )
            assert "1001 comments, fetched" in page(desk)
            assert re.search(r"… \d\d\d more comments on the paper's page", page(desk))
            await desk.press("G")
            assert "more comments on the paper's page" in seen(desk)

        tell(home, service, story)


def test_another_width_breaks_the_lines_anew_and_keeps_the_place(
    home: Path, service: FeedServer
) -> None:
    service.comments[FIRST] = [
        comment(f"c{n}", f"Number {n}. " + "words " * 60, at=f"2024-01-02T09:{n:02}:00Z")
        for n in range(30)
    ]

    async def story(desk: Desk) -> None:
        await desk.press("enter")
        await heard(desk)
        pane = desk.screen.query_one(ReadingPane)
        at = next(n for n, line in enumerate(page(desk).split("\n")) if "Number 17." in line)
        pane.to(at - 1)
        await desk.pilot.resize_terminal(60, 24)
        await desk.until(lambda: "Number 17." in "\n".join(seen(desk).split("\n")[:3]))
        assert max(map(len, page(desk).split("\n"))) <= 58

    tell(home, service, story)


def test_a_link_that_is_clicked_is_opened(
    home: Path, service: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_addresses: list[str] = []

    def open_address(address: str) -> browser.OpenOutcome:
        opened_addresses.append(address)
        return browser.OpenOutcome()

    monkeypatch.setattr(browser, "open_address", open_address)

    async def story(desk: Desk) -> None:
        await desk.press("enter")
        await heard(desk)
        lines = seen(desk).split("\n")
        y = next(n for n, line in enumerate(lines) if "arxiv.org/abs" in line)
        await desk.pilot.click(ReadingPane, offset=(lines[y].index("arxiv") + 3, y))
        await desk.until(lambda: "Opened https://arxiv.org/abs/2401.02000" in desk.footer)
        assert opened_addresses == ["https://arxiv.org/abs/2401.02000"]

    tell(home, service, story)


def test_the_sample_says_that_the_network_is_not_used(home: Path) -> None:
    async def story() -> None:
        with app_of(sample_session(home), home, only_sample=True) as app:
            async with app.run_test(size=(120, 40)) as pilot:
                desk = Desk(app, pilot)
                await desk.press("enter")
                await heard(desk, "The sample needs no network.")
                assert "Abstract, summarised in our own words" in page(desk)
                assert "f5 tries" not in page(desk)

    asyncio.run(story())


def test_a_list_without_papers_has_nothing_to_read(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = []

    async def story(desk: Desk) -> None:
        await desk.press("enter", "a")
        assert not page(desk)

    tell(home, feed_server, story, wait="")


TALK = [
    comment(
        "c1",
        "What about **longer** prompts?\n\n- with `code`\n- with [a link](https://example.org/)\n\n"
        "```python\nfor word in prompt:\n    print(word)\n```",
        edited=True,
        reactions=[reaction("🔥", "a", "b"), reaction("👍", "c")],
    ),
    comment("c2", "They help: see https://example.org/results.", by="Ada Example", parent="c1"),
    comment("c3", "Hidden.", at="2024-01-02T10:00:00Z", parent="c1", hidden=True),
    comment("c4", "回答：是的，很有帮助。" * 6, by="李明", parent="c3"),
    comment(
        "c5",
        "> They help.\n\n[huggingface.co](https://example.org/) says <b>less</b>:\n\n"
        "| model | score |\n|---|---|\n| small | 54.6 |",
        by="Bo van der Muster",
        at="2024-01-03T09:00:00Z",
    ),
]


@pytest.mark.parametrize(
    ("size", "keys"),
    [((80, 24), []), ((80, 24), ["G"]), ((120, 40), ["space"])],
    ids=["80x24", "talk-80x24", "talk-120x40"],
)
def test_how_it_looks(
    home: Path,
    service: FeedServer,
    monkeypatch: pytest.MonkeyPatch,
    snap_compare: Callable[..., bool],
    size: tuple[int, int],
    keys: list[str],
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    service.comments[FIRST] = TALK

    async def read(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, PaperReader)
        desk = Desk(pilot.app, pilot)
        await desk.loaded()
        await desk.press("enter")
        await heard(desk, "more models")
        await heard(desk, "small │ 54.6")
        await desk.press(*keys)

    with app_of(session(home, service.url), home) as app:
        assert snap_compare(app, terminal_size=size, run_before=read)
