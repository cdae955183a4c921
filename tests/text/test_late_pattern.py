"""A late pattern does what a compiled one does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text import late_pattern


@given(text=st.text("ab \n"))
def test_it_does_what_a_compiled_one_does(text: str) -> None:
    late, early = late_pattern(r"(A+)(b)?", re.IGNORECASE), re.compile(r"(A+)(b)?", re.IGNORECASE)
    assert late.sub(r"<\1>", text) == early.sub(r"<\1>", text)
    assert late.findall(text) == early.findall(text)
    assert late.split(text) == early.split(text)
    assert bool(late.fullmatch(text)) == bool(early.fullmatch(text))
    assert [match.span() for match in late.finditer(text)] == [
        match.span() for match in early.finditer(text)
    ]
    assert (late.pattern, late.groups, late.flags) == (early.pattern, early.groups, early.flags)


def test_a_mistake_in_it_is_raised_where_it_is_used() -> None:
    late = late_pattern("(")
    with pytest.raises(re.error):
        late.search("")
