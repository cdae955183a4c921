"""The ways of a key and of commands through the files, as `tests.footsteps` counts them."""

from __future__ import annotations

from pathlib import Path

from tests.feed_server import FeedServer
from tests.footsteps import of_commands, of_key
from tests.tui.driving import TODAY, two_days


def test_the_key_that_marks_read_goes_a_short_way(home: Path) -> None:
    with FeedServer(today=TODAY) as server:
        two_days(server)
        steps = of_key("r", home, server)
    # One of them leaves a scroll bar alone that does not change.
    assert len(steps.files) <= 26, sorted(steps.files)
    # Six of them are the painting that waits for no clock.
    assert steps.changes <= 160


MOST_FILES = {
    "list": 40,
    "list --offline": 38,
    "list --json": 43,
    "list --json --offline": 41,
    "mark": 46,
    "export": 45,
}
"""How many files each command may enter."""


def test_commands_enter_few_files(home: Path) -> None:
    with FeedServer(today=TODAY) as server:
        found = {
            command.partition(" --star")[0]: steps for command, steps in of_commands(home, server)
        }
    assert found.keys() == MOST_FILES.keys()
    assert {
        command: sorted(steps.files)
        for command, steps in found.items()
        if len(steps.files) > MOST_FILES[command]
    } == {}
