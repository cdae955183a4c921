"""The digest: what is new for the reader, written for mail, feeds and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reader.paper import Paper

MOST_SENTENCE = 300
"""Characters of the sentence that stands for a paper."""

_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\"'“‘0-9])")
_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """A paper of a digest."""

    paper: Paper
    remark: str = ""
    """Why it is there, in a few words, such as ``passed over at 4, now 131``; mostly empty."""


@dataclass(frozen=True, slots=True)
class DigestSection:
    """Papers under one heading, the most voted first."""

    heading: str
    entries: tuple[DigestEntry, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one digest holds; no paper is in it twice."""

    title: str
    day: date
    """The day on which it was put together."""
    sections: tuple[DigestSection, ...]
    """What is new: what the reader's highlights match first, then groups by topic."""
    looking_back: tuple[DigestSection, ...] = ()
    """What was starred in the last week, and what rose since it was passed over; of these papers
    a mail says no more than a line."""

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Those that are new, in order."""
        return tuple(entry.paper for entry in self.entries())

    def entries(self) -> Iterator[DigestEntry]:
        """Those that are new, in order."""
        for section in self.sections:
            yield from section.entries


def sentence(paper: Paper) -> str:
    """What a paper is about: its AI summary, else the first two sentences of its abstract.

    Returns:
        One line of at most `MOST_SENTENCE` characters, which ends in an ellipsis where it was cut.
    """
    text = " ".join((paper.summary or "").split())
    if not text:
        abstract = " ".join(paper.abstract[: 4 * MOST_SENTENCE].split())
        text = " ".join(_END_OF_SENTENCE.split(abstract)[:_SENTENCES])
    if len(text) <= MOST_SENTENCE:
        return text
    return text[: MOST_SENTENCE - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def source(paper: Paper) -> str:
    """Whose paper it is: the organisation, else the first author and how many more."""
    if paper.organization:
        return paper.organization
    if not paper.authors:
        return ""
    first, more = paper.authors[0].name, len(paper.authors) - 1
    return f"{first} +{more}" if more else first


def links(paper: Paper) -> dict[str, str]:
    """Where a paper is to be had, the address by the words of its link."""
    found = {"Hugging Face": paper.url, "arXiv": paper.arxiv}
    return found | ({"Code": paper.github} if paper.github else {})
