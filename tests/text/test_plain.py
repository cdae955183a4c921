"""Text in plain letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.plain import fold


@pytest.mark.parametrize(
    ("name", "ascii"),
    [
        ("Łukasz Müller", "Lukasz Muller"),
        ("Đurić", "Duric"),
        ("Søren Ærø", "Soren AEro"),
        ("Straße", "Strasse"),
        ("Nguyễn", "Nguyen"),
        ("木村", "木村"),
    ],
)
def test_accents_are_folded(name: str, ascii: str) -> None:  # noqa: A002 - it says what it is
    assert fold(name) == ascii


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
