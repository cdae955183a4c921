"""The command `check`: arXiv is asked for new versions of papers, and for withdrawals."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from reader.cli.command_line import QUERY_OR_IDS, QueryCommand
from reader.cli.options import (
    command_session,
    offline_option,
    print_nothing_selected,
    select_papers,
)
from reader.cli.output import counted, print_json, print_line, print_message, print_remark
from reader.errors import FeedError
from reader.paper import ArxivVersion, Paper, is_withdrawn
from reader.query.paper_states import is_later
from reader.text import readable, shorten

if TYPE_CHECKING:
    from reader.metadata.metadata_cache import ArxivRecord
    from reader.metadata.version_check import VersionReport
    from reader.session import Session

_INTERRUPTED = 130
_SAID = 10.0
"""Seconds between two lines about how far it is."""
_MOST_NAMED = 5
"""Papers that are named of those that arXiv does not have."""
_LONGEST_REMARK = 300
"""Characters of the comment of a withdrawn paper."""


@click.command(cls=QueryCommand)
@click.argument("query", type=QUERY_OR_IDS, nargs=-1, metavar="[QUERY | ID...]")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, all papers in it.")
@offline_option
def check(query: tuple[str, ...], as_json: bool, offline: bool) -> None:
    """Ask arXiv for new versions and withdrawals of papers; of the starred ones without a QUERY.

    Printed is what is new: every withdrawal, and a version that came after your star, or else after
    your read mark; of a paper without a mark, one that the last check did not know. What arXiv says
    is kept: `is:updated` and `is:withdrawn` find it, the app shows it, and an export names the
    withdrawn papers. Fifty papers are asked about at once, every three seconds. Whatever is found,
    the exit status is 0.

    With --json every paper that was checked is there, with its version, whether it is withdrawn,
    and whether that is new. With --offline nobody is asked, and what is known already is printed.

    \b
    Examples:
      paper-reader check
      paper-reader check tag:thesis
      paper-reader check 2307.08691 2205.14135
      paper-reader check --json | jq '.[] | select(.withdrawn)'
    """
    progress = _Progress()
    with command_session(offline=offline) as session:
        papers = _papers(session, query)
        if not papers:
            print_nothing_selected(query)
        try:
            report = session.check_versions(
                [paper.id for paper in papers], progress.of(len(papers))
            )
        except KeyboardInterrupt:
            print_message(f"interrupted; {_kept(progress.done)}")
            raise click.exceptions.Exit(_INTERRUPTED) from None
        checked = [
            CheckedPaper.of(paper, report, session.library.decided_at(paper.id)) for paper in papers
        ]
    if as_json:
        print_json([each.as_record() for each in checked])
    else:
        for line in (line for each in checked for line in each.lines()):
            print_line(line)
    _tell(checked, report)


def _papers(session: Session, query: tuple[str, ...]) -> list[Paper]:
    """The papers to ask about; Hugging Face is not asked for what it knows of them."""
    from reader.listings.catalogue import Selection

    selected: Selection = select_papers(session, query, ask=False)
    # Of a paper that cannot be looked up here, arXiv tells the title as well.
    bare = (Paper(paper, "") for paper in selected.unknown)
    return [*(paper for paper, _ in selected.rows), *bare]


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A paper, and what arXiv says of it."""

    paper: Paper
    record: ArxivRecord | None
    """What it said last; None where it never said anything."""
    known: ArxivVersion | None
    """What was known before this check."""
    decided_at: datetime | None
    """When the paper was starred, or else read."""

    @classmethod
    def of(cls, paper: Paper, report: VersionReport, decided_at: datetime | None) -> CheckedPaper:
        """The paper in a report."""
        before = report.before.get(paper.id)
        return cls(paper, report.latest(paper.id), before.latest if before else None, decided_at)

    @property
    def version(self) -> ArxivVersion | None:
        """The latest version."""
        return self.record.latest if self.record else None

    @property
    def withdrawn(self) -> bool | None:
        """Whether the paper is withdrawn; None where it is not known."""
        return is_withdrawn(self.paper, self.version)

    @property
    def updated(self) -> bool:
        """The version is one that the reader cannot have seen."""
        version = self.version
        if version is None:
            return False
        if self.decided_at and version.updated:
            return is_later(version, self.decided_at)
        return version.number > (self.known.number if self.known else 1)

    def lines(self) -> Iterator[str]:
        """What is new of it, in a line; nothing where nothing is."""
        if not (self.withdrawn or self.updated):
            return
        version = self.version
        number = f"v{version.number} of " if version else ""
        day = f", {version.updated:%Y-%m-%d}" if version and version.updated else ""
        what = f"{number}{self.paper.id}{day}: {self.title}"
        yield f"withdrawn: {what} ({self._reason})" if self.withdrawn else what

    @property
    def title(self) -> str:
        """The title, of the list or else of arXiv."""
        return readable(self.paper.title or (self.record.title if self.record else ""))

    @property
    def _reason(self) -> str:
        """Who says that it is withdrawn, and why."""
        if self.record and self.record.latest.withdrawn:
            return f"“{shorten(self.record.comment or '', _LONGEST_REMARK)}”"
        return f"Hugging Face says so: {self.paper.withdrawn_at}"

    def as_record(self) -> dict[str, Any]:
        """The same as JSON values; unknown values are None."""
        record, version = self.record, self.version
        return {
            "id": self.paper.id,
            "title": self.title or None,
            "version": version.number if version else None,
            "updated": _day(version.updated) if version else None,
            "withdrawn": self.withdrawn,
            "comment": record.comment if record else None,
            "known_version": self.known.number if self.known else None,
            "new": self.updated or bool(self.withdrawn),
            "checked": _day(record.asked_at) if record else None,
        }


