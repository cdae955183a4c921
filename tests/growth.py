"""Texts that grow, and how the steps of a parser grow with them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations
from types import FrameType
from typing import Any

Parser = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Language:
    """What a parser reads."""

    name: str
    parse: Parser
    fragments: tuple[str, ...]
    """Each is repeated alone and in turn with every other one; `%d` is another number each time."""
    frames: tuple[tuple[str, str], ...] = (("", ""), ("x", "x"))
    """What stands before and behind the fragments."""

    def families(self) -> Iterator[tuple[str, Callable[[int], str]]]:
        """A name of each family of texts, and what gives its text of about so many characters."""
        units = [*self.fragments, *map("".join, permutations(self.fragments, 2))]
        for before, behind in self.frames:
            for unit in dict.fromkeys(units):
                yield f"{before!r} + {unit!r} * n + {behind!r}", _family(before, unit, behind)


def _family(before: str, unit: str, behind: str) -> Callable[[int], str]:
    def text(size: int) -> str:
        count = size // len(unit) + 1
        if "%d" not in unit:
            return before + unit * count + behind
        return before + "".join(unit.replace("%d", f"{at:06}") for at in range(count)) + behind

    return text


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python are run; the same on every machine and at every load."""
    count = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def forgiving(parse: Parser, *errors: type[Exception]) -> Parser:
    """The same, where a sentence about a mistake is as good as an answer."""

    def parser(text: str) -> object:
        try:
            return parse(text)
        except errors as error:
            return str(error)

    return parser
