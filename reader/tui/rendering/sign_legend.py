"""The signs of the list and what they mean, for the help."""

from __future__ import annotations

from textual.content import Content

from reader.tui.rendering.ascii_filter import plain
from reader.tui.rendering.paper_text import CITED, NOTED, STARRED
from reader.tui.rendering.row_text import (
    CURSOR,
    FOLDED,
    FOLLOWED,
    LATE,
    MARKED,
    MARKED_READ,
    OPEN,
    PENDING,
    UNREAD,
)

SIGNS = (
    (CURSOR, "$strong", "cursor"),
    (UNREAD, "$primary", "unread"),
    (STARRED, "$warning", "starred"),
    (MARKED, "$secondary", "marked"),
    (MARKED_READ, "$secondary", "marked, already read"),
    (FOLLOWED, "$success", "you follow this"),
    (LATE, "$primary", "joined the list late"),
    (NOTED, "", "has a note"),
    (CITED, "", "cited in your .bib"),
    ("‹›", "", "has code"),
    ("4c", "", "comments, from 2 on"),
    ("#rl", "$tag-1", "a tag of yours"),
    (PENDING, "$primary", "being written"),
    (FOLDED, "$dim", "folded"),
    (OPEN, "$dim", "open"),
)
"""Each sign, its style, and what it says."""
VOTES = (
    ("71", "bold $hot", "50 and more"),
    ("34", "$foreground", "20 to 49"),
    ("12", "$dim", "5 to 19"),
    ("3", "$faint", "fewer than 5"),
)
WIDTH = 34
"""Cells of the legend."""


def sign_legend() -> list[Content]:
    """The lines of the legend; behind each sign stands what it is in ASCII."""
    signs = [
        Content.assemble((f"{sign:<5}", style), f"{words:<24}", (plain(sign), "$dim"))
        for sign, style, words in SIGNS
    ]
    votes = [Content.assemble((f"{votes:>4}", style), f" {words}") for votes, style, words in VOTES]
    heading = "bold $strong"
    return [
        Content.styled("Signs in the list", heading),
        *signs,
        Content(""),
        Content.styled("Votes", heading),
        *votes,
    ]
