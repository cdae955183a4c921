"""The house in figures: its rooms, floors and arrows, counted from the imports.

`python -m tests.house` prints them; `tests/test_house.py` holds them.

A room is a module or a package directly in a folder; `__init__`, `__main__` and folders without
code are none. An arrow is one room that imports another, imports for type checking and imports
inside functions included. A room stands on the floor above the highest room that it imports.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "reader"


@dataclass(frozen=True, slots=True)
class House:
    """The rooms of one folder."""

    floors: Mapping[str, int]
    """Rooms and the floors they stand on, from 1; those in a circle have none."""
    arrows: frozenset[tuple[str, str]]
    """Who imports whom."""
    circles: frozenset[str]
    """Rooms that import themselves through others, and rooms above such."""

    @property
    def rooms(self) -> frozenset[str]:
        return frozenset(self.floors) | self.circles

    def __str__(self) -> str:
        highest = max(self.floors.values(), default=0)
        figures = f"{len(self.rooms)} rooms, {highest} floors, {len(self.arrows)} arrows"
        return f"{figures}, {len(self.circles)} in circles"


def modules(folder: Path = PACKAGE) -> list[Path]:
    """Every module below a folder."""
    return sorted(folder.rglob("*.py"))


def house(folder: Path = PACKAGE) -> House:
    """Count a folder of the package."""
    prefix = ".".join(folder.relative_to(ROOT).parts)
    rooms = {room for path in modules(folder) if (room := _room(path, folder))}
    arrows = {
        (room, target)
        for path in modules(folder)
        if (room := _room(path, folder))
        for name in imported(path)
        if name.startswith(f"{prefix}.")
        and (target := name.removeprefix(f"{prefix}.").partition(".")[0]) in rooms - {room}
    }
    floors = _floors(rooms, arrows)
    return House(floors, frozenset(arrows), frozenset(rooms - floors.keys()))


def imported(path: Path) -> Iterator[str]:
    """Everything that a module imports from the package, wherever in it, with dots."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # What is taken from a package may be one of its modules.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def public_classes(paths: Iterable[Path]) -> Counter[str]:
    """The public classes of some modules, each with how often it is defined."""
    return Counter(
        node.name
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )


def _room(path: Path, folder: Path) -> str:
    """The room of a folder that a module is in; empty for the face and the entrance of it."""
    first = path.relative_to(folder).parts[0].removesuffix(".py")
    return "" if first in ("__init__", "__main__") else first


def _floors(rooms: Iterable[str], arrows: Iterable[tuple[str, str]]) -> dict[str, int]:
    below = {room: {target for source, target in arrows if source == room} for room in rooms}
    floors: dict[str, int] = {}
    while ready := {r for r, targets in below.items() if targets <= floors.keys()} - floors.keys():
        floors |= {r: 1 + max((floors[t] for t in below[r]), default=0) for r in ready}
    return floors


def main() -> None:
    """Print the figures, and who stands where."""
    for folder in (PACKAGE, PACKAGE / "tui"):
        counted = house(folder)
        print(f"{folder.relative_to(ROOT)}: {counted}")
        for room in sorted(counted.rooms, key=lambda each: (-counted.floors.get(each, 99), each)):
            targets = sorted(target for source, target in counted.arrows if source == room)
            print(f"  {counted.floors.get(room, '-'):>2}  {room}  <- {' '.join(targets)}")
    lengths = {path: path.read_text("utf-8").count("\n") for path in modules()}
    longest = max(lengths.values())
    print(f"{len(lengths)} modules, {sum(lengths.values()):,} lines, longest {longest}")
    twice = [name for name, count in public_classes(modules()).items() if count > 1]
    print(f"public class names that exist twice: {', '.join(sorted(twice)) or 'none'}")
    stems = Counter(path.stem for path in modules() if not path.stem.startswith("__"))
    print(f"module names that exist twice: {', '.join(n for n, c in stems.items() if c > 1)}")


if __name__ == "__main__":
    main()
