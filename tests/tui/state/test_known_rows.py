"""A filter that is typed shows the same rows as one that is applied anew, with far less work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import QueryError
from reader.paper import Listing, Marks, Paper, Period
from reader.query import matcher, parse
from reader.tui.state import list_view
from reader.tui.state.arrangement import Arrangement
from reader.tui.state.list_view import Heading, Line, RowSources, View
from tests.query import test_properties as any_of

WORDS = ("flash", "attention", "flat", "gpt-4", "state", "space", "Müller")
TYPED = ("f", "fl", "fla", "flas", "fl a", "fl at", "title:fl", "is:read", "is:read f", "-f", "")
PAPERS = [
    Paper(f"2401.{at:05d}", f"{WORDS[at % 7]} {WORDS[at * 3 % 5]}", "gpt-4" if at % 2 else "")
    for at in range(40)
]


class Library:
    """Marks that may change."""

    def __init__(self) -> None:
        self.marks = {paper.id: Marks(read=at % 3 == 0) for at, paper in enumerate(PAPERS)}

    def view(self, papers: list[Paper], arrangement: Arrangement | None = None) -> View:
        sources = RowSources(
            lambda paper: self.marks[paper],
            lambda paper: (self.marks[paper], False),
            muted=lambda paper, marks: marks.starred,
        )
        listing = Listing(Period("month", "2024-01"), tuple(papers))
        return View(listing, sources, None, arrangement or Arrangement())

    def mark(self, number: int, **fields: Any) -> str:
        paper = PAPERS[number].id
        self.marks[paper] = replace(self.marks[paper], **fields)
        return paper


def plain(lines: list[Line]) -> list[object]:
    """Lines without what is only kept with them."""
    return [
        (line.name, [row.paper.id for row in line.rows]) if isinstance(line, Heading) else line
        for line in lines
    ]


@given(
    st.lists(st.one_of(st.sampled_from(TYPED), st.integers(0, 39), any_of.spoken), max_size=8),
    st.sampled_from([Arrangement(), Arrangement(sort="upvotes"), Arrangement(fold="topic")]),
)
def test_what_is_typed_shows_what_a_new_filter_does(
    steps: list[str | int], arrangement: Arrangement
) -> None:
    library = Library()
    view = library.view(PAPERS, arrangement)
    for step in steps:
        if isinstance(step, int):
            read, starred = not library.marks[PAPERS[step].id].read, step % 2 == 0
            view.repaint([library.mark(step, read=read, starred=starred)])
            continue
        try:
            query = parse(step)
        except QueryError:
            continue
        anew = view.filtered(query)
        view = view.typed(query)
        assert plain(view.lines) == plain(anew.lines)
        assert (view.unread, view.start) == (anew.unread, anew.start)


@pytest.mark.parametrize("count", [10, 40])
def test_a_letter_looks_only_at_what_the_one_before_let_through(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = Library().view(PAPERS[:count]).typed(parse("f"))
    matched: list[object] = []
    made: list[object] = []

    def counted(*given: Any) -> bool:
        matched.append(given)
        return True

    monkeypatch.setattr(matcher, "matches", counted)
    monkeypatch.setattr(list_view, "Row", lambda *given: made.append(given))
    before = view
    for letters in ("fl", "fla", "flas"):
        view = view.typed(parse(letters))
        assert (matched, made) == ([], []), "no paper is matched one by one, and no row made"
        assert set(map(id, view.rows)) <= set(map(id, before.rows))
