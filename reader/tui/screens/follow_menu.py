"""The menu of what of a paper can be followed, muted, or shown in a list of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from textual.content import Content
from textual.style import Style

from reader.settings.follow_targets import FollowTarget

Purpose = Literal["follow", "mute", "show"]

MENU_KEY = "menu-key"
"""What a click finds under the mouse: a key of the menu."""

_AUTHOR_KEYS = "12345678"
_KEYWORD_KEYS = "abcde"
"""The next letter is what opens the menu, and may be pressed once too often."""
_TAG_KEYS = "ijkl"
_ORGANIZATION_KEY = "o"
_WIDE, _NARROW = 100, 70
"""Columns of the screen from which on the menu has four columns, and three."""
_LOW = 30
"""Lines of the screen under which the menu has no blank lines."""
_TINY = 16
"""Lines of the screen under which it has names and keys alone."""
_MARKS = {"follow": " »", "mute": " ×"}
_WORDS: Mapping[Purpose, tuple[str, str]] = {
    "follow": ("Follow", "papers like this stand out with » in every list"),
    "mute": ("Mute", "papers like this are folded away at the end of every list"),
    "show": ("Show", "all papers of theirs, as far as they were fetched"),
}
_FOOT: Mapping[Purpose, str] = {
    "follow": "Writes [highlight] in config.toml; {undo} undoes it. What has » is taken out.",
    "mute": "Writes [mute] in config.toml; {undo} undoes it. What has × is taken out.",
    "show": "{quit} comes back.",
}

Block = tuple[str, Sequence[Content]]
"""A heading, and the lines below it."""


@dataclass(frozen=True, slots=True)
class FollowMenu:
    """What is offered, and what a choice does."""

    targets: tuple[FollowTarget, ...]
    """The authors, the organisation and the keywords of the paper, and its tags."""
    followed: frozenset[FollowTarget] = frozenset()
    muted: frozenset[FollowTarget] = frozenset()
    query: str = ""
    """The filter that would be a view; empty where none is in force."""
    purpose: Purpose = "follow"
    page: int = 0
    most: int = len(_AUTHOR_KEYS)
    """Authors on a page."""
    asks_key: bool = False
    """The next key is that of the view."""
    key: Callable[[str], str] = str
    """Names the key of an action of the list."""
    problem: str = ""
    """What was wrong with the last key, in a sentence."""

    @property
    def choices(self) -> Mapping[str, FollowTarget]:
        """What each key of this page stands for."""
        authors, keywords, tags = map(self._of, ("author", "keyword", "tag"))
        organization = self._of("org")[:1]
        return {
            **_keyed(_AUTHOR_KEYS[: self.most], authors, self.page),
            **_keyed(_ORGANIZATION_KEY, organization),
            **_keyed(_KEYWORD_KEYS[: self.most], keywords, self.page),
            **_keyed(_TAG_KEYS, tags if self.purpose == "show" else ()),
        }

    @property
    def pages(self) -> int:
        """How many pages there are."""
        authors, keywords = len(self._of("author")), len(self._of("keyword"))
        most = min(self.most, len(_KEYWORD_KEYS))
        return max(1, -(-authors // self.most), -(-keywords // most))

    def turned(self) -> FollowMenu:
        """The next page, after the last one the first."""
        return replace(self, page=(self.page + 1) % self.pages, problem="")

    def for_purpose(self, purpose: Purpose) -> FollowMenu:
        """The same for another purpose; for the usual one where it is for that already."""
        chosen: Purpose = "follow" if self.purpose == purpose else purpose
        return replace(self, purpose=chosen, problem="")

    def _of(self, kind: str) -> Sequence[FollowTarget]:
        found = [target for target in self.targets if target.kind == kind]
        if kind == "author" and len(found) > self.most:
            # The last author is often who leads the group: the first page has both ends.
            found.insert(self.most - 1, found.pop())
        return found


def authors_on_page(height: int) -> int:
    """How many authors there is room for on a page, beside the row under the cursor."""
    return max(3, min(len(_AUTHOR_KEYS), height - 10))


def menu_content(menu: FollowMenu, width: int, height: int) -> Content:
    """The menu as high as it needs to be, the key line below it included.

    Args:
        menu: what is offered.
        width: of the screen.
        height: of the screen.
    """
    gap = [Content("")] if height >= _LOW else []
    head, explained = _WORDS[menu.purpose]
    title = Content.assemble("  ", (head, "bold $strong"), "  ", (explained, "$dim"))
    lines = [*gap, title, *gap] if height >= _TINY else []
    columns = [cells for blocks in _columns(menu, width) if (cells := [*_column(blocks)])]
    widths = _widths(columns, width - 4)
    for row in zip_longest(*columns, fillvalue=Content("")):
        pairs = zip(row, widths, strict=True)
        cut = (cell.truncate(room, ellipsis=True, pad=True) for cell, room in pairs)
        lines.append(Content.assemble("  ", Content("  ").join(cut)))
    if height >= _TINY or menu.problem or menu.asks_key:
        lines += [*gap, Content.assemble("  ", _foot(menu))]
    lines.append(_key_line(menu, width))
    return Content("\n").join(line.truncate(width, ellipsis=True) for line in lines)


def _widths(columns: Sequence[Sequence[Content]], room: int) -> Sequence[int]:
    """How wide each column is; where there is too little room the widest give way."""
    widths = [max(cell.cell_length for cell in column) for column in columns]
    room -= 2 * (len(columns) - 1)
    while sum(widths) > room and max(widths, default=0) > 1:
        widths[widths.index(max(widths))] -= 1
    spare = max(0, room - sum(widths)) // max(1, len(columns))
    return [width + spare for width in widths]


def _foot(menu: FollowMenu) -> Content:
    if menu.problem:
        return Content.styled(menu.problem, "$error")
    if menu.asks_key:
        return Content(f"The key of the view {menu.query}, to be typed behind g:")
    pages = f"Page {menu.page + 1} of {menu.pages}. " if menu.pages > 1 else ""
    keys = {action: menu.key(action) for action in ("undo", "quit")}
    return Content.styled(f"{pages}{_FOOT[menu.purpose].format_map(keys)}", "$dim")


def _columns(menu: FollowMenu, width: int) -> Sequence[Sequence[Block]]:
    """The blocks of each column."""
    choices = menu.choices
    parts: dict[str, list[Content]] = {}
    for key, target in choices.items():
        parts.setdefault(target.kind, []).append(_choice(menu, key, target))
    authors = ("Authors", parts.get("author", []))
    keywords = ("Keywords", parts.get("keyword", []))
    own = [("Organisation", parts.get("org", []))]
    if tags := parts.get("tag"):
        own.append(("Tags", tags))
    other = ("Or", [_entry(key, words) for key, words in _others(menu)])
    if width >= _WIDE:
        return [authors], own, [keywords], [other]
    if width >= _NARROW:
        return [authors], [keywords], [*own, other]
    return [authors, *own], [keywords]


def _column(blocks: Sequence[Block]) -> Iterator[Content]:
    for number, (head, lines) in enumerate(each for each in blocks if each[1]):
        if number:
            yield Content("")
        yield Content.styled(head, "bold $dim")
        yield from lines


def _others(menu: FollowMenu) -> Iterator[tuple[str, str]]:
    yield "m", "follow instead" if menu.purpose == "mute" else "mute instead"
    if menu.query:
        yield "v", "filter as a view"
    yield ".", "follow instead" if menu.purpose == "show" else "all of theirs"
    if menu.pages > 1:
        yield "tab", "more names"


def _choice(menu: FollowMenu, key: str, target: FollowTarget) -> Content:
    marks = (
        (_MARKS["follow"] if target in menu.followed else "", "$success"),
        (_MARKS["mute"] if target in menu.muted else "", "$dim"),
    )
    name = f"#{target.value}" if target.kind == "tag" else target.value
    return Content.assemble(_entry(key, name), *marks)


def _entry(key: str, words: str) -> Content:
    content = Content.assemble((key, "bold $accent"), "  ", words)
    return content.stylize(Style.from_meta({MENU_KEY: key}))


def _key_line(menu: FollowMenu, width: int) -> Content:
    """The keys of the menu, as many as there is room for."""
    if menu.asks_key:
        return Content.assemble(" ", _entry_hint("esc", "back"))
    end = Content("  ").join((_entry_hint("esc", "close"), _entry_hint("?", "help")))
    line = Content("")
    # Where the menu has no column for them, the line has room for nothing else.
    ranges = _ranges(menu) if width >= _NARROW else ()
    for key, words in (*ranges, *_others(menu)):
        # The short forms of the words in the menu.
        short = words.replace("mute instead", "mute").replace("follow instead", "follow")
        short = short.replace("filter as a view", "view").replace("more names", "more")
        longer = Content.assemble(line, "  " if line else " ", _entry_hint(key, short))
        if longer.cell_length + end.cell_length + 2 >= width:
            break
        line = longer
    return Content.assemble(line, " " * (width - 1 - line.cell_length - end.cell_length), end)


def _entry_hint(key: str, words: str) -> Content:
    content = Content.assemble((key, "bold $accent"), " ", words)
    return content.stylize(Style.from_meta({MENU_KEY: key}))


def _ranges(menu: FollowMenu) -> Iterator[tuple[str, str]]:
    choices = menu.choices
    for kind, words in (
        ("author", "an author"),
        ("org", "organisation"),
        ("keyword", "a keyword"),
        ("tag", "a tag"),
    ):
        keys = [key for key, target in choices.items() if target.kind == kind]
        if keys:
            yield keys[0] if len(keys) == 1 else f"{keys[0]}–{keys[-1]}", words


def _keyed(keys: str, targets: Sequence[FollowTarget], page: int = 0) -> Mapping[str, FollowTarget]:
    """The targets of a page by the key that chooses each."""
    return dict(zip(keys, targets[page * len(keys) :], strict=False))
