"""How often `space` is pressed to read the abstracts of all recorded days to their ends."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from reader.feed.item_decoder import decode_items
from reader.paper import UNMARKED, Paper
from tests.feed_server import FeedServer
from tests.recorded import days
from tests.thoroughness import every
from tests.tui.driving import Desk, run_two_days

# They are decoded once.
pytestmark = pytest.mark.xdist_group("space presses")


@pytest.fixture(scope="module")
def papers(archived: Path) -> list[Paper]:
    """The papers of recorded days, every sixth of them."""
    found: list[Paper] = []
    for file in days():
        found += decode_items(json.loads(file.read_bytes()), date.fromisoformat(file.stem)).papers
    return [*every(6, found)]


@pytest.mark.parametrize(
    ("size", "most"),
    [((80, 24), 2.1), ((110, 40), 1.15), ((120, 40), 1.05), ((140, 40), 1.05), ((200, 50), 1.02)],
    ids=str,
)
def test_presses_of_space_for_a_paper(
    home: Path, feed_server: FeedServer, papers: list[Paper], size: tuple[int, int], most: float
) -> None:
    async def story(desk: Desk) -> None:
        pane, presses = desk.screen.lists.pane, 0
        await desk.until(lambda: pane.size.height)
        for paper in papers:
            pane.show(paper, UNMARKED)
            presses += next(count for count in range(1, 50) if not pane.page_down())
        assert len(papers) > 140
        assert 1 <= presses / len(papers) <= most

    run_two_days(home, feed_server, story, size=size, wait="")
