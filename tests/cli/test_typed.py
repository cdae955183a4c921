"""What is typed on the command line: tags in any spelling, notes of any length."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from reader.library.notes import NOTE_LIMIT
from tests.cli.program import Program, in_this_process

ONE, TWO = "2401.00001", "2401.00002"


@pytest.fixture
def quick(
    run: Program, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Program:
    """The program in this process, with papers; an argument may be longer than a shell takes."""
    quick = replace(run, inside=in_this_process(monkeypatch, capfd))
    quick("fetch")
    return quick


def tags(run: Program, paper: str) -> list[str]:
    found: list[str] = run("show", paper, "--json").json["tags"]
    return found


def test_a_tag_in_another_spelling_is_the_same(quick: Program) -> None:
    quick("mark", ONE, "--tag", "rl", "--tag", "Café")
    quick("mark", TWO, "--tag", "RL", "--tag", "CAFE\u0301")
    assert tags(quick, ONE) == tags(quick, TWO) == ["Café", "rl"]
    assert "already so" in quick("mark", ONE, "--tag", "Rl").err.lower()
    assert sorted(quick("list", "tag:RL", "--ids").lines) == [ONE, TWO]
    assert sorted(quick("search", "tag:Rl", "--ids").lines) == [ONE, TWO]
    counted = {each["tag"]: each["papers"] for each in quick("stats", "--json").json["tags"]}
    assert counted == {"rl": 2, "Café": 2}
    assert "without the tag rl" in quick("mark", ONE, "--untag", "RL").err
    assert tags(quick, ONE) == ["Café"]
    quick("undo")
    assert tags(quick, ONE) == ["Café", "rl"]
    quick("mark", ONE, "--star")
    assert r"{Caf{\'e}, rl}" in quick("export", ONE).out


@pytest.mark.parametrize("tag", ["(a)", "a)b(", "/x", 'a"b', "a\\b", "or"])
def test_a_tag_with_signs_is_found_by_a_value_in_quotes(quick: Program, tag: str) -> None:
    assert quick("mark", ONE, "--tag", tag).code == 0
    quoted = tag.replace("\\", "\\\\").replace('"', '\\"')
    for command in ("list", "search"):
        assert quick(command, f'tag:"{quoted}"', "--ids").lines == [ONE]


def test_a_tag_that_is_too_long_is_refused(quick: Program) -> None:
    ran = quick("mark", ONE, "--tag", "x" * 81)
    assert ran.code == 2
    assert "has 81 characters; a tag has at most 80" in ran.err
    assert tags(quick, ONE) == []


def test_a_note_is_kept_whole_up_to_a_mebibyte(quick: Program) -> None:
    note = "é\u200cهمه " + "x" * (NOTE_LIMIT - 13)
    assert len(note.encode()) <= NOTE_LIMIT
    assert quick("mark", ONE, "--note", note).code == 0
    assert quick("show", ONE, "--json").json["note"] == note


def test_a_longer_one_is_refused_and_named(quick: Program) -> None:
    quick("mark", ONE, "--note", "short")
    note = "x" * (NOTE_LIMIT + 1)
    for _ in range(2):
        ran = quick("mark", ONE, "--note", note, "--star")
        assert ran.code == 1
        (file,) = (quick.home / "unsaved").iterdir()
        assert f"nothing was changed. The note is kept in {file}" in ran.err
        assert file.read_text() == note
    shown = quick("show", ONE, "--json").json
    assert (shown["note"], shown["starred"]) == ("short", False)
    ran = quick("mark", ONE, "--note", f"another {note}")
    assert len(list((quick.home / "unsaved").iterdir())) == 2, "none is overwritten"


def test_so_is_one_in_a_file(quick: Program) -> None:
    quick("mark", ONE, "--note", "short", "--star")
    saved = quick.home.parent / "marks.json"
    quick("export", ONE, "--format", "json", "-o", str(saved))
    items = json.loads(saved.read_text())
    marks = items[0]["marks"]
    (field,) = (field for field in marks if field.startswith("note:"))
    marks[field]["value"] = "y" * (NOTE_LIMIT + 1)
    saved.write_text(json.dumps(items))
    other = replace(quick, home=quick.home.parent / "other")
    ran = other("mark", "--from", str(saved))
    assert "1 thing in" in ran.err
    (file,) = (other.home / "unsaved").iterdir()
    assert str(file) in ran.err
    assert file.read_text() == "y" * (NOTE_LIMIT + 1)
    marked = other("show", ONE, "--json").json
    assert (marked["note"], marked["starred"]) == (None, True)


def test_a_note_is_kept_where_the_library_cannot_be_written(quick: Program) -> None:
    (quick.home / "journal").write_text("in the way")
    ran = quick("mark", ONE, "--note", "see chapter 3")
    assert ran.code == 1
    (file,) = (quick.home / "unsaved").iterdir()
    assert ran.err.rstrip().endswith(f"The note is kept in {file}.")
    assert file.read_text() == "see chapter 3"


def test_where_the_home_takes_no_file_either_it_is_in_a_temporary_folder(
    quick: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (quick.home / "journal").write_text("in the way")
    (quick.home / "unsaved").write_text("in the way")
    ran = quick("mark", ONE, "--note", "see chapter 3")
    (file,) = tmp_path.glob("paper-reader-unsaved-*/*")
    assert str(file) in ran.err
    assert file.read_text() == "see chapter 3"
