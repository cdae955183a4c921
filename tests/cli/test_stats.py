"""`paper-reader stats`: what was done, for people and for programs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from reader.library import Library, decisions
from reader.paper import Paper
from tests.cli.program import Program

ON_TUESDAY = datetime(2024, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def worked(here: Program) -> Program:
    """A home where three papers were read on Tuesday, and one of them was starred and tagged."""
    library = Library(here.home, lambda: ON_TUESDAY)
    papers = [
        Paper(f"2401.0000{number}", f"Paper {number}", organization="Institute of Samples")
        for number in (1, 2, 3)
    ]
    library.commit(decisions.read(papers[:2]))
    known = {papers[2].id: papers[2]}
    library.commit(decisions.star(papers[2:]), known)
    library.commit(decisions.tag(papers[2:], ["rl"]), known)
    return here.with_(TZ="UTC", COLUMNS="80", TERM="xterm")


def test_an_empty_library_gets_a_sentence(run: Program) -> None:
    ran = run("stats")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("paper-reader: Nothing is marked yet")
    assert not (run.home / "journal").exists()


def test_what_was_marked_is_counted_from_one_process_to_the_next(run: Program) -> None:
    run("mark", "2401.00001", "2401.00002", "--star")
    run("mark", "2401.00003", "--read")
    run("undo")
    counted = run("stats", "--json").json
    assert (counted["seen"], counted["starred"], counted["tagged"]) == (2, 2, 0)
    assert counted["organizations"] == [{"organization": "Institute of Samples", "papers": 2}]


def test_for_people(worked: Program) -> None:
    lines = worked("stats").lines
    assert lines[:3] == [
        "seen            3  since 2024-01-02",
        "starred         1  33.3% of those seen",
        "tagged          1",
    ]
    assert "streak          1  in a row now; the longest 1 day" in lines
    full = "█" * (80 - len("2024-01-02 Tue      3       1      1  "))
    assert f"2024-01-02 Tue      3       1      1  {full}" in lines
    assert f"2024-W01            3       1      1  {full}" in lines
    assert lines[-2:] == [
        "tags                                     organisations kept",
        "    1  rl                                    1  Institute of Samples",
    ]


@pytest.mark.parametrize("columns", [1, 40, 60, 80, 132, 300])
def test_no_line_is_wider_than_the_terminal(worked: Program, columns: int) -> None:
    lines = worked.with_(COLUMNS=str(columns))("stats").lines
    assert max(map(len, lines)) <= max(60, min(columns, 120))


@pytest.mark.parametrize(
    "variables", [{"TERM": "dumb"}, {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}]
)
def test_bars_are_of_ascii_where_blocks_cannot_be_shown(
    worked: Program, run: Program, variables: dict[str, str]
) -> None:
    plain = run.with_(TZ="UTC", **variables)("stats").out
    assert plain.isascii()
    assert "  ####" in plain


def test_for_programs(worked: Program) -> None:
    assert worked("stats", "--json").json == {
        "today": "2024-01-03",
        "seen": 3,
        "starred": 1,
        "tagged": 1,
        "noted": 0,
        "share_starred": 0.3333,
        "median": 3.0,
        "streak": 1,
        "longest_streak": 1,
        "days": [{"day": "2024-01-02", "seen": 3, "starred": 1, "tagged": 1}],
        "weeks": [{"week": "2024-W01", "seen": 3, "starred": 1, "tagged": 1}],
        "tags": [{"tag": "rl", "papers": 1}],
        "organizations": [{"organization": "Institute of Samples", "papers": 1}],
    }


def test_another_day_has_another_streak(worked: Program) -> None:
    assert worked.on(date(2024, 1, 4))("stats", "--json").json["streak"] == 0


def test_a_day_is_from_midnight_to_midnight_where_the_reader_is(run: Program) -> None:
    library = Library(run.home, lambda: datetime(2024, 1, 2, 23, tzinfo=UTC))
    library.commit(decisions.read([Paper("2401.00001", "Late")]))
    for zone, day in (("UTC", "2024-01-02"), ("JST-9", "2024-01-03")):
        assert run.with_(TZ=zone)("stats", "--json").json["days"][0]["day"] == day


def test_it_asks_nobody(worked: Program) -> None:
    assert worked.with_(HF_ENDPOINT="http://127.0.0.1:1")("stats").code == 0
