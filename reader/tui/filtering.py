"""Keys that narrow the list down, and widen it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.errors import QueryError
from reader.tui.prompt import Mistake, Prompt
from reader.tui.stand import Stand

if TYPE_CHECKING:
    from reader.query import Query


class Filtering:
    """A filter hides rows of the list, and changes nothing else."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def do_filter(self, _: int) -> None:
        """Filter as is typed."""
        from reader.query import parse

        before, anchor = self._stand.view.query, at_cursor(self._stand)

        def changed(typed: str) -> str:
            mistake: QueryError | None = None
            query: Query | None
            try:
                query = parse(typed)
            except QueryError as error:
                # The word being typed may not be whole yet; the others hold.
                mistake, query = error, _without_last_word(typed)
            try:
                filtered = self._stand.view.filtered(query if query and str(query) else None)
            except QueryError as error:
                raise Mistake(error.sentence) from error
            self._stand.show(filtered, anchor)
            if mistake:
                raise Mistake(mistake.sentence) from mistake
            return f"{len(filtered.rows)} of {len(filtered.listing.papers)}"

        def cancelled() -> None:
            self._stand.show(self._stand.view.filtered(None), anchor)

        value = str(before) if before else ""
        self._stand.ask(Prompt("/", lambda _: None, value, changed, cancelled))

    def do_clear(self, _: int) -> None:
        """Give up a wait, else take away the range, else the marks on rows, else the filter."""
        self._stand.app.clear_notifications()
        if self._stand.status.give_up():
            return
        if self._stand.chosen.anchor is not None:
            self._stand.repaint(self._stand.chosen.end_range())
        elif self._stand.chosen:
            self._stand.repaint(self._stand.chosen.clear())
        elif self._stand.view.query:
            self._stand.show(self._stand.view.filtered(None), at_cursor(self._stand))


def at_cursor(stand: Stand) -> str | None:
    """The id of the paper under the cursor."""
    return stand.current.id if stand.current else None


def _without_last_word(typed: str) -> Query | None:
    from reader.query import parse

    try:
        return parse(typed.rpartition(" ")[0])
    except QueryError:
        return None
