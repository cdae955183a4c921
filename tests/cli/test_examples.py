"""Every example in the README, in the manual and in the help of the commands works."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest

from reader import query
from reader.cli.commands import paper_reader
from reader.net.proxies import choose_route
from reader.settings import read_settings
from reader.settings.saved_queries import read_saved_queries
from reader.tui.handlers.command_parser import parse
from reader.tui.keys.bindings import in_force
from tests import examples
from tests.arxiv_server import ArxivServer, Entry
from tests.cli.program import Program
from tests.feed_items import author, item
from tests.feed_quotas import Quotas
from tests.feed_server import FeedServer
from tests.fulltext.pages import page as page_of_paper
from tests.man_page import ROOT, below

PAGES = pytest.mark.parametrize("page", examples.PAGES, ids=lambda page: page.stem)
COMMANDS = [ROOT, *below(ROOT)]
DAY = date(2026, 7, 24)


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> Iterator[ArxivServer]:
    # Nobody is behind it who would be asked too often.
    monkeypatch.setattr("reader.metadata.arxiv.GAP", 0.0)
    entries = {"2307.08691": Entry("Flash Attention Again", version=2)}
    with ArxivServer(entries, pages={"2307.08691": page_of_paper(paper="2307.08691")}) as server:
        yield server


@pytest.fixture
def prepared(here: Program, service: FeedServer, sources: ArxivServer, tmp_path: Path) -> Program:
    """A home in which a paper is starred and tagged, and files that examples name."""
    service.today = DAY
    # Some ask for years, and nobody waits here until the service takes more.
    service.quotas = Quotas(dict.fromkeys(("api", "search", "pages"), 100_000))
    service.days = {
        DAY.isoformat(): [
            item(
                "2307.08691",
                "Flash Attention Again",
                DAY.isoformat(),
                authors=[author("Tri Dao")],
                upvotes=60,
            ),
            item("2205.14135", "Flashes", DAY.isoformat(), upvotes=3),
        ]
    }
    (tmp_path / "paper-reader").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reader "$@"\n')
    (tmp_path / "paper-reader").chmod(0o755)
    program = here.on(DAY).with_(
        EDITOR="true",
        HOME=str(tmp_path),
        GIT_SSH_COMMAND=str(tmp_path / "ssh"),
        PATH=f"{tmp_path}:{here.environment['PATH']}",
        PAPER_READER_ARXIV=sources.url,
        PAPER_READER_ARXIV_SITE=sources.url,
        PAPER_READER_DOI=sources.registry,
        PAPER_READER_SEMANTIC_SCHOLAR=sources.scholar,
    )
    for name in ("tmp", "new", "cur"):
        (tmp_path / "Mail" / "papers" / name).mkdir(parents=True)
    # Where examples name a folder, and a repository on another machine.
    (tmp_path / "Sync").mkdir(parents=True)
    repository = tmp_path / "me" / "papers.git"
    if shutil.which("git"):
        subprocess.run(["git", "init", "--quiet", "--bare", str(repository)], check=True)
    (tmp_path / "ssh").write_text('#!/bin/sh\ncd "$HOME" && for last; do :; done; eval "$last"\n')
    (tmp_path / "ssh").chmod(0o755)
    program("list")
    program("mark", "2307.08691", "--star", "--tag", "thesis")
    program("mark", "2205.14135", "--read")
    for name, options in (("refs.bib", []), ("marks.json", ["is:read"])):
        assert program("export", *options, "-o", name).code == 0
    return program


def try_example(program: Program, line: str) -> None:
    """Run a command line here, or in a shell where it needs one."""
    words = list(shlex.shlex(line, posix=True, punctuation_chars=True))
    if "--mail" in words:
        settings = program.home / "config.toml"
        settings.write_text('[mail]\nto = "me@example.org"\nsendmail = "true"\n')
    if words[0] == "eval" or {"|", ">"} & {*words}:
        done = subprocess.run(
            [shutil.which("bash") or "sh", "-c", line],
            cwd=program.folder,
            env=program.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        code, said = done.returncode, done.stderr
    else:
        ran = program(*shlex.split(line)[1:])
        code, said = ran.code, ran.err
    assert (code, "Traceback" in said) == (0, False), (line, said)


@PAGES
def test_every_command_that_a_page_names_is_done(prepared: Program, page: Path) -> None:
    for line in examples.commands(page):
        try_example(prepared, line)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.command_path)
def test_every_example_of_the_help_works(prepared: Program, command: click.Context) -> None:
    lines = examples.of_help(prepared(*command.command_path.split()[1:], "--help").out)
    assert lines
    for line in lines:
        if "| jq " in line and not shutil.which("jq"):
            line = line.partition(" | ")[0]
        try_example(prepared, line)


@PAGES
def test_what_is_no_command_of_ours_is_an_install_or_a_variable(page: Path) -> None:
    assert {kind for kind, _ in examples.blocks(page)} <= examples.KINDS
    for line in examples.lines(page, "sh"):
        if examples.COMMAND.fullmatch(line) or examples.INSTALLS.fullmatch(line):
            continue
        variable = examples.VARIABLE.fullmatch(line)
        assert variable, line
        if variable[1].endswith("_PROXY"):
            environment = {"HTTPS_PROXY": "http://proxy.example.org", variable[1]: variable[2]}
            route = choose_route("https", "huggingface.co", None, environment)
            assert route.proxy
            assert route.warnings == ()


def test_what_is_installed_is_there() -> None:
    for page in examples.PAGES:
        for line in examples.lines(page, "sh"):
            if examples.INSTALLS.fullmatch(line):
                assert {".", "'.[test]'", "dist/*.whl"} & {*line.split()}, line


@PAGES
def test_every_command_that_is_named_without_its_arguments_is_one(page: Path) -> None:
    context = click.Context(paper_reader)
    for said in examples.inline(page):
        command, _, rest = said.partition(" ")
        if command == "paper-reader" and (word := rest.split(" ")[0]) and not word.startswith("-"):
            assert word in paper_reader.list_commands(context), said


@PAGES
def test_settings_that_a_page_shows_are_settings(page: Path, tmp_path: Path) -> None:
    for kind, text in examples.blocks(page):
        if kind == "toml":
            file = tmp_path / "config.toml"
            file.write_text(text)
            settings = read_settings(file, {})
            saved = read_saved_queries(settings.tables, settings.where)
            problems = [*settings.problems, *saved.problems, *in_force(settings, saved).problems]
            assert problems == [], text


@PAGES
def test_queries_that_a_page_shows_are_queries(page: Path) -> None:
    for text in examples.queries(page):
        assert query.parse(text), text


@PAGES
def test_commands_behind_a_colon_are_commands(page: Path) -> None:
    for line in examples.lines(page, "colon"):
        assert parse(line).verb in line
    for said in examples.inline(page):
        if said.startswith(":") and " " in said:
            assert parse(said[1:]).verb in said


@PAGES
def test_a_paper_in_json_has_the_fields_that_a_page_shows(prepared: Program, page: Path) -> None:
    for kind, text in examples.blocks(page):
        if kind == "json":
            shown = json.loads(text)
            told = prepared("show", "--json", shown["id"]).json
            assert list(shown) == list(told)
            for name, value in shown.items():
                assert value is None or told[name] is None or type(value) is type(told[name]), name


def test_the_examples_are_found() -> None:
    """So that no page is passed over without a word."""
    found = {page.stem: examples.commands(page) for page in examples.PAGES}
    assert [name for name, lines in found.items() if not lines] == []
    assert sum(len(lines) for lines in found.values()) > 40
    assert sum(len(examples.queries(page)) for page in examples.PAGES) > 20
