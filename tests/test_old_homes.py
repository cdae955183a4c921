"""Homes that earlier versions wrote go on working: every mark, key, setting and list is there."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Program

_HOMES = Path(__file__).parent / "homes"
_NOBODY = "http://127.0.0.1:9"
_NOTES = {
    "2401.03000": "And another note",
    "2401.02002": "two\nlines",
    "2401.02010": "From the other machine",
}
_STARRED = {
    "2401.03000": "Example24invented",
    "2401.03001": "Example24inventeda",
    "2401.02000": "Example24inventedb",
    "2401.02002": "Example24inventedd",
    "2401.03006": "Example24inventede",
}
"""Papers and their citation keys."""
_READ = {"2401.03002", "2401.03003", "2401.03004", "2401.02001", "2401.02010", *_STARRED}


@pytest.fixture(params=sorted(home.name for home in _HOMES.iterdir()))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    """The program in a copy of a home that a version wrote, and no service to be reached."""
    home = tmp_path / "home"
    shutil.copytree(_HOMES / request.param, home)
    return Program(home, _NOBODY, date(2024, 1, 3))


def test_every_mark_and_key_is_there(old: Program) -> None:
    ran = old("list", "listed:2024-01-01..", "--date", "2024-01-02", "--json", "--offline")
    earlier = {paper["id"]: paper for paper in ran.json}
    papers = earlier | {paper["id"]: paper for paper in old("list", "--json", "--offline").json}
    assert {name for name, paper in papers.items() if paper["read"]} == _READ
    starred = {name: paper["citation_key"] for name, paper in papers.items() if paper["starred"]}
    assert starred.items() >= _STARRED.items()
    assert starred.keys() == {*_STARRED, "2401.02010"}
    assert {name: paper["note"] for name, paper in papers.items() if paper["note"]} == _NOTES


def test_every_tag_is_there(old: Program) -> None:
    exported: list[dict[str, Any]] = old("export", "is:tagged", "--format", "json").json
    tags = {paper["id"]: {tag.casefold() for tag in paper["tags"]} for paper in exported}
    assert tags.pop("2401.03007") == {"todo", "vision"}
    assert tags == {"2401.03000": {"rl"}, "2401.03001": {"rl"}, "2401.02010": {"rl"}}
    spellings = {tag for paper in exported for tag in paper["tags"]}
    assert len(spellings) == 3, "what was two tags there, by case alone, is one"


def test_every_list_is_there_offline(old: Program) -> None:
    assert len(old("list", "--ids", "--date", "2024-01-02", "--offline").lines) == 75
    assert len(old("list", "--ids", "--date", "2024-01-03", "--offline").lines) == 12
    assert len(old("search", "invented", "--ids", "--limit", "100").lines) == 87
    assert "Both." in old("show", "2401.03000", "--discussion").out


def test_every_setting_counts(old: Program) -> None:
    shown = old("config").out
    for value in ("light", "ascii", "14", "{Family}{yy}{title}", "markdown", "author:example"):
        assert value in shown


def test_the_bibliography_is_up_to_date_and_fixed_keys_stay(old: Program) -> None:
    before = (old.home / "refs.bib").read_bytes()
    ran = old("export", "2401.03000", "2401.02000", "-o", str(old.home / "refs.bib"))
    assert ran.code == 0
    assert (old.home / "refs.bib").read_bytes() == before
    assert set(old("list", "is:cited", "--ids", "--offline").lines) == {"2401.03000"}


def test_new_marks_join_the_old(old: Program) -> None:
    assert old("mark", "2401.03007", "--star", "--tag", "rl").code == 0
    assert "unstarred" in old("undo").out
    exported = {paper["id"] for paper in old("export", "--format", "json").json}
    assert exported == {*_STARRED, "2401.02010"}
    assert old("doctor").code == 0
