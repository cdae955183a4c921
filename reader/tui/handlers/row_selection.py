"""Keys that mark rows, so that the next decision acts on all of them."""

from __future__ import annotations

from reader.errors import QueryError
from reader.tui.handlers.filter_prompt import KIND, prepare, query_words
from reader.tui.handlers.stand import Stand
from reader.tui.state.list_view import Heading, Row, View
from reader.tui.widgets.prompt_line import Mistake, Prompt


class Choosing:
    """Marks are gone when a decision was made on them, and when the list changes."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def do_mark(self, count: int) -> None:
        """Mark the row under the cursor and go down."""
        stand = self._stand
        cursor = stand.list.cursor
        stand.repaint(stand.chosen.toggle(papers_of(stand.view, cursor, cursor + count)))
        stand.list.move_to(cursor + count)

    def do_range(self, _: int) -> None:
        """Begin a range at the cursor; end it where one was begun."""
        stand = self._stand
        if stand.chosen.anchor is not None:
            stand.repaint(stand.chosen.add(stand.chosen.end_range()))
            return
        for line in stand.view.lines[stand.list.cursor : stand.list.cursor + 1]:
            first = line if isinstance(line, Row) else line.rows[0]
            stand.chosen.begin(first.paper.id)
            self.moved()

    def do_mark_query(self, _: int) -> None:
        """Mark all that a query selects."""
        from reader.query import parse

        stand = self._stand

        def selected(typed: str) -> list[str]:
            if not typed.strip():
                return []
            try:
                query = stand.view.with_cited(parse(typed))
                rows = stand.view.rows
                return [row.paper.id for row in rows if query.matches(row.paper, row.marks)]
            except QueryError as error:
                raise Mistake(error.sentence) from error

        def changed(typed: str) -> str:
            return f"{len(selected(typed))} of {len(stand.view.rows)}" if typed.strip() else ""

        def done(typed: str) -> None:
            if typed.strip():
                stand.remember(KIND, typed.strip())
            try:
                stand.repaint(stand.chosen.add(selected(typed)))
            except Mistake as mistake:
                stand.warn(str(mistake))

        prepare(stand)
        words = query_words(stand.writer.tags())
        stand.ask(Prompt("Mark:", done, changed=changed, words=words, history=stand.typed(KIND)))

    def moved(self) -> None:
        """The cursor is somewhere else: a range follows it."""
        stand = self._stand
        if (anchor := stand.chosen.anchor) is None:
            return
        start = stand.view.index(anchor)
        if start is None:
            # A filter has hidden where it began.
            stand.repaint(stand.chosen.end_range())
            return
        low, high = sorted((start, stand.list.cursor))
        stand.repaint(stand.chosen.stretch(papers_of(stand.view, low, high + 1)))


def papers_of(view: View, start: int, stop: int) -> list[str]:
    """The ids of the papers on some lines, a group standing for all of its papers."""
    papers: list[str] = []
    for line in view.lines[start:stop]:
        if isinstance(line, Row):
            papers.append(line.paper.id)
        elif isinstance(line, Heading) and (not line.open or stop == start + 1):
            papers += (row.paper.id for row in line.rows)
    return papers
