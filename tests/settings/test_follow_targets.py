"""Who is followed is found again, whatever the name is made of."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.paper import UNMARKED, Author, Paper
from reader.query import parse
from reader.settings.follow_targets import FollowTarget, SavedEntry, free_name, saved_entry

NAMES = [
    ("Tri Dao", "author-tri-dao"),
    ("Łukasz Kaiser", "author-lukasz-kaiser"),
    ("李 飞飞", "author-li-feifei"),
    ("Ω", "author-o"),
    ("Conan O'Brien", "author-conan-o-brien"),
    ('Dwayne "The Rock" Johnson', "author-dwayne-the-rock-johnson"),
    ("Li, Fei-Fei", "author-li-fei-fei"),
    ("or", "author-or"),
    ("a\\b", "author-a-b"),
]


@pytest.mark.parametrize(("name", "entry"), NAMES)
def test_the_query_of_an_author_finds_the_author(name: str, entry: str) -> None:
    target = FollowTarget("author", name)
    paper = Paper("2401.00001", "Less is More", authors=(Author("Ada Example"), Author(name)))
    assert target.is_askable
    assert parse(target.query).matches(paper, UNMARKED)
    assert target.entry_name == entry


@given(st.text(max_size=80), st.sampled_from(["author", "org", "keyword", "tag"]))
def test_whatever_can_be_asked_is_known_again_and_has_a_bare_name(text: str, kind: str) -> None:
    target = FollowTarget(kind, text)  # type: ignore[arg-type]
    if not target.is_askable:
        return
    name = target.entry_name
    assert tomllib.loads(f'{name} = ""') == {name: ""}
    assert saved_entry({"mute": {name: (target.query,)}}, "mute", target) == SavedEntry(
        name, target.query
    )


@pytest.mark.parametrize("nothing", ["", "…", "--", "\u200d"])
def test_nobody_who_cannot_be_asked_for_is_offered(nothing: str) -> None:
    assert not FollowTarget("author", nothing).is_askable


def test_an_entry_by_hand_is_the_same_however_it_is_written() -> None:
    target = FollowTarget("author", "Tri Dao")
    for text in ('author:"tri dao"', "AUTHOR:'no'", '(author:"Tri  Dao")'):
        found = saved_entry({"highlight": {"mine": ("author:x", text)}}, "highlight", target)
        assert (found == SavedEntry("mine", text)) is ("no" not in text)
    wider = {"highlight": {"mine": ('author:"tri dao" or x', "up:>many", "dao")}}
    assert saved_entry(wider, "highlight", target) is None


def test_a_name_that_another_entry_has_gets_a_number() -> None:
    target = FollowTarget("keyword", "agents")
    tables = {"mute": {"keyword-agents": ("up:<3",), "keyword-agents-2": ("up:<4",)}, "views": {}}
    assert free_name(tables, "mute", target) == "keyword-agents-3"
    assert free_name(tables, "views", target) == "keyword-agents"
