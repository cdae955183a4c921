"""What was typed is remembered, each line once, and not for ever."""

from __future__ import annotations

import os
from pathlib import Path

from reader.tui.state.prompt_history import FILE, PromptHistory


def test_lines_come_back_in_a_later_run_the_latest_last(tmp_path: Path) -> None:
    before = PromptHistory(tmp_path / "cache" / "typed.txt")
    for line in ("is:unread", "up:>50", "is:unread"):
        before.add("query", line)
        before.keep("query", line)
    before.keep("command", "read up:<5")
    after = PromptHistory(tmp_path / "cache" / "typed.txt")
    lines = after.of("query")
    after.add("query", "just typed")
    after.read()
    assert lines == ["up:>50", "is:unread", "just typed"], "also in a list asked for before"
    assert after.of("command") == ["read up:<5"]


def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    file = tmp_path / "typed.txt"
    file.write_text("".join(f"query\tup:>{number}\n" for number in range(500)), "utf-8")
    typed = PromptHistory(file)
    typed.read()
    assert typed.of("query") == [f"up:>{number}" for number in range(300, 500)]
    assert len(file.read_text("utf-8").splitlines()) == 200


def test_a_file_that_cannot_be_used_costs_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "typed.txt"
    folder.mkdir()
    typed = PromptHistory(folder)
    typed.read()
    typed.add("query", "is:unread")
    typed.keep("query", "is:unread")
    assert typed.of("query") == ["is:unread"]


def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE)
    typed = PromptHistory(tmp_path / FILE)
    typed.read()
    typed.add("filter", "cats")
    typed.keep("filter", "cats")
    assert typed.of("filter") == ["cats"], "in this run it is remembered"
