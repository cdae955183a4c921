"""In what order and in what groups the papers of a list stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from reader.paper import Paper

Sort = Literal["feed", "upvotes", "newest", "comments"]
SORTS: tuple[Sort, ...] = ("feed", "upvotes", "newest", "comments")

Fold = Literal["topic", "organization"]


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that belong together."""

    name: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the reader wants the list."""

    sort: Sort = "feed"
    fold: Fold | None = None
    opened: tuple[str, ...] = ()
    """The groups whose papers are shown, by name."""

    def resorted(self) -> Arrangement:
        """In the next order."""
        return replace(self, sort=SORTS[(SORTS.index(self.sort) + 1) % len(SORTS)])

    def folded(self, fold: Fold) -> Arrangement:
        """Folded in this way; not folded at all, where it is so already."""
        return replace(self, fold=None if self.fold == fold else fold, opened=())

    def toggled(self, group: str) -> Arrangement:
        """With one group opened that was folded, or the other way round."""
        opened = {*self.opened} ^ {group}
        return replace(self, opened=tuple(sorted(opened)))

    @property
    def words(self) -> str:
        """What is not as it comes, for the header: ``by upvotes``, ``newest first``."""
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


def grouped(papers: Sequence[Paper], fold: Fold | None) -> tuple[Group, ...]:
    """The groups of the papers, each paper in one of them; none where they are not folded."""
    if fold is None:
        return ()
    from reader import topics

    by = topics.by_topic if fold == "topic" else topics.by_organization
    return tuple(Group(group.name, group.papers) for group in by(papers))
