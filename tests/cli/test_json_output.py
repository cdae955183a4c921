"""JSON is written as `json.dumps` writes it."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.cli.output import print_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('aé"\\\n\t'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("aé"), inner, max_size=4),
)


@given(value=VALUES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_indented_as_the_standard_library_does(
    value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    print_json(value)
    assert capsys.readouterr().out == json.dumps(value, ensure_ascii=False, indent=2) + "\n"
