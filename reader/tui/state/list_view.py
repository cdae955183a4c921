"""The lines of the list: papers filtered, arranged, grouped and marked; knows no widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Literal

from reader.errors import QueryError
from reader.paper import Listing, Marks, Paper
from reader.tui.state.arrangement import Arrangement, grouped, grouped_by_day, ordered
from reader.tui.state.known_rows import KnownRows

if TYPE_CHECKING:
    from reader.query import Query


@dataclass(frozen=True, slots=True)
class Row:
    """A paper as a row of the list."""

    paper: Paper
    marks: Marks
    pending: bool = False
    """A change to its marks is not on disk yet."""
    late: bool = False
    """It joined the list after the reader last looked at it."""
    dated: str = ""
    """The day or the year that lists it, where the list is of several and has no headings."""
    selected: bool = False
    """The next decision acts on it."""
    inset: bool = False
    """It is shown below the heading of its group."""
    highlighted: bool = False
    """It stands out."""
    remark: str = ""
    """Why it is in the list, where that needs saying."""
    cited: str | None = None
    """The key under which a bibliography of the reader has it."""

    @property
    def unread(self) -> bool:
        """Nobody has read it yet."""
        return not self.marks.read


MUTED = "muted"
"""The name of the group of what is folded away."""

_OF_DAYS = ("queue", "week", "month")
"""Kinds of lists that have headings of days."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The line of a group of papers; those of one that is folded have no lines of their own."""

    name: str
    rows: tuple[Row, ...]
    open: bool
    is_day: bool = False
    """The papers are those of one day."""
    is_filtered: bool = False
    """Only those that a filter lets through are shown."""
    longest: int = 0
    """The papers of the largest group."""

    @property
    def unread(self) -> bool:
        """Some of them nobody has read, and they cannot be seen; not where that is wished."""
        return not self.open and self.name != MUTED and any(row.unread for row in self.rows)

    @property
    def selected(self) -> bool:
        """The next decision acts on all of them."""
        return all(row.selected for row in self.rows)


Line = Row | Heading
"""What a line of the list shows."""


@dataclass(frozen=True, slots=True)
class RowSources:
    """Whom to ask about a paper, by its id."""

    marks: Callable[[str], Marks]
    marks_and_pending: Callable[[str], tuple[Marks, bool]]
    """Its marks, and whether a change to them is not on disk yet."""
    selected: Callable[[str], bool] = lambda _: False
    """The next decision acts on it."""
    highlighted: Callable[[Paper, Marks], bool] = lambda _, __: False
    """It stands out."""
    muted: Callable[[Paper, Marks], bool] = lambda _, __: False
    """It is folded away at the end."""
    cited: Callable[[Paper], str | None] = lambda _: None
    """The key under which a bibliography of the reader has it."""
    inform: Callable[[Query], Query] = lambda query: query
    """Gives the same query, able to tell what is cited, updated or withdrawn."""


_AS_IT_COMES = Arrangement()


