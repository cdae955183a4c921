"""`paper-reader doctor`: what is wrong, in a sentence each, and mended."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.feed_server import FeedServer


@pytest.fixture
def used(run: Program) -> Program:
    """The program, after it has been used for some days."""
    run("fetch")
    run("mark", "2401.00001", "--star")
    run("mark", "2401.00002", "--read")
    run("mark", "2401.00003", "--tag", "rl")
    return run


def journal(run: Program) -> Path:
    (path,) = (run.home / "journal").glob("*.jsonl")
    return path


def test_all_is_well(used: Program) -> None:
    ran = used("doctor")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "paper-reader: Everything is in order.\n"


def test_nothing_is_made_by_looking(run: Program) -> None:
    assert run("doctor").code == 0
    assert not run.home.exists()


def test_a_damaged_line_is_told_and_mended(used: Program) -> None:
    path = journal(used)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"2401.00002","read"', b'"2401.00002","reed"'))
    ran = used("doctor")
    assert ran.code == 1
    line, mark = ran.lines
    assert line.startswith(f"1 line of {path} cannot be read in full")
    assert line.endswith("paper-reader doctor --repair mends the journal.")
    assert mark.startswith("2 marks in"), "it was read, and the votes were kept"
    ran = used("doctor", "--repair")
    assert ran.code == 0
    assert "2 of 2 mended" in ran.err
    assert used("doctor").code == 0
    assert b"reed" in (used.home / "damaged" / path.name).read_bytes()
    assert used("list", "is:read", "--ids", "--date", "2024-01-02").lines == [
        "2401.00001",
        "2401.00002",
    ], "the mark was in library.json too"


def test_a_library_that_was_changed_by_another_program(used: Program) -> None:
    (used.home / "library.json").write_text("{}")
    assert "was changed by another program" in used("doctor").out
    assert used("doctor", "--repair").code == 0
    assert used("doctor").code == 0
    assert [path.read_text() for path in used.home.glob("library.json.damaged-*")] == ["{}"]


def test_a_newer_library_is_refused_untouched(used: Program) -> None:
    path = used.home / "library.json"
    newer = path.read_bytes().replace(b'"version":1', b'"version":2')
    path.write_bytes(newer)
    for arguments in (["doctor"], ["doctor", "--repair"]):
        ran = used(*arguments)
        assert ran.code == 1
        assert "was written by a newer paper-reader; nothing was changed" in ran.out
    assert path.read_bytes() == newer


def test_a_wrong_setting_is_told_with_its_line(used: Program) -> None:
    (used.home / "config.toml").write_text('\ntheme = "pink"\n')
    ran = used("doctor")
    assert ran.code == 1
    assert f"{used.home / 'config.toml'}, line 2".lower() in ran.out.lower()


def test_a_damaged_archive_is_told_and_thrown_away(used: Program) -> None:
    archive = used.home / "cache" / "archive.sqlite"
    for path in archive.parent.iterdir():
        if path != archive:
            path.unlink()
    content = bytearray(archive.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    archive.write_bytes(content)
    ran = used("doctor")
    assert ran.code == 1
    assert "it holds only what can be fetched again" in ran.out
    assert used("doctor", "--repair").code == 0
    assert not archive.exists()
    assert used("list", "--ids").lines, "it fills again"


def test_the_service_is_asked_only_when_that_is_wanted(used: Program, service: FeedServer) -> None:
    asked = len(service.requests)
    assert used("doctor").code == 0
    assert len(service.requests) == asked
    assert used("doctor", "--online").code == 0
    assert len(service.requests) > asked
    gone = used.with_(HF_ENDPOINT="http://127.0.0.1:9")
    ran = gone("doctor", "--online")
    assert ran.code == 1
    assert "--offline reads it" in ran.out


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_folder_that_cannot_be_written_is_told(used: Program) -> None:
    used.home.chmod(0o500)
    try:
        assert "cannot be written" in used("doctor").out
    finally:
        used.home.chmod(0o700)
