"""Keyboards of other scripts: a letter counts as the Latin one on the same key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_ROWS = (
    # The standard layouts of Russian and Greek, row by row, and the keys as they are in Latin.
    ("йцукенгшщзхъ", "qwertyuiop[]"),
    ("фывапролджэ", "asdfghjkl;'"),
    ("ячсмитьбю", "zxcvbnm,."),
    ("ё", "`"),
    # Where Ukrainian and Belarusian have others.
    ("іїєґў", "s]'\\o"),
    ("ςερτυθιοπ", "wertyuiop"),
    ("ασδφγηξκλ", "asdfghjkl"),
    ("ζχψωβνμ", "zxcvbnm"),
)
_SHIFTED = str.maketrans("[];',.`\\", '{}:"<>~|')
_SIGNS = {"№": "#"}
"""Signs on these layouts that no other key types."""


def _latin() -> Mapping[str, str]:
    latin = {}
    for theirs, ours in _ROWS:
        for letter, key in zip(theirs, ours, strict=True):
            latin[letter] = key
            # The small sigma at the end of a word has the large one in common with the other.
            if letter != "ς":
                latin[letter.upper()] = key.upper().translate(_SHIFTED)
    return latin | _SIGNS


_LATIN = _latin()


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Which key is meant by a stroke."""

    other_scripts: bool = True
    """Whether letters of other scripts count as Latin ones."""
    bound: frozenset[str] = frozenset()
    """Strokes that are bound to something; they are never taken for others."""

    @classmethod
    def of(cls, strokes: Iterable[str], *, other_scripts: bool) -> Keyboard:
        """The keyboard where these strokes are bound."""
        own = {stroke for stroke in strokes if stroke.rpartition("+")[2] in _LATIN}
        return cls(other_scripts, frozenset(own))

    def latin(self, stroke: str) -> str:
        """The stroke that is meant: ``я`` is ``z``, ``ctrl+я`` is ``ctrl+z``."""
        if not self.other_scripts or stroke.isascii() or stroke in self.bound:
            return stroke
        modifiers, plus, letter = stroke.rpartition("+")
        latin = _LATIN.get(letter, letter)
        # With a modifier, signs have names of their own, which nothing is bound to.
        return stroke if plus and not latin.isalpha() else f"{modifiers}{plus}{latin}"


def is_combination(key: str) -> bool:
    """Whether a key is pressed together with one that changes more than its case."""
    return any(each in ("alt", "ctrl", "super", "hyper", "meta") for each in key.split("+")[:-1])
