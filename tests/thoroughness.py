"""How much is tried: enough in every run, all there is with PAPER_READER_NIGHTLY=1 before it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

NIGHTLY = bool(os.environ.get("PAPER_READER_NIGHTLY"))
_USUAL = 100
"""Examples of a property that names no number, as hypothesis has it."""
_PART = 4

T = TypeVar("T")


def examples(most: int) -> settings:
    """The settings of a property: so many examples at night, and a quarter of them else."""
    return settings(max_examples=most if NIGHTLY else most // _PART)


def every(nth: int, values: Sequence[T]) -> Sequence[T]:
    """Every nth of some values, and at night all of them."""
    return values if NIGHTLY else values[::nth]


def load_profile() -> None:
    """What properties have that name nothing else: always the same examples, however slow."""
    usual = examples(_USUAL)
    settings.register_profile(
        "paper-reader", derandomize=True, deadline=None, max_examples=usual.max_examples
    )
    settings.load_profile("paper-reader")
