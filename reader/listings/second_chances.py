"""Second chances: papers that were passed over, and that many people have voted for since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reader.paper import Paper

_TIMES = 3
_MORE = 40
# Of the recorded days one paper in twelve ends so far above where a morning finds it, which is
# one or two a day at most, and fewer for those who star the best of them at once.


@dataclass(frozen=True, slots=True)
class Chance:
    """A paper that deserves another look."""

    paper: Paper
    then: int
    """Its votes when it was marked read."""
    now: int

    @property
    def words(self) -> str:
        """What happened, such as ``skipped at 4, now 131``."""
        return f"skipped at {self.then}, now {self.now}"


def chances(skipped: Mapping[str, int], papers: Iterable[Paper]) -> tuple[Chance, ...]:
    """The papers that have at least three times the votes they were skipped at, and forty more.

    Marking one read again keeps the votes of that moment, so that it is no chance any more until
    they have risen as much again.

    Args:
        skipped: the votes at which papers were passed over (`Library.skipped_votes`).
        papers: what is known of papers now; each counts once, those not skipped not at all.

    Returns:
        Those that rose most first.
    """
    found: dict[str, Chance] = {}
    for paper in papers:
        then, now = skipped.get(paper.id), paper.upvotes
        if then is not None and now is not None and now >= max(_TIMES * then, then + _MORE):
            known = found.get(paper.id)
            if known is None or known.now < now:
                found[paper.id] = Chance(paper, then, now)
    return tuple(sorted(found.values(), key=lambda each: (each.then - each.now, each.paper.id)))
