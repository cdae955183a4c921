"""The terminal's own colours: all roles have a look, and nothing is painted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as Back

pytest.importorskip("pty", reason="needs a pseudo-terminal")

from reader.tui.rendering.terminal_colours import TERMINAL, TerminalColours, look
from reader.tui.rendering.themes import DARK
from tests.feed_server import FeedServer
from tests.terminal import Terminal
from tests.tui.keys.test_only_keys import PROGRAM, environment

_BLACK = Back(0, 0, 0)
_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
_ROLES = (
    *("foreground", "primary", "secondary", "accent", "success", "warning", "error"),
    *(role for role in DARK.variables if "-" not in role or role[:4] in ("tag-", "text")),
)
_TEXTS = tuple(role for role in _ROLES if role != "scrollbar")


def drawn(style: Style, *, hues: bool = True) -> Style:
    (segment,) = TerminalColours(hues=hues).apply([Segment("x", style)], _BLACK)
    assert segment.style is not None
    return segment.style


def colour_of(role: str) -> str:
    return str(getattr(TERMINAL, role, None) or TERMINAL.variables[role])


def test_every_colour_of_our_own_themes_stands_for_a_role_here_too() -> None:
    assert set(DARK.variables) <= set(TERMINAL.variables)
    used = [colour_of(role) for role in _TEXTS]
    assert len(set(used)) == len(used)


@pytest.mark.parametrize("role", _TEXTS)
def test_a_role_has_its_look_on_every_surface(role: str) -> None:
    for surface in ("background", "surface", "panel", "cursor-row", "marked-row", "match-back"):
        style = Style(color=colour_of(role), bgcolor=colour_of(surface))
        made = drawn(style)
        assert made.bgcolor is None
        assert (made.color.name if made.color else "") == look(role).hue
        assert {
            each for each in ("bold", "dim", "underline", "reverse") if getattr(made, each)
        } == (set(look(role).weight.split()))
        without = drawn(style, hues=False)
        assert (without.color, without.bgcolor) == (None, None)
        assert without.bold == made.bold
        assert drawn(made) == made, "what goes through twice is as it was"


def test_text_is_never_of_the_colour_of_lines() -> None:
    assert [role for role in _TEXTS if look(role).hue == "bright_black"] == ["divider"]


@given(
    st.tuples(*[st.integers(0, 255)] * 3),
    st.tuples(*[st.integers(0, 255)] * 3),
    st.booleans(),
)
def test_no_style_paints(
    front: tuple[int, int, int], back: tuple[int, int, int], bold: bool
) -> None:
    made = drawn(Style(color=Color.from_rgb(*front), bgcolor=Color.from_rgb(*back), bold=bold))
    assert made.bgcolor is None
    assert made.color is None or made.color.triplet is None


def backgrounds(written: bytes) -> set[bytes]:
    """The escapes that paint a background, 49 (none) apart."""
    painting = {str(code).encode() for code in (*range(40, 49), *range(100, 108))}
    found = set()
    for match in _SGR.finditer(written):
        codes = re.sub(rb"38[;:](?:5[;:]\d+|2[;:]\d+[;:]\d+[;:]\d+)", b"", match[1])
        if painting & set(re.split(rb"[;:]", codes)):
            found.add(match[1])
    return found


_SCREENS = (
    ("", "12 unread"),
    ("mjm", "2 marked"),
    ("\x1b", "-2 marked"),
    ("/paper", "12 of 12"),
    ("\r", "shows 12"),
    ("g", "trending"),
    ("d", "-trending"),
    ("?", "Triage"),
    ("q", "-Triage"),
    ("\r", "Discussion"),
    ("q", "-Discussion"),
    ("\x10", "Undo"),
    ("theme", "Theme"),
    ("\r", "dracula"),
    ("\x1b", "-dracula"),
    ("r", "11 unread"),
    ("g=", "starred"),
)
"""Keys, and a text of what they show, or behind a hyphen of what they close."""


@pytest.mark.parametrize("colour", [True, False], ids=["terminal", "NO_COLOR"])
def test_no_screen_paints_a_background(home: Path, feed_server: FeedServer, colour: bool) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text('theme = "terminal"\n' if colour else 'theme = "nord"\n')
    env = environment(feed_server, COLORTERM="truecolor", **({} if colour else {"NO_COLOR": "1"}))
    with Terminal(PROGRAM, env, 120, 40) as terminal:
        for keys, expected in _SCREENS:
            text = expected if colour else expected.replace("dracula", "NO_COLOR is set")
            terminal.press(keys)
            terminal.wait_for(text.removeprefix("-"), gone=text.startswith("-"))
            while keys == "r" and not any(map(Path.read_bytes, home.glob("journal/*.jsonl"))):
                # What is counted next is what has been written; the row says so when it is.
                terminal._read()
    assert backgrounds(terminal.written) == set()
    hues = re.findall(rb"\x1b\[(?:\d+;)*(?:3[0-8]|9[0-7])(?:;\d+)*m", terminal.written)
    assert bool(hues) is colour
