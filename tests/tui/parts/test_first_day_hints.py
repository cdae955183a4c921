"""Three hints for who begins: on the first day alone, each where it helps, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reader.settings.choices import Choices
from tests.feed_server import FeedServer
from tests.tui.driving import TODAY, Desk, run, run_two_days

STARRED = "gs lists what you starred, x there exports it as BibTeX"
UNDO = "u undoes that, also tomorrow"
DAY = TODAY.isoformat()


def hinted(desk: Desk) -> bool:
    return any(words in desk.footer for words in ("Welcome", STARRED, UNDO))


def test_a_star_says_where_stars_are_and_the_next_decision_how_it_is_undone(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("s")
        assert STARRED in desk.footer
        await desk.press("j")
        assert not hinted(desk)
        await desk.press("k", "r")
        assert UNDO in desk.footer
        await desk.press("s")
        assert not hinted(desk)
        choices = desk.app.choices
        assert (choices.first_day, choices.hints) == (DAY, ("starred", "undo"))

    run_two_days(home, feed_server, story, welcomes=True)


@pytest.mark.parametrize(
    ("keys", "left"), [(["g", "s"], {"undo"}), (["u"], {"starred"}), (["j"], {"undo", "starred"})]
)
def test_what_was_used_needs_no_hint(
    home: Path, feed_server: FeedServer, keys: list[str], left: set[str]
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press(*keys)
        assert desk.app.listing.hints.wanted - {"welcome"} == left

    run_two_days(home, feed_server, story, welcomes=True)


def test_what_has_to_be_said_is_said(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("A")
        assert "marked read; u undoes it." in desk.footer
        assert {"undo", "starred"} <= desk.app.listing.hints.wanted
        await desk.press("u", "G", "s")
        assert "From the end on to the beginning." in desk.footer
        assert "starred" in desk.app.listing.hints.wanted

    run_two_days(home, feed_server, story, welcomes=True)


@pytest.mark.parametrize(
    ("choices", "is_new", "wanted"),
    [
        (Choices(), True, {"welcome", "undo", "starred"}),
        (Choices(first_day=DAY), True, {"welcome", "undo", "starred"}),
        (Choices(first_day=DAY, hints=("undo",)), False, {"starred"}),
        (Choices(first_day=DAY, hints=("undo", "starred")), False, set()),
        (Choices(first_day="2023-12-31"), True, set()),
        (Choices(), False, set()),
    ],
    ids=["first start", "nothing kept", "one shown", "all shown", "second day", "older library"],
)
def test_they_are_of_the_first_day(
    home: Path, feed_server: FeedServer, choices: Choices, is_new: bool, wanted: set[str]
) -> None:
    async def story(desk: Desk) -> None:
        hints = desk.app.listing.hints
        hints.begin(choices, TODAY, is_new=is_new)
        assert hints.wanted == wanted
        kept = desk.app.choices
        first = DAY if is_new and not choices.first_day else choices.first_day
        assert (kept.first_day, kept.hints) == (first, choices.hints)
        hints.begin(replace(kept), TODAY + timedelta(1), is_new=is_new)
        assert hints.wanted == set()

    run_two_days(home, feed_server, story)


def test_the_sample_has_none(home: Path) -> None:
    async def story(desk: Desk) -> None:
        await desk.until(lambda: desk.banner)
        await desk.press("s", "r")
        assert not hinted(desk)

    run(home, "http://127.0.0.1:1", story, wait="sample", welcomes=True)


def test_keys_that_are_bound_otherwise_are_named(home: Path, feed_server: FeedServer) -> None:
    from reader.settings import read_settings

    (home / "config.toml").write_text('[keys]\nundo = ["U"]\n')

    async def story(desk: Desk) -> None:
        await desk.press("r")
        assert "U undoes that" in desk.footer

    settings = read_settings(home / "config.toml", {})
    run_two_days(home, feed_server, story, settings=settings, welcomes=True)
