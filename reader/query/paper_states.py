"""The states of a paper that neither its text nor the reader's marks tell.

Whether a bibliography of the reader cites it, whether arXiv has a version that came after the
reader's decision, and whether it has been withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from reader.paper import ArxivVersion, Paper, is_withdrawn


@dataclass(frozen=True, slots=True)
class PaperStates:
    """Whom to ask about these states; by default nothing is known."""

    cited: Callable[[Paper], bool] = lambda _: False
    """Whether a bibliography of the reader has a paper."""
    versions: Callable[[], Mapping[str, ArxivVersion]] = dict
    """The latest versions that arXiv has told of, by the id of the paper."""
    decided_at: Callable[[str], datetime | None] = lambda _: None
    """When the paper with an id was starred, or else read; None if it is neither."""

    def updated(self, paper: str) -> bool:
        """Whether arXiv's latest version is later than the star, or else than the read mark."""
        version = self.versions().get(paper)
        return version is not None and is_later(version, self.decided_at(paper))

    def withdrawn(self, paper: Paper) -> bool:
        """Whether the feed or arXiv says that the paper has been withdrawn."""
        return bool(is_withdrawn(paper, self.versions().get(paper.id)))

    def all_updated(self) -> list[str]:
        """The ids of all papers that are `updated`."""
        return [paper for paper in self.versions() if self.updated(paper)]

    def all_withdrawn(self) -> list[str]:
        """The ids of the papers that arXiv says are withdrawn."""
        return [paper for paper, version in self.versions().items() if version.withdrawn]


def is_later(version: ArxivVersion, decided_at: datetime | None) -> bool:
    """Whether a version came to arXiv after a decision; never where either time is unknown."""
    if version.updated is None or decided_at is None:
        return False
    return version.updated > decided_at


UNKNOWN_STATES = PaperStates()
