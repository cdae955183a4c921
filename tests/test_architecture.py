"""What ARCHITECTURE.md and CONTRIBUTING.md name is there, and every room is named."""

from __future__ import annotations

import re

import pytest

from tests.house import PACKAGE, ROOT, house

PLACE = re.compile(r"`((?:[a-z_]+/)*[a-z_]+(?:\.py|/))`")


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_what_is_named_exists(page: str) -> None:
    named = PLACE.findall((ROOT / page).read_text("utf-8"))
    assert named
    places = [(ROOT / name, PACKAGE / name, PACKAGE / "tui" / name) for name in named]
    missing = [
        name
        for name, paths in zip(named, places, strict=True)
        if not any(p.exists() for p in paths)
    ]
    assert missing == []


def test_every_room_is_named() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rooms = [*house().rooms, *house(PACKAGE / "tui").rooms]
    assert [room for room in rooms if f"`{room}/`" not in text and f"`{room}.py`" not in text] == []


def test_commands_that_are_named_can_be_run() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    modules = re.findall(r"python -m (tests\.[a-z_.]+)", text)
    paths = [ROOT / module.replace(".", "/") for module in modules]
    assert [
        p for p in paths if not (p.with_suffix(".py").exists() or (p / "__main__.py").exists())
    ] == []
