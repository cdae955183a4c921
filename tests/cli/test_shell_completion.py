"""Completion in real shells: tab is pressed in bash, zsh and fish, and the line then run."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.cli.shell_completion import quoted, split_line, unquoted
from tests.cli.program import Program
from tests.feed_server import FeedServer
from tests.terminal import Terminal

BREAKS = " \t\n\"'><=;|&(:"
"""What bash takes for the end of a word, where nobody has said otherwise."""
START = {
    "bash": (["bash", "--noprofile", "--norc", "-i"], 'eval "$(paper-reader)"'),
    "zsh": (["zsh", "-f", "-i"], 'autoload -U compinit; compinit -D; eval "$(paper-reader)"'),
    "fish": (["fish", "--no-config", "-i"], "paper-reader | source"),
}
_LEAD = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Takes the terminal for its own, as a shell wants it, and becomes the shell."""
PRESSED = [
    ("sho\t", ["show"]),
    ("list --off\t", ["list", "--offline"]),
    ("list tag:ro\t", ["list", "tag:robotics"]),
    ("list is:st\ttag:RO\t", ["list", "is:starred", "tag:robotics"]),
    ("list titl\tx", ["list", "title:x"]),
    ("list tag:c\t", ["list", 'tag:"c++;$(x)`y\'z"']),
    ("list 'tag:ro\t", ["list", "tag:robotics"]),
    ("list 'is:unread tag:ro\t", ["list", "is:unread tag:robotics"]),
    ('list "(is:read or tag:ro\t', ["list", "(is:read or tag:robotics"]),
    ('list "tag:c\t', ["list", 'tag:"c++;$(x)`y\'z"']),
    ("list has:co\t'up:>3'", ["list", "has:code", "up:>3"]),
    ("list -- -tag:ro\t", ["list", "--", "-tag:robotics"]),
    ("search listed:2023\t", ["search", "listed:2023-12"]),
    ("search listed:2023..2024-01-0\t", ["search", "listed:2023..2024-01-02"]),
    ("search year:202\t4", ["search", "year:2024"]),
    ("list 'up:>7 rob\t", ["list", "up:>7 robots"]),
    ("show 2312\t", ["show", "2312.00009"]),
    ("export 2312\t", ["export", "2312.00009"]),
    ("mark 2312\t--untag ro\t", ["mark", "2312.00009", "--untag", "robotics"]),
    ("list --date 2024\t", ["list", "--date", "2024-01-02"]),
    ("list --date yes\t", ["list", "--date", "yesterday"]),
    ("list --week 2024\t", ["list", "--week", "2024-W01"]),
    ("list --month 2023\t", ["list", "--month", "2023-12"]),
    ("list --fields id,titl\t", ["list", "--fields", "id,title"]),
    ("export --format ri\t", ["export", "--format", "ris"]),
    ("export --format=ri\t", ["export", "--format=ris"]),
    ("export -o re\t", ["export", "-o", "refs.bib"]),
    ("help expo\t", ["help", "export"]),
    ("help config ini\t", ["help", "config", "init"]),
    ("help bibl\t", ["help", "bibliography"]),
    ("config pa\t--js\t", ["config", "path", "--json"]),
    ("show nothing\tx", ["show", "nothingx"]),
]
"""What is typed behind the name of the program, and what it then gets."""


@pytest.fixture
def used(here: Program, service: FeedServer) -> Program:
    """A home with two days in the archive, three tags and a view."""
    service.days["2023-12-29"] = service.days.pop("2024-01-01")
    here("fetch", "--date", "2023-12-29")
    here("fetch")
    here("mark", "2312.00009", "--star", "--tag", "robotics")
    here("mark", "2401.00001", "--star", "--tag", "c++;$(x)`y'z")
    (here.home / "config.toml").write_text("[views]\na = 'up:>7 robots'\n")
    (here.folder / "refs.bib").write_text("")
    return here


@pytest.fixture
def shell_environment(used: Program, tmp_path: Path) -> dict[str, str]:
    """A `paper-reader` that completes, and else prints its arguments."""
    program = tmp_path / "bin" / "paper-reader"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        f'[ "$_PAPER_READER_COMPLETE" ] && exec "{sys.executable}" -m reader\n'
        f'exec "{sys.executable}" -Ic "import json, sys; print(json.dumps(sys.argv[1:]))" "$@"\n'
    )
    program.chmod(0o755)
    return used.environment | {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        # fish leaves a folder there.
        "TMPDIR": str(tmp_path),
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "ZDOTDIR": str(tmp_path),
        "PS1": "$ ",
        "HISTFILE": "",
    }


@pytest.fixture(params=START)
def shell(
    request: pytest.FixtureRequest, shell_environment: dict[str, str], used: Program
) -> Iterator[Terminal]:
    """A shell that knows how to complete."""
    command, ask = START[request.param]
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not here")
    setting = f"cd {used.folder}; "
    variable = f"_PAPER_READER_COMPLETE={request.param}_source paper-reader"
    ask = ask.replace("paper-reader", f"env {variable}", 1)
    with Terminal(
        [sys.executable, "-c", _LEAD, *command], shell_environment, columns=150
    ) as terminal:
        terminal.press(f"{setting}{ask}; echo rea''dy\r")
        terminal.wait_for("\nready")
        yield terminal


