"""A library in an empty home."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.library import Library
from tests.library.desk import Ticking


@pytest.fixture
def library(home: Path, clock: Ticking) -> Library:
    """Just opened, with nothing on disk yet."""
    return Library(home, clock)


@pytest.fixture
def clock() -> Ticking:
    """Noon on 23 November 2026, and a second later each time."""
    return Ticking()
