"""Keys that narrow the list down, and widen it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.errors import QueryError
from reader.tui.handlers.query_prompts import KIND, prepare_words, query_syntax, query_words
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.list_opener import ListOpener
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.prompts import Prompts
from reader.tui.widgets.prompt_line import Prompt, PromptError

if TYPE_CHECKING:
    from reader.query import Query


class FilterHandler:
    """A filter hides rows of the list, and changes nothing else."""

    def __init__(
        self,
        library: ActiveLibrary,
        lists: ListPresenter,
        opener: ListOpener,
        prompts: Prompts,
        runner: BackgroundRunner,
    ) -> None:
        self._library = library
        self._lists = lists
        self._opener = opener
        self._prompts = prompts
        self._runner = runner

    def do_filter(self, _: int) -> None:
        """Filter as is typed."""
        from reader.query import parse

        prepare_words(self._lists.view.listing.papers, self._runner)
        before, anchor = self._lists.view.query, self._lists.place

        def changed(typed: str) -> str:
            mistake: QueryError | None = None
            query: Query | None
            try:
                query = parse(typed)
            except QueryError as error:
                # The word being typed may not be whole yet; the others hold.
                mistake, query = error, _without_last_word(typed)
            filtered = self._lists.view.typed(query if query and str(query) else None)
            if filtered.problem:
                raise PromptError(filtered.problem)
            self._lists.show(filtered, anchor)
            if mistake:
                raise PromptError(mistake.sentence) from mistake
            return f"{len(filtered.rows)} of {len(filtered.listing.papers)} shown"

        self._ask(changed, anchor, again=before is not None)

    def _ask(self, changed: Callable[[str], str], anchor: str | None, *, again: bool) -> None:
        """Ask for a filter; `again` where one is in force."""

        def cancelled() -> None:
            self._lists.show(self._lists.view.filtered(None), anchor)

        def done(typed: str) -> None:
            if typed.strip():
                self._prompts.remember(KIND, typed.strip())
            elif again:
                cancelled()

        self._prompts.ask(
            Prompt(
                "/",
                done,
                changed=changed,
                cancelled=cancelled,
                words=query_words(self._library.writer.tags()),
                history=self._prompts.history(KIND),
                enter="keep",
                escape="clear",
                syntax=("fields", query_syntax),
            )
        )

    def do_clear(self, _: int) -> None:
        """Give up a wait, else clear the range, else the marks on rows, else the filter."""
        if self._opener.give_up():
            return
        if self._lists.selection.anchor is not None:
            self._lists.repaint(self._lists.selection.end_range())
        elif self._lists.selection:
            self._lists.repaint(self._lists.selection.clear())
        elif self._lists.view.query:
            self._lists.show(self._lists.view.filtered(None), self._lists.place)


def _without_last_word(typed: str) -> Query | None:
    from reader.query import parse

    try:
        return parse(typed.rpartition(" ")[0])
    except QueryError:
        return None
