"""No text, however contrived, takes more than in proportion to its length.

Steps are counted, no clock is asked; what regular expressions do within one step is measured by
`tests.benchmarks.growth`.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from random import Random

import pytest

from tests.growth import Language, steps
from tests.languages import LANGUAGES, bib

_SIZE = 200
_MOST = 2.3
_FAMILIES = 12
"""Of each language, chosen by a seed; `tests.benchmarks.growth` goes through them all."""
_FEW = 3_000
"""Steps; below them what is done once for every text hides the rest."""


def growing(language: Language, families: int | None = None) -> list[str]:
    """The families of texts of which twice as much takes more than twice as many steps."""
    every = list(language.families())
    alone = every[: len(language.fragments)]
    count = len(every) if families is None else min(len(every), families)
    chosen = [*alone, *Random(12).sample(every, count)]
    worse = []
    for name, text in chosen:
        language.parse(text(_SIZE))
        once, twice, four = (
            steps(partial(language.parse, text(size * _SIZE))) for size in (1, 2, 4)
        )
        if four > _FEW and twice > once * _MOST and four > twice * _MOST:
            worse.append(f"{name}: {once}, {twice}, {four}")
    return worse


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_twice_the_text_takes_twice_the_steps(language: Language) -> None:
    assert growing(language, _FAMILIES) == []


def test_what_grows_by_the_square_is_noticed() -> None:
    def square(text: str) -> None:
        for at in range(len(text)):
            for _ in islice(text, at):
                pass

    assert growing(Language("square", square, ("a",), (("", ""),)))


def test_entries_that_never_end_are_read_in_proportion() -> None:
    counts = [steps(partial(bib, "@a{\n" * size)) for size in (2_000, 4_000, 8_000)]
    assert counts[1] < counts[0] * _MOST
    assert counts[2] < counts[1] * _MOST
