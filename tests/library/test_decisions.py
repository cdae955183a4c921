"""What a decision changes."""

from __future__ import annotations

import pytest

from reader.library import FieldUpdate, decisions
from reader.library.tags import parse_tag_line, tag_name
from tests.library.desk import paper

P1 = paper(1).id


def test_a_read_remembers_the_votes() -> None:
    assert decisions.read([paper(1)]) == [
        FieldUpdate(P1, "read", True),
        FieldUpdate(P1, "votes", 1),
    ]


def test_a_star_reads_too_and_its_end_does_not_unread() -> None:
    assert {wish.field for wish in decisions.star([paper(1)])} == {"starred", "read", "votes"}
    assert decisions.unstar([paper(1)]) == [FieldUpdate(P1, "starred", False)]


def test_each_tag_is_a_field_of_its_own() -> None:
    assert decisions.tag([paper(1)], ["rl"], ["old"]) == [
        FieldUpdate(P1, "tag:old", False),
        FieldUpdate(P1, "tag:rl", True),
    ]


def test_a_note_keeps_its_lines_and_nothing_that_harms_a_terminal() -> None:
    assert decisions.note([paper(1)], " see \n\x1b[1m chapter  3\n") == [
        FieldUpdate(P1, "note", "see\n[1m chapter  3")
    ]
    assert decisions.note([paper(1)], " \n") == [FieldUpdate(P1, "note", None)]


def test_a_place_belongs_to_no_paper() -> None:
    assert decisions.place("queue", P1) == [FieldUpdate("", "queue", P1)]


@pytest.mark.parametrize(
    ("typed", "add", "remove"),
    [
        ("rl", ["rl"], []),
        ("rl, agents -old", ["rl", "agents"], ["old"]),
        ("to-do", ["to-do"], []),
        ("-", [], []),
        ("  ", [], []),
        ("--both--", [], ["both"]),
    ],
)
def test_a_line_of_tags(typed: str, add: list[str], remove: list[str]) -> None:
    assert parse_tag_line(typed) == (add, remove)


def test_a_tag_is_one_word() -> None:
    assert tag_name(" deep  learning,\x07 ") == "deep-learning"
    assert len(tag_name("x" * 1000)) <= 80
