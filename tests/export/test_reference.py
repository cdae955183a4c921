"""How a key stands in a text."""

from __future__ import annotations

import pytest

from reader.export.export_formats import CITATION_STYLES, citation_text
from reader.settings import SETTINGS


@pytest.mark.parametrize(
    ("key", "style", "text"),
    [
        ("dao2023", "latex", r"\cite{dao2023}"),
        ("dao2023", "markdown", "@dao2023"),
        ("dao:2023-a", "markdown", "@dao:2023-a"),
        ("dao2023-", "markdown", "@{dao2023-}"),
        ("dao2023", "key", "dao2023"),
    ],
)
def test_a_key_is_cited(key: str, style: str, text: str) -> None:
    assert citation_text([key], style) == text


def test_every_style_can_be_set() -> None:
    (setting,) = (setting for setting in SETTINGS if setting.name == "citation.copy")
    assert setting.choices == CITATION_STYLES
