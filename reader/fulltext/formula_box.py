"""A piece of a formula as lines of characters, and how pieces are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reader.text.cell_width import cell_count


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal width, one of which is at the height of the text beside them."""

    lines: tuple[str, ...] = ("",)
    axis: int = 0
    """The index of that line."""
    starts_word: bool = False
    """It begins with a word, such as the name of a function, from which letters keep away."""
    ends_word: bool = False

    @property
    def text(self) -> str:
        """The line at the height of the text."""
        return self.lines[self.axis]

    @property
    def width(self) -> int:
        """In cells."""
        return cell_count(self.lines[0])

    @property
    def height(self) -> int:
        """In lines."""
        return len(self.lines)


EMPTY = Box()


def beside(boxes: Sequence[Box]) -> Box:
    """Boxes from left to right, each at the height of the others."""
    boxes = [box for box in boxes if box.height > 1 or box.text]
    if not boxes:
        return EMPTY
    first, last = boxes[0], boxes[-1]
    above = max(box.axis for box in boxes)
    below = max(box.height - box.axis for box in boxes)
    if above + below == 1:
        text = "".join(box.lines[0] for box in boxes)
        return Box((text,), 0, first.starts_word, last.ends_word)
    columns = [_grown(box, above, below) for box in boxes]
    lines = tuple("".join(parts) for parts in zip(*columns, strict=True))
    return Box(lines, above, first.starts_word, last.ends_word)


def _grown(box: Box, above: int, below: int) -> list[str]:
    blank = " " * box.width
    before, behind = above - box.axis, below - (box.height - box.axis)
    return [blank] * before + list(box.lines) + [blank] * behind


def above_each_other(boxes: Sequence[Box], axis: int) -> Box:
    """Boxes from top to bottom, centred.

    Args:
        boxes: at least one.
        axis: which of them is at the height of the text.
    """
    width = max(box.width for box in boxes)
    lines = [line for box in boxes for line in _centred(box, width)]
    height = sum(box.height for box in boxes[:axis]) + boxes[axis].axis
    return Box(tuple(lines), height)


def _centred(box: Box, width: int) -> list[str]:
    left = (width - box.width) // 2
    right = width - box.width - left
    return [" " * left + line + " " * right for line in box.lines]


def grid(rows: Sequence[Sequence[Box]], aligns: Sequence[str]) -> Box:
    """A matrix; rows of several lines have an empty one between them.

    Args:
        rows: the cells of each; a row may have fewer than others.
        aligns: `left`, `right` or `center` for each column.
    """
    columns = max(map(len, rows))
    widths = [
        max((row[at].width for row in rows if at < len(row)), default=0) for at in range(columns)
    ]
    # What stands left and right of a sign that is below another one belongs together.
    gaps = ["", *(" " if pair == ("right", "left") else "  " for pair in pairwise(aligns))]
    lines: list[str] = []
    height = 1
    for row in rows:
        parts: list[Box] = []
        for at, box in enumerate((*row, *[EMPTY] * (columns - len(row)))):
            parts += [Box((gaps[at],)), _cell(box, widths[at], aligns[at])]
        found = beside(parts)
        if lines and max(height, found.height) > 1:
            lines.append("")
        lines += found.lines
        height = found.height
    width = max(map(cell_count, lines))
    return Box(tuple(line + " " * (width - cell_count(line)) for line in lines), len(lines) // 2)


def _cell(box: Box, width: int, align: str) -> Box:
    if align == "center":
        return Box(tuple(_centred(box, width)), box.axis)
    free = " " * (width - box.width)
    before, behind = (free, "") if align == "right" else ("", free)
    return Box(tuple(before + line + behind for line in box.lines), box.axis)


_TALL = {
    "(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "|": "│││", "∣": "│││", "‖": "║║║",
    "∥": "║║║", "⌊": "⎢⎢⎣", "⌋": "⎥⎥⎦", "⌈": "⎡⎢⎢", "⌉": "⎤⎥⎥", "⟨": "⟨⟨⟨", "⟩": "⟩⟩⟩",
}  # fmt: skip
_BRACES = {"{": "⎧⎨⎩⎪", "}": "⎫⎬⎭⎪"}


def fence(sign: str, above: int, below: int) -> Box:
    """A bracket as tall as its content: `above` lines over its own, and `below` from it on."""
    height = above + below
    if height == 1 or sign not in _TALL | _BRACES.keys():
        return Box((sign,))
    if sign in _BRACES:
        top, middle, bottom, rest = tuple(_BRACES[sign])
        if height == 2:
            return Box(("⎰" if sign == "{" else "⎱", "⎱" if sign == "{" else "⎰"), above)
        lines = [rest] * height
        lines[0], lines[-1] = top, bottom
        lines[min(max(above, 1), height - 2)] = middle
        return Box(tuple(lines), above)
    if sign in "⟨⟩":
        return Box(tuple(sign if at == above else " " for at in range(height)), above)
    top, middle, bottom = tuple(_TALL[sign])
    return Box((top, *[middle] * (height - 2), bottom), above)
