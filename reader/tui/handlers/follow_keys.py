"""The key that follows and mutes, and lists of all papers of somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from reader.errors import ConfigError
from reader.paper import Paper, Period
from reader.settings.follow_targets import (
    FollowTarget,
    Kind,
    free_name,
    saved_entry,
)
from reader.text import clean, readable
from reader.tui.keys.actions import shown, strokes
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.active_settings import ActiveSettings
from reader.tui.parts.list_opener import ListOpener
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.pane_layout import PaneLayout
from reader.tui.screens.follow_menu import FollowMenu, Purpose, authors_on_page

if TYPE_CHECKING:
    from reader.settings.settings_file import FileEdit

_TABLES: dict[Purpose, str] = {"follow": "highlight", "mute": "mute"}
_ASKED = ("archive", "library", "search")
"""Kinds of lists that are what a query finds."""


class FollowHandler:
    """What is followed and muted is written to the settings, and counts at once."""

    def __init__(
        self,
        settings: ActiveSettings,
        library: ActiveLibrary,
        lists: ListPresenter,
        opener: ListOpener,
        messages: Messages,
        bindings: ActiveBindings,
        layout: PaneLayout,
        app: App[object],
        perform: Callable[[str, int], None],
    ) -> None:
        self._settings = settings
        self._library = library
        self._lists = lists
        self._opener = opener
        self._messages = messages
        self._bindings = bindings
        self._layout = layout
        self._app = app
        self._perform = perform

    def do_follow(self, _: int) -> None:
        """The menu of what of the paper can be followed or muted."""
        from reader.tui.screens.follow_screen import FollowScreen

        paper, query = self._lists.paper, self._query
        if self._lists.period is None:
            self._messages.say("These papers are a sample; nobody in it can be followed.")
            return
        if paper is None and not query:
            self._messages.say(
                "No paper is under the cursor; "
                f"{self._bindings.key('follow')} follows who wrote one."
            )
            return
        tags = self._library.writer.marks(paper.id).tags if paper else ()
        offered = (
            *(_targets(paper) if paper else ()),
            *(FollowTarget("tag", tag) for tag in tags),
        )
        followed, muted = (
            frozenset(each for each in offered if saved_entry(self._tables, table, each))
            for table in ("highlight", "mute")
        )
        screen = FollowScreen(
            FollowMenu(
                offered,
                followed,
                muted,
                query,
                most=authors_on_page(self._app.size.height),
                key=self._bindings.key,
            ),
            self._bindings.keyboard,
            chosen=self._choose,
            view_chosen=self._add_view,
            refused=self._taken,
            covered=self._lists.rows.keep_above,
            help_wanted=lambda: self._perform("help", 1),
        )
        self._app.push_screen(screen, lambda _: self._lists.rows.keep_above(None))

    def show_papers(self, kind: Kind, value: str) -> None:
        """Show all papers of an author, an organisation, with a keyword or a tag."""
        target = FollowTarget(kind, value)
        if not target.is_askable:
            self._messages.say(f"{value} has no letters that could be looked for.")
            return
        if self._layout.is_reading:
            self._perform("quit", 1)
        self._opener.open(Period("library" if kind == "tag" else "archive", target.query))

    def _choose(self, purpose: Purpose, target: FollowTarget) -> None:
        """Follow or mute, or no more where that is so already; or show all papers."""
        if purpose == "show":
            self.show_papers(target.kind, target.value)
            return
        from reader.settings.settings_file import add_entry, remove_entry

        self._settings.look()
        path, table = self._settings.path, _TABLES[purpose]
        done, doing = ("followed", "following") if purpose == "follow" else ("muted", "muting")
        if entry := saved_entry(self._tables, table, target):
            name, more, where = entry.name, " no more", "is out of"
            edit = partial(remove_entry, path, table, name, entry.text)
        else:
            name, more, where = free_name(self._tables, table, target), "", "in"
            edit = partial(add_entry, path, table, name, target.query)
        self._write(
            edit,
            f"{doing} {target.value}{more}",
            f"{target.value} is {done}{more}: {name} {where} [{table}]",
        )

    def _add_view(self, key: str) -> None:
        """Keep the filter that is in force as a view."""
        from reader.settings.settings_file import add_entry

        path, query = self._settings.path, self._query
        self._settings.look()
        self._write(
            lambda: add_entry(path, "views", key, query),
            f"the view g{key}",
            f"g{key} opens {query}: {key} in [views]",
        )

    def _write(self, edit: Callable[[], FileEdit], words: str, said: str) -> None:
        """Change the file, and say what was written where."""
        try:
            change = edit()
        except ConfigError as error:
            self._messages.warn(clean(error.sentence))
            return
        self._settings.record(change, words, self._library.writer.depth)
        undo = self._bindings.key("undo")
        self._messages.say(f"{said} of {self._settings.path.name}. {undo} undoes it.")

    def _taken(self, key: str) -> str:
        """Why a key cannot be that of a view."""
        begin = ("g", key)
        for action in self._bindings.actions:
            if keys := next((each for each in action.keys if strokes(each)[:2] == begin), None):
                words = action.hint or action.words
                return f"{shown(keys)} is the key of {words} already; type another."
        if key in self._tables["views"]:
            return f"{key} is in [views] of {self._settings.path.name} already; type another."
        return ""

    @property
    def _tables(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {name: dict(entries) for name, entries in self._settings.current.tables.items()}

    @property
    def _query(self) -> str:
        """The filter in force, and what the list was looked for with; empty where there is none."""
        view, period = self._lists.view, self._lists.period
        asked = period.value if period and period.kind in _ASKED else ""
        parts = list(filter(None, (asked, view.query.text.strip() if view.query else "")))
        return parts[0] if len(parts) == 1 else " ".join(f"({part})" for part in parts)


def _targets(paper: Paper) -> Iterator[FollowTarget]:
    """What of a paper can be followed: its authors, its organisation, its keywords."""
    every = (
        *(FollowTarget("author", readable(author.name)) for author in paper.authors),
        FollowTarget("org", readable(paper.organization or "")),
        *(FollowTarget("keyword", readable(keyword)) for keyword in paper.keywords),
    )
    yield from (target for target in dict.fromkeys(every) if target.is_askable)
