"""Regular expressions that are compiled when they are first used.

Compiling all that this program may need takes longer than Python takes to start.
"""

from __future__ import annotations

import re
from typing import Any, cast


def late_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what behaves like ``re.compile(pattern, flags)``.

    It raises an error of its pattern no earlier than at its first use.
    """
    return cast("re.Pattern[str]", _LatePattern(pattern, flags))


_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


class _LatePattern:
    """Has the methods of the pattern as its own from the first use on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._given)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
