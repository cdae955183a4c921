"""Keys that mark rows, so that the next decision acts on all of them."""

from __future__ import annotations

from reader.errors import QueryError
from reader.tui.handlers.query_prompts import KIND, prepare_words, query_syntax, query_words
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.prompts import Prompts
from reader.tui.state.list_view import Row
from reader.tui.widgets.prompt_line import Prompt, PromptError


class RowSelectionHandler:
    """Marks are gone when a decision was made on them, and when the list changes."""

    def __init__(
        self,
        library: ActiveLibrary,
        lists: ListPresenter,
        messages: Messages,
        prompts: Prompts,
        runner: BackgroundRunner,
    ) -> None:
        self._library = library
        self._lists = lists
        self._messages = messages
        self._prompts = prompts
        self._runner = runner

    def do_mark(self, count: int) -> None:
        """Mark the row under the cursor and go down."""
        cursor = self._lists.rows.cursor
        self._lists.repaint(
            self._lists.selection.toggle(self._lists.view.papers_on(cursor, cursor + count))
        )
        self._lists.rows.move_to(cursor + count)

    def do_range(self, _: int) -> None:
        """Begin a range at the cursor; end it where one was begun."""
        if self._lists.selection.anchor is not None:
            self._lists.repaint(self._lists.selection.add(self._lists.selection.end_range()))
            return
        for line in self._lists.view.lines[self._lists.rows.cursor : self._lists.rows.cursor + 1]:
            first = line if isinstance(line, Row) else line.rows[0]
            self._lists.selection.begin(first.paper.id)
            self._lists.follow_range()

    def do_mark_query(self, _: int) -> None:
        """Mark all that a query selects."""
        from reader.query import parse

        def selected(typed: str) -> list[str]:
            if not typed.strip():
                return []
            try:
                query = self._lists.view.informed(parse(typed))
                rows = self._lists.view.rows
                return [row.paper.id for row in rows if query.matches(row.paper, row.marks)]
            except QueryError as error:
                raise PromptError(error.sentence) from error

        def changed(typed: str) -> str:
            return (
                f"{len(selected(typed))} of {len(self._lists.view.rows)}" if typed.strip() else ""
            )

        def done(typed: str) -> None:
            if typed.strip():
                self._prompts.remember(KIND, typed.strip())
            try:
                self._lists.repaint(self._lists.selection.add(selected(typed)))
            except PromptError as mistake:
                self._messages.warn(str(mistake))

        prepare_words(self._lists.view.listing.papers, self._runner)
        words = query_words(self._library.writer.tags())
        self._prompts.ask(
            Prompt(
                "Mark:",
                done,
                changed=changed,
                words=words,
                history=self._prompts.history(KIND),
                enter="mark them",
                syntax=("fields", query_syntax),
            )
        )
