"""Pictures of the screens; `pytest --snapshot-update` takes them anew, for a person to look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import screenshot
from tests.tui.driving import app_of, sample_session

Compare = Callable[..., bool]

SCREENS = {
    "list-80x24": ((80, 24), []),
    "list-120x40": ((120, 40), []),
    "list-200x50": ((200, 50), []),
    "list-60x15": ((60, 15), ["j"]),
    "triage-120x40": ((120, 40), [*"rsrrs", "t", *"rl", "enter", *"3j"]),
    "filter-120x40": ((120, 40), ["slash", *"agent", "space", *"up:>"]),
    "nothing-passes-80x24": ((80, 24), ["slash", *"zebra", "enter"]),
    "prefix-120x40": ((120, 40), ["y"]),
    "titles-120x40": ((120, 40), ["w"]),
    "folded-120x40": ((120, 40), ["z", "t", "j", "z", "a", "m", "j"]),
    "command-120x40": ((120, 40), ["colon", *"star", "space", *"up:>30"]),
    "undo-80x24": ((80, 24), [*"3ru"]),
    "help-80x24": ((80, 24), ["question_mark"]),
    "palette-120x40": ((120, 40), ["ctrl+p"]),
    "too-small-30x9": ((30, 9), []),
}


@pytest.mark.parametrize(("size", "keys"), SCREENS.values(), ids=SCREENS)
def test_screens(home: Path, snap_compare: Compare, size: tuple[int, int], keys: list[str]) -> None:
    with app_of(sample_session(home), home, only_sample=True) as app:
        assert snap_compare(app, terminal_size=size, press=keys)


def test_the_light_theme(home: Path, snap_compare: Compare) -> None:
    with app_of(sample_session(home), home, only_sample=True, theme="light") as app:
        assert snap_compare(app, terminal_size=(120, 40), press=["r", "s"])


def test_the_picture_in_the_readme_is_what_the_app_shows(home: Path) -> None:
    assert screenshot.taken(home) == screenshot.FILE.read_text("utf-8"), (
        "take it anew with python -m tests.screenshot, and look at it"
    )
