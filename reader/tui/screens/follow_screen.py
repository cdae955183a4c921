"""The menu of what can be followed, which rises from the key line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from reader.settings.follow_targets import FollowTarget
from reader.tui.keys.dispatcher import Keyboard
from reader.tui.keys.input_queue import InputModal
from reader.tui.screens.follow_menu import (
    MENU_KEY,
    FollowMenu,
    Purpose,
    authors_on_page,
    menu_content,
)


class FollowScreen(InputModal):
    """One key chooses; nothing is done before the menu is closed."""

    def __init__(
        self,
        menu: FollowMenu,
        keyboard: Keyboard,
        *,
        chosen: Callable[[Purpose, FollowTarget], None],
        view_chosen: Callable[[str], None],
        refused: Callable[[str], str],
        covered: Callable[[int], None],
        help_wanted: Callable[[], None],
    ) -> None:
        """Offer a menu.

        Args:
            menu: what is offered at first.
            keyboard: tells which key is meant.
            chosen: called with what was chosen, and for what.
            view_chosen: called with the key that the filter is to have as a view.
            refused: says why a key cannot be that of a view, in a sentence; empty where it can.
            covered: called with the first line of the screen that the menu covers.
            help_wanted: called where help is asked for.
        """
        super().__init__()
        self._menu = menu
        self._keyboard = keyboard
        self._chosen, self._view_chosen = chosen, view_chosen
        self._refused, self._covered = refused, covered
        self._help_wanted = help_wanted

    def compose(self) -> ComposeResult:
        """The menu."""
        yield Static(self._content, id="follow")

    def fit(self) -> None:
        """Draw what is offered now, and say what that covers."""
        height = self.app.size.height
        if (most := authors_on_page(height)) != self._menu.most:
            self._menu = replace(self._menu, most=most, page=0)
        self.query_one("#follow", Static).update(self._content)
        self._covered(height - self._content.plain.count("\n") - 1)

    def press_key(self, event: events.Key) -> None:
        """Choose, offer something else, or close."""
        character = event.character
        typed = character if character and character.isprintable() else event.key
        if self._menu.asks_key:
            # What is typed here is the key itself, and not the Latin one in its place.
            self._take_view_key(event.key if event.key == "escape" else typed)
        else:
            self._take(self._keyboard.latin(typed))

    def on_click(self, event: events.Click) -> None:
        """Do what is said where the mouse points."""
        key = event.style.meta.get(MENU_KEY)
        if key and not self._menu.asks_key:
            self._take("escape" if key == "esc" else key)

    def _take(self, key: str) -> None:
        menu = self._menu
        if target := menu.choices.get(key):
            self.close(lambda: self._chosen(menu.purpose, target))
            return
        match key:
            case "escape" | "q" | "f" | "ctrl+c":
                self.close()
            case "m":
                self._offer(menu.for_purpose("mute"))
            case ".":
                self._offer(menu.for_purpose("show"))
            case "tab":
                self._offer(menu.turned())
            case "v" if menu.query:
                self._offer(replace(menu, asks_key=True, problem=""))
            case "v":
                self._offer(
                    replace(menu, problem=f"No filter is in force; {menu.key('filter')} sets one.")
                )
            case "?":
                self.close(self._help_wanted)
            case _ if len(key) == 1:
                self._offer(replace(menu, problem=f"{key} stands for nothing here."))

    def _take_view_key(self, key: str) -> None:
        if key == "escape" or len(key) != 1 or key == " ":
            self._offer(replace(self._menu, asks_key=False, problem=""))
        elif problem := self._refused(key):
            self._offer(replace(self._menu, problem=problem))
        else:
            self.close(lambda: self._view_chosen(key))

    def _offer(self, menu: FollowMenu) -> None:
        self._menu = menu
        self.fit()

    @property
    def _content(self) -> Content:
        return menu_content(self._menu, *self.app.size)
