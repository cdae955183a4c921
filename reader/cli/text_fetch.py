"""Whole papers into the cache, one after the other at arXiv's pace: `fetch --text`."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from reader.cli.options import (
    print_nothing_selected,
    select_papers,
    versions_of,
    whole_paper_session,
)
from reader.cli.output import counted, print_json, print_message, print_remark
from reader.errors import ArchiveError, FeedError, ReaderError
from reader.paper import ARXIV_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reader.fulltext.whole_papers import Standing, WholePapers
    from reader.paper import ArxivVersion

_INTERRUPTED = 130
_MOST_FAILURES = 2
"""After so many papers in a row that failed, nobody is asked any more."""
_MOST_NAMED = 5
_SAID = 30.0
"""Seconds between two lines about how far it is."""


@dataclass(slots=True)
class TextFetch:
    """What came of it.

    Attributes:
        wanted: the ids of all papers.
        left: those among them that are to be asked for.
        without: those whose text nobody has.
        fetched: those that are kept now.
        failed: why others could not be had.
    """

    wanted: Sequence[str]
    left: Sequence[str]
    without: list[str]
    fetched: list[str] = field(default_factory=list)
    failed: dict[str, ReaderError] = field(default_factory=dict)
    _said: float | None = None

    def run(self, papers: WholePapers, versions: Mapping[str, ArxivVersion]) -> None:
        """Fetch what is left.

        Raises:
            ReaderError: nothing can be kept, or the settings are wrong.
        """
        from reader.fulltext.whole_papers import NoTextError

        failures = 0
        for done, paper in enumerate(self.left):
            self._say(done)
            version = versions.get(paper)
            try:
                whole = papers.read(paper, version.number if version else None)
                if isinstance(whole.problem, ArchiveError):
                    raise whole.problem
                if whole.problem:
                    self.failed[paper] = whole.problem
                else:
                    self.fetched.append(paper)
            except NoTextError:
                self.without.append(paper)
            except FeedError as error:
                self.failed[paper] = error
            failures = failures + 1 if paper in self.failed else 0
            if failures == _MOST_FAILURES:
                return

    def _say(self, done: int) -> None:
        from reader.metadata.arxiv import GAP

        now = time.monotonic()
        if self._said is None:
            least = (len(self.left) - 1) * GAP
            pace = f": one in {GAP:g} s as arXiv wants, {least:.0f} s at least" if least else ""
            print_remark(f"fetching the text of {counted(len(self.left))}{pace}")
        elif now - self._said >= _SAID:
            print_remark(f"{done:,} of {counted(len(self.left))}")
        else:
            return
        self._said = now

    def as_record(self) -> dict[str, object]:
        """The same as JSON values."""
        return {
            "papers": len(self.wanted),
            "in_cache": self._in_cache,
            "fetched": len(self.fetched),
            "without_text": list(self.without),
            "failed": [
                {"id": paper, "reason": error.sentence} for paper, error in self.failed.items()
            ],
        }

    def tell(self) -> None:
        """Say what came of it.

        Raises:
            FeedError: some could not be had.
        """
        if self.without:
            more = len(self.without) - _MOST_NAMED
            others = f" and {counted(more, 'other paper')}" if more > 0 else ""
            named = ", ".join(self.without[:_MOST_NAMED])
            print_message(f"of {named}{others} there is only a PDF")
        if self.failed:
            last = str(list(self.failed.values())[-1]).rstrip(".")
            raise FeedError(f"{last}; {self.gain()}")
        there = f"{self._in_cache:,} of {counted(len(self.wanted))} can be read offline"
        print_remark(f"{counted(len(self.fetched), 'text')} fetched; {there}")

    @property
    def _in_cache(self) -> int:
        nowhere = len(set(self.without) - set(self.left))
        return len(self.wanted) - nowhere - len(self.left) + len(self.fetched)

    def gain(self) -> str:
        """What was had, and what is left."""
        if not self.fetched:
            return "no text was fetched, and the same command asks again"
        left = len(set(self.left) - set(self.fetched) - set(self.without))
        fetched = counted(len(self.fetched), "text")
        return f"{fetched} fetched, and the same command goes on with {left:,} more"


def fetch_texts(query: tuple[str, ...], *, as_json: bool) -> None:
    """Fetch the whole papers that a query selects, or the starred ones.

    Raises:
        ReaderError: not all of them could be had.
    """
    with whole_paper_session() as (session, papers):
        selected = select_papers(session, query, ask=False)
        ids = [*(paper.id for paper, _ in selected.rows), *selected.unknown]
        wanted = [paper for paper in ids if ARXIV_ID.fullmatch(paper)]
        if not wanted:
            print_nothing_selected(query)
        versions = versions_of(session, wanted)
        standings = {paper: _standing(papers, paper, versions) for paper in wanted}
        left = [paper for paper, standing in standings.items() if standing == "wanted"]
        nowhere = [paper for paper, standing in standings.items() if standing == "nowhere"]
        fetch = TextFetch(wanted, left, nowhere)
        try:
            fetch.run(papers, versions)
        except KeyboardInterrupt:
            print_message(f"interrupted; {fetch.gain()}")
            raise click.exceptions.Exit(_INTERRUPTED) from None
    if as_json:
        print_json(fetch.as_record())
    if wanted:
        fetch.tell()


def _standing(papers: WholePapers, paper: str, versions: Mapping[str, ArxivVersion]) -> Standing:
    version = versions.get(paper)
    with contextlib.suppress(ArchiveError):
        return papers.standing(paper, version.number if version else None)
    return "wanted"
