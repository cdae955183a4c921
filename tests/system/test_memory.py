"""What is kept apart is not looked through, and is freed when that is done again."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from reader.system.memory import keep_apart


class Knot:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _collected_as_usual() -> Iterator[None]:
    """Here it is set aside indeed."""
    yield
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def test_what_is_there_is_left_out_until_the_next_time() -> None:
    knot = Knot()
    known = weakref.ref(knot)
    keep_apart()
    assert gc.get_freeze_count()
    del knot
    gc.collect()
    assert known() is not None
    keep_apart()
    assert known() is None
