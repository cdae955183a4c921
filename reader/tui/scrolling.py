"""The keys that scroll a text that is shown above the list."""

from __future__ import annotations

from textual.containers import VerticalScroll


def scroll(text: VerticalScroll, key: str) -> bool:
    """Scroll as a key says; whether it says so."""
    match key:
        case "j" | "down":
            text.scroll_relative(y=1, animate=False)
        case "k" | "up":
            text.scroll_relative(y=-1, animate=False)
        case "space" | "pagedown" | "ctrl+d" | "ctrl+f":
            text.scroll_page_down(animate=False)
        case "pageup" | "ctrl+u" | "ctrl+b":
            text.scroll_page_up(animate=False)
        case "g" | "home":
            text.scroll_home(animate=False)
        case "G" | "end":
            text.scroll_end(animate=False)
        case _:
            return False
    return True
