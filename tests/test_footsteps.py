"""The way of a key through the files, as `tests.footsteps` counts it."""

from __future__ import annotations

from pathlib import Path

from tests.feed_server import FeedServer
from tests.footsteps import of_key
from tests.tui.driving import TODAY, two_days


def test_the_key_that_marks_read_goes_a_short_way(home: Path) -> None:
    with FeedServer(today=TODAY) as server:
        two_days(server)
        steps = of_key("r", home, server)
    assert len(steps.files) <= 39, sorted(steps.files)
    assert steps.changes <= 165
