"""Feeds of papers: what all formats of them say, and when an entry counts as changed.

Nothing in a feed depends on votes, comments or the time, so that its bytes stay where no paper was
added and no text was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from reader.digest import sentence
from reader.digest.digest_words import MOST_NAME, author_names, legible_paper, line, page
from reader.digest.html_text import links_line, paragraphs
from reader.paper import FIRST_DAY, Paper

DAYS = 14
MOST_PAPERS = 200
"""What a feed holds at most: the last days, and of these the latest papers."""
HOME = "https://huggingface.co/papers"
MOST_AUTHORS = 20

# A domain that nobody can have: https://www.rfc-editor.org/rfc/rfc2606#section-2
_TAG = "tag:paper-reader.invalid,2026:feed/"
_KEPT = timedelta(60)


class EntryDates(NamedTuple):
    """What is remembered of an entry between two runs."""

    published: datetime
    """The beginning of the day that listed the paper (aware)."""
    updated: datetime
    """When it was added, or its title or text was changed since (aware)."""
    mark: str
    """Tells whether title or text have changed."""


@dataclass(frozen=True, slots=True)
class PaperFeed:
    """The papers of a feed, the latest first."""

    name: str
    """What tells it from other feeds of its reader, as its id is made of it."""
    title: str
    papers: tuple[Paper, ...]
    dates: Mapping[str, EntryDates]
    """Of each paper, by its id."""
    query: str = ""
    """What chose the papers, as it was typed."""

    @property
    def id(self) -> str:
        """The same whatever it holds (https://www.rfc-editor.org/rfc/rfc4151)."""
        return _TAG + quote(self.name.encode(errors="replace"), safe="")

    @property
    def heading(self) -> str:
        """The title, fit to be shown."""
        return line(self.title, MOST_NAME) or "Papers"

    @property
    def description(self) -> str:
        """What is in it, in a sentence."""
        query = line(self.query, MOST_NAME)
        return "Papers of Hugging Face Daily Papers" + (f" that match {query}" if query else "")

    @property
    def updated(self) -> datetime:
        """When an entry was last added or changed."""
        start = datetime.combine(FIRST_DAY, time(), UTC)
        return max((self.dates[paper.id].updated for paper in self.papers), default=start)

    def entries(self) -> Iterator[FeedEntry]:
        """One for each paper."""
        for paper in self.papers:
            yield FeedEntry(legible_paper(paper), self.dates[paper.id])


class FeedEntry(NamedTuple):
    """A legible paper in a feed."""

    paper: Paper
    dates: EntryDates

    @property
    def id(self) -> str:
        """The same for ever, and in every feed that has the paper."""
        return self.paper.url

    @property
    def link(self) -> str:
        """Where the paper is; empty where its id makes no address."""
        return page(self.paper)

    @property
    def authors(self) -> list[str]:
        """The first of them."""
        return [author.name for author in self.paper.authors[:MOST_AUTHORS]]

    @property
    def summary(self) -> str:
        """What it is about, in a line."""
        return sentence(self.paper)

    @property
    def html(self) -> str:
        """What a reader of feeds shows: authors, the sentence of a model, the abstract, links."""
        paper = self.paper
        said = (author_names(paper, MOST_AUTHORS), paper.organization or "")
        head = f"<p>{escape(' · '.join(filter(None, said)))}</p>\n" if any(said) else ""
        lead = f"<p><strong>{escape(paper.summary)}</strong></p>\n" if paper.summary else ""
        return f"{head}{lead}{paragraphs(paper.abstract)}<p>{links_line(paper)}</p>"


def recent(papers: Iterable[Paper], today: date) -> tuple[Paper, ...]:
    """What a feed holds of some papers: those of the last days, the latest first.

    Within a day they are in the order of their ids, as votes would shuffle them.
    """
    first = today - timedelta(DAYS - 1)
    found = {paper.id: paper for paper in papers if paper.listed and paper.listed >= first}
    latest = sorted(found.values(), key=lambda paper: (paper.listed, paper.id), reverse=True)
    return tuple(latest[:MOST_PAPERS])


def entry_dates(
    papers: Iterable[Paper], known: Mapping[str, EntryDates], now: datetime
) -> dict[str, EntryDates]:
    """The dates of entries, and what of those that are known is worth remembering.

    Votes change nothing. The entries of a feed that is written for the first time are as old as
    their papers; one that is added later is new, also where its paper was listed days ago.

    Args:
        papers: those of the feed.
        known: what this function returned the last time; empty for a new feed.
        now: the time, aware.
    """
    kept = {each: dates for each, dates in known.items() if dates.published > now - _KEPT}
    return kept | {paper.id: _dates(paper, known, now) for paper in papers}


def _dates(paper: Paper, known: Mapping[str, EntryDates], now: datetime) -> EntryDates:
    said = "\n\n".join((paper.title, paper.summary or "", paper.abstract))
    mark = sha256(said.encode(errors="replace")).hexdigest()[:16]
    if was := known.get(paper.id):
        return was if was.mark == mark else EntryDates(was.published, now, mark)
    day = paper.listed or paper.published or now.date()
    listed = datetime.combine(day, time(), UTC)
    return EntryDates(listed, max(now, listed) if known else listed, mark)


def timestamp(moment: datetime) -> str:
    """A time as RFC 3339 has it, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
