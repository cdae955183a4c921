"""The line on top and the line at the foot of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from reader.tui.keys.actions import ACTIONS, Action
from reader.tui.keys.dispatcher import PendingKeys
from reader.tui.keys.key_hints import KeyContext, KeyHint, key_hints, last_hints
from reader.tui.rendering.header_line import ListCounts, header_line

_OF_THE_LIST = KeyContext()
_ACTION = "action"
"""What a click finds under the mouse: the id of an action."""


class BarLine(Static):
    """One line, drawn only where it says something else than before."""

    _said = Content("")

    def put(self, line: Content) -> None:
        """Show a line."""
        if line is not self._said and not line.is_same(self._said):
            self._said = line
            # One line is as high as another: nothing needs to be laid out.
            self.update(line, layout=False)


class Header(BarLine):
    """What list this is, how much of it is unread, and how fresh it is."""

    _shown: tuple[ListCounts, str] | None = None
    """What it says, and how fresh the list is."""

    def show(self, counts: ListCounts, freshness: str) -> None:
        """Draw it to the width of the screen."""
        self._shown = counts, freshness
        self.put(header_line(counts, freshness, self.app.size.width))

    def recount(self, unread: int, marked: int, queue: str) -> None:
        """Draw it with other numbers of unread, marked and waiting papers."""
        if self._shown:
            counts, freshness = self._shown
            self.show(replace(counts, unread=unread, marked=marked, queue=queue), freshness)


class KeyLine(BarLine):
    """Teaches keys, or says what just happened; what went wrong takes the place of the keys."""

    actions: Sequence[Action] = ACTIONS
    """Those that may be taught."""
    _key_context = _OF_THE_LIST
    _line = Content("")
    """What it shows, but for that."""
    is_teaching = True
    """It shows the keys of the context."""
    _warnings: tuple[str, ...] = ()
    """What went wrong since the last key."""
    _taught: tuple[int, Sequence[Action], KeyContext, Content] | None = None
    """The line for a width, some actions and a context, as every key asks for it."""

    def __init__(
        self,
        clicked: Callable[[str], None],
        *,
        id: str | None = None,  # noqa: A002 - the name that Textual gives it
    ) -> None:
        """Teach nothing yet.

        Args:
            clicked: called with the id of an action whose key was clicked.
            id: as for every widget.
        """
        super().__init__(id=id)
        self._clicked = clicked

    def warn(self, text: str) -> None:
        """Say that something went wrong, until the next key, above what was said."""
        self._warnings = (*self._warnings, text)
        self.add_class("-warned")
        self.put(self._line)
        self.refresh(layout=True)

    def put(self, line: Content) -> None:
        """Show a line below what went wrong; keys that are taught wait until that was seen."""
        self._line = line
        if not self._warnings:
            super().put(line)
            return
        warnings = [Content.styled(f" {text}", "$error") for text in self._warnings]
        super().put(Content("\n").join(warnings if self.is_teaching else [*warnings, line]))

    def teach(self, waiting: PendingKeys | None = None, *, seen: bool = False) -> None:
        """Show the keys worth knowing, or what can follow those typed so far.

        Args:
            waiting: the keys typed so far, where they are the beginning of some.
            seen: what went wrong has been seen, as a key was pressed since.
        """
        if seen and self._warnings:
            self._warnings = ()
            self.remove_class("-warned")
        self.is_teaching = waiting is None
        self.set_class(waiting is not None, "-waiting")
        width, actions, context = self.app.size.width, self.actions, self._key_context
        if waiting:
            self.put(prefix_line(waiting.typed, waiting.following, width))
            return
        if self._taught is None or self._taught[:3] != (width, actions, context):
            self._taught = width, actions, context, key_line(width, actions, context)
        self.put(self._taught[3])

    def show_context(self, context: KeyContext) -> None:
        """Teach the keys of this context; what was just said stays until the next key."""
        if context != self._key_context:
            self._key_context = context
            if self.is_teaching:
                self.teach()

    def say(self, text: str) -> None:
        """Show a sentence, until the next key, in as many lines as it needs."""
        self.is_teaching = False
        self.set_class(cell_len(text) + 2 > self.app.size.width, "-waiting")
        self.put(Content(f" {text}"))

    def on_click(self, event: events.Click) -> None:
        """Do what is said where the mouse points."""
        if action := event.style.meta.get(_ACTION):
            self._clicked(action)


def length(seconds: float) -> str:
    """A length of time: ``12 s``, ``3 min 34 s``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def key_line(
    width: int, actions: Iterable[Action] = ACTIONS, context: KeyContext = _OF_THE_LIST
) -> Content:
    """The keys worth teaching, as many as there is room for; help is always at the right edge."""
    actions = tuple(actions)
    end = _hints(last_hints(context, actions, width))
    line, between = Content(""), "  "
    for hint in key_hints(context, actions, width):
        # A key without words shares those of the next.
        longer = Content.assemble(line, between if line else " ", _hint(hint))
        between = "  " if hint.words else " "
        if longer.cell_length + end.cell_length + 2 > width:
            break
        line = longer
    gap = max(2, width - 1 - line.cell_length - end.cell_length)
    return Content.assemble(line, " " * gap, end).truncate(width)


def prefix_line(
    typed: str, following: Iterable[tuple[str, Action]], width: int = 10_000
) -> Content:
    """What can follow the keys typed so far, in as many lines as that takes."""
    told: dict[str, KeyHint] = {}
    for key, action in following:
        name = "" if action.numbered else action.id
        hint = KeyHint(key if name else "1-9", action.hint or action.words, name)
        told.setdefault(action.id, hint)
    lines: list[list[KeyHint]] = [[KeyHint(typed, "…", "")]]
    for each in told.values():
        if _hints([*lines[-1], each]).cell_length + 1 > width:
            lines.append([])
        lines[-1].append(each)
    return Content("\n").join(Content.assemble(" ", _hints(line)) for line in lines)


def menu_keys(keys: Iterable[tuple[str, str]], width: int) -> Content:
    """The few keys of a screen in front of the list, each with what it does; as many as fit."""
    line = Content("")
    for key, words in keys:
        longer = Content.assemble(line, "  " if line else " ", _hint(KeyHint(key, words, "")))
        if longer.cell_length > width:
            break
        line = longer
    return line


def _hints(hints: Iterable[KeyHint]) -> Content:
    return Content("  ").join(map(_hint, hints))


def _hint(hint: KeyHint) -> Content:
    """A key, what it does, and where there is one the action that a click on it starts."""
    words = f" {hint.words}" if hint.words else ""
    content = Content.assemble((hint.key, "bold $accent"), words)
    return content.stylize(Style.from_meta({_ACTION: hint.action})) if hint.action else content
