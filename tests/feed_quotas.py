"""How many requests the service takes: fixed windows, a quota for each kind of request."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

WINDOW = 300
"""Seconds."""


@dataclass
class Quotas:
    """The quotas of one visitor without an account.

    Attributes:
        most: how many requests of each kind a window has.
        clock: seconds; a test may let it run.
        told: the limits are told with every answer, and not only kept.
    """

    most: dict[str, int] = field(default_factory=lambda: {"api": 500, "search": 50, "pages": 100})
    clock: Callable[[], float] = time.monotonic
    told: bool = True
    _spent: Counter[tuple[str, int]] = field(default_factory=Counter)
    _start: float | None = None
    _lock: Lock = field(default_factory=Lock)

    def spend(self, kind: str) -> tuple[bool, dict[str, str]]:
        """Whether one more request is taken, and the headers that go with the answer."""
        with self._lock:
            now = self.clock()
            self._start = now if self._start is None else self._start
            window, into = divmod(now - self._start, WINDOW)
            self._spent[kind, int(window)] += 1
            left = self.most[kind] - self._spent[kind, int(window)]
        headers = {
            "RateLimit": f'"{kind}";r={max(0, left)};t={math.ceil(WINDOW - into)}',
            "RateLimit-Policy": f'"fixed window";"{kind}";q={self.most[kind]};w={WINDOW}',
        }
        return left >= 0, headers if self.told else {}


def kind_of(path: str) -> str:
    """The kind of request that a path below the endpoint is."""
    if path == "/api/papers/search":
        return "search"
    return "api" if path.startswith("/api/") else "pages"
