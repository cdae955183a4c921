"""`help`: the pages of the manual in a terminal, in a pipe, and through a pager."""

from __future__ import annotations

import os
import pty
import re
import select
import sys

import pytest

from reader.system.manual_index import NAMES
from reader.system.manual_pages import summary
from tests.cli.program import Program


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_page_is_laid_out_for_the_width(here: Program, name: str, columns: int) -> None:
    ran = here.with_(COLUMNS=str(columns))("help", name)
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.lines)) <= min(columns, 100)
    assert "\x1b" not in ran.out
    assert "**" not in ran.out
    assert summary(name) in " ".join(ran.out.split())


def test_code_is_told_from_words_where_nothing_can_stand_out(here: Program) -> None:
    text = " ".join(here("help", "keys").out.split())
    assert "After the first key of a sequence, such as `g` or `y`" in text
    assert "r │ Mark read" in " ".join(text.split())


def test_help_lists_the_commands_and_the_pages(here: Program) -> None:
    lines = here("help").lines
    for name in NAMES:
        assert any(re.match(rf"  {name} +\S", line) for line in lines), name
    assert any(line.startswith("  export ") for line in lines)


def test_a_command_goes_before_a_page_and_the_nearest_of_both_is_named(here: Program) -> None:
    assert here("help", "list").out == here("list", "--help").out
    assert here("help", "lists").out.startswith("Lists\n")
    for typed, near in (("kyes", "keys"), ("exprot", "export"), ("setings", "settings")):
        ran = here("help", typed)
        assert (ran.code, ran.out) == (2, "")
        assert f"There is no command or page “{typed}”." in ran.err
        assert near in ran.err.rpartition("Did you mean")[2]
    ran = here("help", "keys", "move")
    assert ran.code == 2
    assert "“move” is too much" in ran.err


def shown(program: Program, *arguments: str, **variables: str) -> str:
    """What a terminal of 24 lines is given."""
    pid, terminal = pty.fork()
    if not pid:
        environment = {**program.environment, "TERM": "xterm", **variables}
        os.execve(sys.executable, [*program.command, *arguments], environment)
    said = b""
    while select.select([terminal], [], [], 60)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        said += piece
    os.close(terminal)
    assert os.waitpid(pid, 0)[1] == 0
    return said.decode()


def test_headings_stand_out_in_a_terminal(run: Program) -> None:
    said = shown(run, "help", "machines", LINES="200", COLUMNS="80")
    assert "\x1b[1mSeveral machines\x1b[22m" in said
    assert "`" not in said
    assert "\x1b" not in shown(run, "help", "machines", LINES="200", COLUMNS="80", NO_COLOR="1")


def test_a_page_that_is_longer_than_the_terminal_goes_to_the_pager(run: Program) -> None:
    pager = f"{sys.executable} -c \"import sys; print('lines:', len(list(sys.stdin)))\""
    whole = shown(run, "help", "keys", PAGER=pager, LINES="24", COLUMNS="80")
    assert re.fullmatch(r"lines: 1\d\d\r\n", whole)
    assert "lines:" not in shown(run, "help", "machines", PAGER=pager, LINES="200", COLUMNS="80")
