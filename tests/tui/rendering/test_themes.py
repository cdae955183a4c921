"""Colours: every text, sign and line stands out in every theme."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from reader.settings import TEXTUAL_THEMES
from reader.tui.rendering.derived_theme import contrast, derived_theme
from reader.tui.rendering.themes import OWN

THEMES = {**OWN, **{name: derived_theme(BUILTIN_THEMES[name]) for name in TEXTUAL_THEMES}}


def test_every_theme_that_paints_its_background_can_be_chosen() -> None:
    assert set(TEXTUAL_THEMES) == {name for name, each in BUILTIN_THEMES.items() if not each.ansi}


def colours(theme: Theme, *names: str) -> list[Color]:
    written = [str(getattr(theme, name, None) or theme.variables[name]) for name in names]
    return list(map(Color.parse, written))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_and_signs_can_be_read_wherever_they_stand(theme: Theme) -> None:
    everywhere = colours(theme, "background", "surface", "panel", "cursor-row", "marked-row")
    tags = [f"tag-{number}" for number in range(1, 9)]
    for name in (
        *("foreground", "strong", "dim", "hot", "text-warning", "primary", "secondary"),
        *("accent", "success", "warning", "error", *tags),
    ):
        (colour,) = colours(theme, name)
        for behind in everywhere:
            assert contrast(colour, behind) >= 4.5, (name, behind.hex)
    faint, match, match_back = colours(theme, "faint", "match", "match-back")
    assert min(contrast(faint, behind) for behind in everywhere[:2]) >= 4.5
    assert contrast(match, match_back) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_divider_and_the_bar_of_the_cursor_are_seen(theme: Theme) -> None:
    back, row, divider, strong = colours(theme, "background", "cursor-row", "divider", "strong")
    assert contrast(divider, back) >= 2.2
    assert contrast(strong, row) >= 7
