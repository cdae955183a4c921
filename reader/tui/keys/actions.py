"""The one table of what can be done: keys, key line, help, palette and manual are made from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a key does."""

    id: str
    """Also the name of the handler's method, with ``do_`` before it and ``_`` for ``-``."""
    keys: tuple[str, ...]
    """As they are typed; more than one character is a sequence, in angle brackets a named key."""
    words: str
    """What it does, for the help and the palette."""
    group: str
    hint: str = ""
    """The same in a word or two, where room is short."""
    in_search: bool = False
    """Its keys count while a search in a text is in force, and are others' else."""
    numbered: bool = False
    """The digit at the end of its keys is what it is given, and not how often it is done."""


_LINKS = tuple(f"o{number}" for number in range(1, 10))

ACTIONS = (
    Action("move-down", ("j", "<down>"), "Next paper", "Move", "down"),
    Action("move-up", ("k", "<up>"), "Previous paper", "Move", "up"),
    Action("first", ("gg", "<home>"), "First paper", "Move", "first"),
    Action("last", ("G", "<end>"), "Last paper", "Move"),
    Action("page-down", ("<pagedown>", "<ctrl+f>"), "A page down the list", "Move"),
    Action("page-up", ("<pageup>", "<ctrl+b>"), "A page up the list", "Move"),
    Action("next-unread", ("n",), "Next unread paper", "Move", "next unread"),
    Action("previous-unread", ("p",), "Previous unread paper", "Move"),
    Action(
        "read-on",
        ("<space>",),
        "Page down the abstract; at its end, mark read and go to the next unread",
        "Read",
        "page, next",
    ),
    Action("scroll-down", ("<ctrl+d>",), "Scroll the abstract down", "Read"),
    Action("scroll-up", ("<ctrl+u>",), "Scroll the abstract up", "Read"),
    Action(
        "read-whole",
        ("<enter>",),
        "The reading view: the paper whole, with its links and discussion",
        "Read",
        "open",
    ),
    Action(
        "next-match",
        ("n",),
        "In the reading view: the next match of a search",
        "Read",
        "next match",
        in_search=True,
    ),
    Action(
        "previous-match",
        ("N",),
        "In the reading view: the previous match",
        "Read",
        "previous match",
        in_search=True,
    ),
    Action("authors", ("a",), "In the reading view: all authors, or folded again", "Read"),
    Action("read", ("r",), "Mark read and go to the next unread", "Triage", "read"),
    Action("unread", ("R",), "Mark unread and stay", "Triage"),
    Action(
        "star",
        ("s",),
        "Star, mark read and go to the next unread; on a starred paper: unstar and stay",
        "Triage",
        "star",
    ),
    Action("tag", ("t",), "Tags: words add, -words remove", "Triage", "tag"),
    Action("note", ("e",), "Write a note", "Triage"),
    Action("note-in-editor", ("E",), "Write a note in $EDITOR", "Triage"),
    Action("read-all", ("A",), "Mark every paper of the list read", "Triage"),
    Action("repeat", (".",), "Repeat the last decision", "Triage"),
    Action("command", (":",), "A command on all that a query selects", "Triage", "command"),
    Action("undo", ("u",), "Undo the last change", "Triage", "undo"),
    Action("redo", ("<ctrl+r>",), "Redo what was undone", "Triage"),
    Action(
        "filter",
        ("/",),
        "Filter the list as you type; in the reading view: search its text",
        "List",
        "filter",
    ),
    Action("clear", ("<escape>",), "Clear the range, the marks, the filter", "List"),
    Action("mark", ("m",), "Mark the row, for the next decision", "Choose"),
    Action("range", ("v",), "Begin a range at the cursor, or end it", "Choose"),
    Action("mark-query", ("M",), "Mark all that a query selects", "Choose"),
    Action(
        "follow",
        ("f",),
        "Follow or mute an author, the organisation, a keyword; keep the filter as a view",
        "Choose",
        "follow",
    ),
    Action("sort", ("S",), "Sort: feed order, upvotes, newest, comments", "List"),
    Action(
        "layout",
        ("w",),
        "Layout: both panes, titles, one line a row, abstract",
        "List",
        "layout",
    ),
    Action("narrower", ("<",), "A smaller list, a larger paper", "List", "narrower"),
    Action("wider", (">",), "A larger list, a smaller paper", "List", "wider"),
    Action("fold-by-topic", ("zt",), "Fold by topic; again, unfold all", "List", "topic"),
    Action("fold-by-organization", ("zo",), "Fold by organisation", "List", "organisation"),
    Action("unfold", ("za",), "Open the group under the cursor, or fold it", "List", "open, fold"),
    Action("before", ("[", "h", "<left>"), "The older day, week or month", "List", "older"),
    Action("after", ("]", "l", "<right>"), "The newer day, week or month", "List", "newer"),
    Action("newest", ("gd",), "The newest day", "Go to", "newest day"),
    Action("queue", ("gq",), "The queue: all that is unread since it was left", "Go to", "queue"),
    Action("week", ("gw",), "The week", "Go to", "week"),
    Action("month", ("gm",), "The month", "Go to", "month"),
    Action("trending", ("gt",), "What is trending", "Go to", "trending"),
    Action("starred", ("gs",), "The starred papers", "Go to", "starred"),
    Action("library", ("gl",), "The library: every paper with a mark", "Go to", "library"),
    Action(
        "chances",
        ("gr",),
        "Late risers: passed over, and risen a lot since",
        "Go to",
        "late risers",
    ),
    Action("tagged", ("g#",), "The papers of a tag", "Go to", "tag"),
    Action("search", ("g/",), "Search the archive; f5 then asks the service", "Go to", "search"),
    Action("go-to", ("gD",), "Go to a date, a week, a month or a paper", "Go to", "date"),
    Action("refresh", ("<f5>",), "Fetch the list again", "List", "fetch"),
    Action("open-page", ("oo",), "Open the page on Hugging Face", "Open", "Hugging Face"),
    Action("open-arxiv", ("oa",), "Open the abstract page on arXiv", "Open", "arXiv"),
    Action("open-pdf", ("op",), "Open the PDF", "Open", "PDF"),
    Action("open-code", ("oc",), "Open the code", "Open", "code"),
    Action("open-project", ("oh",), "Open the project page", "Open", "project page"),
    Action(
        "open-link",
        _LINKS,
        "Open a link of the abstract, by its number",
        "Open",
        "link",
        numbered=True,
    ),
    Action("copy-bibtex", ("yy",), "Copy the BibTeX entry", "Copy", "BibTeX"),
    Action("copy-key", ("yk",), "Copy the citation key, as the settings say", "Copy", "key"),
    Action("copy-link", ("yl",), "Copy the link to arXiv", "Copy", "link"),
    Action("copy-title", ("yt",), "Copy the title", "Copy", "title"),
    Action("copy-abstract", ("ya",), "Copy the abstract", "Copy", "abstract"),
    Action("copy-page-link", ("yh",), "Copy the link to Hugging Face", "Copy", "Hugging Face link"),
    Action("copy-markdown-link", ("ym",), "Copy a Markdown link", "Copy", "Markdown link"),
    Action("pipe-bibtex", ("|b",), "Pipe BibTeX to a command", "Copy", "BibTeX"),
    Action("pipe-json", ("|j",), "Pipe JSON to a command", "Copy", "JSON"),
    Action("pipe-text", ("|t",), "Pipe the papers as text to a command", "Copy", "text"),
    Action("pipe-links", ("|l",), "Pipe all their links to a command", "Copy", "links"),
    Action("export", ("x",), "Export what is in view or marked to a file", "Copy"),
    Action("statistics", ("g=",), "What you have read and kept, counted", "Program", "statistics"),
    Action("theme", (), "Theme: choose the colours", "Program"),
    Action("edit-settings", (), "Settings: config.toml in $EDITOR", "Program"),
    Action(
        "check",
        (),
        "Check for new versions of the starred papers, and for withdrawals, at arXiv",
        "Program",
    ),
    Action("sync", (), "Synchronise now: exchange marks with other machines", "Program"),
    Action("help", ("?",), "Help", "Program", "help"),
    Action("commands", ("<ctrl+p>",), "Every command", "Program"),
    Action("suspend", ("<ctrl+z>",), "Suspend; fg in the shell comes back", "Program"),
    Action("quit", ("q", "<ctrl+c>"), "Back, then quit", "Program", "quit"),
)

BY_ID = {action.id: action for action in ACTIONS}


def strokes(keys: str) -> tuple[str, ...]:
    """The single keys of a sequence: ``gg`` is two, ``<ctrl+d>`` is one."""
    if keys.startswith("<") and keys.endswith(">"):
        return (keys[1:-1],)
    return tuple(keys)


def all_shown(action: Action) -> str:
    """Its keys as a person reads them; those that end in a digit are shown as one."""
    numbered = [keys for keys in action.keys if keys[-1:].isdecimal() and keys[:-1].isalpha()]
    if len(numbered) < 3:
        return " ".join(map(shown, action.keys))
    others = (shown(keys) for keys in action.keys if keys not in numbered)
    return " ".join((f"{numbered[0]}…{numbered[-1][-1]}", *others))


def shown(keys: str) -> str:
    """A sequence of keys as a person reads it."""
    symbols = {"<down>": "↓", "<up>": "↑", "<left>": "←", "<right>": "→", "<escape>": "esc"}
    return symbols.get(keys, keys.strip("<>") if len(keys) > 1 else keys)
