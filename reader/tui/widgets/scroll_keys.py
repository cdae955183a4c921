"""The keys that scroll a text that is shown above the list."""

from __future__ import annotations

from textual.containers import VerticalScroll


def scroll(text: VerticalScroll, key: str) -> bool:
    """Scroll as a key says, at once, as the next may come with it; whether it says so."""
    page = text.scrollable_content_region.height
    match key:
        case "j" | "down":
            by = 1
        case "k" | "up":
            by = -1
        case "space" | "pagedown" | "ctrl+d" | "ctrl+f":
            by = page
        case "pageup" | "ctrl+u" | "ctrl+b":
            by = -page
        case "g" | "home":
            by = -text.max_scroll_y
        case "G" | "end":
            by = text.max_scroll_y
        case _:
            return False
    text.scroll_relative(y=by, animate=False, immediate=True)
    return True
