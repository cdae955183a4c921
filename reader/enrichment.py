"""What is known of papers beyond the feed: asked of those who know it, and kept for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import ArchiveError, FeedError, ReaderError
from reader.feed.failures import Unreachable
from reader.imprints import Imprints, Known, Verdict
from reader.paper import ARXIV_ID, NO_IMPRINT, Imprint, Paper
from reader.publication import Publication

if TYPE_CHECKING:
    from reader.feed.arxiv import ArXiv
    from reader.feed.registries import Registry, SemanticScholar

_STALE = timedelta(30)
"""After so many days it is asked again whether a preprint was published meanwhile."""
_ARXIV = "arXiv"


@dataclass(frozen=True, slots=True)
class Sources:
    """Who is asked."""

    arxiv: ArXiv
    registry: Registry
    scholar: SemanticScholar | None
    """None where there is no key."""

    def close(self) -> None:
        """Let go of all connections."""
        for each in (self.arxiv, self.registry, self.scholar):
            if each:
                each.close()


@dataclass(slots=True)
class Learned:
    """What is known of some papers, each by its id."""

    imprints: dict[str, Imprint] = field(default_factory=dict)
    publications: dict[str, Publication] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    """Why no published version was found, of those that were looked for."""
    comments: dict[str, str] = field(default_factory=dict)
    """What the authors remark on arXiv, such as where it was accepted."""
    new: set[str] = field(default_factory=set)
    """The papers of which something was learned just now."""
    problems: list[ReaderError] = field(default_factory=list)
    """Why some could not be asked about, or the answers not be kept."""


class Enrichment:
    """What was learned of papers, in a file of its own, and how to learn more.

    Attributes:
        watch: told, before a request and after the last, who is asked, about how many papers up
            to now, and how many it is going to be.
    """

    def __init__(
        self,
        path: Path,
        connect: Callable[[], Sources],
        now: Callable[[], datetime],
        *,
        has_scholar: bool = False,
    ) -> None:
        """Remember where things are; nothing is read or written yet.

        Args:
            path: the file.
            connect: gives the sources when they are needed; may raise FeedError.
            now: the clock.
            has_scholar: whether Semantic Scholar is among them.
        """
        self.watch: Callable[[str, int, int], None] = lambda *_: None
        self._cache = Imprints(path)
        self._connect = connect
        self._now = now
        self._has_scholar = has_scholar
        self._sources: Sources | None = None

    def learn(self, papers: Sequence[Paper], *, published: bool = False) -> Learned:
        """What arXiv knows of papers, and by wish where they were published.

        What is not known yet is asked for. A source that fails is not asked again, and what the
        others said is kept.

        Args:
            papers: of which.
            published: look for the published versions as well; where there was none, that is
                done again after a month.
        """
        learned = Learned()
        known = self._known(papers, learned, published=published)
        for paper, each in known.items():
            learned.imprints[paper] = each.imprint
            if each.comment:
                learned.comments[paper] = each.comment
        if published:
            self._look_for_venues(papers, known, learned)
        return learned

    def close(self) -> None:
        """Let go of the connections."""
        if self._sources:
            self._sources.close()

    def _known(
        self, papers: Sequence[Paper], learned: Learned, *, published: bool
    ) -> dict[str, Known]:
        """What arXiv says of each, as far as it can be had."""
        ids = [paper.id for paper in papers if ARXIV_ID.fullmatch(paper.id)]
        known: dict[str, Known] = {}
        try:
            known = self._cache.known(ids)
        except ArchiveError as error:
            learned.problems.append(error)
        missing = [paper for paper in ids if paper not in known]
        if published:
            missing += [
                paper
                for paper, each in known.items()
                if not each.imprint.doi and self._is_stale(each.asked_at)
            ]
        if not missing:
            return known
        done = 0
        try:
            for entries in self._open(missing):
                answers = {
                    entry.paper: Known(
                        entry.version, entry.title, entry.imprint, self._time(), entry.comment
                    )
                    for entry in entries
                }
                known |= answers
                learned.new |= answers.keys()
                self._keep(lambda answers=answers: self._cache.keep(answers), learned)
                done += 1
        except FeedError as error:
            learned.problems.append(error)
        return known
