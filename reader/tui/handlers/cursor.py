"""What the cursor is on."""

from __future__ import annotations

from reader.paper import Paper
from reader.tui.handlers.stand import Stand
from reader.tui.state.list_view import Heading, Line, Row


def line_at(stand: Stand) -> Line | None:
    """The line under the cursor; None in an empty list."""
    at = stand.list.cursor
    return next(iter(stand.view.lines[at : at + 1]), None)


def at_cursor(stand: Stand) -> str | None:
    """The id of the paper under the cursor; on the heading of a group that of its first paper."""
    line = line_at(stand)
    if isinstance(line, Heading):
        line = line.rows[0]
    return line.paper.id if line else None


def one_paper(stand: Stand) -> Paper | None:
    """The paper under the cursor, for what is done with one alone; says why where there is none."""
    line = line_at(stand)
    if isinstance(line, Row):
        return line.paper
    if line:
        stand.say("This is a group of papers; za opens it.")
    return None
