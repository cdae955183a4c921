"""The line on top and the line at the foot of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from reader.paper import Listing
from reader.text import shorten
from reader.tui.keys.actions import ACTIONS, Action, shown
from reader.tui.keys.dispatcher import PendingKeys
from reader.tui.rendering import list_titles

_ACTION = "action"
"""What a click finds under the mouse: the id of an action."""
_FILTER = 30
"""Characters of the filter in the header."""


class BarLine(Static):
    """One line, drawn only where it says something else than before."""

    _said = Content("")

    def put(self, line: Content) -> None:
        """Show a line."""
        if line is not self._said and not line.is_same(self._said):
            self._said = line
            # One line is as high as another: nothing needs to be laid out.
            self.update(line, layout=False)


@dataclass(frozen=True, slots=True)
class ListCounts:
    """What the header says of a list."""

    listing: Listing
    unread: int
    filter_text: str = ""
    """The filter in force; empty where there is none."""
    shown: int = 0
    """How many papers the filter lets through."""
    marked: int = 0
    arranged: str = ""
    """How the list is sorted, where that is not as it came."""

    @property
    def facts(self) -> list[str]:
        """What filter is in force, how many papers, how many unread, marked and broken."""
        papers, broken = len(self.listing.papers), self.listing.broken
        if not papers and not self.listing.fetched_at:
            return []
        facts = [f"{self.unread} unread", "1 paper" if papers == 1 else f"{papers} papers"]
        if self.filter_text:
            facts.insert(0, f"/{shorten(self.filter_text, _FILTER)} shows {self.shown}")
        if self.arranged:
            facts.append(self.arranged)
        if self.marked:
            facts.insert(0, f"{self.marked} marked")
        if broken:
            facts.insert(0, f"{broken} of {papers + broken} items could not be read")
        return facts


class Header(BarLine):
    """What list this is, how much of it is unread, and how fresh it is."""

    _shown: tuple[ListCounts, str, str] | None = None
    """What it says, with the title of the list and how fresh that is."""

    def show(self, counts: ListCounts, freshness: str) -> None:
        """Draw it to the width of the screen."""
        title = list_titles.title(counts.listing.period, self.app.size.width)
        self._draw(counts, title, freshness)

    def recount(self, unread: int, marked: int) -> None:
        """Draw it with other numbers of unread and marked papers."""
        if self._shown:
            counts, title, freshness = self._shown
            self._draw(replace(counts, unread=unread, marked=marked), title, freshness)

    def _draw(self, counts: ListCounts, title: str, freshness: str) -> None:
        self._shown = counts, title, freshness
        self.put(header(title, counts.facts, freshness, self.app.size.width))


class KeyLine(BarLine):
    """Teaches keys, or says what just happened."""

    actions: Sequence[Action] = ACTIONS
    """Those that may be taught."""
    _taught: tuple[int, Sequence[Action], Content] | None = None
    """The line for a width and some actions, as every key asks for it."""

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

    def teach(self, waiting: PendingKeys | None = None) -> None:
        """Show the keys worth knowing, or what can follow those typed so far."""
        self.set_class(waiting is not None, "-waiting")
        width, actions = self.app.size.width, self.actions
        if waiting:
            self.put(prefix_line(waiting.typed, waiting.following, width))
            return
        if self._taught is None or self._taught[:2] != (width, actions):
            self._taught = width, actions, key_line(width, actions)
        self.put(self._taught[2])

    def say(self, text: str) -> None:
        """Show a sentence, until the next key, in as many lines as it needs."""
        self.set_class(cell_len(text) + 2 > self.app.size.width, "-waiting")
        self.put(Content(f" {text}"))

    def on_click(self, event: events.Click) -> None:
        """Do what is said where the mouse points."""
        if action := event.style.meta.get(_ACTION):
            self._clicked(action)


def header(title: str, facts: Iterable[str], freshness: str, width: int) -> Content:
    """What list this is, on the left, and how fresh, on the right; the end of the facts yields."""
    parts = [title, *facts]
    while len(parts) > 1 and len("  ·  ".join(parts)) + len(freshness) + 4 > width:
        parts.pop()
    left = "  ·  ".join(parts)
    room = max(2, width - len(left) - len(freshness) - 2)
    return Content.assemble(" ", (left, "bold"), " " * room, freshness)


def length(seconds: float) -> str:
    """A length of time: ``12 s``, ``3 min 34 s``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def key_line(width: int, actions: Iterable[Action] = ACTIONS) -> Content:
    """The keys worth teaching; where there is no room for all, the most needed."""
    taught = [action for action in actions if action.rank and action.keys]
    while (line := _taught(taught)).cell_length > width and taught:
        last = max(action.rank for action in taught)
        taught.remove(next(action for action in reversed(taught) if action.rank == last))
    return line


def _taught(actions: Iterable[Action]) -> Content:
    return _hints((shown(action.keys[0]), action.hint, action.id) for action in actions)


def prefix_line(
    typed: str, following: Iterable[tuple[str, Action]], width: int = 10_000
) -> Content:
    """What can follow the keys typed so far, in as many lines as that takes."""
    told: dict[str, tuple[str, str, str]] = {}
    for key, action in following:
        name = "" if action.numbered else action.id
        told.setdefault(action.id, (key if name else "1-9", action.hint or action.words, name))
    lines: list[list[tuple[str, str, str]]] = [[(typed, "…", "")]]
    for each in told.values():
        if _hints([*lines[-1], each]).cell_length > width:
            lines.append([])
        lines[-1].append(each)
    return Content("\n").join(map(_hints, lines))


def _hints(told: Iterable[tuple[str, str, str]]) -> Content:
    """Each a key, what it does, and the action that a click on it starts, if any."""

    def hint(key: str, words: str, action: str) -> Content:
        clicked = Style.from_meta({_ACTION: action})
        return Content.assemble((key, "bold $accent"), " ", words).stylize(clicked)

    return Content.assemble(" ", Content("  ").join(hint(*each) for each in told))
