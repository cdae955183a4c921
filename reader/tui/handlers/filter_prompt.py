"""Keys that narrow the list down, and widen it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reader.errors import QueryError
from reader.tui.handlers.cursor import at_cursor
from reader.tui.handlers.stand import Stand
from reader.tui.widgets.prompt_line import Mistake, Prompt

if TYPE_CHECKING:
    from reader.query import Query


_LONG = 200
"""Papers whose words take longer to find than a frame."""
KIND = "query"
"""Of what is typed where a query is asked for."""


class Filtering:
    """A filter hides rows of the list, and changes nothing else."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def do_filter(self, _: int) -> None:
        """Filter as is typed."""
        from reader.query import parse

        prepare(self._stand)
        before, anchor = self._stand.view.query, at_cursor(self._stand)

        def changed(typed: str) -> str:
            mistake: QueryError | None = None
            query: Query | None
            try:
                query = parse(typed)
            except QueryError as error:
                # The word being typed may not be whole yet; the others hold.
                mistake, query = error, _without_last_word(typed)
            filtered = self._stand.view.filtered(query if query and str(query) else None)
            if filtered.problem:
                raise Mistake(filtered.problem)
            self._stand.show(filtered, anchor)
            if mistake:
                raise Mistake(mistake.sentence) from mistake
            return f"{len(filtered.rows)} of {len(filtered.listing.papers)}"

        def cancelled() -> None:
            self._stand.show(self._stand.view.filtered(None), anchor)

        def done(typed: str) -> None:
            if typed.strip():
                self._stand.remember(KIND, typed.strip())
            elif before:
                cancelled()

        words, history = query_words(self._stand.writer.tags()), self._stand.typed(KIND)
        remark = "↑ brings back what was typed before" if before else ""
        self._stand.ask(
            Prompt(
                "/",
                done,
                changed=changed,
                cancelled=cancelled,
                words=words,
                remark=remark,
                history=history,
            )
        )

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


def prepare(stand: Stand) -> None:
    """Have the words of a long list found while its reader begins to type."""
    papers = stand.view.listing.papers
    if len(papers) > _LONG:
        from reader.query.matcher import warm_word_cache

        stand.later(lambda: warm_word_cache(papers), lambda _: None, lambda _: None)


def query_words(tags: Iterable[str]) -> tuple[str, ...]:
    """What the last word of a query may be completed to."""
    from reader.query.tree import FIELDS, STATES, THINGS, Tag

    return (
        *(f"is:{state}" for state in STATES),
        *(f"has:{thing}" for thing in THINGS),
        *(f"{field}:" for field in FIELDS),
        *(str(Tag(tag)) for tag in tags),
    )


def _without_last_word(typed: str) -> Query | None:
    from reader.query import parse

    try:
        return parse(typed.rpartition(" ")[0])
    except QueryError:
        return None
