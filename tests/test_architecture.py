"""The pages for newcomers name what is there, and every room."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house import PACKAGE, ROOT, house

ARCHITECTURE = ROOT / "ARCHITECTURE.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.]+/[\w./]*|\w+\.py")
_COMMAND = re.compile(r"python -m (tests[\w.]*)")
_MADE = {".venv/bin"}
"""What whoever works on it makes, here or elsewhere."""


def named(page: Path) -> set[str]:
    """What a page names in code: whole words between backticks."""
    return set(_CODE.findall(page.read_text("utf-8")))


def places(page: Path) -> list[str]:
    """The files and folders that a page names."""
    return sorted(each for each in named(page) - _MADE if _PATH.fullmatch(each))


def exists(place: str) -> bool:
    """Whether a file or folder is there; beginnings of the way to it may be left out."""
    whole = [ROOT / place, PACKAGE / place, PACKAGE / "tui" / place]
    return any(path.exists() for path in whole) or any(PACKAGE.rglob(place.rstrip("/")))


@pytest.mark.parametrize("page", [ARCHITECTURE, CONTRIBUTING], ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    assert [place for place in places(page) if not exists(place)] == []
    assert [
        module
        for module in _COMMAND.findall(page.read_text("utf-8"))
        if not any((ROOT / module.replace(".", "/")).parent.glob(f"{module.split('.')[-1]}*"))
    ] == []


@pytest.mark.parametrize(
    ("folder", "most"), [(PACKAGE, 22), (PACKAGE / "tui", 8)], ids=["reader", "tui"]
)
def test_every_room_is_named(folder: Path, most: int) -> None:
    rooms = house(folder).rooms
    assert len(rooms) <= most
    words = named(ARCHITECTURE)
    assert [room for room in rooms if not words & {f"{room}/", f"{room}.py"}] == []


@pytest.mark.parametrize("folder", [PACKAGE, PACKAGE / "tui"], ids=["reader", "tui"])
def test_rooms_import_only_what_stands_below_them_in_the_table(folder: Path) -> None:
    rooms, wings = (
        re.findall(r"^\| `(\w+)(?:/|\.py)` \|", table, re.MULTILINE)
        for table in ARCHITECTURE.read_text("utf-8").split("The wings of")
    )
    table = wings if folder.name == "tui" else rooms
    counted = house(folder)
    assert sorted(table) == sorted(counted.rooms)
    assert [
        arrow for arrow in counted.arrows if table.index(arrow[0]) > table.index(arrow[1])
    ] == []


def test_it_is_one_page() -> None:
    assert ARCHITECTURE.read_text("utf-8").count("\n") <= 130
