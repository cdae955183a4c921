"""What was sent is known, on every machine, and no undo takes it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reader.digest.records import FIELD, DigestHistory, DigestRecord, digest_history
from reader.library import Library, decisions
from tests.library.desk import paper

DAY = date(2026, 7, 24)
MORNING = datetime(2026, 7, 24, 6, tzinfo=UTC)


def begun(
    history: DigestHistory, *papers: str, listed: date = DAY, day: date = DAY
) -> DigestRecord:
    moment = datetime.combine(day, MORNING.timetz())
    return history.begin("Daily papers", moment, day, dict.fromkeys(papers, listed))


def send(library: Library, *papers: str, day: date = DAY, name: str = "daily") -> DigestRecord:
    record = begun(digest_history(library, name, day), *papers, listed=day, day=day)
    library.commit(record.updates())
    library.commit(record.finished().updates())
    return record


def test_what_was_begun_is_known_until_it_is_done(home: Path) -> None:
    library = Library(home)
    record = begun(digest_history(library, "daily", DAY), "2401.00001", "2401.00002")
    library.commit(record.updates())
    history = digest_history(Library(home), "daily", DAY)
    assert history.pending == (record,)
    assert history.sent == {"2401.00001", "2401.00002"}
    library.commit(record.finished().updates())
    history = digest_history(Library(home), "daily", DAY)
    assert history.pending == ()
    assert history.records == (record.finished(),)
    assert history.last == history.first == DAY


def test_digests_of_one_day_and_of_other_names_are_apart(home: Path) -> None:
    library = Library(home)
    first, second = send(library, "2401.00001"), send(library, "2401.00002")
    other = send(library, "2401.00001", name="weekly")
    assert first.key != second.key
    assert len({first.message_id, second.message_id, other.message_id}) == 3
    assert digest_history(library, "daily", DAY).sent == {"2401.00001", "2401.00002"}
    assert digest_history(library, "weekly", DAY).sent == {"2401.00001"}
    assert digest_history(library, "week", DAY).records == ()


def test_a_message_id_is_short_enough_for_every_header(home: Path) -> None:
    assert len(send(Library(home), "2401.00001").message_id) <= 70


def test_no_undo_takes_a_record_back(home: Path) -> None:
    library = Library(home)
    library.commit(decisions.read([paper(1)]))
    send(library, "2401.00002")
    undone = library.undo()
    assert undone and next(change.field for change in undone.changes) == "read"
    assert library.undo() is None
    assert digest_history(library, "daily", DAY).sent == {"2401.00002"}


def test_a_record_is_no_mark(home: Path) -> None:
    library = Library(home)
    send(library, "2401.00002")
    assert not library.marks("2401.00002").read
    assert list(library.marked()) == []


def test_old_records_are_forgotten_but_for_the_last(home: Path) -> None:
    library = Library(home)
    for back in (200, 150, 120, 10):
        send(library, f"2401.{back:05}", day=DAY - timedelta(back))
    history = digest_history(library, "daily", DAY)
    assert len(history.outdated) == 2
    library.commit(history.forgotten())
    left = digest_history(library, "daily", DAY)
    assert [each.day for each in left.records] == [DAY - timedelta(120), DAY - timedelta(10)]


@given(st.one_of(st.text(max_size=60), st.just('{"id":1}'), st.just("[" * 5000), st.integers()))
def test_what_is_no_record_is_ignored(tmp_path_factory: object, value: str | int) -> None:
    class Odd(Library):
        def __init__(self) -> None:
            pass

        def history(self, paper: str) -> dict[str, dict[str, str | int | None]]:
            return {f"{FIELD}daily:x": {"value": value, "at": ""}, "queue": {"value": "2026-01-01"}}

    assert digest_history(Odd(), "daily", DAY).records == ()
