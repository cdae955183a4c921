"""The line on top and the line at the foot of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.content import Content
from textual.widgets import Static

from reader.paper import Listing
from reader.text import shorten
from reader.tui.actions import ACTIONS, Action, shown
from reader.tui.keys import Waiting

_FILTER = 30
"""Characters of the filter in the header."""


class Header(Static):
    """What list this is, how much of it is unread, and how fresh it is."""

    def show(self, day: date, facts: Iterable[str], freshness: str) -> None:
        """Draw it to the width of the screen."""
        width = self.app.size.width
        self.update(header(day_title(day, width), facts, freshness, width))


class KeyLine(Static):
    """Teaches keys, or says what just happened."""

    def teach(self, waiting: Waiting | None = None) -> None:
        """Show the keys worth knowing, or what can follow those typed so far."""
        if waiting:
            self.update(prefix_line(waiting.typed, waiting.following))
        else:
            self.update(key_line(self.app.size.width))

    def say(self, text: str) -> None:
        """Show a sentence, until the next key."""
        self.update(Content(f" {text}"))


def header(title: str, facts: Iterable[str], freshness: str, width: int) -> Content:
    """What list this is, on the left, and how fresh, on the right; the end of the facts yields."""
    parts = [title, *facts]
    while len(parts) > 1 and len("  ·  ".join(parts)) + len(freshness) + 4 > width:
        parts.pop()
    left = "  ·  ".join(parts)
    room = max(2, width - len(left) - len(freshness) - 2)
    return Content.assemble(" ", (left, "bold"), " " * room, freshness)


def day_title(day: date, width: int) -> str:
    """A day with its weekday, shorter on a narrow screen."""
    words = f"{day:%a} {day.day} {day:%b %Y}"
    return words if width < 90 else f"Daily Papers  {words}"


def counted(listing: Listing, unread: int, filter_text: str = "", shown_rows: int = 0) -> list[str]:
    """What filter is in force, how many papers, how many unread, how many broken."""
    papers = len(listing.papers)
    count = "1 paper" if papers == 1 else f"{papers} papers"
    facts = [f"{unread} unread", count]
    if filter_text:
        facts.insert(0, f"/{shorten(filter_text, _FILTER)} shows {shown_rows}")
    if listing.broken:
        total = papers + listing.broken
        facts.insert(0, f"{listing.broken} of {total} items could not be read")
    return facts


def key_line(width: int) -> Content:
    """The keys worth teaching; where there is no room for all, the most needed."""
    taught = [action for action in ACTIONS if action.rank]
    while (line := _taught(taught)).cell_length > width and taught:
        last = max(action.rank for action in taught)
        taught.remove(next(action for action in reversed(taught) if action.rank == last))
    return line


def _taught(actions: Iterable[Action]) -> Content:
    return _hints((shown(action.keys[0]), action.hint) for action in actions)


def prefix_line(typed: str, following: Iterable[tuple[str, Action]]) -> Content:
    """What can follow the keys typed so far."""
    pairs = ((key, action.hint or action.words) for key, action in following)
    return _hints(((typed, "…"), *pairs))


def _hints(pairs: Iterable[tuple[str, str]]) -> Content:
    """Pairs of a key and what it does."""
    hints = (Content.assemble((keys, "bold $accent"), " ", words) for keys, words in pairs)
    return Content.assemble(" ", Content("  ").join(hints))
