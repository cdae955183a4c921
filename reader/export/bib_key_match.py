"""Entries by what identifies a paper, and by keys: whether the entry with a key is the paper.

A key says little: it has a family name, a year and one word of a title, and two people who write
one bibliography may give the same key to two papers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.citation import AuthorName
from reader.export.bib_entry_merge import field_text
from reader.export.bib_match import EntryIndex, EntryMatch
from reader.export.entry_identity import arxiv_id, entry_identity
from reader.text import readable
from reader.text.tex_letters import letters
from reader.text.word_search import search_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reader.export.bib_parser import BibEntry
    from reader.paper import Paper

_AND = re.compile(r"\sand\s", re.IGNORECASE)
_BRACES = re.compile(r"[{}]")


class FileIndex:
    """The entries of one file, by all that identifies a paper and by their keys; immutable."""

    def __init__(self, entries: Sequence[BibEntry]) -> None:
        self._entries = entries
        self._identities = EntryIndex(map(entry_identity, entries))
        self._keys: dict[str, int] = {}
        for position, entry in enumerate(entries):
            self._keys.setdefault(entry.key.lower(), position)

    def find(
        self, paper: Paper, key: str | None, doi: str | None, *, was_written: bool
    ) -> EntryMatch | None:
        """Find the entry of a paper, as `BibFile.find` does."""
        if found := self._identities.find(paper, doi=doi):
            return found
        place = self._keys.get(key.lower()) if key else None
        if place is None or not is_about(self._entries[place], paper, was_written=was_written):
            return None
        return EntryMatch(place, "the same key")


def is_about(entry: BibEntry, paper: Paper, *, was_written: bool) -> bool:
    """Whether an entry under the key of a paper is that paper, perhaps as published since.

    Args:
        entry: an entry that has the citation key of the paper.
        paper: the paper.
        was_written: whether the paper was exported into this file. Then the entry is the one that
            was written and edited since, unless title and authors are both others.
    """
    if arxiv_id(entry):
        # The index of entries would have found it by its id.
        return False
    title, authors = _plain(entry, "title"), _AND.split(_plain(entry, "author"))
    if was_written:
        nothing_known = not title and authors == [""]
        return nothing_known or _are_alike(title, paper.title) or _are_same(authors, paper)
    return _have_one_main_title(title, paper.title) and _may_be_first(authors[0], paper)


def _plain(entry: BibEntry, name: str) -> str:
    return _BRACES.sub("", readable(field_text(entry.fields.get(name, ""))))


def _have_one_main_title(title: str, other: str) -> bool:
    """Whether two titles are equal, or one of them is the other without what follows its colon."""
    keys = letters(title), letters(other)
    mains = [letters(each.partition(":")[0]) for each in (title, other)]
    return bool(keys[0]) and (keys[0] in (keys[1], mains[1]) or keys[1] == mains[0])


def _are_alike(title: str, other: str) -> bool:
    """Whether two titles have more than half of the words of the shorter one in common."""
    words, others = (set(search_words(each).split()) for each in (title, other))
    return len(words & others) * 2 > min(len(words), len(others))


def _are_same(authors: list[str], paper: Paper) -> bool:
    """Whether several authors have the family names of those of a paper, in the same order."""
    families = [letters(AuthorName.parse(each).family) for each in authors]
    return len(families) > 1 and families == [
        letters(AuthorName.parse(each.name).family) for each in paper.authors
    ]


def _may_be_first(name: str, paper: Paper) -> bool:
    """Whether a name, perhaps none, may be that of the first author of a paper."""
    if not name or not paper.authors:
        return True
    parsed = AuthorName.parse(name), AuthorName.parse(paper.authors[0].name)
    # Of a family name of two words some take the first for a given name.
    families = [letters(each.family) for each in parsed]
    if not families[0].endswith(families[1]) and not families[1].endswith(families[0]):
        return False
    initials = [letters(each.given)[:1] for each in parsed]
    return initials[0] == initials[1] or not all(initials)
