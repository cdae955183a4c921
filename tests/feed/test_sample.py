"""The built-in day: facts as the service gave them, abstracts in words of our own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reader.feed import sample
from reader.paper import Period
from reader.text import clean

FACTS = (
    "id",
    "publishedAt",
    "submittedOnDailyAt",
    "upvotes",
    "githubRepo",
    "githubStars",
    "projectPage",
)
OURS = {"summary", "ai_keywords"}


def sample_items() -> list[dict[str, Any]]:
    """The items as the wire's objects; a test below sees to it that they are."""
    return [item for item in sample.items() if isinstance(item, dict)]


def every_string(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case list():
            return [text for each in value for text in every_string(each)]
        case dict():
            return [text for each in value.values() for text in every_string(each)]
        case _:
            return []


def seven_grams(text: str) -> set[tuple[str, ...]]:
    """Every run of seven words; a hyphenated word counts as its parts, as a hard reader would."""
    words = re.findall(r"[^\W_]+", text.lower())
    return {tuple(words[start : start + 7]) for start in range(len(words) - 6)}


PAPERS = [pytest.param(item["paper"], id=item["paper"]["id"]) for item in sample_items()]


class TestListing:
    def test_it_is_the_list_of_its_day_that_nobody_fetched(self) -> None:
        listing = sample.listing()
        assert listing.period == Period.day(sample.DAY)
        assert listing.fetched_at is None

    def test_every_item_can_be_read(self) -> None:
        listing = sample.listing()
        assert listing.broken == 0
        assert [paper.id for paper in listing.papers] == [
            item["paper"]["id"] for item in sample_items()
        ]
        assert len(listing.papers) == len(sample.items()) >= 24

    def test_every_paper_was_listed_that_day_and_published_before(self) -> None:
        for paper in sample.listing().papers:
            assert paper.listed == sample.DAY
            assert paper.published is not None
            assert paper.published < sample.DAY

    def test_most_upvoted_first_as_in_the_feed(self) -> None:
        upvotes = [paper.upvotes or 0 for paper in sample.listing().papers]
        assert upvotes == sorted(upvotes, reverse=True)

    def test_it_shows_what_a_day_can_hold(self) -> None:
        papers = sample.listing().papers
        names = {author.name for paper in papers for author in paper.authors}
        assert {"GigaWorld Team", "Zhaxizhuoma", "Václav Volhejn"} <= names
        assert max(len(paper.authors) for paper in papers) == 47
        for field in ("organization", "github", "project"):
            values = [getattr(paper, field) for paper in papers]
            assert None in values, field
            assert any(values), field

    def test_the_items_are_new_on_each_call(self) -> None:
        sample.items().clear()
        assert sample.items()


class TestText:
    @pytest.mark.parametrize("paper", PAPERS)
    def test_the_abstract_is_a_paragraph_of_its_own(self, paper: dict[str, Any]) -> None:
        assert 60 <= len(paper["summary"].split()) <= 140
        assert paper["summary"].endswith(".")
        assert paper["summary"] == " ".join(paper["summary"].split())

    @pytest.mark.parametrize("paper", PAPERS)
    def test_keywords_are_a_few_lower_case_terms(self, paper: dict[str, Any]) -> None:
        keywords = paper["ai_keywords"]
        assert 3 <= len(set(keywords)) == len(keywords) <= 6
        assert keywords == [keyword.lower() for keyword in keywords]

    def test_no_control_character_and_no_loose_space(self) -> None:
        for text in every_string(sample.items()):
            assert clean(text) == text == " ".join(text.split())

    def test_the_file_is_utf_8_as_a_person_would_read_it(self) -> None:
        text = Path(sample.__file__).with_name("day.json").read_text(encoding="utf-8")
        assert text == json.dumps(sample.items(), ensure_ascii=False, indent=1) + "\n"

    def test_nothing_but_facts_and_our_own_words(self) -> None:
        """No submitter, no picture, no internal id, no summary by a model."""
        for item in sample_items():
            assert item.keys() == {"paper", "numComments"}
            paper = item["paper"]
            assert paper.keys() <= {*FACTS, *OURS, "title", "authors", "organization"}
            assert all(author.keys() == {"name"} for author in paper["authors"])
            assert paper.get("organization", {"fullname": ""}).keys() == {"fullname"}

    def test_no_path_of_the_machine_that_made_it(self) -> None:
        for text in every_string(sample.items()):
            assert not re.search(r"file:|[A-Za-z]:\\|~/|(?<![^\s(\"'])/\w", text), text

    def test_the_note_names_the_day_and_whose_words_the_abstracts_are(self) -> None:
        assert f"{sample.DAY.day} {sample.DAY:%B %Y}" in sample.NOTE
        assert "our own words" in sample.NOTE


class TestAgainstTheRecordedDay:
    @pytest.fixture(scope="class")
    def items(self, recorded: Path) -> list[dict[str, Any]]:
        file = recorded / "daily" / f"{sample.DAY}.json"
        loaded: list[dict[str, Any]] = json.loads(file.read_bytes())
        return loaded

    def test_the_same_papers_in_the_same_order_with_the_same_facts(
        self, items: list[dict[str, Any]]
    ) -> None:
        def facts(item: dict[str, Any]) -> dict[str, Any]:
            paper = item["paper"]
            return {
                **{key: paper.get(key) for key in FACTS},
                "title": " ".join(paper["title"].split()),
                "authors": [each["name"] for each in paper["authors"]],
                "organization": paper.get("organization", {}).get("fullname"),
                "comments": item["numComments"],
            }

        assert list(map(facts, sample_items())) == list(map(facts, items))

    def test_no_seven_words_in_a_row_are_the_authors_own(self, items: list[dict[str, Any]]) -> None:
        for ours, theirs in zip(sample_items(), items, strict=True):
            written, found = (seven_grams(item["paper"]["summary"]) for item in (ours, theirs))
            assert written
            assert found
            assert not written & found, ours["paper"]["id"]


def test_opening_the_sample_loads_no_network_library() -> None:
    code = (
        "import sys; from reader.feed import sample; sample.listing();"
        "print(*sorted({'httpx', 'selectolax', 'textual', 'tinydb'} & sys.modules.keys()))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert finished.stdout.strip() == ""
