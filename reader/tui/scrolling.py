"""The keys that scroll a text that is shown above the list."""

from __future__ import annotations

from textual.containers import VerticalScroll


def scroll(text: VerticalScroll, key: str) -> bool:
    """Scroll as a key says; whether it says so."""
    match key:
        case "j" | "down":
            text.scroll_relative(y=1, animate=False, immediate=True)
        case "k" | "up":
            text.scroll_relative(y=-1, animate=False, immediate=True)
        case "space" | "pagedown" | "ctrl+d" | "ctrl+f":
            text.scroll_page_down(animate=False, immediate=True)
        case "pageup" | "ctrl+u" | "ctrl+b":
            text.scroll_page_up(animate=False, immediate=True)
        case "g" | "home":
            text.scroll_home(animate=False, immediate=True)
        case "G" | "end":
            text.scroll_end(animate=False, immediate=True)
        case _:
            return False
    return True
