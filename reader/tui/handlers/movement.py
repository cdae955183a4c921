"""Keys that move through the list and the abstract."""

from __future__ import annotations

from collections.abc import Callable

from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.pane_layout import PaneLayout


class MovementHandler:
    """Nothing here changes a mark, except reading on at the end of an abstract."""

    def __init__(
        self,
        lists: ListPresenter,
        layout: PaneLayout,
        messages: Messages,
    ) -> None:
        self._lists = lists
        self._layout = layout
        self._messages = messages

    def do_move_down(self, count: int) -> None:
        """Go down some rows."""
        self._lists.rows.move_to(self._lists.rows.cursor + count)

    def do_move_up(self, count: int) -> None:
        """Go up some rows."""
        self._lists.rows.move_to(self._lists.rows.cursor - count)

    def do_first(self, count: int) -> None:
        """Go to the first row, or to the row of that number."""
        self._lists.rows.move_to(count - 1)

    def do_last(self, _: int) -> None:
        """Go to the last row."""
        self._lists.rows.move_to(len(self._lists.view.lines) - 1)

    def do_page_down(self, count: int) -> None:
        """Go down some screens of rows."""
        self._lists.rows.turn(count)

    def do_page_up(self, count: int) -> None:
        """Go up some screens of rows."""
        self._lists.rows.turn(-count)

    def do_next_unread(self, count: int) -> None:
        """Go to the next unread paper, from the end on to the beginning."""
        before = self._lists.rows.cursor
        if self._leap(self._lists.view.next_unread, count) and self._lists.rows.cursor <= before:
            self._messages.say("From the end on to the beginning.")

    def do_previous_unread(self, count: int) -> None:
        """Go to the unread paper before, from the beginning on to the end."""
        self._leap(self._lists.view.previous_unread, count)

    def do_next_match(self, _: int) -> None:
        """In the list there is no text to search."""
        self._messages.say("The reading view has a search of its text: / there, then n and N.")

    do_previous_match = do_next_match

    def _leap(self, beside: Callable[[int], int | None], count: int) -> bool:
        """Go to the nearest line of a kind, some times; whether there is one.

        It does not go round and round, as where that ends is known after one round.
        """
        visited: list[int] = []
        at: int | None = self._lists.rows.cursor
        while at is not None and len(visited) < count:
            at = beside(at)
            if at is None:
                self._messages.say("Every paper here is read.")
                return False
            if visited and at == visited[0]:
                at = visited[(count - 1) % len(visited)]
                break
            visited.append(at)
        if at is not None:
            self._lists.rows.move_to(at)
        return True

    def do_scroll_down(self, count: int) -> None:
        """Scroll the abstract down by half its height; titles alone, where there is none."""
        self._scroll(count)

    def do_scroll_up(self, count: int) -> None:
        """The same, up."""
        self._scroll(-count)

    def _scroll(self, halves: int) -> None:
        if self._layout.shows_abstract:
            self._lists.pane.by(halves * max(1, self._lists.pane.size.height // 2))
        else:
            self._lists.rows.turn(halves / 2)
