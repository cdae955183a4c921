"""A decision on papers, which one key makes again on others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reader.library import FieldUpdate
from reader.paper import Paper


@dataclass(frozen=True, slots=True)
class TriageDecision:
    """What can be decided on one paper or on many."""

    wishes: Callable[[Sequence[Paper]], list[FieldUpdate]]
    """Returns what it changes."""
    goes_on: bool = False
    """The cursor goes to the next unread paper then."""


@dataclass(slots=True)
class LastDecision:
    """Remembers the decision that is made again by one key."""

    decision: TriageDecision | None = None