def _day(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%d}" if moment else None


class _Progress:
    """Says how many requests it takes, and now and then how far it is.

    Attributes:
        done: how many papers had been asked about when the last request was made.
    """

    def __init__(self) -> None:
        self.done = 0
        self._papers = 0
        self._last: float | None = None

    def of(self, papers: int) -> Callable[[int], None]:
        """What is called before each request, of a check of so many papers."""
        self._papers = papers
        return self._show

    def _show(self, done: int) -> None:
        from reader.metadata.arxiv import GAP
        from reader.metadata.version_check import BATCH

        self.done = done
        now, requests = time.monotonic(), -(-self._papers // BATCH)
        if self._last is None:
            pace = f": {requests} requests, one in {GAP:g} s as it wants" if requests > 1 else ""
            least = f", {(requests - 1) * GAP:.0f} s at least" if requests > 1 else ""
            print_remark(f"asking arXiv about {counted(self._papers)}{pace}{least}")
        elif now - self._last >= _SAID:
            print_remark(f"{done:,} of {counted(self._papers)} asked about at arXiv")
        else:
            return
        self._last = now


def _kept(done: int) -> str:
    return f"what arXiv said of {counted(done)} is kept" if done else "nothing was asked yet"


def _tell(checked: Sequence[CheckedPaper], report: VersionReport) -> None:
    """Say what came of it, and of what arXiv could not be asked.

    Raises:
        FeedError: of some papers nothing is known, neither from now nor from before.
    """
    for problem in report.problems[: None if not report.unasked else -1]:
        print_message(str(problem))
    if report.unknown:
        more = len(report.unknown) - _MOST_NAMED
        named = ", ".join(report.unknown[:_MOST_NAMED])
        others = f" and {counted(more, 'other paper')}" if more > 0 else ""
        print_message(f"of {named}{others} arXiv says nothing")
    if checked and report.found:
        print_remark(_summary(checked, report))
    if not report.unasked:
        return
    why = report.problems[-1].sentence
    stale = [report.before[paper] for paper in report.unasked if paper in report.before]
    if missing := len(report.unasked) - len(stale):
        raise FeedError(
            f"{why} Of {counted(missing)} nothing is known yet: paper-reader check asks again"
        )
    day = min(record.asked_at for record in stale)
    print_message(f"{why} Of {counted(len(stale))} this is what arXiv said on {day:%Y-%m-%d}")


def _summary(checked: Sequence[CheckedPaper], report: VersionReport) -> str:
    found = [each for each in checked if each.paper.id in report.found]
    withdrawn = sum(bool(each.withdrawn) for each in found)
    updated = sum(each.updated and not each.withdrawn for each in found)
    news = []
    if updated:
        news.append(counted(updated, "new version"))
    if withdrawn:
        news.append(f"{withdrawn:,} withdrawn")
    return f"{counted(len(found))} checked: {', '.join(news) or 'nothing is new'}"
