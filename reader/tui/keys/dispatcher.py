"""From key strokes to actions: letters of other scripts, counts, prefixes and plain keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reader.tui.keys.actions import Action, strokes

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


@dataclass(frozen=True, slots=True)
class MatchedKeys:
    """A key sequence is complete."""

    action: Action
    count: int
    """How many times; 1 where none was typed."""


@dataclass(frozen=True, slots=True)
class PendingKeys:
    """More keys must follow."""

    typed: str
    following: tuple[tuple[str, Action], ...]
    """What can follow, each key with its action; empty after a bare count."""


class Dispatcher:
    """Takes one stroke after another."""

    def __init__(self, actions: Iterable[Action]) -> None:
        known = tuple(actions)
        self._table = _table(action for action in known if not action.in_search)
        self._in_search = self._table | _table(action for action in known if action.in_search)
        self._prefix: tuple[str, ...] = ()
        self._count = ""

    def clear(self) -> None:
        """Forget what was typed."""
        self._prefix, self._count = (), ""

    def feed(self, stroke: str, *, searching: bool = False) -> MatchedKeys | PendingKeys | None:
        """Take a stroke.

        Args:
            stroke: the key.
            searching: a search in a text is in force, which has keys of its own.

        Returns:
            None where it means nothing, and what was typed before is forgotten.
        """
        table = self._in_search if searching else self._table
        if self._count and not self._prefix and stroke == "escape":
            self.clear()
            return None
        if not self._prefix and stroke.isdecimal() and (self._count or stroke != "0"):
            # Four digits are more papers than any list has.
            self._count = (self._count + stroke)[:4]
            return PendingKeys(self._count, ())
        sequence = (*self._prefix, stroke)
        if action := table.get(sequence):
            number = stroke if action.numbered and stroke.isdecimal() else self._count
            count = int(number or 1)
            self.clear()
            return MatchedKeys(action, count)
        length = len(sequence)
        following = tuple(
            (keys[length], action)
            for keys, action in table.items()
            if len(keys) > length and keys[:length] == sequence
        )
        if not following:
            self.clear()
            return None
        self._prefix = sequence
        return PendingKeys(self._count + "".join(sequence), following)


def _table(actions: Iterable[Action]) -> dict[tuple[str, ...], Action]:
    return {strokes(keys): action for action in actions for keys in action.keys}
