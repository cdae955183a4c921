"""The roles of our colours made from any theme, each readable wherever it is used.

Contrast is that of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.color import Color
from textual.theme import Theme

TEXT, DIVIDER, ON_CURSOR = 4.5, 2.2, 6.2
"""The least contrast of text and signs, of the divider, of text on the row under the cursor."""
_STEP = 0.05


def contrast(one: Color, other: Color) -> float:
    """The contrast of two opaque colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def derived_theme(theme: Theme) -> Theme:
    """A theme with the same hues and with all our roles.

    Args:
        theme: one that paints its background.
    """
    made = theme.to_color_system().generate()
    text, back = (_opaque(made[name]) for name in ("foreground", "background"))
    extreme = Color(255, 255, 255) if theme.dark else Color(0, 0, 0)
    # A theme's own text may be too weak to stand on the row under the cursor.
    text = _readable(text, [back], extreme, ON_CURSOR + 1)
    surface, panel = back.blend(text, 0.05), back.blend(text, 0.10)
    cursor = _tinted(back, _opaque(made["primary"]), text)
    marked = _tinted(back, _opaque(made["secondary"]), text)
    everywhere = [back, surface, panel, cursor, marked]

    def role(colour: Color, behind: Sequence[Color] = everywhere) -> str:
        return _readable(colour, behind, extreme, TEXT).hex

    warning, error = _opaque(made["warning"]), _opaque(made["error"])
    names = ("success", "secondary", "warning", "error", "accent", "primary")
    hues = [_opaque(made[name]) for name in names]
    tags = [*hues, warning.blend(error, 0.5), hues[0].blend(text, 0.5)]
    match_back = back.blend(warning, 0.3)
    variables = {
        "cursor-row": cursor.hex,
        "marked-row": marked.hex,
        "divider": _divider(back, text).hex,
        "strong": text.blend(extreme, 0.7).hex,
        "dim": role(text.blend(back, 0.35)),
        "faint": role(text.blend(back, 0.5), [back, surface]),
        "hot": role(warning.blend(error, 0.5)),
        "match": role(text.blend(extreme, 0.5), [match_back]),
        "match-back": match_back.hex,
        "text-warning": role(warning),
        **{f"tag-{number}": role(tag) for number, tag in enumerate(tags, 1)},
    }
    return Theme(
        name=theme.name,
        dark=theme.dark,
        primary=role(_opaque(made["primary"])),
        secondary=role(_opaque(made["secondary"])),
        accent=role(_opaque(made["accent"])),
        success=role(_opaque(made["success"])),
        warning=role(warning),
        error=role(error),
        foreground=text.hex,
        background=back.hex,
        surface=surface.hex,
        panel=panel.hex,
        variables=variables | scroll_bar(variables["divider"], variables["dim"], back.hex),
    )


def scroll_bar(thumb: str, held: str, back: str) -> dict[str, str]:
    """The variables of Textual's scroll bars: a thumb, and nothing behind it."""
    ways = ("", "-hover", "-active")
    return {
        "scrollbar": thumb,
        "scrollbar-hover": held,
        "scrollbar-active": held,
        "scrollbar-corner-color": back,
        **{f"scrollbar-background{way}": back for way in ways},
    }


def _opaque(written: str) -> Color:
    parsed = Color.parse(written)
    return Color(parsed.r, parsed.g, parsed.b)


def _readable(colour: Color, behind: Iterable[Color], extreme: Color, least: float) -> Color:
    """The colour, moved towards white or black until it stands out on all of these."""
    backs = list(behind)
    for step in range(round(1 / _STEP) + 1):
        moved = colour.blend(extreme, step * _STEP)
        if all(contrast(moved, back) >= least for back in backs):
            return moved
    return extreme


def _tinted(back: Color, hue: Color, text: Color) -> Color:
    """The background with as much of a hue as text can be read on."""
    for percent in range(30, 11, -1):
        tinted = back.blend(hue, percent / 100)
        if contrast(text, tinted) >= ON_CURSOR:
            return tinted
    return back.blend(hue, 0.12)


def _divider(back: Color, text: Color) -> Color:
    for percent in range(1, 101):
        line = back.blend(text, percent / 100)
        if contrast(line, back) >= DIVIDER:
            return line
    return text


def _luminance(colour: Color) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, (colour.r, colour.g, colour.b))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
