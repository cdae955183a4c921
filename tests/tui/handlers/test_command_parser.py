"""What is typed after a colon, whole and half."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.tui.handlers.command_parser import VERBS, NoCommandError, parse


def mistake(typed: str) -> str:
    with pytest.raises(NoCommandError) as error:
        parse(typed)
    return str(error.value)


@pytest.mark.parametrize("verb", ["read", "unread", "star", "unstar", "mark"])
def test_without_a_query_that_is_said_to_be_missing(verb: str) -> None:
    for typed in (verb, f" {verb} "):
        assert mistake(typed).startswith(f"{verb}: on which papers?")


@pytest.mark.parametrize("verb", ["tag", "untag"])
def test_the_tag_is_asked_for_first_and_then_the_query(verb: str) -> None:
    assert mistake(verb).startswith(f"{verb}: which tag?")
    assert f"{verb} NAME QUERY" in mistake(verb)
    assert mistake(f"{verb} foo").startswith(f"{verb} foo: on which papers?")


def test_of_a_tag_to_be_renamed_each_name_is_asked_for() -> None:
    assert mistake("retag").startswith("retag: which tag?")
    assert mistake("retag old").startswith("retag old: to which tag?")
    assert "nothing else" in mistake("retag old new more")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tga foo up:5", "Did you mean tag?"),
        ("unstr up:5", "Did you mean unstar?"),
        ("READ up:5", "Did you mean read?"),
        ("unta foo up:5", "Did you mean untag?"),
        ("bookmark up:5", "Did you mean star?"),
        ("rename a b", "Did you mean retag?"),
        ("undo", "u does that: Undo the last change"),
        ("help", "? does that: Help"),
        ("note some words", "e does that: Write a note"),
    ],
)
def test_of_a_word_that_is_no_command_the_nearest_is_named(typed: str, meant: str) -> None:
    said = mistake(typed)
    assert said.startswith(f"There is no command {typed.partition(' ')[0]}")
    assert said.endswith(meant)


def test_where_nothing_is_near_all_are_named() -> None:
    assert mistake("zzz up:5").endswith(", ".join(VERBS))
    assert len(mistake("z" * 10_000)) < 200


def test_what_is_still_being_typed_is_no_mistake_yet() -> None:
    assert mistake("ta") == "tag, then a query"
    assert mistake("un") == "unread or unstar or untag, then a query"


@given(st.text(max_size=40))
def test_whatever_is_typed_there_is_a_command_or_a_sentence(typed: str) -> None:
    try:
        assert parse(typed).verb in VERBS
    except NoCommandError as error:
        assert str(error).strip()
