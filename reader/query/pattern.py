"""Regular expressions whose cost is bounded, whoever wrote them.

Python's own `re` cannot be stopped once it searches. The `regex` package can be given a time limit
and otherwise does the same; it is imported when the first pattern is written.
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
"""How often a pattern may be repeated within itself, see `_copies`."""

RESERVE = 0.5
"""Seconds that a pattern may take over what its texts earn it."""

PER_CHARACTER = 300e-9
"""Seconds that each character to be searched earns. Everyday patterns take a tenth of that."""

_ESCAPE_OR_BRACE = re.compile(
    r"(?P<escape>\\N\{[^}]*\}|\\.)|\{(?!(?:\d+|\d*,\d*)\})", flags=re.DOTALL
)


class PatternError(ValueError):
    """A pattern is not one.

    Attributes:
        offset: index into the pattern of the place that is wrong.
    """

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


class SlowPatternError(Exception):
    """A pattern has used up its time; the message is the pattern."""


@lru_cache(maxsize=64)
def compiled(source: str) -> regex.Pattern[str]:
    """The pattern in Python's syntax; case does not count, `^` and `$` are the ends of a line.

    Raises:
        PatternError: the syntax is wrong, or the pattern is too large to be worth trying.
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
class Allowance:
    """The time that the patterns of one query may still take.

    It grows with the text that is searched, so that a large library is no reason to give up, and
    is capped, so that no single text holds the screen for long.
    """

    clock: Callable[[], float] = time.process_time
    left: float = RESERVE

    def search(self, source: str, text: str) -> bool:
        """Whether the pattern is found in the text.

        Raises:
            SlowPatternError: the time is up.
        """
        self.left = min(RESERVE, self.left + PER_CHARACTER * len(text))
        if self.left <= 0:
            raise SlowPatternError(source)
        began = self.clock()
        try:
            return compiled(source).search(text, timeout=self.left) is not None
        except TimeoutError:
            raise SlowPatternError(source) from None
        finally:
            self.left -= self.clock() - began


def _check_syntax(source: str) -> None:
    """Turn away what is not Python's syntax: `regex` knows more, some of it without bounds.

    Only the syntax counts here, so case is not ignored: `re` would go through large sets of
    characters one by one.
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
    """At least how many copies of its smallest part a compiled pattern holds.

    `regex` writes a part that must come n times n times, and one with a plus twice, so that nested
    repeats multiply: ``((a{1000}){1000}){1000}`` would fill any memory while it is compiled. The
    numbers are taken wherever they stand, which is never too few.
    """
    counts = (int(count) for count in re.findall(r"\{([1-9]\d*)", source))
    return math.prod(counts) << min(source.count("+"), source.count("(") + 1)


def _with_literal_braces(source: str) -> str:
    r"""With a backslash before each brace that Python takes as it is.

    `regex` would read ``V_{i}`` as a fuzzy match, of which Python knows nothing.
    """
    return _ESCAPE_OR_BRACE.sub(lambda match: match["escape"] or r"\{", source)
