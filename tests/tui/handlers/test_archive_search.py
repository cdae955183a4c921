"""The search of the archive: some matches with the letter, the best before a key is about them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from reader.listings.derived_lists import DerivedLists, FoundListing
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, run


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Holds back the ranked search until it is set."""
    open_ = threading.Event()
    search = DerivedLists.search_archive

    def held(self: DerivedLists, text: str) -> FoundListing:
        open_.wait(20)
        return search(self, text)

    monkeypatch.setattr(DerivedLists, "search_archive", held)
    return open_


@pytest.fixture
def served(feed_server: FeedServer) -> FeedServer:
    """The paper that came last is not the best match."""
    feed_server.days["2024-01-02"] = [
        item("2401.00001", "A Survey", "2024-01-02", summary="A survey, surveyed."),
        *(item(f"2401.0001{at}", f"Other {at}", "2024-01-02", summary="—") for at in range(9)),
        item("2401.00099", "Last", "2024-01-02", summary="It mentions a survey."),
    ]
    return feed_server


def test_matches_are_there_with_the_letter_and_the_best_before_the_next_key(
    home: Path, served: FeedServer, gate: threading.Event
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("g", "slash")
        await desk.type("surv")
        await desk.until(lambda: "the best are looked for" in desk.remark)
        assert desk.titles == ["Last", "A Survey"], "what came last comes first"
        desk.send("enter", "s")
        await desk.pilot.pause()
        assert not desk.starred, "the key waits for the best"
        gate.set()
        await desk.until(lambda: desk.starred)
        assert desk.titles == ["A Survey", "Last"]
        assert desk.starred == ["A Survey"]

    run(home, served, story)


def test_what_is_ranked_already_is_not_looked_for_again_with_enter(
    home: Path, served: FeedServer, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.set()

    async def story(desk: Desk) -> None:
        await desk.press("g", "slash")
        # At once, so that no letter before the last is looked for.
        desk.screen.take_paste("surv")
        await desk.until(lambda: "2 in the archive" in desk.remark)
        monkeypatch.delattr(DerivedLists, "search_archive")
        await desk.press("enter")
        assert "2 in the archive" in desk.footer
        assert desk.titles == ["A Survey", "Last"]

    run(home, served, story)


def test_a_page_that_comes_late_does_not_take_the_place_of_the_best(
    home: Path, served: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = threading.Event()
    page = DerivedLists.first_page
    answered = []

    def held(self: DerivedLists, text: str) -> object:
        late.wait(20)
        answered.append(text)
        return page(self, text)

    monkeypatch.setattr(DerivedLists, "first_page", held)

    async def story(desk: Desk) -> None:
        await desk.press("g", "slash")
        await desk.type("surv")
        await desk.until(lambda: "2 in the archive" in desk.remark)
        late.set()
        await desk.until(lambda: answered)
        await desk.pilot.pause()
        assert desk.titles == ["A Survey", "Last"]
        assert "2 in the archive" in desk.remark

    run(home, served, story)
