"""Titles in lines: broken at blanks only, as many lines as they need up to a limit."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len, chop_cells, set_cell_size

from reader.text import ELLIPSIS


def line_count(title: str, width: int, most: int) -> int:
    """How many lines of `width` cells a title takes, at most `most`."""
    if not title.isascii():
        return len(wrapped(title, width, most))
    # Asked for every title of a list, so nothing is cut here.
    start, lines, end = 0, 1, len(title)
    while end - start > width and lines < most:
        blank = title.rfind(" ", start, start + width + 1)
        start = blank + 1 if blank > start else start + width
        lines += 1
    return lines


@lru_cache(4096)
def wrapped(title: str, width: int, most: int) -> tuple[str, ...]:
    """A title in lines of at most `width` cells; the last of `most` lines is cut if need be."""
    lines: list[str] = [""]
    for word in title.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        first, *others = chop_cells(word, width) or [""]
        lines[-1] = first
        lines += others
        if len(lines) > most:
            break
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], cut(lines[most - 1] + ELLIPSIS, width))


def cut(text: str, width: int) -> str:
    """At most `width` cells, with an ellipsis where something was left out."""
    if cell_len(text) <= width:
        return text
    kept = set_cell_size(text, max(0, width - 1)).rstrip().rstrip(ELLIPSIS)
    return kept + ELLIPSIS if width > 0 else ""