class View:
    """The lines of a listing: the papers that a filter lets through, arranged.

    A row stays until the filter is applied again, even where a mark made since would take it
    out: what was just decided must not vanish from under the cursor.
    """

    def __init__(
        self,
        listing: Listing,
        sources: RowSources,
        query: Query | None = None,
        arrangement: Arrangement = _AS_IT_COMES,
        *,
        stay: frozenset[str] = frozenset(),
        known: KnownRows | None = None,
    ) -> None:
        """Arrange the papers of a listing.

        Args:
            listing: the papers, in feed order.
            sources: whom to ask about them.
            query: the filter, if one is in force.
            arrangement: in what order, and in what groups.
            stay: ids of papers that are shown whatever the filter says.
            known: what is known of the same papers in the same arrangement.
        """
        self.listing = listing
        self._sources = sources
        self.query = self.informed(query) if query else None
        self.arrangement = arrangement
        is_plain = arrangement.fold is None and arrangement.sort == "feed"
        self._has_days = is_plain and listing.period.kind in _OF_DAYS
        """The papers stand below headings of days."""
        self._dated = "" if self._has_days else _dated(listing.papers)
        self.problem = ""
        """Why the filter could not be asked of every paper, in a sentence."""
        self._known = known
        self._muted = known.muted if known else self._to_be_muted()
        #: The papers that the filter lets through, those in folded groups included.
        self.rows = list(self._chosen(stay))
        self._at = {row.paper.id: index for index, row in enumerate(self.rows)}
        self._homes = known.homes if known else self._grouped()
        self._folds = bool(self._homes or self._muted)
        self.lines: list[Line] = list(self._lines())

    def filtered(self, query: Query | None) -> View:
        """The same listing through another filter."""
        return View(self.listing, self._sources, query, self.arrangement)

    def typed(self, query: Query | None) -> View:
        """The same, where nothing but the filter may have changed since this view was made."""
        if self._known is None:
            # What is shown of each paper is kept up to date; what is folded away only now.
            is_whole = self.query is None and self._to_be_muted() == self._muted
            self._known = (self if is_whole else self.filtered(None))._as_known()
        return View(self.listing, self._sources, query, self.arrangement, known=self._known)

    def of(self, listing: Listing) -> View:
        """Another listing through the same filter."""
        return View(listing, self._sources, self.query, replace(self.arrangement, toggled=()))

    def saved(self) -> View:
        """The same, as it will be when all changes are on disk."""
        marks = self._sources.marks
        sources = replace(self._sources, marks_and_pending=lambda paper: (marks(paper), False))
        return View(self.listing, sources, self.query, self.arrangement)

    def updated(self, listing: Listing) -> View:
        """A newer state of the listing through the same filter; rows that are shown stay."""
        return View(listing, self._sources, self.query, self.arrangement, stay=self._shown)

    def again(self) -> View:
        """The same rows with the marks of now, for one that was out of sight."""
        return self.updated(self.listing)

    def arranged(self, arrangement: Arrangement) -> View:
        """The same papers in another arrangement."""
        return View(self.listing, self._sources, self.query, arrangement, stay=self._shown)

    def informed(self, query: Query) -> Query:
        """The same query, able to tell what is cited, updated or withdrawn."""
        return self._sources.inform(query)

    @property
    def unread(self) -> int:
        """How many papers of the whole listing are unread."""
        return len(self._left)

    @property
    def selected(self) -> list[Paper]:
        """The papers that the next decision acts on, among those the filter lets through."""
        selected = self._sources.selected
        return [row.paper for row in self.rows if selected(row.paper.id)]

    def index(self, paper: str) -> int | None:
        """The line of a paper, which may be that of its group; None where it is not shown."""
        if not self._folds:
            return self._at.get(paper)
        folded = None
        for index, line in enumerate(self.lines):
            if isinstance(line, Row):
                if line.paper.id == paper:
                    return index
            elif not line.open and any(row.paper.id == paper for row in line.rows):
                folded = index
        return folded

    def papers_on(self, start: int, stop: int) -> list[str]:
        """The ids of the papers on some lines, a group standing for all of its papers."""
        papers: list[str] = []
        for line in self.lines[start:stop]:
            if isinstance(line, Row):
                papers.append(line.paper.id)
            elif not line.open or stop == start + 1:
                papers += (row.paper.id for row in line.rows)
        return papers

    def repaint(self, papers: Iterable[str]) -> list[int]:
        """Take over the marks of some papers; the lines that may look different by that."""
        if listed := self._listed.intersection(papers):
            self._known = None
        self._left.difference_update(listed)
        changed = sorted(self._at[paper] for paper in listed if paper in self._at)
        for index in changed:
            row = self.rows[index] = self._row(self.rows[index].paper)
            if row.unread:
                self._left.add(row.paper.id)
        self._left.update(self._unread_among(listed - self._at.keys()))
        if not self._folds:
            for index in changed:
                self.lines[index] = self.rows[index]
            return changed
        fresh = {self.rows[index].paper.id for index in changed}
        before, self.lines = self.lines, list(self._lines())
        return [
            index
            for index, line in enumerate(self.lines)
            if line is not before[index] and not fresh.isdisjoint(_ids(line))
        ]

    @property
    def start(self) -> int:
        """The line on which the cursor begins: the first unread paper, else the first paper."""
        papers = [at for at, line in enumerate(self.lines) if isinstance(line, Row)]
        first = next((at for at in papers if self.lines[at].unread), None)
        return first if first is not None else papers[0] if papers else 0

    def position(self, index: int) -> str:
        """Which of the papers is on a line, such as ``10 of 25``; empty on a heading."""
        if not (index < len(self.lines) and isinstance(line := self.lines[index], Row)):
            return ""
        return f"{self._at[line.paper.id] + 1} of {len(self.rows)}"

    def next_unread(self, index: int) -> int | None:
        """The first unread line below, else the first of all; None where there is none."""
        order = chain(range(index + 1, len(self.lines)), range(index + 1))
        return next((i for i in order if self._unread(i)), None)

    def previous_unread(self, index: int) -> int | None:
        """The first unread line above, else the last of all; None where there is none."""
        order = chain(range(index - 1, -1, -1), range(len(self.lines) - 1, index - 1, -1))
        return next((i for i in order if self._unread(i)), None)

    @cached_property
    def _listed(self) -> frozenset[str]:
        return frozenset(paper.id for paper in self.listing.papers)

    @cached_property
    def _left(self) -> set[str]:
        """The unread papers of the whole listing, kept so that no key has to go through all."""
        return self._known.unread if self._known else self._unread_among(self._listed)

    def _unread_among(self, papers: Iterable[str]) -> set[str]:
        return {paper for paper in papers if not self._sources.marks(paper).read}

    @property
    def _shown(self) -> frozenset[str]:
        return frozenset(self._at)

    def _unread(self, index: int) -> bool:
        return index < len(self.lines) and self.lines[index].unread

    def _row(self, paper: Paper) -> Row:
        marks, pending = self._sources.marks_and_pending(paper.id)
        return Row(
            paper,
            marks,
            pending,
            paper.id in self.listing.late,
            self._date_words(paper),
            self._sources.selected(paper.id),
            self.arrangement.fold is not None or paper.id in self._muted,
            self._sources.highlighted(paper, marks),
            self.listing.remarks.get(paper.id, ""),
            self._sources.cited(paper),
        )

    def _as_known(self) -> KnownRows:
        return KnownRows([*self.rows], self._muted, self._homes, self._left)

    def _to_be_muted(self) -> frozenset[str]:
        """The ids of the papers that are folded away at the end."""
        marks, muted = self._sources.marks, self._sources.muted
        papers = self.listing.papers
        return frozenset(paper.id for paper in papers if muted(paper, marks(paper.id)))

    def _chosen(self, stay: frozenset[str]) -> Iterator[Row]:
        """The rows in their order that the filter lets through, or that are to stay."""
        known, query = self._known, self.query
        rows = known.rows if known else None
        if known and query and (passing := known.passing(query)) is not None:
            yield from passing
            return
        for row in rows or map(self._row, ordered(self.listing.papers, self.arrangement.sort)):
            if row.paper.id in stay or self._passes(row):
                yield row

    def _grouped(self) -> Mapping[str, str]:
        """The group of each paper, by id.

        Of the whole list, so that no group changes with the filter. What is starred while it is
        shown stays where it is, as all that is decided on does.
        """
        papers = self.listing.papers
        return grouped_by_day(papers) if self._has_days else grouped(papers, self.arrangement.fold)

    def _passes(self, row: Row) -> bool:
        try:
            return self.query is None or self.query.matches(row.paper, row.marks)
        except QueryError as error:
            # What is not known not to be wanted is shown.
            self.problem = error.sentence
            return True

    def _date_words(self, paper: Paper) -> str:
        day = paper.listed
        if not self._dated or day is None:
            return ""
        return f"{day.year}" if self._dated == "years" else f"{day.day} {day:%b}"

    def _lines(self) -> Iterator[Line]:
        groups: dict[str, list[Row]] = {name: [] for name in self._homes.values()}
        muted: list[Row] = []
        for row in self.rows:
            if row.paper.id in self._muted:
                muted.append(row)
            elif home := self._homes.get(row.paper.id):
                groups[home].append(row)
            else:
                yield row
        longest = max(map(len, (*groups.values(), muted)))
        for name, rows in groups.items():
            if rows:
                yield from self._group(name, rows, longest, is_day=self._has_days)
        if muted:
            yield from self._group(MUTED, muted, longest)

    def _group(
        self, name: str, rows: list[Row], longest: int, *, is_day: bool = False
    ) -> Iterator[Line]:
        # Days are open until they are folded, groups folded until they are opened.
        open_ = (name in self.arrangement.toggled) is not is_day
        yield Heading(name, tuple(rows), open_, is_day, self.query is not None, longest)
        if open_:
            yield from rows


def _dated(papers: Iterable[Paper]) -> Literal["years", "days", ""]:
    """What the dates of papers are of; empty where all are of one day."""
    listed = {paper.listed for paper in papers if paper.listed}
    if len({day.year for day in listed}) > 1:
        return "years"
    return "days" if len(listed) > 1 else ""


def _ids(line: Line) -> Iterable[str]:
    """The papers of a line: one, or those of a group."""
    rows = (line,) if isinstance(line, Row) else line.rows
    return (row.paper.id for row in rows)
