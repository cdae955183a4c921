"""Recorded days of the papers service: the whole archive where it is at hand, else a small set.

The small set in `daily/` is part of this folder: some days of every form that the service has had,
with the titles, names, numbers and dates as they were, and other words wherever somebody wrote
them. `python -m tests.recorded.make FOLDER` makes it anew from an archive.
"""

from __future__ import annotations

from pathlib import Path

from tests.thoroughness import every

SMALL = Path(__file__).parent
ARCHIVE = SMALL.parents[1].parent / "shared" / "data"
"""Every day that was recorded, and single pages and answers; not part of the project."""


def folder() -> Path:
    """The folder whose `daily/` has the most days."""
    return ARCHIVE if ARCHIVE.is_dir() else SMALL


def days(pattern: str = "*") -> list[Path]:
    """The files of the recorded days, oldest first.

    Of the archive's they are those of the small set and every eighth beside; at night all.

    Args:
        pattern: of their names, without the ending.
    """
    files = sorted((folder() / "daily").glob(f"{pattern}.json"))
    small = {path.name for path in (SMALL / "daily").iterdir()}
    chosen = {*every(8, files), *(path for path in files if path.name in small)}
    return sorted(chosen)


def some(most: int = 20) -> list[Path]:
    """Recorded days from first to last, about so many."""
    files = days()
    return files[:: max(1, len(files) // most)]
