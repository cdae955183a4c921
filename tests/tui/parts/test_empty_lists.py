"""What is said where a list has nothing, and the way on from there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reader.paper import Period
from reader.settings import read_settings
from reader.tui.keys.actions import BY_ID, shown
from reader.tui.rendering.list_titles import KnownDays, why_empty
from tests.feed_server import FeedServer, items
from tests.tui.driving import Desk, run, two_days

SATURDAY = date(2026, 7, 18)
TODAY = date(2026, 7, 22)


def said(period: Period, days: KnownDays = KnownDays(TODAY)) -> str:  # noqa: B008 - it is a value
    return why_empty(period, days, lambda action: shown(BY_ID[action].keys[0]))


def test_a_day_without_a_list_names_those_beside_it() -> None:
    assert said(Period.day(SATURDAY)) == "No list on Sat 18 Jul. [ Fri 17 Jul, ] Mon 20 Jul"
    assert said(Period.day(TODAY)) == "No list on Wed 22 Jul. [ Tue 21 Jul"


def test_what_is_known_of_the_days_counts_more_than_the_calendar() -> None:
    papers = {date(2026, 7, 17): 0, date(2026, 7, 19): 3}
    days = KnownDays(TODAY, papers.get)
    assert said(Period.day(SATURDAY), days) == "No list on Sat 18 Jul. [ Thu 16 Jul, ] Sun 19 Jul"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period("queue"), "Nothing is waiting. Newest list: Tue 21 Jul"),
        (Period("library", "is:starred"), "No star yet: s on a paper"),
        (Period("library", "is:tagged"), "No tag yet: t on a paper"),
        (Period("archive", "nowhere"), "Nothing in the archive. f5 asks the service"),
    ],
)
def test_each_list_has_words_of_its_own(period: Period, words: str) -> None:
    assert said(period, KnownDays(TODAY, newest=date(2026, 7, 21))) == words


def test_before_anything_was_fetched_no_list_is_the_newest() -> None:
    assert said(Period("queue")) == "Nothing is waiting."


def test_without_stars_tags_and_finds(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("g", "number_sign")
        assert "No tag yet: t on a paper" in desk.footer
        await desk.press("g", "s")
        await desk.until(lambda: "No star yet: s on a paper" in desk.detail)

    run(home, feed_server, story)


def test_a_filter_that_finds_nothing_names_the_word_and_the_one_that_is_near(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("inventde")
        words = 'No title, author or abstract has "inventde". esc clears. Did you mean invented?'
        await desk.until(lambda: words in " ".join(desk.detail.split()))
        await desk.press("escape", "slash")
        await desk.type("up:>500")
        await desk.until(lambda: "No paper of this list passes the filter" in desk.detail)

    run(home, feed_server, story)


def test_a_day_that_is_read_says_where_to_go(home: Path, feed_server: FeedServer) -> None:
    feed_server.days |= {f"2024-01-0{day}": items(3, f"2024-01-0{day}") for day in (1, 2)}

    async def fill(desk: Desk) -> None:
        assert desk.titles

    run(home, feed_server, fill)

    async def older(desk: Desk) -> None:
        await desk.until(lambda: desk.screen.lists.waiting)
        await desk.press("3", "r")
        assert desk.footer.strip().startswith("All read. ] newer, gq the queue: 3. 3 seen")

    run(home, feed_server, older, day=date(2024, 1, 1))

    async def newest(desk: Desk) -> None:
        await desk.press("3", "r")
        assert desk.footer.strip().startswith("All read. [ older. 3 seen")

    run(home, feed_server, newest, today=date(2024, 1, 2))


def test_the_queue_begins_where_it_was_read_to_also_where_it_was_left_by_q(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def to_the_end(desk: Desk) -> None:
        assert "since Wed 27 Dec" in desk.header
        await desk.press("A", "q")

    run(home, feed_server, to_the_end, period=Period("queue"))

    async def again(desk: Desk) -> None:
        assert "Queue   since Wed 3 Jan" in desk.header

    run(home, feed_server, again, period=Period("queue"))


def test_sentences_name_the_keys_that_the_reader_has_chosen(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)
    (home / "config.toml").write_text(
        '[keys]\nstar = ["K"]\ntag = ["T"]\nundo = ["U"]\nclear = ["<f9>"]\nrefresh = ["<f6>"]\n'
        'before = ["B"]\nnewest = ["zz"]\nhelp = ["<f1>"]\nnote-in-editor = ["W"]\n'
        'follow = ["F"]\nfilter = ["&"]\nqueue = []\n'
    )

    async def story(desk: Desk) -> None:
        await desk.press("at")
        assert "@ does nothing here; f1 shows every key." in desk.footer
        await desk.press("g", "s")
        await desk.until(lambda: "No star yet: K on a paper" in desk.detail)
        await desk.press("g", "number_sign")
        assert "No tag yet: T on a paper" in desk.footer
        await desk.press("right_square_bracket")
        assert "zz goes to the newest day." in desk.footer
        await desk.press("z", "z")
        await desk.until(lambda: desk.titles)
        await desk.press("m", "W")
        assert (
            "W opens the note of one paper, and papers are marked; f9 clears that." in desk.footer
        )
        await desk.press("f9", "F")
        assert "U undoes it" in str(desk.app.screen.query_one("#follow").render())
        await desk.press("v")
        assert "& sets one" in str(desk.app.screen.query_one("#follow").render())
        await desk.press("escape", "ampersand")
        await desk.type("zebra")
        await desk.until(lambda: "f9 clears." in " ".join(desk.detail.split()))
        await desk.press("escape", "colon")
        await desk.type("read invented")
        await desk.press("enter")
        assert "U undoes it." in desk.footer
        await desk.press("U", "A")
        assert "U undoes it. B older" in desk.footer

    run(home, feed_server, story, settings=read_settings(home / "config.toml", {}))


def test_an_action_without_a_key_is_named_by_its_id(home: Path, feed_server: FeedServer) -> None:
    (home / "config.toml").write_text("[keys]\nundo = []\n")
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("A")
        assert "undo undoes it" in desk.footer

    run(home, feed_server, story, settings=read_settings(home / "config.toml", {}))


def test_a_welcome_names_the_keys_and_stays_until_the_first_one(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)
    (home / "config.toml").write_text('[keys]\nstar = ["K"]\n')

    async def story(desk: Desk) -> None:
        await desk.until(lambda: "Welcome. space reads on, K keeps, ? shows" in desk.footer)
        await desk.press("j")
        assert "Welcome" not in desk.footer
        await desk.press("left_square_bracket")
        await desk.until(lambda: "Mon 1 Jan" in desk.header)
        assert "Welcome" not in desk.footer

    settings = read_settings(home / "config.toml", {})
    run(home, feed_server, story, settings=settings, welcomes=True)


def test_the_sample_has_no_welcome(home: Path) -> None:
    async def story(desk: Desk) -> None:
        await desk.until(lambda: desk.banner)
        await desk.pilot.pause()
        assert "Welcome" not in desk.footer

    run(home, "http://127.0.0.1:1", story, wait="sample", welcomes=True)
