"""Odd accounts, variables and folders: the program works, or says in a sentence what is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import Program

# A container that runs under a number which no account has.
_NOBODY = """
import pwd, sys
def unknown(*_):
    raise KeyError("uid not found")
pwd.getpwuid = pwd.getpwnam = unknown
sys.argv[0] = "paper-reader"
from reader.cli import main
main()
"""


def run_as_nobody(program: Program, *arguments: str, **variables: str) -> tuple[int, str, str]:
    unset = {"HOME", "PAPER_READER_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}
    env = {name: value for name, value in program.environment.items() if name not in unset}
    done = subprocess.run(
        [sys.executable, "-c", _NOBODY, *arguments],
        env=env | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="accounts are others there")
class TestAnAccountWithoutAHome:
    @pytest.mark.parametrize(
        "command",
        [[], ["list"], ["show", "2401.00001"], ["config"], ["config", "init"], ["doctor"],
         ["mark", "--star", "2401.00001"], ["undo"], ["export"], ["export", "-o", "refs.bib"],
         ["search", "x"], ["fetch"], ["stats"]],
        ids=" ".join,
    )  # fmt: skip
    def test_is_told_which_variable_to_set(self, run: Program, command: list[str]) -> None:
        code, out, err = run_as_nobody(run, *command)
        said = out if command == ["doctor"] else err
        assert (code, out) == (1, said if command == ["doctor"] else "")
        assert "no home folder" in said and "set PAPER_READER_HOME to a folder" in said

    def test_is_served_with_it(self, run: Program) -> None:
        home = str(run.home)
        code, out, _ = run_as_nobody(run, "list", "--ids", PAPER_READER_HOME=home)
        assert (code, len(out.splitlines())) == (0, 3)
        assert run_as_nobody(run, "mark", "--star", "2401.00001", PAPER_READER_HOME=home)[0] == 0
        code, out, _ = run_as_nobody(run, "export", PAPER_READER_HOME=home)
        assert (code, out[:6]) == (0, "@misc{")

    def test_needs_none_for_help(self, run: Program) -> None:
        for command in ("--help", "--version"):
            assert run_as_nobody(run, command)[0] == 0


@pytest.mark.parametrize(
    "variables",
    [
        {"COLUMNS": "x"},
        {"COLUMNS": "-7"},
        {"COLUMNS": "0"},
        {"COLUMNS": "1"},
        {"COLUMNS": "99999999999"},
        {"TERM": ""},
        {"TERM": "no-such-terminal"},
        {"TMPDIR": "/nowhere/at/all"},
        {"LANG": "", "LC_ALL": "", "PYTHONUTF8": "0"},
        {"LANG": "xx_YY.nonsense", "LC_ALL": "xx_YY.nonsense", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"XDG_CONFIG_HOME": "relative", "XDG_CACHE_HOME": "/proc/nowhere"},
    ],
    ids=str,
)
def test_odd_variables_keep_nothing_from_being_shown(
    run: Program, variables: dict[str, str]
) -> None:
    run("mark", "--star", "2401.00001", "--tag", "größe★")
    odd = run.with_(**variables)
    for command in (["list"], ["show", "2401.00001"], ["stats"], ["export"]):
        process = odd.start(*command)
        out, err = process.communicate(timeout=120)
        assert (process.returncode, b"Traceback" in err) == (0, False), (command, err)
        assert out


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_a_file_is_utf_8_whatever_the_screen_is(run: Program, encoding: str) -> None:
    run("mark", "--star", "2401.00001", "--tag", "größe★")
    odd = run.with_(PYTHONIOENCODING=encoding, LC_ALL="C", PYTHONUTF8="0")
    assert odd("export", "-o", "list.md").code == 0
    assert "größe★" in (run.folder / "list.md").read_text("utf-8")
    assert odd("export", "-o", "refs.bib").code == 0
    assert (run.folder / "refs.bib").read_text("utf-8").startswith("@misc{")


def test_a_folder_that_is_gone_is_no_matter_unless_it_is_asked_for(run: Program) -> None:
    gone = run.folder / "gone"
    program = " ".join(run.command)
    script = f"mkdir {gone}; cd {gone}; rmdir {gone}; "

    def there(arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", f"{script} {program} {arguments}"],
            env=run.environment | {"PYTHONPATH": str(Path(__file__).parents[2])} | variables,
            capture_output=True,
            text=True,
            timeout=120,
        )

    listed = there("list --ids")
    assert (listed.returncode, len(listed.stdout.splitlines())) == (0, 3)
    for arguments, home in (("list", "relative"), ("export -o refs.bib", str(run.home))):
        done = there(arguments, PAPER_READER_HOME=home)
        assert "Traceback" not in done.stderr
        assert (done.returncode, done.stderr[:14]) == (1, "paper-reader: ")
