"""Writes frames of a terminal as one SVG that plays by itself, without scripts, fonts or network.

What stays from frame to frame is written once. Where a person wants no motion, one frame is shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from tests.screenshot.terminal_frame import Run, TerminalFrame

_WIDTH, _HEIGHT, _FONT = 8.4, 18, 14
"""Of a cell, and of its letters, in pixels."""
_MARGIN, _TITLE = 12, 34
_FACES = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
_BLOCKS = {"▌": (0.0, 0.5), "▐": (0.5, 0.5), "█": (0.0, 1.0), "▎": (0.0, 0.25), "│": (0.45, 0.12)}
"""Letters that are drawn, so that there is no gap between two rows: from where, and how wide."""
_LINES = {"─": 1.0, "━": 2.0}
"""How thick they are, in pixels."""


class Shot(NamedTuple):
    """A frame, how long it is seen, and what was pressed for it."""

    frame: TerminalFrame
    seconds: float
    key: str = ""
    words: str = ""
    still: bool = False
    """It stands for all of them where nothing may move."""


def svg(shots: Sequence[Shot], label: str, title: str) -> str:
    """A picture of one shot, or a film of several, which begins again at its end."""
    still = next((n for n, shot in enumerate(shots) if shot.still), len(shots) - 1)
    moments = _moments(shots)
    body, rules = [], []
    names: dict[tuple[int, ...], str] = {}
    for (_, seen), elements in sorted(_groups(shots, title).items()):
        whole = "".join(elements)
        if len(seen) == len(shots):
            body.append(whole)
            continue
        if seen not in names:
            names[seen] = f"v{len(names)}"
            rules.append(_rule(names[seen], seen, moments, still))
        body.append(f'<g class="{names[seen]}">{whole}</g>')
    return _document(shots[0].frame, label, body, rules)


def _groups(shots: Sequence[Shot], title: str) -> dict[tuple[int, tuple[int, ...]], list[str]]:
    """What is drawn, by its layer and the shots in which it is seen."""
    seen: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, shot in enumerate(shots):
        for placed in dict.fromkeys(_elements(shot, title)):
            seen[placed].append(number)
    groups: dict[tuple[int, tuple[int, ...]], list[str]] = defaultdict(list)
    for (layer, element), numbers in seen.items():
        groups[layer, tuple(numbers)].append(element)
    return groups


def _moments(shots: Sequence[Shot]) -> list[float]:
    """When each shot begins, and the end, as parts of a hundred."""
    begun = [0.0]
    for shot in shots:
        begun.append(begun[-1] + shot.seconds)
    return [100 * each / begun[-1] for each in begun] + [begun[-1]]


def _rule(name: str, numbers: Sequence[int], moments: Sequence[float], still: int) -> str:
    """The rules of style by which a group is seen in some shots alone."""
    frames, was = [], None
    for number, at in enumerate(moments[:-2]):
        if (now := number in numbers) != was:
            frames.append(f"{at:.3f}%{{visibility:{'visible' if now else 'hidden'}}}")
            was = now
    resting = "visible" if still in numbers else "hidden"
    return (
        f"@keyframes {name}{{{''.join(frames)}}}"
        f".{name}{{visibility:{resting};animation:{name} {moments[-1]:.2f}s step-end infinite}}"
    )


def _document(frame: TerminalFrame, label: str, body: Iterable[str], rules: Iterable[str]) -> str:
    width = round(frame.columns * _WIDTH + 2 * _MARGIN)
    height = frame.rows * _HEIGHT + _TITLE + _MARGIN
    text, styles = _classes("".join(body))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label={quoteattr(label)}>\n'
        f"<style>text{{font:{_FONT}px {_FACES};white-space:pre}}"
        f"rect[class]{{shape-rendering:crispEdges}}{styles}{''.join(rules)}"
        "@media (prefers-reduced-motion:reduce){g{animation:none!important}}</style>\n"
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8" '
        f'fill="{frame.background}" stroke="#8a8a8a" stroke-opacity=".35"/>\n'
        f"{text}\n</svg>\n"
    )


def _classes(text: str) -> tuple[str, str]:
    """The text with short names for the styles in it, and what these are."""
    found = sorted(set(re.findall(r'style="([^"]*)"', text)))
    names = {style: f"s{number}" for number, style in enumerate(found)}
    short = re.sub(r'style="([^"]*)"', lambda match: f'class="{names[match[1]]}"', text)
    return short, "".join(f".{name}{{{style}}}" for style, name in names.items())


def _elements(shot: Shot, title: str) -> Iterator[tuple[int, str]]:
    """What is drawn, each in its layer: backgrounds, then what stands on them."""
    yield from _title(shot, title)
    for run in shot.frame.runs:
        if run.background != shot.frame.background:
            yield 0, _rectangle(run.x, run.y, run.width, run.background)
        yield from ((1, element) for element in _letters(run))


def _title(shot: Shot, title: str) -> Iterator[tuple[int, str]]:
    faint = "#8a8a8a"
    middle = _TITLE / 2 + 5
    for number in range(3):
        yield 0, f'<circle cx="{18 + 18 * number}" cy="17" r="5.5" fill="{faint}" opacity=".5"/>'
    if not shot.key:
        if title:
            yield 1, f'<text x="80" y="{middle:g}" style="fill:{faint}">{escape(title)}</text>'
        return
    width = len(shot.key) * _WIDTH + 14
    yield (
        0,
        (
            f'<rect x="80" y="6" width="{width:.1f}" height="22" rx="5" fill="none" '
            f'stroke="{faint}" stroke-width="1.2"/>'
        ),
    )
    strong = "#3ecf9a" if _is_dark(shot.frame.background) else "#00775a"
    key = f"fill:{strong};font-weight:bold"
    yield 1, _text(87, middle, len(shot.key), shot.key, key)
    said = 80 + width + 12
    yield 1, f'<text x="{said:.1f}" y="{middle:g}" style="fill:{faint}">{escape(shot.words)}</text>'


def _is_dark(colour: str) -> bool:
    return sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) < 3 * 128


def _rectangle(x: float, y: int, width: float, colour: str, top: float = 0, high: float = 0) -> str:
    return (
        f'<rect x="{_MARGIN + x * _WIDTH:.1f}" y="{_TITLE + y * _HEIGHT + top:g}" '
        f'width="{width * _WIDTH:.1f}" height="{high or _HEIGHT:g}" style="fill:{colour}"/>'
    )


def _letters(run: Run) -> Iterator[str]:
    """The letters of a run: words apart where more than one blank is between them."""
    style = f"fill:{run.colour}"
    style += ";font-weight:bold" * run.bold + ";font-style:italic" * run.italic
    style += ";text-decoration:underline" * run.underline
    for found in re.finditer(r"([▌▐█▎│])|([─━])\2*|(?:(?! {2}|[▌▐█▎│─━]).)+", run.text):
        said = found[0]
        at = run.x + _cells(run.text[: found.start()])
        if said in _BLOCKS:
            start, width = _BLOCKS[said]
            yield _rectangle(at + start, run.y, width, run.colour)
        elif said[0] in _LINES:
            thick = _LINES[said[0]]
            top = (_HEIGHT - thick) / 2
            yield _rectangle(at, run.y, len(said), run.colour, top, thick)
        elif said.strip():
            at += len(said) - len(said.lstrip())
            x, y = _MARGIN + at * _WIDTH, _TITLE + run.y * _HEIGHT + 13.5
            yield _text(x, y, _cells(said.strip()), said.strip(), style)


def _text(x: float, y: float, cells: int, text: str, style: str) -> str:
    """Text that is exactly so many cells wide, whatever the font."""
    return (
        f'<text x="{x:.1f}" y="{y:g}" textLength="{cells * _WIDTH:.1f}" '
        f'lengthAdjust="spacingAndGlyphs" style="{style}">{escape(text)}</text>'
    )


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
