"""A decision on papers, that can be made again on others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reader.library.library import FieldUpdate
from reader.paper import Paper


@dataclass(frozen=True, slots=True)
class Decision:
    """What can be decided on one paper or on many."""

    wishes: Callable[[Sequence[Paper]], list[FieldUpdate]]
    """What it changes."""
    goes_on: bool = False
    """The cursor goes to the next unread paper then."""
