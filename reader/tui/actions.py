"""The one table of what can be done: keys, key line, help, palette and README are made from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a key does."""

    id: str
    """Also the name of the screen's method, with ``do_`` before it and ``_`` for ``-``."""
    keys: tuple[str, ...]
    """As they are typed; more than one character is a sequence, in angle brackets a named key."""
    words: str
    """What it does, for the help and the palette."""
    group: str
    hint: str = ""
    """The same in a word or two, where room is short."""
    rank: int = 0
    """Taught by the key line where not 0; where it is too short, the lowest ranks stay."""


ACTIONS = (
    Action("move-down", ("j", "<down>"), "Next paper", "Move", "down", 1),
    Action("move-up", ("k", "<up>"), "Previous paper", "Move", "up", 1),
    Action("first", ("gg", "<home>"), "First paper", "Move", "first"),
    Action("last", ("G", "<end>"), "Last paper", "Move"),
    Action("page-down", ("<pagedown>", "<ctrl+f>"), "A page down the list", "Move"),
    Action("page-up", ("<pageup>", "<ctrl+b>"), "A page up the list", "Move"),
    Action("next-unread", ("n",), "Next unread paper", "Move", "next unread", 4),
    Action("previous-unread", ("p",), "Previous unread paper", "Move"),
    Action(
        "read-on",
        ("<space>",),
        "Page down the abstract; at its end, mark read and go to the next unread",
        "Read",
        "read on",
        3,
    ),
    Action("scroll-down", ("<ctrl+d>",), "Scroll the abstract down", "Read"),
    Action("scroll-up", ("<ctrl+u>",), "Scroll the abstract up", "Read"),
    Action("read", ("r",), "Mark read and go to the next unread", "Decide", "read", 1),
    Action("unread", ("R",), "Mark unread and stay", "Decide"),
    Action(
        "star",
        ("s",),
        "Star, mark read and go to the next unread; on a starred paper: unstar and stay",
        "Decide",
        "star",
        1,
    ),
    Action("tag", ("t",), "Tags: words add, -words remove", "Decide", "tag", 2),
    Action("note", ("e",), "Write a note", "Decide"),
    Action("read-all", ("A",), "Mark every paper of the list read", "Decide"),
    Action("undo", ("u",), "Take the last change back", "Decide", "undo", 1),
    Action("redo", ("<ctrl+r>",), "Make again what was taken back", "Decide"),
    Action("filter", ("/",), "Filter the list as you type", "List", "filter", 2),
    Action("clear", ("<escape>",), "Take the filter and notices away", "List"),
    Action("day-before", ("[", "h", "<left>"), "The day before", "List", "day before", 3),
    Action("day-after", ("]", "l", "<right>"), "The day after", "List", "after", 3),
    Action("newest", ("gd",), "The newest day", "List", "newest day"),
    Action("go-to-date", ("gD",), "Go to a date", "List", "date"),
    Action("refresh", ("<f5>",), "Fetch the list again", "List", "fetch", 5),
    Action("open-page", ("oo",), "Open the page on Hugging Face", "Open", "Hugging Face"),
    Action("open-arxiv", ("oa",), "Open the abstract page on arXiv", "Open", "arXiv"),
    Action("open-pdf", ("op",), "Open the PDF", "Open", "PDF"),
    Action("open-code", ("oc",), "Open the code", "Open", "code"),
    Action("open-project", ("oh",), "Open the project page", "Open", "project page"),
    Action("copy-bibtex", ("yy",), "Copy the BibTeX entry", "Copy", "BibTeX"),
    Action("copy-key", ("yk",), "Copy the citation key", "Copy", "key"),
    Action("copy-link", ("yl",), "Copy the link to arXiv", "Copy", "link"),
    Action("copy-title", ("yt",), "Copy the title", "Copy", "title"),
    Action("copy-abstract", ("ya",), "Copy the abstract", "Copy", "abstract"),
    Action("theme", (), "Theme: change between dark and light", "Program"),
    Action("help", ("?",), "Help", "Program", "help", 1),
    Action("commands", ("<ctrl+p>",), "Every command", "Program"),
    Action("quit", ("q", "<ctrl+c>"), "Back, then quit", "Program", "quit", 1),
)

BY_ID = {action.id: action for action in ACTIONS}


def strokes(keys: str) -> tuple[str, ...]:
    """The single keys of a sequence: ``gg`` is two, ``<ctrl+d>`` is one."""
    if keys.startswith("<") and keys.endswith(">"):
        return (keys[1:-1],)
    return tuple(keys)


def shown(keys: str) -> str:
    """A sequence of keys as a person reads it."""
    symbols = {"<down>": "↓", "<up>": "↑", "<left>": "←", "<right>": "→", "<escape>": "esc"}
    return symbols.get(keys, keys.strip("<>") if len(keys) > 1 else keys)