def test_a_pressed_tab_completes(shell: Terminal, service: FeedServer) -> None:
    asked = len(service.requests)
    for keys, arguments in PRESSED:
        shell.press(f"paper-reader {keys}\r")
        shell.wait_for(json.dumps(arguments))
    assert "Traceback" not in shell.text
    assert len(service.requests) == asked
    assert b"paper-reader:" not in shell.written


def listing(home: Path) -> dict[str, tuple[int, int]]:
    """Every file of a home with what changes when it is written."""
    found = ((path, path.stat()) for path in home.rglob("*"))
    return {str(path): (stat.st_mtime_ns, stat.st_size) for path, stat in found}


def test_nothing_is_written_or_asked_for(used: Program, service: FeedServer) -> None:
    before, asked = listing(used.home), len(service.requests)
    for line in ("list ", "show ", "show 2", "mark --tag ", "list --date ", "list tag:", "--"):
        assert completed(used, f"paper-reader {line}")
    assert (listing(used.home), len(service.requests)) == (before, asked)


def completed(program: Program, line: str, shell: str = "bash") -> list[str]:
    """What a shell is told for a line that ends at the cursor."""
    before, _, word = line.rpartition(" ")
    variables = {"_PAPER_READER_COMPLETE": f"{shell}_complete", "_PAPER_READER_BREAKS": BREAKS}
    if shell == "bash":
        variables |= {"_PAPER_READER_LINE": line}
    else:
        variables |= {
            "_PAPER_READER_LINE": before.replace(" ", "\n"),
            "_PAPER_READER_WORD": word,
        }
    ran = program.with_(**variables)()
    assert (ran.code, ran.err) == (0, "")
    return ran.lines


@pytest.mark.parametrize("damage", ["none", "archive", "library", "settings", "home", "today"])
def test_whatever_is_wrong_the_shell_gets_no_message(used: Program, damage: str) -> None:
    match damage:
        case "archive":
            (used.home / "cache" / "archive.sqlite").write_bytes(b"nonsense" * 500)
        case "library":
            shutil.rmtree(used.home / "journal")
            (used.home / "library.json").write_text("nonsense")
        case "settings":
            (used.home / "config.toml").write_text("nonsense [")
        case "home":
            used = used.with_(PAPER_READER_HOME="/dev/null/x")
        case "today":
            used = used.with_(PAPER_READER_TODAY="nonsense")
    for line in ("show ", "list --date ", "list tag:", "list ", "mark --tag ", "nonsense ", "'"):
        found = completed(used, f"paper-reader {line}")
        assert found or damage == "today"
    assert "export" in completed(used, "paper-reader ex")


def test_an_empty_home_has_words_all_the_same(here: Program) -> None:
    assert "tag:" in completed(here, "paper-reader list ")
    assert completed(here, "paper-reader list tag:") == ["plain"]
    assert not here.home.exists()


def test_what_is_many_is_shown_by_its_beginnings(here: Program, service: FeedServer) -> None:
    from tests.feed_items import item

    service.days["2024-01-02"] = [
        item(f"{month}.{number:05}") for month in ("2312", "2401") for number in range(60)
    ]
    here("fetch")
    assert completed(here, "paper-reader show 2") == ["glued", "2401.", "2312."]
    assert len(completed(here, "paper-reader show 2401.")) == 1 + 60
    assert completed(here, "paper-reader show 2401.0004")[-1] == "2401.00040"


def test_titles_stand_beside_ids_where_the_shell_shows_them(used: Program) -> None:
    assert "2401.00002\tA Survey of Surveys" in completed(used, "paper-reader show ", "fish")
    zsh = completed(used, "paper-reader show ", "zsh")
    assert "plain\t2401.00002\t2401.00002  A Survey of Surveys" in zsh


def test_a_script_of_an_older_version_goes_on_working(used: Program) -> None:
    asked = used.with_(
        _PAPER_READER_COMPLETE="zsh_complete", COMP_WORDS="paper-reader list tag:ro", COMP_CWORD="2"
    )
    assert asked().lines == ["plain", r"tag\:robotics", "1 paper"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n")))
def test_a_quoted_text_is_what_it_was(text: str) -> None:
    for quote in ("", "'", '"'):
        word = unquoted(f"{quote}{quoted(text, quote)}{quote}")
        assert word.text == text
        assert word.quote == ""
    words = split_line(f"x {quoted(text, '')} y", BREAKS)[1:-1]
    assert [word.text for word in words] == ([text] if text else [])


@given(st.text("ab :'\"\\=\t"))
def test_the_last_word_of_any_line_is_found(line: str) -> None:
    *_, word = split_line(line, BREAKS)
    assert 0 <= word.kept <= len(word.text)
    assert word.quote in ("", "'", '"')
