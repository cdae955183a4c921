"""The keys of the reading view, which shows one paper whole."""

from __future__ import annotations

from textual.widget import Widget

from reader.text import shorten
from reader.tui.keys.actions import BY_ID
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.pane_layout import PaneLayout
from reader.tui.parts.paper_discussion import PaperDiscussion
from reader.tui.parts.prompts import Prompts
from reader.tui.widgets.prompt_line import Prompt
from reader.tui.widgets.reading_pane import ReadingPane

_KIND = "find"
"""The kind of history that searches of a text share."""
_SHOWN = 40
"""Characters of what was searched for that are said again."""
_OF_THE_LIST = ("List", "Go to")
"""The groups of actions that are about what is listed."""


class ReadingHandler:
    """Moves through one paper and from paper to paper.

    Its methods come before those of the list while the view is open; all other keys do what
    they do in the list. One view, and one pane, is opened again and again.
    """

    def __init__(
        self,
        discussion: PaperDiscussion,
        layout: PaneLayout,
        lists: ListPresenter,
        messages: Messages,
        prompts: Prompts,
        panes: Widget,
    ) -> None:
        """Stay closed.

        Args:
            discussion: owns the pane.
            layout: shows the pane in place of the list.
            lists: says which paper is under the cursor.
            messages: says where the list ends.
            prompts: asks what to search for.
            panes: the container that the pane is mounted in.
        """
        self._discussion = discussion
        self._layout = layout
        self._lists = lists
        self._messages = messages
        self._prompts = prompts
        self._panes = panes

    def open(self) -> None:
        """Show the paper under the cursor alone."""
        pane = self._discussion.pane
        if pane.parent is None:
            self._panes.mount(pane)
        self._discussion.begin(self._lists.pane.abstract_name)
        self._layout.show_reading(pane)

    def close(self) -> None:
        """Go back to the list."""
        self._discussion.end()
        self._layout.show_list()

    def keeps_open(self, action: str) -> bool:
        """Whether a key leaves the view open; those about what is listed close it first."""
        own = hasattr(self, f"do_{action.replace('-', '_')}")
        return own or (action in BY_ID and BY_ID[action].group not in _OF_THE_LIST)

    def do_move_down(self, count: int) -> None:
        """Scroll down some lines."""
        self._shown.by(count)

    def do_move_up(self, count: int) -> None:
        """Scroll up some lines."""
        self._shown.by(-count)

    def do_first(self, count: int) -> None:
        """Go to the top, or to the line of that number."""
        self._shown.to(count - 1)

    def do_last(self, _: int) -> None:
        """Go to the end."""
        self._shown.to_end()

    def do_page_down(self, count: int) -> None:
        """Scroll down some pages."""
        self._shown.by(count * max(1, self._shown.size.height - 1))

    def do_page_up(self, count: int) -> None:
        """Scroll up some pages."""
        self._shown.by(-count * max(1, self._shown.size.height - 1))

    def do_before(self, count: int) -> None:
        """The paper before in the list."""
        self._turn(-count, "This is the first paper of the list.")

    def do_after(self, count: int) -> None:
        """The next paper of the list."""
        self._turn(count, "This is the last paper of the list.")

    def do_refresh(self, _: int) -> None:
        """Ask for the discussion again."""
        self._discussion.ask_again()

    def do_authors(self, _: int) -> None:
        """Name all authors, or fold them again."""
        self._shown.unfold()

    def do_read_whole(self, _: int) -> None:
        """Back to the list."""
        self.close()

    def do_filter(self, _: int) -> None:
        """Search the text as one types; enter keeps the search, escape ends it."""
        pane = self._shown

        def changed(typed: str) -> str:
            pane.search(typed)
            return pane.match or ("nothing found" if typed.strip() else "")

        def cancelled() -> None:
            pane.end_search()
            self._layout.teach()

        def done(typed: str) -> None:
            if words := typed.strip():
                self._prompts.remember(_KIND, words)
            if not pane.match:
                cancelled()
            if words and not pane.match:
                self._messages.say(f'This text does not have "{shorten(words, _SHOWN)}".')
            self._layout.teach()

        history = self._prompts.history(_KIND)
        self._prompts.ask(
            Prompt(
                "/",
                done,
                changed=changed,
                cancelled=cancelled,
                history=history,
                enter="keep",
                escape="end",
            )
        )

    def do_next_match(self, count: int) -> None:
        """The next match of the search."""
        self._shown.next_match(count)

    def do_previous_match(self, count: int) -> None:
        """The previous match."""
        self._shown.next_match(-count)

    def do_clear(self, _: int) -> None:
        """Where a search is in force, back to where it was begun; else to the list."""
        if self._lists.is_searching:
            self._shown.end_search()
        else:
            self.close()

    def do_quit(self, _: int) -> None:
        """Back to the list."""
        self.close()

    @property
    def _shown(self) -> ReadingPane:
        """The pane, showing what is under the cursor by now."""
        self._lists.refresh_pane()
        return self._discussion.pane

    def _turn(self, step: int, edge: str) -> None:
        before = self._lists.rows.cursor
        self._lists.rows.move_to(before + step)
        if self._lists.rows.cursor == before:
            self._messages.say(edge)
