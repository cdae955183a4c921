"""Pictures of the screens; `pytest --snapshot-update` takes them anew, for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests import screenshot
from tests.tui.driving import app_of, sample_session

SVG = "{http://www.w3.org/2000/svg}"
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


@pytest.mark.parametrize(
    ("story", "theme"), [("triage", "dark"), ("reading", "light"), ("topics", "dark")]
)
def test_a_picture_in_the_readme_is_what_the_app_shows(story: str, theme: str) -> None:
    assert screenshot.taken(story, theme) == screenshot.file(story, theme).read_text("utf-8"), (
        "take it anew with python -m tests.screenshot, and look at it"
    )


def said(story: str, theme: str) -> set[str]:
    """All texts of a picture."""
    root = ElementTree.fromstring(screenshot.file(story, theme).read_bytes())
    return {"".join(each.itertext()) for each in root.iter(f"{SVG}text")}


@pytest.mark.parametrize("story", screenshot.STORIES)
def test_a_picture_says_the_same_in_the_dark_and_needs_nothing_from_elsewhere(story: str) -> None:
    assert said(story, "dark") == said(story, "light")
    for theme in screenshot.THEMES:
        picture = screenshot.file(story, theme).read_text("utf-8")
        assert len(picture.encode()) < 300_000
        assert set(re.findall(r"https?://[\w./]+\"", picture)) == {'http://www.w3.org/2000/svg"'}
        for word in ("<script", "<image", "@font-face", "@import", "url("):
            assert word not in picture


def test_the_film_takes_twenty_seconds_and_stands_still_where_nothing_may_move() -> None:
    film = screenshot.file("triage", "dark").read_text("utf-8")
    (seconds,) = set(re.findall(r"animation:v\d+ ([\d.]+)s step-end infinite", film))
    assert 19 <= float(seconds) <= 22
    assert "prefers-reduced-motion:reduce" in film
    assert "visibility:visible;animation" in film, "one frame is seen without motion"
    for key in ("space", "s", "r", "t", "3r", "u", "/", "x"):
        assert key in said("triage", "dark")
