"""Two versions of one journal: which counts, and that no mark of either is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library import Library, compaction, decisions, repair
from reader.library.folded_state import FoldedState
from reader.library.journal import decoded
from reader.library.journal_entry import Change, JournalEntry, encode
from reader.library.journal_versions import generation, joined, lacking
from tests.library.desk import NOON, Ticking, journal, paper, read, star
from tests.thoroughness import examples


@pytest.fixture
def written(home: Path) -> bytes:
    """A journal of six lines."""
    library = Library(home, Ticking())
    for number in range(5):
        read(library, number)
    star(library, paper(9))
    return journal(home).read_bytes()


def cut(content: bytes, lines: int) -> bytes:
    """The first lines of a journal."""
    return b"".join(content.splitlines(keepends=True)[:lines])


@pytest.mark.parametrize("length", [0, 1, 400])
def test_the_one_that_holds_the_other_counts(written: bytes, length: int) -> None:
    part = written[:length]
    assert joined(written, part) == joined(part, written) == (written, b"")


def test_line_ends_and_marks_of_other_systems_make_no_version(written: bytes) -> None:
    other = b"\xef\xbb\xbf" + written.replace(b"\n", b"\r\n")
    assert joined(written, other) == (written, b"")
    longer = cut(other, 6)
    assert joined(cut(written, 3), longer) == (longer, b"")


def test_where_neither_holds_the_other_both_stay(written: bytes) -> None:
    lines = written.splitlines(keepends=True)
    one, other = b"".join(lines[:4]), b"".join([*lines[:3], *lines[4:]])
    assert joined(one, other) == (one, b"".join(lines[4:]))
    assert joined(other, one) == (other, lines[3])


def test_a_later_generation_counts_and_an_older_one_brings_nothing_back(
    home: Path, written: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "KEPT_ENTRIES", 2)
    assert generation(written) == 0
    versions = [written]
    for number in (1, 2):
        repair.repair(home, Ticking(NOON + timedelta(days=100 * number)))
        versions.append(journal(home).read_bytes())
        assert generation(versions[-1]) == number
        read(Library(home, Ticking(NOON + timedelta(days=100 * number))), *range(20, 24 + number))
        for _ in range(3):
            library = Library(home, Ticking(NOON + timedelta(days=100 * number + 1)))
            library.commit(decisions.unread([paper(20)]))
            read(library, 20)
    newest = journal(home).read_bytes()
    for old in versions:
        assert joined(old, newest) == joined(newest, old) == (newest, b"")


def test_a_line_of_the_older_generation_that_nobody_has_is_kept(
    home: Path, written: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "KEPT_ENTRIES", 2)
    read(Library(home, Ticking(NOON + timedelta(hours=1))), 50)
    line = journal(home).read_bytes()[len(written) :]
    journal(home).write_bytes(written)
    repair.repair(home, Ticking(NOON + timedelta(days=100)))
    short = journal(home).read_bytes()
    assert joined(written + line, short) == joined(short, written + line) == (short, line)


def test_what_a_later_version_wrote_is_kept(written: bytes) -> None:
    foreign = written.replace(b'{"v":1,', b'{"v":2,', 1)
    assert list(lacking(written, foreign)) == [], "its checksum does not fit"


@given(st.lists(st.integers(0, 11), max_size=12), st.lists(st.integers(0, 11), max_size=12))
@examples(60)
def test_no_mark_of_either_is_lost(lines: list[int], others: list[int]) -> None:
    one, other = (b"".join(map(_line, each)) for each in (lines, others))
    for first, second in ((one, other), (other, one)):
        found = joined(first, second)
        assert _state(found.content + found.rest) == _state(one + other)


def _state(content: bytes) -> dict[str, dict[str, object]]:
    state = FoldedState({})
    state.fold_all(decoded(content).entries)
    return dict(state.documents)


def _line(number: int) -> bytes:
    """One of twelve lines, which change four marks."""
    stamp = f"2026-11-23T12:00:{number:02d}.000Z-0000-abc"
    change = Change(f"2401.0000{number % 4}", "read", None, number % 3 == 0)
    return encode(JournalEntry(stamp, (change,)))
