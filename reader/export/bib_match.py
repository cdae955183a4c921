"""Entries and papers: find the entry of a paper, and the paper that an entry describes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reader.citation import AuthorName
from reader.citation.author_match import can_be_same_author, is_same_author
from reader.export.bib_entry_merge import field_text
from reader.export.entry_identity import (
    EntryIdentity,
    arxiv_id,
    bare_doi,
    exported_authors,
    paper_authors,
    plain_name,
    plain_value,
    split_names,
    title_keys,
)
from reader.paper import Author, Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reader.export.bib_parser import BibEntry

_MOST_AUTHORS = 5_000
_ANONYMOUS = re.compile(r"anonymous\b", re.IGNORECASE)
_TELLING = 20
"""Letters of a title that no other paper is likely to have."""


class EntryMatch(NamedTuple):
    """The entry of a paper."""

    position: int
    """Index of the entry in the file."""
    reason: str
    """What the paper and the entry have in common, in words."""


class EntryIndex:
    """The entries of a bibliography, by all that identifies a paper; immutable."""

    def __init__(self, identities: Iterable[EntryIdentity]) -> None:
        self._papers: dict[str, int] = {}
        self._dois: dict[str, int] = {}
        self._titles: dict[str, list[int]] = {}
        self.identities = tuple(identities)
        for place, each in enumerate(self.identities):
            if each.arxiv:
                # An entry that names its arXiv paper is about no other one.
                self._papers.setdefault(each.arxiv, place)
                continue
            if each.doi:
                self._dois.setdefault(each.doi, place)
            if each.title:
                self._titles.setdefault(each.title, []).append(place)

    def find(self, paper: Paper, doi: str | None = None) -> EntryMatch | None:
        """Find the entry of a paper, or of its published version.

        Args:
            paper: the paper.
            doi: the bare DOI of the published version, if that is known.
        """
        if (place := self._papers.get(paper.id)) is not None:
            return EntryMatch(place, "the same arXiv id")
        if doi and (place := self._dois.get(bare_doi(doi))) is not None:
            return EntryMatch(place, "the same DOI")
        if (place := self._by_title(paper)) is not None:
            return EntryMatch(place, "the same title and first author")
        return None

    def _by_title(self, paper: Paper) -> int | None:
        places = [at for title in title_keys(paper.title) for at in self._titles.get(title, ())]
        for authors_of in (paper_authors, exported_authors) if places else ():
            authors = authors_of(paper)
            for at in places:
                if _is_by(self.identities[at], authors):
                    return at
        return None


def _is_by(entry: EntryIdentity, authors: Sequence[str]) -> bool:
    """Whether the first authors are one person; the first two, if middle names leave a doubt."""
    names = entry.authors
    if not names or not authors:
        return not names and not authors
    if _ANONYMOUS.match(names[0]) and len(entry.title) >= _TELLING:
        # What is under review names no one.
        return True
    return is_same_author(names[0], authors[0]) or (
        len(names) > 1
        and len(authors) > 1
        and can_be_same_author(names[0], authors[0])
        and is_same_author(names[1], authors[1])
    )


def described_papers(entries: Iterable[BibEntry]) -> dict[str, Paper]:
    """The arXiv papers among the entries, as these describe them, by arXiv id.

    Of two entries of one paper the first counts. The title is empty if the entry has none.
    """
    found: dict[str, Paper] = {}
    for entry in entries:
        if (paper := arxiv_id(entry)) and paper not in found:
            authors = tuple(map(Author, _author_names(entry.fields.get("author", ""))))
            found[paper] = Paper(paper, _title(entry), authors=authors)
    return found


def _title(entry: BibEntry) -> str:
    title, subtitle = (
        plain_value(field_text(entry.fields.get(name, ""))) for name in ("title", "subtitle")
    )
    return title if not subtitle or title.endswith(subtitle) else f"{title}: {subtitle}"


def _author_names(value: str) -> list[str]:
    """The authors with their given names first, as in the feed, without “others”."""
    names = [_given_first(name) for name in split_names(field_text(value))[:_MOST_AUTHORS]]
    return [name for name in names if name and name != "others"]


def _given_first(name: str) -> str:
    plain = plain_name(name)
    if "," not in plain or name.strip().startswith("{"):
        return plain
    parts = AuthorName.parse(plain)
    return " ".join(filter(None, (parts.given, parts.particle, parts.family, parts.suffix)))
