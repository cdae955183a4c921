"""The tags in use, as they are offered above the line where one is typed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from reader.text import strip_letter_joiners
from reader.text.plain import caseless
from reader.tui.rendering.paper_text import MUTED, tag_style

_MOST = 40
"""Tags that are offered; typing narrows them down."""

Counted = Sequence[tuple[str, int]]
"""Tags with their papers, the most used first."""


def matching_tags(tags: Counted, typed: str) -> list[str]:
    """The tags that begin as is typed, the most used first; one that is typed whole before all."""
    start = caseless(typed.strip().removeprefix("#"))
    found = [tag for tag, _ in tags if caseless(tag).startswith(start)]
    return sorted(found, key=lambda tag: caseless(tag) != start)


def menu(tags: Counted, typed: str) -> Content:
    """Those tags, each with its papers; the first is what enter takes."""
    counts = dict(tags)
    found = matching_tags(tags, typed)
    parts = []
    for at, tag in enumerate(found[:_MOST]):
        style = tag_style(tag) if at else f"bold {tag_style(tag)}"
        parts.append(
            Content.assemble((f"#{strip_letter_joiners(tag)}", style), (f" {counts[tag]}", MUTED))
        )
    if len(found) > _MOST:
        parts.append(Content.styled(f"and {len(found) - _MOST} more", MUTED))
    return Content("   ").join(parts)
