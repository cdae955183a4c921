"""Puts a digest together: what is new, the reader's own first, then by topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reader.digest import Digest, DigestEntry, DigestSection
from reader.digest.records import DigestHistory
from reader.paper import MOST_QUEUE_DAYS, Paper, Period

HIGHLIGHTS, NEW, STARRED, RISEN = "For you", "Papers", "Starred last week", "Passed over, and risen"
DAILY = "daily"
"""The name of a digest that has none of its own."""

_LATE = timedelta(7)
"""How long after its day a list may still get papers that the last digest could not have."""
_WEEK = timedelta(7)
_MOST_BACK = 10
"""Papers under each heading at the end."""
_GROUPED_FROM = 12
"""A shorter digest is one list."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Papers that a digest is made of."""

    new: tuple[Paper, ...]
    highlighted: frozenset[str] = frozenset()
    """The ids of those that the reader's highlights match."""
    starred: tuple[Paper, ...] = ()
    risen: tuple[tuple[Paper, str], ...] = ()
    """Each with what happened, such as ``skipped at 4, now 131``."""

    @property
    def looking_back(self) -> tuple[str, ...]:
        """The ids of those at the end."""
        return tuple(paper.id for paper in (*self.starred, *(paper for paper, _ in self.risen)))


def wanted_days(history: DigestHistory, today: date) -> Period | None:
    """The days whose lists a digest is chosen from; None for the newest day, as in the first."""
    if not (last := history.last) or not (first := history.first):
        return None
    earliest = max(first, last - _LATE, today - timedelta(MOST_QUEUE_DAYS))
    return Period.queue(min(earliest, today), today)


def new_papers(
    papers: Iterable[Paper], history: DigestHistory, passes: Callable[[Paper], bool]
) -> tuple[Paper, ...]:
    """Those that were in no digest of this name yet, each once.

    Args:
        papers: of the lists.
        history: the digests of this name.
        passes: whether a paper belongs to it.
    """
    sent = history.sent
    by_id = {paper.id: paper for paper in papers if paper.id not in sent}
    return tuple(paper for paper in by_id.values() if passes(paper))


def lately_starred(
    fields: Iterable[tuple[str, str, datetime]], history: DigestHistory, now: datetime
) -> list[str]:
    """The papers that were starred in the last week and stood in no digest's end, the latest first.

    Args:
        fields: the fields that are set: the paper, the name, and since when.
        history: the digests of this name.
        now: the time, aware.
    """
    since, shown = now - _WEEK, history.looked_back
    starred = [
        (at, paper)
        for paper, field, at in fields
        if field == "starred" and at >= since and paper not in shown
    ]
    return [paper for _, paper in sorted(starred, reverse=True)][:_MOST_BACK]


def lately_risen(
    papers: Iterable[Paper], remarks: Mapping[str, str] | None, history: DigestHistory
) -> tuple[tuple[Paper, str], ...]:
    """Those among second chances that stood in no digest's end yet, each with its remark."""
    shown = history.looked_back
    fresh = [paper for paper in papers if paper.id not in shown]
    return tuple((paper, (remarks or {}).get(paper.id, "")) for paper in fresh[:_MOST_BACK])


def compose(title: str, day: date, chosen: Chosen) -> Digest:
    """Put a digest together."""
    own = [paper for paper in chosen.new if paper.id in chosen.highlighted]
    rest = [paper for paper in chosen.new if paper.id not in chosen.highlighted]
    sections = [_section(HIGHLIGHTS, own)] if own else []
    there = {paper.id for paper in chosen.new}
    starred = [DigestEntry(paper) for paper in chosen.starred if paper.id not in there]
    risen = [DigestEntry(paper, said) for paper, said in chosen.risen if paper.id not in there]
    back = [
        DigestSection(heading, tuple(entries))
        for heading, entries in ((STARRED, starred), (RISEN, risen))
        if entries
    ]
    return Digest(title, day, (*sections, *_grouped(rest)), tuple(back))


def _grouped(papers: Sequence[Paper]) -> list[DigestSection]:
    if not papers:
        return []
    if len(papers) < _GROUPED_FROM:
        return [_section(NEW, papers)]
    from reader.topics import group_by_topic

    groups = group_by_topic(papers)
    return [_section(group.name, group.papers) for group in groups]


def _section(heading: str, papers: Iterable[Paper]) -> DigestSection:
    voted = sorted(papers, key=lambda paper: -(paper.upvotes or 0))
    return DigestSection(heading, tuple(DigestEntry(paper) for paper in voted))
