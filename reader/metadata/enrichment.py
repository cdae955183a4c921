"""What is known of papers beyond the feed: asked of those who know it, and kept for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reader.citation.publication import Publication
from reader.errors import ArchiveError, FeedError, ReaderError
from reader.metadata.metadata_cache import Imprints, Known, Verdict
from reader.net.failures import Unreachable
from reader.paper import ARXIV_ID, Imprint, Paper

if TYPE_CHECKING:
    from reader.metadata.arxiv_query import ArXiv
    from reader.metadata.doi_registries import Registry, SemanticScholar
    from reader.metadata.venue_search import Wanted

_STALE = timedelta(30)
"""After so many days it is asked again whether a preprint was published meanwhile."""
_ARXIV = "arXiv"


_REGISTRY_PATIENCE = 10.0
"""Seconds for one paper."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the sources are: the base of every request to each."""

    arxiv: str
    registry: str
    scholar: str


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
    kept: dict[str, Publication] = field(default_factory=dict)
    """The published versions that were found before, whether or not they are asked for now."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why no published version was found, of those that were looked for."""
    comments: dict[str, str] = field(default_factory=dict)
    """What the authors remark on arXiv, such as where it was accepted."""
    new: set[str] = field(default_factory=set)
    """The papers of which something was learned just now."""
    problems: list[ReaderError] = field(default_factory=list)
    """Why some could not be asked about, or the answers not be kept."""

    def take(self, known: Mapping[str, Known]) -> None:
        """Add what arXiv said."""
        for paper, each in known.items():
            self.imprints[paper] = each.imprint
            if each.comment:
                self.comments[paper] = each.comment


