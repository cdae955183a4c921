"""A mistake of the program ends a command with one sentence, and its traceback is in the log."""

from __future__ import annotations

import pytest

from reader.session import Session
from tests.cli.program import Program
from tests.conftest import Mistakes


@pytest.mark.parametrize(
    "command",
    [
        ["list"],
        ["show", "2401.00001"],
        ["fetch"],
        ["fetch", "--since", "2024-01-01"],
        ["search", "words"],
        ["mark", "2401.00001", "--star"],
        ["export"],
        ["stats"],
        ["undo"],
        [],
    ],
    ids=" ".join,
)
def test_every_command_names_the_log(
    here: Program, monkeypatch: pytest.MonkeyPatch, mistakes: Mistakes, command: list[str]
) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise RuntimeError("hf_abcdefghijk \x1b[2J")

    with monkeypatch.context() as patch:
        patch.setattr(Session, "__init__", mistaken)
        ran = here.with_(HF_TOKEN="hf_abcdefghijk")(*command)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "paper-reader: This is a mistake of paper-reader (RuntimeError); its traceback is in "
        f"{here.home / 'log' / 'paper-reader.log'}. What was shown as done is saved.\n"
    )
    logged = mistakes.take()
    assert "RuntimeError: … [2J" in logged
    assert "abcdefghijk" not in logged
    assert here("list").code == 0, "and the next command works"
