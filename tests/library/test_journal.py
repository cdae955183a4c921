"""The journal: one line an action, and no damage that goes unnoticed."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library import journal_entry
from reader.library.journal import START, Journal, JournalTail
from reader.library.journal_entry import RESERVED, Change, JournalEntry, decode, encode, is_known
from tests.library.desk import flipped, lines

STAMPS = st.integers(0, 0xFFFF).map(lambda n: f"2026-11-23T12:00:00.000Z-{n:04x}-1f2e3d4c")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.none() | st.booleans() | st.integers(0, 10**9) | TEXTS
IDS = st.integers(0, 99_999).map(lambda number: f"2401.{number:05d}")
FIELDS = TEXTS.filter(lambda name: name not in RESERVED and not is_known(name))
FLAGS = st.none() | st.booleans()
CHANGES = st.one_of(
    st.builds(Change, IDS, FIELDS, VALUES, VALUES, st.just("") | STAMPS),
    st.builds(Change, IDS, TEXTS.map("tag:x{}".format), FLAGS, FLAGS, st.just("") | STAMPS),
)
RECORDS = st.dictionaries(IDS, TEXTS, max_size=2).map(
    lambda titles: {paper: {"id": paper, "title": title} for paper, title in titles.items()}
)
ACTIONS = st.builds(
    JournalEntry,
    STAMPS,
    st.lists(CHANGES, max_size=4).map(tuple),
    st.none() | STAMPS,
    RECORDS,
    st.booleans(),
)


Harm = Callable[[bytes], bytes]

PIECES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([b"\n", b"\r\n", b"\r", b"\xef\xbb\xbf", b'{"v":1,"stamp":"2026']),
    st.integers(0, 3).map(lambda number: encode(entry(number))),
    st.integers(0, 3).map(lambda number: encode(entry(number))[:-1]),
)
"""What may have come to stand in a journal."""


def entry(number: int, field: str = "read") -> JournalEntry:
    return JournalEntry(
        f"2026-11-23T12:00:00.000Z-{number:04x}-a",
        (Change(f"2401.{number:05d}", field, None, True),),
    )


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal" / "a.jsonl")


@pytest.fixture
def three(journal: Journal) -> Journal:
    """A journal of three actions."""
    position = START
    for number in range(3):
        position = journal.append(entry(number), position)
    return journal


class TestALine:
    def test_can_be_read_by_eye(self) -> None:
        line = encode(entry(1, "tag:rl"))
        assert line == (
            b'{"v":1,"stamp":"2026-11-23T12:00:00.000Z-0001-a",'
            b'"changes":[["2401.00001","tag:rl",null,true]],"sum":"9b3a01c5"}\n'
        )

    @given(said=ACTIONS)
    def test_comes_back_as_it_was(self, said: JournalEntry) -> None:
        line = encode(said)
        assert replace(decode(line[:-1]), line=b"") == said
        assert encode(decode(line[:-1])) == line, "a journal that is made shorter keeps its lines"

    def test_is_one_line_whatever_is_in_it(self) -> None:
        text = "two\r\nlines, \u2028, \x00, \x85 and \U0001f4a1"
        said = JournalEntry(entry(1).stamp, (Change("2401.00001", "note:0a1b2c3d", None, text),))
        assert encode(said).count(b"\n") == 1
        assert encode(said).count(b"\r") == 0
        assert decode(encode(said)[:-1]) == said

    @pytest.mark.parametrize(
        "wrong",
        [
            {"v": 1, "changes": []},
            {"v": 1, "stamp": "yesterday", "changes": []},
            {"v": 1, "stamp": entry(1).stamp, "changes": [["2401.00001"]]},
            {"v": 1, "stamp": 5, "changes": []},
            {"v": "1", "stamp": entry(1).stamp, "changes": []},
            {"stamp": entry(1).stamp, "changes": []},
        ],
        ids=["no stamp", "no true stamp", "no change", "a number", "no version", "none at all"],
    )
    def test_that_another_program_wrote_is_not_believed(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError):
            decode(sealed(wrong))

    def test_of_a_later_version_counts_as_far_as_it_is_known_and_stays_as_it_is(self) -> None:
        bare = sealed({"v": 2, "sum of all things": "42"})
        assert decode(bare) == JournalEntry("", (), line=bare)
        change = ["2401.00001", "read", None, True]
        odd = [change, 7, ["2401.00001", "starred", None, "very"], ["2401.00001"]]
        line = sealed({"v": 2, "stamp": entry(1).stamp, "changes": odd, "mood": "good"})
        assert decode(line) == replace(entry(1), line=line)
        assert encode(decode(line)) == line + b"\n"


class TestReading:
    def test_goes_on_where_it_stopped(self, three: Journal) -> None:
        first = three.read()
        three.append(entry(3), first.position)
        assert first.entries == [entry(0), entry(1), entry(2)]
        assert three.read(first.position).entries == [entry(3)]

    def test_notices_a_file_that_was_replaced(self, three: Journal) -> None:
        position = three.read().position
        three.rewrite([entry(7), entry(8), entry(9), entry(10)])
        tail = three.read(position)
        assert tail.replaced
        assert tail.lost, "the last line that was read is gone"
        assert len(tail.entries) == 4

    def test_notices_that_a_shorter_file_still_has_the_last_line(self, three: Journal) -> None:
        position = three.read().position
        three.rewrite([entry(2)])
        tail = three.read(position)
        assert (tail.replaced, tail.lost) == (True, False)

    def test_waits_for_a_line_that_is_being_written(self, three: Journal) -> None:
        whole = three.path.read_bytes()
        three.path.write_bytes(whole[:-5])
        tail = three.read()
        assert tail.entries == [entry(0), entry(1)]
        assert not tail.damaged
        three.path.write_bytes(whole)
        assert three.read(tail.position).entries == [entry(2)]


class TestATornLastLine:
    def test_is_dropped_at_every_byte_and_the_next_action_takes_its_place(
        self, three: Journal
    ) -> None:
        whole = three.path.read_bytes()
        *_, last = lines(three.path)
        for length in range(len(last) - 1):
            three.path.write_bytes(whole[: len(whole) - len(last) + length])
            tail = three.read()
            assert tail.entries == [entry(0), entry(1)], length
            three.append(entry(9), tail.position)
            after = three.read()
            assert said(after) == [entry(0).changes, entry(1).changes, entry(9).changes], length
            assert not after.damaged, length
            assert not length or after.torn == [last[:length]], "it is no damage, and is not lost"


class TestAFlippedBit:
    def test_anywhere_is_noticed_and_costs_no_other_action(self, three: Journal) -> None:
        whole = three.path.read_bytes()
        ends = [len(b"".join([*lines(three.path)][: n + 1])) for n in range(3)]
        for bit in range(8 * len(whole)):
            three.path.write_bytes(flipped(whole, bit))
            tail = three.read()
            hit = next(n for n, end in enumerate(ends) if bit // 8 < end)
            rest = [entry(n) for n in range(3) if n != hit]
            assert tail.damaged, bit
            assert [each for each in tail.entries if each in rest] == rest, bit
            assert all(each == entry(hit) for each in tail.entries if each not in rest), bit

    def test_in_the_last_newline_is_put_right_by_the_next_action(self, three: Journal) -> None:
        whole = three.path.read_bytes()
        three.path.write_bytes(whole[:-1] + b"\x1a")
        tail = three.read()
        assert tail.entries == [entry(0), entry(1), entry(2)]
        three.append(entry(3), tail.position)
        assert three.path.read_bytes() == whole[:-1] + b"\x1a\n" + encode(entry(3))
        assert three.read().entries == [entry(n) for n in range(4)]


def with_line_ends(end: bytes) -> Harm:
    return lambda content: content.replace(b"\n", end)


class TestAFileThatOthersSaved:
    """What a folder that is synchronised may have come to hold is read for what it is."""

    @pytest.mark.parametrize(
        "harm",
        [
            with_line_ends(b"\r\n"),
            with_line_ends(b"\r"),
            with_line_ends(b"\r\r\n"),
            with_line_ends(b"\n\n"),
            with_line_ends(b""),
            with_line_ends(b" \n\t"),
            lambda content: b"\xef\xbb\xbf" + content,
            lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"),
            lambda content: content[:-1],
            lambda content: content.replace(b"\n", b"\r\n")[:-1],
            lambda content: content + content,
        ],
        ids=[
            *("CRLF", "CR", "twice converted", "empty lines", "no line ends", "spaces"),
            *("a mark", "a mark and CRLF", "no last end", "half an end", "merged"),
        ],
    )
    def test_holds_what_it_held(self, three: Journal, harm: Harm) -> None:
        before = three.read()
        three.path.write_bytes(harm(three.path.read_bytes()))
        tail = three.read()
        assert tail.entries[:3] == before.entries
        assert not tail.damaged
        assert not three.read(before.position).lost
        after = three.append(entry(7), tail.position)
        assert said(three.read(tail.position)) == [entry(7).changes]
        assert three.append(entry(8), after).offset == three.path.stat().st_size
        assert said(three.read()) == [*said(tail), entry(7).changes, entry(8).changes]

    @pytest.mark.parametrize("more", [b"\n", b"\r\n", b"\n\r\n \n", b"\r" * 200], ids=range(4))
    def test_is_the_same_file_where_nothing_but_empty_lines_came(
        self, three: Journal, more: bytes
    ) -> None:
        position = three.read().position
        with three.path.open("ab") as file:
            file.write(more)
        tail = three.read(position)
        assert (tail.replaced, tail.entries, tail.damaged) == (False, [], [])
        assert not three.read(tail.position).replaced

    def test_is_no_file_and_does_not_keep_anybody_waiting(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.jsonl")
        journal = Journal(tmp_path / "a.jsonl")
        with pytest.raises(OSError, match="a named pipe, not a file"):
            journal.read()
        with pytest.raises(OSError, match="a named pipe, not a file"):
            journal.append(entry(1), START)


class TestWriting:
    @given(content=st.lists(PIECES, max_size=6).map(b"".join))
    def test_changes_no_byte_that_is_there_and_loses_no_action(self, content: bytes) -> None:
        with TemporaryDirectory() as folder:
            journal = Journal(Path(folder) / "a.jsonl")
            journal.path.write_bytes(content)
            tail = journal.read()
            with watched() as places:
                after = journal.append(entry(9), tail.position)
            assert journal.path.read_bytes().startswith(content)
            assert places == [len(content)], "not even the same bytes are written again"
            assert not journal.read(after).entries
            again = journal.read().entries
            assert again[: len(tail.entries)] == tail.entries
            assert again[-1].changes == entry(9).changes

    def test_refuses_a_file_that_was_cut_off_meanwhile(self, three: Journal) -> None:
        position = three.read().position
        three.path.write_bytes(b"")
        with pytest.raises(OSError, match="cut off"):
            three.append(entry(3), position)
        assert three.path.read_bytes() == b"", "no hole was made"

    def test_refuses_a_file_that_has_vanished(self, three: Journal) -> None:
        position = three.read().position
        three.path.unlink()
        with pytest.raises(FileNotFoundError):
            three.append(entry(3), position)
        assert not three.path.exists()

    def test_leaves_the_file_as_it_was_when_the_disk_fails(
        self, three: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = three.path.read_bytes()
        position = three.read().position

        def failing(_: int) -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr("reader.library.journal.sync", failing)
        with pytest.raises(OSError, match="Input/output"):
            three.append(entry(3), position)
        assert three.path.read_bytes() == whole


def said(tail: JournalTail) -> list[tuple[Change, ...]]:
    """What the actions changed."""
    return [entry.changes for entry in tail.entries]


@contextlib.contextmanager
def watched() -> Iterator[list[int]]:
    """Where in its file each piece is written meanwhile."""
    places = []
    real = os.write

    def write(descriptor: int, piece: bytes) -> int:
        behind_all = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_APPEND
        places.append(os.lseek(descriptor, 0, os.SEEK_END if behind_all else os.SEEK_CUR))
        return real(descriptor, piece)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", write)
        yield places


def sealed(said: dict[str, Any]) -> bytes:
    """A line with a true checksum, whatever is in it."""
    from zlib import crc32

    body = json.dumps(said, separators=(",", ":")).encode()
    return b'%s,"sum":"%08x"}' % (body[:-1], crc32(body))


@given(ACTIONS, st.data())
def test_a_usual_line_is_read_quickly_and_just_as_carefully(
    action: JournalEntry, data: st.DataObject
) -> None:
    line = encode(action)[:-1]
    if data.draw(st.booleans()):
        # Another text, with a checksum that fits.
        at = data.draw(st.integers(0, len(line)))
        piece = data.draw(st.sampled_from([b"", b"1", b'"', b" ", b"NaN", b",", b"[]", b'"v":2,']))
        body = line[:at] + piece + line[at + 1 :]
        body = body[: -len(b',"sum":"01234567"}')] + b"}"
        line = b'%s,"sum":"%08x"}' % (body[:-1], crc32(body))
    quick = _read_line(line)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal_entry, "_usual_entry", lambda _: None)
        assert _read_line(line) == quick


def _read_line(line: bytes) -> JournalEntry | None:
    with contextlib.suppress(ValueError):
        return decode(line)
    return None


def test_a_mark_is_a_usual_line() -> None:
    marked = replace(entry(1), undoes=entry(2).stamp)
    assert journal_entry._usual_entry(encode(marked)[:-1]) == marked
    for unusual in (
        entry(1, "unheard of"),
        replace(entry(1), papers={"2401.00001": {"id": "2401.00001", "title": "T"}}),
        replace(entry(1), torn=3),
    ):
        assert journal_entry._usual_entry(encode(unusual)[:-1]) is None
        assert decode(encode(unusual)[:-1]).changes


class TestFind:
    @given(st.integers(1, 200), st.data())
    def test_any_action_of_a_journal_is_found(self, count: int, data: st.DataObject) -> None:
        with TemporaryDirectory() as folder:
            written = Journal(Path(folder) / "a.jsonl")
            fields = st.sampled_from(["read", "tag:" + "long " * 90])
            entries = [entry(number, data.draw(fields)) for number in range(count)]
            end = written.rewrite(entries)
            wanted = data.draw(st.sampled_from(entries))
            assert written.find(wanted.stamp, end) == wanted
            assert written.find(entry(count).stamp, end) is None

    def test_what_takes_an_action_back_is_none(self, tmp_path: Path) -> None:
        written = Journal(tmp_path / "a.jsonl")
        end = written.rewrite([entry(0), replace(entry(1), undoes=entry(0).stamp)])
        assert written.find(entry(1).stamp, end) is None

    def test_a_damaged_line_is_not_believed(self, tmp_path: Path) -> None:
        written = Journal(tmp_path / "a.jsonl")
        end = written.rewrite([entry(0), entry(1)])
        content = written.path.read_bytes()
        written.path.write_bytes(content.replace(b"2401.00001", b"2401.00007"))
        assert written.find(entry(1).stamp, end) is None
