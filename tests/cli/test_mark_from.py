"""`paper-reader mark --from FILE`: a library moved by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.program import Program


@pytest.fixture
def used(run: Program) -> Program:
    """The program, with every kind of mark."""
    run("fetch")
    run("mark", "2401.00001", "--star", "--tag", "rl", "--note", "see chapter 3")
    run("mark", "2401.00002", "--read")
    run("export", "-o", str(run.home.parent / "refs.bib"))
    return run


@pytest.fixture
def saved(used: Program) -> Path:
    """All of its marks in a file."""
    path = used.home.parent / "marks.json"
    assert used("export", "--format", "json", "is:read", "-o", str(path)).code == 0
    return path


@pytest.fixture
def other(used: Program) -> Program:
    """The same program in an empty home, which never asks the service."""
    return replace(used, home=used.home.parent / "other").with_(HF_ENDPOINT="http://127.0.0.1:9")


def test_an_empty_library_becomes_the_same(used: Program, other: Program, saved: Path) -> None:
    ran = other("mark", "--from", str(saved))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"paper-reader: 2 papers are marked as in {saved}.\n"
    (there,) = used("export", "--format", "json", "2401.00001").json
    (here,) = other("export", "--format", "json", "2401.00001").json
    for name in ("title", "authors", "published", "read", "starred", "tags", "note", "marks"):
        assert here[name] == there[name], name
    assert here["citation_key"] == there["citation_key"] == "example2024attention"


def test_it_can_be_done_again_and_taken_back(other: Program, saved: Path) -> None:
    other("mark", "--from", str(saved))
    ran = other("mark", "--from", str(saved))
    assert (ran.code, ran.err) == (0, "paper-reader: Already so, or changed since.\n")
    assert "is unstarred" in other("undo").out


def test_what_was_marked_since_stays(used: Program, saved: Path) -> None:
    used("mark", "2401.00001", "--unstar", "--untag", "rl")
    assert used("mark", "--from", str(saved)).code == 0
    shown = used("show", "2401.00001", "--json").json
    assert (shown["starred"], shown["tags"]) == (False, [])


def test_what_could_not_be_understood_is_counted(other: Program, saved: Path) -> None:
    saved.write_text(saved.read_text().replace('"starred": {', '"sparkling": {'))
    ran = other("mark", "--from", str(saved))
    assert ran.code == 0
    assert f"1 thing in {saved} could not be understood and did not count" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--from", "none.json"], 1, "none.json cannot be read: no such file or directory"),
        (["--from", "refs.bib"], 1, "cannot be taken from a .bib such as refs.bib yet"),
        (["--from", "marks.json", "2401.00001"], 2, "--from FILE says it all"),
        (["--from", "marks.json", "--star"], 2, "--from FILE says it all"),
        (["--star"], 2, "--from FILE"),
    ],
    ids=["no file", "a .bib", "with ids", "with marks", "nothing"],
)
def test_what_cannot_be_done_changes_nothing(
    other: Program, saved: Path, arguments: list[str], code: int, sentence: str
) -> None:
    ran = other("mark", *arguments)
    assert ran.code == code
    assert sentence in ran.err
    assert not other.home.exists()
