"""The order and the groups of the papers in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from reader.paper import Paper

Sort = Literal["feed", "upvotes", "newest", "comments"]
SORTS: tuple[Sort, ...] = ("feed", "upvotes", "newest", "comments")

Fold = Literal["topic", "organization"]
FOLDS: tuple[Fold, ...] = ("topic", "organization")


_KEPT = 8
"""Lists whose groups are kept."""
_known: dict[tuple[Fold, tuple[str, ...]], Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the reader wants the list."""

    sort: Sort = "feed"
    fold: Fold | None = None
    toggled: tuple[str, ...] = ()
    """The groups that were opened, and the days that were folded, by name."""

    def resorted(self) -> Arrangement:
        """In the next order."""
        return replace(self, sort=SORTS[(SORTS.index(self.sort) + 1) % len(SORTS)])

    def folded(self, fold: Fold) -> Arrangement:
        """Folded in this way; not folded at all, where it is so already."""
        return replace(self, fold=None if self.fold == fold else fold, toggled=())

    def toggle(self, group: str) -> Arrangement:
        """With one group opened that was folded, or the other way round."""
        return replace(self, toggled=tuple(sorted({*self.toggled} ^ {group})))

    @property
    def words(self) -> str:
        """What is not as it comes, for the header: ``by topic``, ``by upvotes``."""
        folded = {"topic": "by topic", "organization": "by organisation"}.get(self.fold or "", "")
        return ", ".join(filter(None, (folded, self.order_words)))

    @property
    def fold_name(self) -> str:
        """What the papers are grouped by, as a heading; empty where nothing is folded."""
        return {"topic": "Topic", "organization": "Organisation"}.get(self.fold or "", "")

    @property
    def order_words(self) -> str:
        """The order, such as ``newest first``; empty for that of the feed."""
        return {"feed": "", "newest": "newest first"}.get(self.sort, f"by {self.sort}")


def ordered(papers: Sequence[Paper], sort: Sort) -> Sequence[Paper]:
    """The papers in an order; equal ones, and those of which it is not known, as in the feed."""
    match sort:
        case "feed":
            return papers
        case "upvotes":
            return sorted(papers, key=lambda paper: -(paper.upvotes or 0))
        case "comments":
            return sorted(papers, key=lambda paper: -(paper.comments or 0))
        case "newest":
            return sorted(papers, key=lambda paper: paper.published or date.min, reverse=True)


def grouped(papers: Sequence[Paper], fold: Fold | None) -> Mapping[str, str]:
    """The group of each paper, by id, the groups in their order; none where nothing is folded.

    What was found last is kept: a long list takes its time, for which a thread may ask first.
    """
    if fold is None:
        return {}
    key = fold, tuple(paper.id for paper in papers)
    if (known := _known.get(key)) is not None:
        return known
    from reader import topics

    by = topics.group_by_topic if fold == "topic" else topics.group_by_organization
    found = {paper.id: group.name for group in by(papers) for paper in group.papers}
    while len(_known) >= _KEPT:
        _known.pop(next(iter(_known)), None)
    _known[key] = found
    return found


def grouped_by_day(papers: Iterable[Paper]) -> dict[str, str]:
    """The day of each paper, by id, the newest day first; none where a day is not known."""
    listed = [paper for paper in papers if paper.listed]
    years = {paper.listed.year for paper in listed if paper.listed}
    newest_first = sorted(listed, key=lambda paper: paper.listed or date.min, reverse=True)
    return {paper.id: _day_words(paper.listed, years) for paper in newest_first if paper.listed}


def _day_words(day: date, years: set[int]) -> str:
    """Such as ``Thu 13 Aug``, with the year where the list is of several."""
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if len(years) > 1 else "")
