"""Several steps from list to list, which end where the reader does something else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from reader.errors import ArchiveError
from reader.listings import LoadedListing
from reader.listings.period_lists import PeriodLists
from reader.paper import Period

MOST_ASKED = 60
"""Lists that the service is asked for by one key."""


@dataclass(slots=True)
class Walk:
    """Steps in one direction; each method is for a thread."""

    listings: PeriodLists
    start: Period
    step: int
    """Back (-1) or on (1)."""
    count: int
    """How many steps."""
    wanted: Callable[[], bool]
    """Asked between two steps: whether to go on."""
    number: int = 0
    """What it is among all that is asked for; for whoever asks."""
    stopped: bool = False
    """It was not wanted to its end."""
    limited: int = 0
    """How many steps were made, where the service was asked for so many lists that it ended."""

    def at_hand(self) -> LoadedListing | None:
        """Where it ends, as far as the archive alone can tell; None where that is not all."""
        opened, period = None, self.start
        for _ in range(self.count):
            if self._ends(opened) or not (opened := self._known(period)):
                return None
            period = opened.listing.period
        return opened

    def whole(self) -> LoadedListing | None:
        """Where it ends, as far as there are lists; None where there is none beside the first.

        Raises:
            FeedError: the service cannot be asked, and the archive has no further list either.
        """
        opened, period, asked = None, self.start, 0
        for number in range(self.count):
            if self._ends(opened):
                return opened
            found = self._known(period)
            if not found:
                if asked == MOST_ASKED:
                    self.limited = number
                    return opened
                asked += 1
                found = self.listings.adjacent(period, self.step)
            if not found:
                return opened
            opened, period = found, found.listing.period
        return opened

    def _ends(self, opened: LoadedListing | None) -> bool:
        # The first step is made in any case, as a key that comes behind it waits for it.
        self.stopped = opened is not None and not self.wanted()
        return self.stopped

    def _known(self, period: Period) -> LoadedListing | None:
        with contextlib.suppress(ArchiveError):
            return self.listings.cached_adjacent(period, self.step)
        return None
