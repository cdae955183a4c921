"""A paper and its marks as a JSON object, an interface that scripts rely on."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from reader.paper import ArxivVersion, Marks, Paper, is_withdrawn
from reader.text import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reader.export.export_formats import Reference


FIELDS = (
    *("id", "title", "abstract", "authors", "published", "listed", "upvotes", "comments"),
    *("organization", "submitter", "summary", "keywords", "github", "github_stars", "project"),
    *("url", "arxiv", "pdf", "version", "withdrawn"),
    *("read", "starred", "tags", "note", "citation_key"),
)
"""The keys of the object, in their order."""


def write(references: Iterable[Reference]) -> str:
    """A whole file: an array of objects with the times of their marks, so that nothing is lost."""
    objects = [
        {**record(each.paper, each.marks, each.version), "marks": each.history}
        for each in references
    ]
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def array(papers: Iterable[tuple[Paper, Marks, ArxivVersion | None]]) -> str:
    """An array of objects, as the commands that list papers print it."""
    objects = [record(*each) for each in papers]
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def record(paper: Paper, marks: Marks, version: ArxivVersion | None = None) -> dict[str, Any]:
    """The object, with text as it is on screen; unknown values are None, never missing.

    Args:
        paper: what the feed says.
        marks: what the reader did to it.
        version: its latest version, as far as arXiv was asked.
    """
    return {
        "id": paper.id,
        "title": readable(paper.title) or None,
        "abstract": readable(paper.abstract, paper.title) or None,
        "authors": [readable(author.name) for author in paper.authors],
        "published": _iso(paper.published),
        "listed": _iso(paper.listed),
        "upvotes": paper.upvotes,
        "comments": paper.comments,
        "organization": paper.organization,
        "submitter": paper.submitter,
        "summary": readable(paper.summary, paper.title) if paper.summary else None,
        "keywords": [readable(keyword) for keyword in paper.keywords],
        "github": paper.github,
        "github_stars": paper.github_stars,
        "project": paper.project,
        "url": paper.url,
        "arxiv": paper.arxiv,
        "pdf": paper.pdf,
        "version": version.number if version else None,
        "withdrawn": is_withdrawn(paper, version),
        "read": marks.read,
        "starred": marks.starred,
        "tags": list(marks.tags),
        "note": marks.note,
        "citation_key": marks.citation_key,
    }


def plain(value: object) -> str:
    """A value of the object as text: empty if unknown, the items of a list behind semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(value) if isinstance(value, list) else str(value)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
