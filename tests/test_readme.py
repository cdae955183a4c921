"""The README says what is true."""

from __future__ import annotations

import re

from tests.examples import README, ROOT
from tests.manual import made


def text() -> str:
    return README.read_text("utf-8")


def test_the_tables_are_those_of_the_program() -> None:
    assert made(text()) == text(), "bring it up to date with python -m tests.manual"


def test_the_two_commands_stand_first_and_ci_runs_the_second() -> None:
    first, second = re.findall(r"^    (python3 -m venv .*)$", text(), re.MULTILINE)
    assert first.endswith(".venv/bin/paper-reader")
    assert second.endswith("-m pytest")
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "README.md" in script, "CI takes the command from the README itself"


def test_every_file_that_is_named_is_there() -> None:
    for name in re.findall(r"\]\((tests/[^)]+)\)", text()):
        assert (ROOT / name).exists(), name
