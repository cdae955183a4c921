"""The settings in force: read again where their file was changed, and changed from the app."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import ConfigError
from reader.session import Session, SessionSettings
from reader.settings import Settings, read_settings
from reader.settings.saved_queries import SavedQueries, read_saved_queries
from reader.text import clean
from reader.tui.keys.bindings import ActiveBindings, in_force
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages

if TYPE_CHECKING:
    from reader.settings.settings_file import FileEdit

_LATER = ("endpoint", "citation.key", "metadata.arxiv")
"""Settings of the app that count from the next start on."""
_TABLES = ("highlight", "mute", "views")
_MOST_TOLD = 3
"""Mistakes that are told at once; more would hide the list."""


@dataclass(frozen=True, slots=True)
class SettingsEdit:
    """A change that was made to the settings from the app."""

    change: FileEdit
    words: str
    """What it was, such as ``following Tri Dao``."""
    depth: int
    """How many changes of marks stood before it, as `Writer.depth` counts them."""


class ActiveSettings:
    """What the settings file says; it may be changed by hand, and by keys.

    A change by a key is undone by the key that undoes marks, in turn with those.
    """

    def __init__(
        self,
        settings: Settings,
        saved_queries: SavedQueries,
        bindings: ActiveBindings,
        session: Session,
        lists: ListPresenter,
        messages: Messages,
        stamp: Callable[[], object],
        changed: Callable[[Settings, Settings], None],
    ) -> None:
        """Take over what was read at the start.

        Args:
            settings: those of the start.
            saved_queries: what stands out, and what is folded away.
            bindings: the keys in force.
            session: follows some of the settings, and knows where their file is.
            lists: shows what stands out.
            messages: says what is wrong with the file.
            stamp: returns something else as soon as the file was changed.
            changed: called with the settings before and after a change.
        """
        self.path: Path = session.places.config
        self.current = settings
        self.saved_queries = saved_queries
        self.stamp = stamp()
        """That of the file as it was read last."""
        self._read_stamp = stamp
        self._bindings, self._session = bindings, session
        self._lists, self._messages = lists, messages
        self._changed = changed
        self._told = set(map(_without_line, self._problems(self.current, saved_queries)))
        self.chosen_theme = ""
        """The theme that was chosen on the screen, where the file leaves that open."""
        self._made: list[SettingsEdit] = []
        self._taken_back: list[SettingsEdit] = []

    @property
    def has_mistakes(self) -> bool:
        """The file was not right when it was read last."""
        return bool(self._told)

    def reload(self) -> None:
        """Put in force what the file says now.

        Where it has a mistake, what was in force before stays so, and the mistake is said.
        """
        self.stamp = self._read_stamp()
        before = self.current
        settings = read_settings(self.path, before=before)
        saved_queries = read_saved_queries(settings.tables, settings.where, before.tables)
        self.current = settings
        problems = self._problems(settings, saved_queries)
        if settings.tables != before.tables or settings.values != before.values:
            self._bindings.use(in_force(settings, saved_queries))
            self._session.settings = SessionSettings.of(settings)
            self._changed(before, settings)
        if any(settings.tables[name] != before.tables[name] for name in _TABLES):
            self.saved_queries = saved_queries
            self._lists.use_saved_queries(saved_queries)
        new = [each for each in problems if _without_line(each) not in self._told]
        self._told = set(map(_without_line, problems))
        later = [name for name in _LATER if settings.values[name] != before.values[name]]
        if later:
            names, verb = " and ".join(later), "count" if len(later) > 1 else "counts"
            self._messages.warn(f"{names} {verb} from the next start on.")
        for problem in new[:_MOST_TOLD]:
            self._messages.warn(clean(f"{problem}."))

    def look(self) -> None:
        """Read the file again where it was changed."""
        if self._read_stamp() != self.stamp:
            self.reload()

    def choose_theme(self, name: str) -> None:
        """Keep a theme: in the file where that names one, else with what else was chosen."""
        self.look()
        before = self.current.theme
        if "auto" in (before, name):
            self.chosen_theme = name
        if before not in ("auto", name):
            from reader.settings.settings_file import set_value

            try:
                set_value(self.path, "theme", name)
            except ConfigError as error:
                self._messages.warn(f"The theme counts until you leave: {error}.")
            else:
                self.reload()
                self._messages.say(
                    f"theme is “{name}” in {self.path.name} now, and was “{before}”."
                )

    def record(self, change: FileEdit, words: str, depth: int) -> None:
        """Put a change in force that was written to the file.

        Args:
            change: what was written.
            words: what it was, as `SettingsEdit.words`.
            depth: how many changes of marks there are before it.
        """
        self._made.append(SettingsEdit(change, words, depth))
        self._taken_back.clear()
        self.reload()

    def undo(self, depth: int) -> bool:
        """Undo the last change, if it was made after the last change of marks.

        Args:
            depth: how many changes of marks there are now.

        Returns:
            Whether the key was about a change of settings.
        """
        if not self._made or depth > self._made[-1].depth:
            return False
        edit = self._made.pop()
        if self._exchanged(edit, "undone", edit.change.take_back):
            self._taken_back.append(edit)
            self._messages.say(f"Undone: {edit.words}. {self.path.name} is as it was before.")
        return True

    def redo(self, depth: int) -> bool:
        """Redo the change that was undone last, if it is its turn; as `undo` does."""
        # Marks that were made since have nothing before them that can be redone.
        if not self._taken_back or depth != self._taken_back[-1].depth:
            return False
        edit = self._taken_back.pop()
        if self._exchanged(edit, "redone", edit.change.make_again):
            self._made.append(edit)
            self._messages.say(f"Redone: {edit.words}.")
        return True

    def marks_before(self, depth: int, *, redone: bool = False) -> int | None:
        """How many changes of marks come before the next of settings; None where there is none.

        Args:
            depth: as for `undo`.
            redone: in the order in which they are redone, not undone.
        """
        if redone:
            return max(0, self._taken_back[-1].depth - depth) if self._taken_back else None
        return depth - self._made[-1].depth if self._made else None

    def _exchanged(self, edit: SettingsEdit, verb: str, exchange: Callable[[], object]) -> bool:
        try:
            exchange()
        except ConfigError as error:
            self._messages.warn(clean(f"Not {verb}: {edit.words}. {error}."))
            return False
        self.reload()
        return True

    def _problems(self, settings: Settings, saved_queries: SavedQueries) -> tuple[str, ...]:
        bindings = in_force(settings, saved_queries)
        return (*settings.problems, *saved_queries.problems, *bindings.problems)


def _without_line(problem: str) -> str:
    """A problem as it is known again where lines have moved."""
    return re.sub(r", line \d+", "", problem)
