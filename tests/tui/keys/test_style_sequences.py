"""What is written to the terminal, with no more of its styles than what changes."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.tui.keys.style_sequences import shortened

INK, PAPER, ROW = "38;2;213;216;214", "48;2;20;23;27", "48;2;47;60;77"


def styled(style: str, text: str) -> str:
    """As Rich writes it."""
    return f"\x1b[{style}m{text}\x1b[0m"


def seen(cell: pyte.screens.Char) -> tuple[object, ...]:
    """What is seen of a cell; of a blank that is not its ink."""
    if cell.data == " ":
        return cell.bg, cell.underscore, cell.reverse, cell.strikethrough
    return tuple(cell)


def drawn(text: str) -> list[list[object]]:
    screen = pyte.Screen(20, 6)
    pyte.Stream(screen).feed(text)
    return [[seen(screen.buffer[y][x]) for x in range(20)] for y in range(6)]


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (styled("1", "a") + styled("1", "b"), "\x1b[1mab\x1b[m"),
        (
            styled(f"{INK};{PAPER}", "a") + styled(f"1;{INK};{PAPER}", "b"),
            f"\x1b[{INK};{PAPER}ma\x1b[1mb\x1b[m",
        ),
        (
            styled(f"{INK};{PAPER}", "a") + styled(f"{INK};{ROW}", "b"),
            f"\x1b[{INK};{PAPER}ma\x1b[{ROW}mb\x1b[m",
        ),
        # The colour of blanks is not seen, a line below them is.
        (styled(f"31;{PAPER}", "a") + styled(PAPER, "  "), f"\x1b[31;{PAPER}ma  \x1b[m"),
        (styled("4", "a") + styled("1", "  "), "\x1b[4ma\x1b[0;1m  \x1b[m"),
        # A move of the cursor changes no style, and what erases is drawn.
        (styled("31", "a") + "\x1b[2;1H" + styled("31", "b"), "\x1b[31ma\x1b[2;1Hb\x1b[m"),
        (styled("41", "a") + "\x1b[K", "\x1b[41ma\x1b[m\x1b[K"),
        # What is not known stays as it is.
        (styled("4:3", "a") + styled("4:3", "b"), styled("4:3", "a") + styled("4:3", "b")),
        ("no style", "no style"),
    ],
)
def test_only_what_changes_is_written(long: str, short: str) -> None:
    assert shortened(long) == short


STYLES = st.lists(
    st.sampled_from(["0", "1", "2", "3", "4", "7", "9", "31", "94", "39", "42", "103", "49"])
    | st.sampled_from([INK, PAPER, ROW, "38;5;200", "48;5;17", ""]),
    max_size=4,
).map(";".join)
PIECES = st.one_of(
    STYLES.map(lambda style: f"\x1b[{style}m"),
    st.text("ab é█\n", max_size=5),
    st.sampled_from(["a", "  "]),
    st.sampled_from(["\x1b[0m", "\x1b[2;3H", "\x1b[K", "\x1b[2J", "\x1b[?2026h", "\x1b[3C"]),
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_it_draws_the_same(text: str) -> None:
    text += "\x1b[0m"
    assert drawn(shortened(text)) == drawn(text)


@given(st.text("\x1b[]0123456789;?mHKa \x07\\", max_size=30))
def test_nothing_is_lost_of_what_is_no_style(text: str) -> None:
    def others(text: str) -> str:
        return "".join(letter for letter in text if letter not in "\x1b[]0123456789;?mHK\x07\\")

    assert others(shortened(text)) == others(text)
