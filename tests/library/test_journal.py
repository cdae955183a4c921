"""The journal: one line an action, and no damage that goes unnoticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import LibraryError
from reader.library.journal import START, Action, Change, Journal, decode, encode
from tests.library.desk import flipped, lines

STAMPS = st.integers(0, 0xFFFF).map(lambda n: f"2026-11-23T12:00:00.000Z-{n:04x}-1f2e3d4c")
TEXTS = st.text(max_size=20)
VALUES = st.none() | st.booleans() | st.integers(0, 10**9) | TEXTS
CHANGES = st.builds(Change, TEXTS, TEXTS, VALUES, VALUES, st.just("") | STAMPS)
ACTIONS = st.builds(
    Action,
    STAMPS,
    st.lists(CHANGES, max_size=4).map(tuple),
    st.none() | STAMPS,
    st.dictionaries(TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=2), max_size=2),
    st.booleans(),
)


def action(number: int, field: str = "read") -> Action:
    return Action(
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
        position = journal.append(action(number), position)
    return journal


class TestALine:
    def test_can_be_read_by_eye(self) -> None:
        line = encode(action(1, "tag:rl"))
        assert line == (
            b'{"v":1,"stamp":"2026-11-23T12:00:00.000Z-0001-a",'
            b'"changes":[["2401.00001","tag:rl",null,true]],"sum":"9b3a01c5"}\n'
        )

    @given(said=ACTIONS)
    def test_comes_back_as_it_was(self, said: Action) -> None:
        line = encode(said)
        assert decode(line[:-1]) == said
        assert encode(decode(line[:-1])) == line, "a journal that is made shorter keeps its lines"

    def test_is_one_line_whatever_is_in_it(self) -> None:
        text = "two\nlines, \u2028, \x00 and half of a pair: \ud83d"
        said = Action(action(1).stamp, (Change("2401.00001", "note", None, text),))
        assert encode(said).count(b"\n") == 1
        assert decode(encode(said)[:-1]) == said

    @pytest.mark.parametrize(
        "wrong",
        [
            {"v": 1, "changes": []},
            {"v": 1, "stamp": "yesterday", "changes": []},
            {"v": 1, "stamp": action(1).stamp, "changes": [["2401.00001"]]},
            {"v": 1, "stamp": 5, "changes": []},
            {"v": "1", "stamp": action(1).stamp, "changes": []},
            {"stamp": action(1).stamp, "changes": []},
        ],
        ids=["no stamp", "no true stamp", "no change", "a number", "no version", "none at all"],
    )
    def test_that_another_program_wrote_is_not_believed(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError):
            decode(sealed(wrong))

    def test_of_a_later_version_is_refused(self) -> None:
        with pytest.raises(LibraryError, match="newer paper-reader; nothing was changed"):
            decode(sealed({"v": 2, "sum of all things": "42"}))


class TestReading:
    def test_goes_on_where_it_stopped(self, three: Journal) -> None:
        first = three.read()
        three.append(action(3), first.position)
        assert first.actions == [action(0), action(1), action(2)]
        assert three.read(first.position).actions == [action(3)]

    def test_notices_a_file_that_was_replaced(self, three: Journal) -> None:
        position = three.read().position
        three.rewrite([action(7), action(8), action(9), action(10)])
        tail = three.read(position)
        assert tail.replaced
        assert tail.lost, "the last line that was read is gone"
        assert len(tail.actions) == 4

    def test_notices_that_a_shorter_file_still_has_the_last_line(self, three: Journal) -> None:
        position = three.read().position
        three.rewrite([action(2)])
        tail = three.read(position)
        assert (tail.replaced, tail.lost) == (True, False)

    def test_waits_for_a_line_that_is_being_written(self, three: Journal) -> None:
        whole = three.path.read_bytes()
        three.path.write_bytes(whole[:-5])
        tail = three.read()
        assert tail.actions == [action(0), action(1)]
        assert not tail.damaged
        three.path.write_bytes(whole)
        assert three.read(tail.position).actions == [action(2)]


class TestATornLastLine:
    def test_is_dropped_at_every_byte_and_the_next_action_takes_its_place(
        self, three: Journal
    ) -> None:
        whole = three.path.read_bytes()
        *_, last = lines(three.path)
        for length in range(len(last)):
            three.path.write_bytes(whole[: len(whole) - len(last) + length])
            tail = three.read()
            assert tail.actions == [action(0), action(1)], length
            three.append(action(9), tail.position)
            after = three.read()
            assert after.actions == [action(0), action(1), action(9)], length
            assert not after.damaged, length

    def test_that_is_longer_than_the_next_action_leaves_nothing_behind(
        self, three: Journal
    ) -> None:
        whole = three.path.read_bytes()
        three.path.write_bytes(whole + encode(action(4, "tag:" + "long" * 99))[:-1])
        three.append(action(5), three.read().position)
        assert three.path.read_bytes() == whole + encode(action(5))


class TestAFlippedBit:
    def test_anywhere_is_noticed_and_costs_no_other_action(self, three: Journal) -> None:
        whole = three.path.read_bytes()
        ends = [len(b"".join([*lines(three.path)][: n + 1])) for n in range(3)]
        for bit in range(8 * len(whole)):
            three.path.write_bytes(flipped(whole, bit))
            tail = three.read()
            hit = next(n for n, end in enumerate(ends) if bit // 8 < end)
            rest = [action(n) for n in range(3) if n != hit]
            assert tail.damaged, bit
            assert [each for each in tail.actions if each in rest] == rest, bit
            assert all(each == action(hit) for each in tail.actions if each not in rest), bit

    def test_in_the_last_newline_is_put_right_by_the_next_action(self, three: Journal) -> None:
        whole = three.path.read_bytes()
        three.path.write_bytes(whole[:-1] + b"\x1a")
        tail = three.read()
        assert tail.actions == [action(0), action(1), action(2)]
        three.append(action(3), tail.position)
        assert three.path.read_bytes() == whole + encode(action(3))


class TestWriting:
    def test_refuses_a_file_that_was_cut_off_meanwhile(self, three: Journal) -> None:
        position = three.read().position
        three.path.write_bytes(b"")
        with pytest.raises(OSError, match="cut off"):
            three.append(action(3), position)
        assert three.path.read_bytes() == b"", "no hole was made"

    def test_refuses_a_file_that_has_vanished(self, three: Journal) -> None:
        position = three.read().position
        three.path.unlink()
        with pytest.raises(FileNotFoundError):
            three.append(action(3), position)
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
            three.append(action(3), position)
        assert three.path.read_bytes() == whole


def sealed(said: dict[str, Any]) -> bytes:
    """A line with a true checksum, whatever is in it."""
    from zlib import crc32

    body = json.dumps(said, separators=(",", ":")).encode()
    return b'%s,"sum":"%08x"}' % (body[:-1], crc32(body))
