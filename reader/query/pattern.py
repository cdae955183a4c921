"""Regular expressions with a bound on their cost.

A search of Python's own `re` cannot be interrupted. The `regex` package takes a time limit and
otherwise does the same; it is imported when the first pattern is compiled.
"""

from __future__ import annotations

import math
import re
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

MAX_LENGTH = 300
"""Characters that a pattern may have."""

MAX_COPIES = 2**14
"""How many copies of its smallest part a pattern may hold, see `_copies`."""

RESERVE = 0.5
"""Seconds that a pattern may take beyond what the length of the text allows."""

PER_CHARACTER = 300e-9
"""Seconds that each character of the text allows. Everyday patterns take a tenth of that."""

_ESCAPE_OR_BRACE = re.compile(
    r"(?P<escape>\\N\{[^}]*\}|\\.)|\{(?!(?:\d+|\d*,\d*)\})", flags=re.DOTALL
)


class PatternError(ValueError):
    """The pattern is invalid or too large.

    Attributes:
        offset: index into the pattern of the part that is wrong.
    """

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


class SlowPatternError(Exception):
    """A pattern has used up its time budget; the message is the pattern."""


@lru_cache(maxsize=64)
def compile_pattern(source: str) -> regex.Pattern[str]:
    """Compile a pattern in Python's syntax; it ignores case, and `^` and `$` match at line ends.

    Raises:
        PatternError: the syntax is wrong, or the pattern is too large.
    """
    if len(source) > MAX_LENGTH:
        raise PatternError(f"it is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    if _copies(source) > MAX_COPIES:
        raise PatternError("it repeats too much")
    _check_syntax(source)

    import regex

    try:
        return regex.compile(_with_literal_braces(source), regex.IGNORECASE | regex.MULTILINE)
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        raise PatternError(str(error)) from error


@dataclass(slots=True)
class TimeBudget:
    """The time that the patterns of one query may still take.

    It grows with the length of the text, so that a large library is no reason to give up. It is
    capped, so that no single text blocks the screen for long.
    """

    clock: Callable[[], float] = time.process_time
    left: float = RESERVE

    def search(self, source: str, text: str) -> bool:
        """Whether the pattern is found in the text.

        Raises:
            SlowPatternError: the budget is used up.
        """
        self.left = min(RESERVE, self.left + PER_CHARACTER * len(text))
        if self.left <= 0:
            raise SlowPatternError(source)
        began = self.clock()
        try:
            return compile_pattern(source).search(text, timeout=self.left) is not None
        except TimeoutError:
            raise SlowPatternError(source) from None
        finally:
            self.left -= self.clock() - began


def _check_syntax(source: str) -> None:
    """Refuse what is not Python's syntax: `regex` has more syntax, some of it with no bound.

    The flag that ignores case is not set here: with it `re` expands large character sets one by
    one, and it makes no difference to the syntax.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of syntax that may change its meaning one day
            re.compile(source)
    except re.error as error:
        raise PatternError(error.msg, error.pos or 0) from error
    except (OverflowError, RecursionError, ValueError) as error:
        raise PatternError(str(error)) from error


def _copies(source: str) -> int:
    """An upper bound on the copies of its smallest part that a compiled pattern holds.

    `regex` unrolls repeats: n copies for ``{n}``, two for a plus. Nested repeats multiply, so
    ``((a{1000}){1000}){1000}`` would use up all memory while it is compiled. All numbers in braces
    count as nested, which is never too few.
    """
    counts = (int(count) for count in re.findall(r"\{([1-9]\d*)", source))
    return math.prod(counts) << min(source.count("+"), source.count("(") + 1)


def _with_literal_braces(source: str) -> str:
    r"""Escape each brace that Python takes literally.

    `regex` would read ``V_{i}`` as a fuzzy match, which Python does not have.
    """
    return _ESCAPE_OR_BRACE.sub(lambda match: match["escape"] or r"\{", source)
