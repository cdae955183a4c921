"""What a row says behind its title: tags, whose paper it is, date; comments and code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len
from textual.content import Content

from reader.paper import Author, Paper
from reader.text import shorten, strip_letter_joiners
from reader.tui.rendering.paper_text import seen, tag_style
from reader.tui.rendering.title_wrap import cut

CODE = "‹›"

NAME_COLUMN = 21
"""Cells of the column with the name."""
_LEAST_ORGANIZATION = 12
"""Cells to which the name of an organisation may be shortened."""
_LEAST = 6
"""Free cells below which nothing is shown."""
_FEW_COMMENTS = 2
"""A single comment is nearly always the submitter's own."""
_TAG = 12
"""Characters of a tag."""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What may stand behind the title of a paper."""

    tags: tuple[str, ...]
    organization: str
    authors: tuple[Author, ...]
    date: str
    """Empty where all papers of the list are of one day, or below headings of days."""

    def words(self, room: int) -> tuple[Content, bool]:
        """As much as has room; what is left out first is whose paper it is, then date, then tags.

        Returns:
            The words, and whether the tags are among them.
        """
        if room >= _LEAST:
            for tags in dict.fromkeys((self.tags, ())):
                for date in dict.fromkeys((self.date, "")):
                    if (found := self._fitted(tag_words(tags), date, room)) is not None:
                        return found, tags == self.tags
        return Content(""), not self.tags

    def _fitted(self, tags: Content, date: str, room: int) -> Content | None:
        """Tags and date with as much of the name as fits; None where they do not fit."""
        used = tags.cell_length + len(date) + (2 if tags and date else 0)
        if used > room:
            return None
        name = self.name(room - used - (2 if used else 0))
        parts = (tags, Content.styled(name, "$faint"), Content.styled(date, "$faint"))
        return Content("  ").join(part for part in parts if part)

    def name(self, room: int) -> str:
        """Organisation or first author in so many cells; empty where neither has room."""
        if self.organization:
            least = min(_LEAST_ORGANIZATION, cell_len(self.organization))
            return cut(self.organization, room) if room >= least else ""
        return next((form for form in _names(self.authors) if cell_len(form) <= room), "")


def row_facts(paper: Paper, tags: Sequence[str], date: str) -> RowFacts:
    """The facts of a paper, as they are on the screen."""
    return RowFacts(tuple(tags), seen(paper.organization or ""), paper.authors, date)


def comments(paper: Paper) -> str:
    """The comments as a row shows them, in three cells."""
    count = paper.comments or 0
    if count < _FEW_COMMENTS:
        return "   "
    return f"{count}c".rjust(3) if count < 100 else "99c"


def code(paper: Paper) -> str:
    """The sign of a paper with code, or as many blanks."""
    return CODE if paper.github else "  "


def tag_words(tags: Sequence[str]) -> Content:
    """Tags side by side, each in its colour."""
    return Content(" ").join(
        Content.styled(f"#{shorten(strip_letter_joiners(tag), _TAG)}", tag_style(tag))
        for tag in tags
    )


@lru_cache(2048)
def _names(authors: tuple[Author, ...]) -> tuple[str, ...]:
    """The first author and how many more there are; then without the given name."""
    return tuple(_forms(authors))


def _forms(authors: tuple[Author, ...]) -> Iterator[str]:
    if authors:
        more = f" +{len(authors) - 1}" if len(authors) > 1 else ""
        name = seen(authors[0].name)
        yield name + more
        yield name.rpartition(" ")[2] + more
