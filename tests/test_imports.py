"""A command imports what it needs and no more: seen in a fresh process."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reader.archive import Archive
from reader.library import Library, decisions
from reader.paper import Paper, Period
from tests.feed_items import item
from tests.feed_server import FeedServer

LIGHT = (*("click", "typing", "json", "contextlib"), "dataclasses", "datetime", "pathlib")
"""Modules that even a console script need not have."""
UNUSED = (
    *("inspect", "ast", "platform", "importlib.metadata", "logging", "asyncio", "traceback"),
    *("urllib.request", "concurrent.futures", "platformdirs", "rich", "httpx._main"),
)
"""What no command needs that only reads what is here; each takes as long as a parser."""
HEAVY = ("textual", "httpx", "selectolax", "tinydb", "sqlite3", "tomllib", "anyascii")
_SCRIPT = """
import sys
before = {*sys.modules}
names = sys.argv.pop().split()
sys.argv[0] = "paper-reader"
import reader.cli
try:
    reader.cli.main()
except SystemExit as end:
    code = end.code
loaded = (
    name for name, module in sys.modules.items() if module and type(module).__name__ == "module"
)
# A module that is loaded late has another type until then.
sys.stderr.write(f"\\n{code} " + " ".join({*names} & {*loaded} - before))
"""


def imported(
    home: Path, endpoint: str, *arguments: str, among: tuple[str, ...] = HEAVY
) -> set[str]:
    """The modules, among some, that a command has imported when it is done."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *arguments, " ".join(among)],
        env=os.environ
        | {
            "PAPER_READER_HOME": str(home),
            "PAPER_READER_TODAY": "2024-01-03",
            "HF_ENDPOINT": endpoint,
        },
        capture_output=True,
        text=True,
    )
    code, *names = done.stderr.rpartition("\n")[2].split(" ")
    assert code == "0", done.stderr
    return set(filter(None, names))


@pytest.fixture
def used(home: Path) -> Path:
    """A home with a list in the archive, and a paper that is starred."""
    Archive(home / "cache" / "archive.sqlite").store(
        Period.day(date(2024, 1, 2)), [("2401.00001", item())], 0, datetime.now(UTC)
    )
    library = Library(home)
    paper = Paper("2401.00001", "Less is Enough", listed=date(2024, 1, 2))
    library.commit(decisions.star([paper]), {paper.id: paper})
    library.checkpoint()
    return home


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (["--help"], set()),
        (["--version"], set()),
        (["list", "--help"], set()),
        (["export", "--help"], set()),
        (["config"], set()),
        (["config", "path"], set()),
        (["config", "init"], set()),
        (["list", "--offline"], {"sqlite3"}),
        (["list", "--offline", "--json", "is:starred"], {"sqlite3"}),
        # What the archive has needs no network: the day is over.
        (["list", "--date", "2024-01-02"], {"sqlite3"}),
        (["search", "--help"], set()),
        (["search", "less", "is:starred"], {"sqlite3"}),
        (["show", "2401.00001"], {"sqlite3"}),
        (["export"], {"sqlite3", "tinydb"}),
        (["export", "--format", "json"], {"sqlite3"}),
        (["export", "-o", "/dev/null"], {"sqlite3", "tinydb"}),
        (["mark", "2401.00001", "--tag", "rl"], {"sqlite3", "tinydb"}),
        (["stats"], {"sqlite3"}),
        (["undo"], {"sqlite3", "tinydb"}),
        (["--sample"], set()),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_imports_what_it_needs_and_no_more(
    used: Path, feed_server: FeedServer, command: list[str], needed: set[str]
) -> None:
    assert imported(used, feed_server.url, *command) == needed
    assert feed_server.requests == []


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_needs_no_more_than_a_console_script(used: Path, option: str) -> None:
    ours = {name for name in sys.modules if name.startswith("reader.")}
    wanted = {"reader.cli", "reader.system", "reader.system.release"}
    found = imported(used, "", option, among=(*LIGHT, *UNUSED, *HEAVY, *ours))
    assert found <= wanted, found - wanted


def test_the_help_needs_nothing_but_the_parser_of_the_command_line(used: Path) -> None:
    ours = {name for name in sys.modules if name.startswith("reader.")}
    found = imported(used, "", "--help", among=(*UNUSED, *HEAVY, "dataclasses", "pathlib", *ours))
    assert found <= {
        *("reader.cli", "reader.cli.command_line", "reader.cli.commands", "reader.cli.options"),
        *("reader.cli.output", "reader.errors", "reader.text", "reader.system"),
        *("reader.system.log", "reader.system.manual_index", "reader.system.release"),
        "reader.system.threads",
    }


@pytest.mark.parametrize(
    "command", ["list --json --date 2024-01-02", "list --date 2024-01-02", "export"]
)
def test_a_command_that_reads_what_is_here_imports_nothing_beside(used: Path, command: str) -> None:
    assert imported(used, "", *command.split(), among=UNUSED) == set()


def test_fetching_does_without_the_command_line_of_httpx(
    home: Path, feed_server: FeedServer
) -> None:
    feed_server.days["2024-01-02"] = [item()]
    unused = ("rich", "pygments", "httpx._main", "inspect")
    assert imported(home, feed_server.url, "fetch", among=unused) <= {"inspect"}


def test_fetching_needs_no_marks(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = [item()]
    assert imported(home, feed_server.url, "fetch") == {"sqlite3", "httpx"}


def test_opening_a_list_does_not_touch_the_index(used: Path) -> None:
    script = """
import sys
from datetime import date
from pathlib import Path
from reader.archive import Archive
from reader.paper import Period
assert Archive(Path(sys.argv[1])).listing(Period.day(date(2024, 1, 2))).papers
print(*(name for name in sys.modules if name.startswith("reader.query")))
"""
    path = used / "cache" / "archive.sqlite"
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("\n", "")
