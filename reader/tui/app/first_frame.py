"""The frame that the next start shows first, drawn when this one ends."""

from __future__ import annotations

from dataclasses import dataclass

from textual.screen import Screen

from reader.listings import LoadedListing
from reader.tui.app.listing_screen import ListingScreen


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """The newest list, as it is opened."""

    paper: str
    """The id of the paper under the cursor."""
    lines: str
    """What the terminal is sent."""


def first_frame(screen: ListingScreen, in_front: Screen[object]) -> FirstFrame | None:
    """Show the newest list as a start would, without drawing it, and keep what it looks like.

    Args:
        screen: the list, in its last moment.
        in_front: the screen that the person sees.

    Returns:
        None where a start would show something else, or it cannot be told what.
    """
    lists = screen.lists
    small = screen.has_class("-tiny") or screen.has_class("-flat")
    elsewhere = in_front is not screen or screen.pane_layout.is_reading or screen.prompt.asking
    if elsewhere or small or lists.banner.has_class("-said") or lists.period is None:
        return None
    listing = screen.session.cached(None)
    if listing is None or not listing.papers:
        return None
    if listing.period != lists.period:
        lists.waiting = None
    screen.service.report_opened(LoadedListing(listing))
    lists.put(lists.view.of(listing).filtered(None).saved(), None)
    screen.key_line.teach(seen=True)
    screen.key_line.show_context(lists.key_context)
    screen._refresh_layout()
    paper = lists.paper
    lines = (strip.render(screen.app.console) for strip in screen._compositor.render_strips())
    placed = "".join(f"\x1b[{number};1H{line}" for number, line in enumerate(lines, 1))
    return FirstFrame(paper.id, placed) if paper else None
