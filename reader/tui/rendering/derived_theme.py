"""The roles of our colours made from any theme, each readable wherever it is used.

Contrast is that of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.color import Color
from textual.theme import Theme

TEXT, DIVIDER, ON_CURSOR = 4.5, 2.2, 6.2
"""The least contrast of text and signs, of the divider, of text on the row under the cursor."""
_STEP = 0.05


def contrast(one: Color, other: Color) -> float:
    """The contrast of two opaque colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@dataclass(frozen=True, slots=True)
class _Surfaces:
    """What text stands on, and how it is made readable there."""

    text: Color
    extreme: Color
    """White, or black on a light background."""
    back: Color
    surface: Color
    panel: Color
    cursor: Color
    marked: Color

    def role(self, colour: Color) -> str:
        """A colour that can be read on all of them."""
        behind = (self.back, self.surface, self.panel, self.cursor, self.marked)
        return self.on(colour, *behind)

    def on(self, colour: Color, *behind: Color) -> str:
        """A colour that can be read on these."""
        return _readable(colour, behind, self.extreme, TEXT).hex


def derived_theme(theme: Theme) -> Theme:
    """A theme with the same hues and with all our roles.

    Args:
        theme: one that paints its background.
    """
    made = theme.to_color_system().generate()
    back = _opaque(made["background"])
    extreme = Color(255, 255, 255) if theme.dark else Color(0, 0, 0)
    # A theme's own text may be too weak to stand on the row under the cursor.
    text = _readable(_opaque(made["foreground"]), [back], extreme, ON_CURSOR + 1)
    surfaces = _Surfaces(
        text,
        extreme,
        back,
        back.blend(text, 0.05),
        back.blend(text, 0.10),
        _tinted(back, _opaque(made["primary"]), text),
        _tinted(back, _opaque(made["secondary"]), text),
    )
    return Theme(
        name=theme.name,
        dark=theme.dark,
        primary=surfaces.role(_opaque(made["primary"])),
        secondary=surfaces.role(_opaque(made["secondary"])),
        accent=surfaces.role(_opaque(made["accent"])),
        success=surfaces.role(_opaque(made["success"])),
        warning=surfaces.role(_opaque(made["warning"])),
        error=surfaces.role(_opaque(made["error"])),
        foreground=text.hex,
        background=back.hex,
        surface=surfaces.surface.hex,
        panel=surfaces.panel.hex,
        variables=_variables(made, surfaces),
    )


def _variables(made: Mapping[str, str], on: _Surfaces) -> dict[str, str]:
    """The roles that Textual has no name for."""
    text, back, warning = on.text, on.back, _opaque(made["warning"])
    match_back = back.blend(warning, 0.3)
    divider, dim = _divider(back, text).hex, on.role(text.blend(back, 0.35))
    return {
        "cursor-row": on.cursor.hex,
        "marked-row": on.marked.hex,
        "divider": divider,
        "strong": text.blend(on.extreme, 0.7).hex,
        "dim": dim,
        "faint": on.on(text.blend(back, 0.5), back, on.surface),
        "hot": on.role(warning.blend(_opaque(made["error"]), 0.5)),
        "match": on.on(text.blend(on.extreme, 0.5), match_back),
        "match-back": match_back.hex,
        "text-warning": on.role(warning),
        **{f"tag-{number}": on.role(tag) for number, tag in enumerate(_tags(made, text), 1)},
        **scroll_bar(divider, dim, back.hex),
    }


def _tags(made: Mapping[str, str], text: Color) -> list[Color]:
    """Eight colours for tags, of all hues of a theme."""
    names = ("success", "secondary", "warning", "error", "accent", "primary")
    hues = [_opaque(made[name]) for name in names]
    return [*hues, hues[2].blend(hues[3], 0.5), hues[0].blend(text, 0.5)]


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
