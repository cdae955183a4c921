"""What was chosen on the screen is remembered, and a file that makes no sense costs no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.settings.choices import Choices, read_choices, write_choices

CHOSEN = Choices("dense", "upvotes", "topic", 6, -2, "light")


def test_choices_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "state" / "state.json"
    write_choices(path, CHOSEN)
    assert read_choices(path) == CHOSEN
    assert path.stat().st_mode & 0o777 == 0o600


def test_without_a_file_all_is_as_at_the_first_start(tmp_path: Path) -> None:
    assert read_choices(tmp_path / "state.json") == Choices()
    write_choices(tmp_path, CHOSEN)
    assert tmp_path.is_dir(), "a folder in its place is left alone"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("layout", "sideways"),
        ("sort", 3),
        ("fold", None),
        ("side", "6"),
        ("side", True),
        ("stacked", 10**9),
        ("theme", ["light"]),
        ("colour", "red"),
    ],
)
def test_what_makes_no_sense_costs_itself_alone(tmp_path: Path, name: str, value: Any) -> None:
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"layout": "titles", "side": 4} | {name: value}))
    read = read_choices(path)
    assert getattr(read, name, None) == getattr(Choices(), name, None)
    assert (read.layout == "titles") or name == "layout"


@given(st.binary(max_size=200) | st.text(max_size=50).map(str.encode))
def test_any_file_can_be_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("state") / "state.json"
    path.write_bytes(content)
    assert isinstance(read_choices(path), Choices)
