"""Second chances: what was passed over and has risen since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reader.library import Library, decisions
from reader.listings.derived_lists import find_second_chances
from reader.paper import Paper
from tests.library.desk import paper


@pytest.fixture
def library(home: Path) -> Library:
    return Library(home)


def voted(paper: Paper, votes: int | None) -> Paper:
    return replace(paper, upvotes=votes)


def found(library: Library, *papers: Paper) -> list[str]:
    return [
        f"{each.paper.id} {each.words}"
        for each in find_second_chances(library.skipped_votes(), papers)
    ]


def test_a_paper_that_was_skipped_and_has_risen_is_shown_again(library: Library) -> None:
    first, second, third = paper(4), paper(5), paper(6)
    library.commit(decisions.read([first, second, third]))
    assert found(library, voted(first, 131), voted(second, 20), voted(third, 300)) == [
        "2401.00006 skipped at 6, now 300",
        "2401.00004 skipped at 4, now 131",
    ]


@pytest.mark.parametrize(
    ("then", "now", "is_one"),
    [
        (0, 40, True),
        (0, 39, False),
        (20, 60, True),
        (20, 59, False),
        (50, 149, False),
        (50, 150, True),
        (4, None, False),
        (None, 500, False),
    ],
)
def test_it_takes_three_times_the_votes_and_forty_more(
    library: Library, then: int | None, now: int | None, is_one: bool
) -> None:
    library.commit(decisions.read([voted(paper(1), then)]))
    assert bool(found(library, voted(paper(1), now))) == is_one


def test_what_was_never_read_or_is_kept_needs_no_second_chance(library: Library) -> None:
    starred, tagged, noted, unread, untouched = (paper(number) for number in range(1, 6))
    library.commit(decisions.star([starred]), {starred.id: starred})
    for each in (tagged, noted, unread):
        library.commit(decisions.read([each]))
    library.commit(decisions.tag([tagged], ["rl"]), {tagged.id: tagged})
    library.commit(decisions.note([noted], "later"), {noted.id: noted})
    library.commit(decisions.unread([unread]))
    everything = [voted(each, 500) for each in (starred, tagged, noted, unread, untouched)]
    assert found(library, *everything) == []


def test_one_that_is_read_again_is_dismissed_until_it_rises_again(library: Library) -> None:
    library.commit(decisions.read([paper(4)]))
    risen = voted(paper(4), 131)
    assert found(library, risen)
    library.commit(decisions.read([risen]))
    assert found(library, risen, voted(risen, 392)) == []
    assert found(library, voted(risen, 393)) == ["2401.00004 skipped at 131, now 393"]
    library.undo()
    assert found(library, risen) == ["2401.00004 skipped at 4, now 131"]


def test_it_is_none_any_more_when_reading_it_was_undone(library: Library) -> None:
    library.commit(decisions.read([paper(4)]))
    library.undo()
    assert found(library, voted(paper(4), 131)) == []


def test_of_a_paper_that_comes_twice_the_newer_count_stands(library: Library) -> None:
    library.commit(decisions.read([paper(4)]))
    assert found(library, voted(paper(4), 90), voted(paper(4), 131)) == [
        "2401.00004 skipped at 4, now 131"
    ]
