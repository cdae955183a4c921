"""The manual says what the program does, and leads nowhere that is not there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from reader.system import manual_pages
from reader.system.manual_index import NAMES
from reader.system.manual_pages import FOLDER
from tests import examples, man_page, manual

PAGES = pytest.mark.parametrize("name", NAMES)


@PAGES
def test_the_tables_of_a_page_are_those_of_the_program(name: str) -> None:
    text = manual_pages.source(name)
    assert manual.made(text) == text, "bring it up to date with python -m tests.manual"


def test_every_table_is_on_some_page() -> None:
    whole = "".join(map(manual_pages.source, NAMES))
    assert sorted(re.findall(r"<!-- (\w+) -->", whole)) == sorted(manual.TABLES)


def test_the_folder_holds_the_pages_and_nothing_else() -> None:
    files = {path.name for path in FOLDER.iterdir()}
    assert files == {*(f"{name}.md" for name in NAMES), manual.MAN_PAGE.name}


@PAGES
def test_a_page_has_a_heading_a_summary_of_one_line_and_links_that_lead_somewhere(
    name: str,
) -> None:
    text = manual_pages.source(name)
    assert re.match(r"# [A-Z][\w ]+\n\n[A-Z]", text)
    # It stands behind the name in a list of 80 columns.
    assert len(manual_pages.summary(name)) <= 80 - 4 - max(map(len, NAMES))
    assert "`" not in manual_pages.summary(name)
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert target.startswith("https://") or (FOLDER / target).exists(), target
    for line in text.splitlines():
        assert len(line) <= 110 or line.startswith("|"), line
    for kind, block in examples.blocks(FOLDER / f"{name}.md"):
        # So that none is cut in a terminal of 80 columns.
        assert [line for line in block.splitlines() if len(line) > 76 and kind != "json"] == []


@PAGES
def test_a_page_for_a_terminal_has_neither_comments_nor_links_to_files(name: str) -> None:
    page = manual_pages.page(name)
    assert "<!--" not in page
    assert ".md)" not in page


@PAGES
def test_every_variable_that_is_named_is_one_of_the_program(name: str) -> None:
    sources = "".join(path.read_text("utf-8") for path in FOLDER.parent.rglob("*.py"))
    variables = re.findall(r"`([A-Z][A-Z0-9_]{5,})`", manual_pages.source(name))
    # Proxies are looked up by the scheme; of the last one click knows.
    known = {"HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"}
    assert [each for each in variables if each not in sources and each not in known] == []


def test_the_man_page_is_made_from_the_pages_and_the_help() -> None:
    assert man_page.made() == manual.MAN_PAGE.read_text("utf-8"), (
        "bring it up to date with python -m tests.manual"
    )


def test_mandoc_has_nothing_to_say_of_the_man_page() -> None:
    if not (mandoc := shutil.which("mandoc")):
        pytest.skip("mandoc is not here")
    done = subprocess.run(
        [mandoc, "-Tlint", "-Wwarning", manual.MAN_PAGE], capture_output=True, text=True
    )
    # It is made whenever the program changes, and a day in it would never be right.
    said = [line for line in done.stdout.splitlines() if "missing date" not in line]
    assert said == []


def test_man_shows_the_man_page() -> None:
    if not (man := shutil.which("man")):
        pytest.skip("man is not here")
    environment = os.environ | {"MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""}
    done = subprocess.run(
        [man, "--warnings", "-l", manual.MAN_PAGE],
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode and "--warnings" in done.stderr:
        pytest.skip("this man knows no --warnings")
    assert (done.returncode, done.stderr) == (0, "")
    for heading in ("NAME", "COMMANDS", "KEYS", "TROUBLESHOOTING", "FILES"):
        assert re.search(rf"(?m)^{heading}$", done.stdout), heading
    assert "Mark read and go to the next unread" in done.stdout


def test_the_wheel_puts_it_where_man_looks() -> None:
    project = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    assert '"reader/manual/paper-reader.1" = "share/man/man1/paper-reader.1"' in project