class Enrichment:
    """What was learned of papers, in a file of its own, and how to learn more.

    Attributes:
        watch: told before a request who is asked, about how many papers that was up to now, and
            how many it is going to be; may be set at any time.
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

    def kept(self, papers: Sequence[Paper]) -> Learned:
        """What was learned of papers before; nobody is asked now."""
        learned = Learned()
        learned.take(self._cached(papers, learned))
        return learned

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
        known = self._cached(papers, learned)
        self._ask_arxiv(papers, known, learned, published=published)
        learned.take(known)
        if published:
            self._look_for_venues(papers, known, learned)
        return learned

    def close(self) -> None:
        """Let go of the connections."""
        if self._sources:
            self._sources.close()

    def _cached(self, papers: Sequence[Paper], learned: Learned) -> dict[str, Known]:
        ids = [paper.id for paper in papers]
        try:
            verdicts = self._cache.verdicts(ids)
            learned.kept = {
                paper: each.publication for paper, each in verdicts.items() if each.publication
            }
            return self._cache.known(ids)
        except ArchiveError as error:
            learned.problems.append(error)
            return {}

    def _ask_arxiv(
        self,
        papers: Sequence[Paper],
        known: dict[str, Known],
        learned: Learned,
        *,
        published: bool,
    ) -> None:
        """Add to what is known what arXiv says of the other papers."""
        ids = [paper.id for paper in papers if ARXIV_ID.fullmatch(paper.id)]
        missing = [paper for paper in ids if paper not in known]
        if published:
            missing += [
                paper
                for paper, each in known.items()
                if not each.imprint.doi and self._is_stale(each.asked_at)
            ]
        if not missing:
            return
        try:
            for entries in self._open().arxiv.entries(
                missing, lambda done: self.watch(_ARXIV, done, len(missing))
            ):
                answers = {
                    entry.paper: Known(
                        entry.version, entry.title, entry.imprint, self._time(), entry.comment
                    )
                    for entry in entries
                }
                known.update(answers)
                learned.new |= answers.keys()
                self._keep(partial(self._cache.keep, answers), learned)
        except FeedError as error:
            learned.problems.append(error)

    def _look_for_venues(
        self, papers: Sequence[Paper], known: Mapping[str, Known], learned: Learned
    ) -> None:
        from reader.metadata.venue_search import Wanted

        verdicts: dict[str, Verdict] = {}
        try:
            verdicts = self._cache.verdicts(paper.id for paper in papers)
        except ArchiveError as error:
            learned.problems.append(error)
        wanted = [
            Wanted(paper.id, (paper.title, known[paper.id].title), known[paper.id].imprint.doi)
            for paper in papers
            if paper.id in known and not self._is_settled(verdicts.get(paper.id), known[paper.id])
        ]
        # Where arXiv cannot be reached, there most likely is no network for others either.
        if wanted and not any(isinstance(each, Unreachable) for each in learned.problems):
            verdicts |= self._search(wanted, learned)
        for paper, verdict in verdicts.items():
            if verdict.publication:
                learned.publications[paper] = verdict.publication
            elif verdict.reason:
                learned.reasons[paper] = verdict.reason

    def _search(self, wanted: Sequence[Wanted], learned: Learned) -> dict[str, Verdict]:
        """What comes of the search, which is kept."""
        from reader.metadata.venue_search import Search

        verdicts: dict[str, Verdict] = {}
        try:
            sources = self._open()
        except FeedError as error:
            learned.problems.append(error)
            return verdicts
        search = Search(sources.registry, sources.scholar, self.watch)
        try:
            for found in search.find(wanted):
                verdicts[found.paper] = Verdict(
                    self._time(), found.asked, found.publication, found.reason
                )
        finally:
            # Also where somebody has enough of waiting.
            self._keep(partial(self._cache.decide, verdicts), learned)
        learned.new.update(verdicts)
        if search.problem:
            learned.problems.append(search.problem)
        return verdicts

    def _is_settled(self, verdict: Verdict | None, known: Known) -> bool:
        """Whether there is no use in asking now, or again."""
        from reader.metadata.venue_records import SCHOLAR

        if verdict is None:
            return False
        if verdict.publication:
            return True
        if self._has_scholar and SCHOLAR not in verdict.asked:
            return False
        # What arXiv said since then may have brought a DOI.
        return known.asked_at <= verdict.asked_at and not self._is_stale(verdict.asked_at)

    def _is_stale(self, moment: datetime) -> bool:
        return self._time() - moment > _STALE

    def _keep(self, work: Callable[[], None], learned: Learned) -> None:
        """Do without a cache that cannot be written, and say so once."""
        if any(isinstance(each, ArchiveError) for each in learned.problems):
            return
        try:
            work()
        except ArchiveError as error:
            learned.problems.append(error)

    def _open(self) -> Sources:
        if self._sources is None:
            self._sources = self._connect()
        return self._sources

    def _time(self) -> datetime:
        return self._now().astimezone(UTC)


def connected(
    folder: Path, endpoints: Endpoints, key: str | None, remark: Callable[[str], None]
) -> Sources:
    """The sources, with turns that all processes share; nobody is asked yet.

    Args:
        folder: for the files of the turns.
        endpoints: where the sources are.
        key: for Semantic Scholar, which is not asked without one.
        remark: told in a sentence what of the environment was passed over.

    Raises:
        ConfigError: an endpoint or the key cannot be used.
    """
    from reader.metadata import arxiv_query, doi_registries
    from reader.net.request_pace import Pace

    return Sources(
        arxiv_query.ArXiv(
            endpoints.arxiv, Pace(folder / "arxiv.turn", arxiv_query.GAP), remark=remark
        ),
        doi_registries.Registry(
            endpoints.registry,
            Pace(folder / "registry.turn", doi_registries.REGISTRY_GAP),
            budget=_REGISTRY_PATIENCE,
            remark=remark,
        ),
        doi_registries.SemanticScholar(
            endpoints.scholar,
            key,
            Pace(folder / "scholar.turn", doi_registries.SCHOLAR_GAP),
            remark=remark,
        )
        if key
        else None,
    )
