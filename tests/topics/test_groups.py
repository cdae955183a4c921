"""Folding a list by topic and by organisation."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.feed.item_decoder import decode_items
from reader.paper import Paper
from reader.topics import NO_ORGANIZATION, OTHER, Group, group_by_organization, group_by_topic
from tests.recorded import days as recorded_days

MOST_GROUPS = 12


def papers(*said: str | tuple[str, ...], title: str = "Something New") -> list[Paper]:
    """Papers that differ in their keywords, or where there is one word, in their titles."""
    return [
        Paper(f"2401.{number:05d}", each)
        if isinstance(each, str)
        else Paper(f"2401.{number:05d}", title, keywords=each)
        for number, each in enumerate(said)
    ]


def names(groups: Iterable[Group]) -> dict[str, int]:
    return {group.name: len(group.papers) for group in groups}


def test_papers_are_together_that_are_about_the_same() -> None:
    groups = group_by_topic(
        papers(
            ("video generation", "diffusion models"),
            ("GUI agents", "reinforcement learning"),
            ("Video understanding",),
            ("agentic search", "tool use"),
            ("multi-agent systems",),
            ("beekeeping",),
        )
    )
    assert names(groups) == {"agents": 3, "video": 2, OTHER: 1}
    assert [paper.id for paper in groups[0].papers] == ["2401.00001", "2401.00003", "2401.00004"]


def test_a_paper_without_keywords_is_known_by_its_title_and_abstract() -> None:
    groups = group_by_topic(
        [
            *papers("A Robot That Folds Shirts", ("robotic manipulation",)),
            Paper("2401.00003", "Folding", "We teach an arm. The robot folds; robots fold well."),
            Paper("2401.00004", "Ironing", "As a robot would, but this is about language."),
        ]
    )
    assert names(groups) == {"robotics": 3, OTHER: 1}


def test_what_a_paper_is_about_outweighs_how_it_is_done() -> None:
    (group,) = group_by_topic(
        papers(
            ("3D Gaussian splatting", "reinforcement learning", "GRPO", "policy optimization"),
            ("3D reconstruction", "novel view synthesis"),
        )
    )
    assert group.name == "3D"


def test_a_longer_word_says_more_than_its_parts() -> None:
    groups = group_by_topic(papers(*[("vision-language-action models",)] * 2))
    assert names(groups) == {"robotics": 2}


def test_keywords_that_recur_make_groups_that_no_table_knows() -> None:
    groups = group_by_topic(
        papers(
            ("Queen bees", "honey"),
            ("queen bees", "swarms"),
            ("the queen-bee problem",),
            ("deep sea vents",),
            ("deep-sea vents", "tube worms"),
        )
    )
    assert names(groups) == {"queen bees": 3, "deep sea vents": 2}


def test_an_abbreviation_stands_for_what_the_list_says() -> None:
    defined = papers(("honey tasting (HT)",), ("HT",), ("honey tasting",))
    assert names(group_by_topic(defined)) == {"honey tasting": 3}
    by_initials = papers(("Underwater Basket Weaving",), ("UBW",))
    assert names(group_by_topic(by_initials)) == {"Underwater Basket Weaving": 2}


def test_what_a_group_too_large_holds_is_parted() -> None:
    said = [*[("GUI agents",)] * 8, *[("embodied web agents",)] * 4, *[("agents",)] * 6]
    said += [("video generation",)] * 4
    found = names(group_by_topic(papers(*said)))
    assert found["video"] == 4
    assert found["GUI agents"] == 8


def test_a_late_paper_moves_no_other() -> None:
    day = papers(*[("video",)] * 4, *[("speech",)] * 3, *[("robot",)] * 3, ("honey",))
    before = {paper.id: group.name for group in group_by_topic(day) for paper in group.papers}
    late = Paper("2401.09999", "Late", keywords=("video", "speech"))
    after = {
        paper.id: group.name for group in group_by_topic([*day, late]) for paper in group.papers
    }
    assert after.items() >= before.items()


def test_no_papers_make_no_groups() -> None:
    assert group_by_topic([]) == group_by_organization([]) == ()


def test_by_organisation() -> None:
    made = ["Alpha", "Beta Lab", None, "ALPHA", "Gamma", "beta  lab", "Alpha"]
    day = [
        replace(paper, organization=name)
        for paper, name in zip(papers(*["x"] * len(made)), made, strict=True)
    ]
    assert names(group_by_organization(day)) == {
        "Alpha": 3,
        "Beta Lab": 2,
        OTHER: 1,
        NO_ORGANIZATION: 1,
    }
    assert [group.name for group in group_by_organization(day)][-2:] == [OTHER, NO_ORGANIZATION]


_WORDS = "video agent agents robot 3D speech honey bees queen of the GRPO LLM (GRPO) β é — 漢字"
words = st.sampled_from(_WORDS.split())
lines = st.lists(words, max_size=4).map(" ".join)
any_papers = st.lists(
    st.builds(
        Paper,
        id=st.integers(0, 99999).map("2401.{:05d}".format),
        title=lines | st.text(max_size=20),
        abstract=lines,
        keywords=st.lists(lines | st.text(max_size=8), max_size=4).map(tuple),
        organization=st.none() | st.text(max_size=4),
    ),
    max_size=60,
)


@given(any_papers)
def test_each_paper_is_in_exactly_one_group(day: list[Paper]) -> None:
    for fold in (group_by_topic, group_by_organization):
        groups = fold(day)
        held = [paper for group in groups for paper in group.papers]
        assert sorted(map(id, held)) == sorted(map(id, day))
        assert len({group.name for group in groups}) == len(groups)
        assert all(group.papers for group in groups)
        places = {id(paper): place for place, paper in enumerate(day)}
        for group in groups:
            order = [places[id(paper)] for paper in group.papers]
            assert order == sorted(order)
        assert fold(list(day)) == groups
    assert len(group_by_topic(day)) <= MOST_GROUPS


@pytest.fixture(scope="module")
def days() -> dict[str, list[Paper]]:
    return {
        path.stem: list(
            decode_items(json.loads(path.read_text("utf-8")), date.fromisoformat(path.stem)).papers
        )
        for path in recorded_days()
    }


def test_a_long_recorded_day_folds_into_five_to_twelve(days: dict[str, list[Paper]]) -> None:
    long = {day: group_by_topic(list_) for day, list_ in days.items() if len(list_) >= 30}
    assert long
    assert {day: len(groups) for day, groups in long.items() if not 5 <= len(groups) <= 12} == {}


def test_most_papers_of_a_recorded_day_are_somewhere(days: dict[str, list[Paper]]) -> None:
    shares = []
    for day, list_ in days.items():
        if len(list_) < 20:
            continue
        groups = group_by_topic(list_)
        shares.append(names(groups).get(OTHER, 0) / len(list_))
        inside = [len(group.papers) for group in groups if group.name != OTHER]
        assert min(inside) >= 2, day
        assert max(inside) <= max(0.5 * len(list_), 2), day
    assert sum(shares) / len(shares) < 0.2
    assert max(shares) < 0.45


def test_a_paper_less_hardly_moves_the_others(days: dict[str, list[Paper]]) -> None:
    moved = seen = 0
    for list_ in days.values():
        if len(list_) < 30:
            continue
        whole = {paper.id: group.name for group in group_by_topic(list_) for paper in group.papers}
        for leave in (0, len(list_) // 2, len(list_) - 1):
            rest = list_[:leave] + list_[leave + 1 :]
            parts = {
                paper.id: group.name for group in group_by_topic(rest) for paper in group.papers
            }
            moved += sum(whole[paper] != name for paper, name in parts.items())
            seen += len(parts)
    assert moved < 0.05 * seen
