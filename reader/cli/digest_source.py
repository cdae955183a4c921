"""Where the papers of a digest come from: the lists, the library and the archive of a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reader.cli.output import print_message
from reader.digest.contents import (
    Chosen,
    lately_risen,
    lately_starred,
    new_papers,
    wanted_days,
)
from reader.paper import FIRST_DAY, MOST_QUEUE_DAYS, Paper, Period

if TYPE_CHECKING:
    from reader.digest.records import DigestHistory, DigestRecord
    from reader.query import Query
    from reader.session import Session
    from reader.settings.saved_queries import SavedQueries


@dataclass(frozen=True, slots=True)
class DigestSource:
    """The papers of a session, as one query and the reader's highlights see them."""

    session: Session
    saved: SavedQueries
    query: Query | None = None
    """None where every paper belongs to it."""

    def new(self, history: DigestHistory) -> Chosen:
        """What is unread and was in no digest of a name yet, and what is worth a look back.

        Raises:
            ReaderError: there is no list to be had, or the marks cannot be read.
        """
        session = self.session
        papers = self._listed(wanted_days(history, session.today))
        marks = session.library.marks

        def passes(paper: Paper) -> bool:
            marked = marks(paper.id)
            return not marked.read and not self.saved.is_muted(paper, marked) and self._has(paper)

        new = new_papers(papers, history, passes)
        starred = lately_starred(session.library.current_fields(), history, session.now())
        known = session.catalogue.known(starred)
        risen = session.cached(Period("chances"))
        return Chosen(
            new,
            self._highlighted(new),
            tuple(known[paper] for paper in starred if paper in known),
            lately_risen(risen.papers, risen.remarks, history) if risen else (),
        )

    def again(self, record: DigestRecord) -> Chosen:
        """The papers of a digest that was begun, as it was; none is left out."""
        wanted = [*record.papers, *record.looking_back]
        found = self.session.catalogue.find(wanted).papers
        papers = {paper: found.get(paper) or Paper(paper, paper) for paper in wanted}
        new = tuple(papers[paper] for paper in record.papers)
        back = tuple(papers[paper] for paper in record.looking_back)
        return Chosen(new, self._highlighted(new), back)

    def since(self, day: date) -> Chosen:
        """What was listed from a day on, read or not.

        Raises:
            ReaderError: there is no list to be had, or the marks cannot be read.
        """
        today = self.session.today
        days = Period.queue(min(max(day, FIRST_DAY), today), today)
        if len(days.days) <= MOST_QUEUE_DAYS:
            papers = self._listed(days)
        else:
            # So many lists are fetched by `fetch --since`, which can be interrupted.
            listing = self.session.cached(days)
            papers = listing.papers if listing else ()
            print_message("lists that were not fetched before are left out; fetch --since has them")
        new = tuple(paper for paper in papers if self._has(paper))
        return Chosen(new, self._highlighted(new))

    def everything(self) -> Chosen:
        """All that the query finds in the library and in the archive, read or not.

        Raises:
            ReaderError: library or archive cannot be read.
        """
        assert self.query is not None
        marks = dict(self.session.library.marked())
        selection = self.session.catalogue.select(self.query)
        found = {paper.id: paper for paper, _ in selection.rows}
        found |= {
            paper.id: paper for paper in self.session.archive.search(self.query, marks).papers
        }
        if selection.unknown:
            print_message(
                f"{len(selection.unknown)} more are left out, as only their ids are known"
            )
        return Chosen(tuple(found.values()))

    def feed(self, days: int) -> list[Paper]:
        """What was listed in the last days, read or not, the latest first.

        Raises:
            ReaderError: there is no list to be had, or the marks cannot be read.
        """
        papers = self.since(self.session.today - timedelta(days - 1)).new
        return sorted(papers, key=lambda paper: paper.listed or date.min, reverse=True)

    def _listed(self, days: Period | None) -> Iterable[Paper]:
        opened = self.session.open(days)
        if opened.problem:
            print_message(f"{opened.problem}. What is known of the lists is used")
        return opened.listing.papers

    def _has(self, paper: Paper) -> bool:
        return self.query is None or self.query.matches(paper, self.session.library.marks(paper.id))

    def _highlighted(self, papers: Iterable[Paper]) -> frozenset[str]:
        marks = self.session.library.marks
        return frozenset(
            paper.id for paper in papers if self.saved.is_highlighted(paper, marks(paper.id))
        )
