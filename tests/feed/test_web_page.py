"""The lists and discussions that the web pages of the service carry."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import FeedError
from reader.feed.discussion_decoder import Discussion, decode_discussion
from reader.feed.item_decoder import decode_items
from reader.feed.web_page import PageListing, listing_items, paper_props
from tests.feed_items import comment, item, items
from tests.feed_pages import Write, as_sent, listing_props, nested, page, prettified
from tests.feed_pages import paper_props as props_of

AWKWARD = [
    item("2401.00001", 'Quotes " and \' and \\" and > </div> < & &amp; &quot; &#x27; π 例え 🇵🇸'),
    item("2401.00002", "<script>alert(1)</script><!-- data-target='DailyPapers' -->"),
]
EITHER = pytest.mark.parametrize("write", [as_sent, prettified], ids=["as sent", "prettified"])


def discussed(html: str) -> Discussion:
    return decode_discussion(paper_props(html))


class TestListing:
    @EITHER
    def test_its_items_are_those_of_the_api(self, write: Write) -> None:
        told = {"dateString": "2024-01-02", "periodType": "day", "isTrending": False}
        html = page("DailyPapers", listing_props(AWKWARD, **told), write)
        assert listing_items(html) == PageListing([*AWKWARD], "day", "2024-01-02", False)

    @pytest.mark.parametrize(
        ("told", "kind", "value"),
        [
            ({"dateString": "2026-09-28", "periodType": "day"}, "day", "2026-09-28"),
            ({"date": "2024-08-01T00:00:00.000Z"}, "day", "2024-08-01"),
            ({"dateString": "2026-W30", "periodType": "week"}, "week", "2026-W30"),
            ({"dateString": "2026-07-20", "periodType": "week"}, "week", "2026-W30"),
            ({"dateString": "2026-12-31", "periodType": "week"}, "week", "2026-W53"),
            ({"dateString": "2026-07", "periodType": "month"}, "month", "2026-07"),
            ({"dateString": "2026-07-01", "periodType": "month"}, "month", "2026-07"),
            ({"dateString": "Week 30", "periodType": "week"}, "week", None),
            ({"periodType": "month"}, "month", None),
            ({"dateString": "2026-13-40", "periodType": "day"}, None, None),
            ({"dateString": 20260928, "periodType": "day"}, None, None),
            ({"dateString": "2026", "periodType": "year"}, None, None),
            ({"dateString": "2026-09-28", "periodType": ["day"]}, None, None),
            ({}, None, None),
        ],
    )
    def test_what_it_is_the_list_of(
        self, told: dict[str, Any], kind: str | None, value: str | None
    ) -> None:
        found = listing_items(page("DailyPapers", listing_props(items(2), **told)))
        assert (found.kind, found.value, found.trending) == (kind, value, False)
        assert found.day == (date.fromisoformat(value) if kind == "day" and value else None)

    def test_what_trends_is_of_no_day(self) -> None:
        told = {"dateString": "2026-09-28", "periodType": "day", "isTrending": True}
        found = listing_items(page("DailyPapers", listing_props(items(2), **told)))
        assert found == PageListing([*items(2)], None, None, True)

    def test_a_page_without_papers_is_an_empty_list(self) -> None:
        assert listing_items(page("DailyPapers", listing_props([]))).items == []

    def test_items_that_are_none_come_along(self) -> None:
        assert listing_items(page("DailyPapers", listing_props([1, None]))).items == [1, None]


class TestNoListing:
    @pytest.mark.parametrize(
        ("html", "sentence"),
        [
            ("", "This is not a page of daily papers."),
            ("<html><title>Welcome to our hotel</title>", "This is not a page of daily papers."),
            (page("PaperContent", {"comments": []}), "This is not a page of daily papers."),
            (page("DailyPapers", {"papers": []}), "This is not a page of daily papers."),
            (page("DailyPapers", [1]), "This is not a page of daily papers."),
            ("<div data-target=DailyPapers>", "The data in the page cannot be read."),
            (
                "<div data-target=DailyPapers data-props='{&quot;dailyPapers&quot;:'>",
                "The data in the page cannot be read.",
            ),
            (
                f"<div data-target=DailyPapers data-props='{'[' * 100_000}'>",
                "The data in the page cannot be read.",
            ),
            (page("DailyPapers", {"dailyPapers": {}}), "The list in the page cannot be read."),
            (
                "<!-- <div data-target=DailyPapers data-props='{\"dailyPapers\":[]}'> -->",
                "This is not a page of daily papers.",
            ),
            ("\0" * 100, "This is not a page of daily papers."),
        ],
        ids=[
            *("empty", "another", "a paper", "other data", "a list", "no data", "cut", "deep"),
            *("no list", "a comment", "binary"),
        ],
    )
    def test_is_said_in_a_sentence(self, html: str, sentence: str) -> None:
        with pytest.raises(FeedError) as caught:
            listing_items(html)
        assert caught.value.sentence == sentence

    @pytest.mark.parametrize(
        "html",
        [
            "<div>" * 400_000,
            "<b id=x><table>" * 200_000,
            '<a b="' * 400_000,
            "<a b='" * 400_000,
            "<a" * 1_000_000,
            "<a b=" * 400_000,
            "<!--" * 500_000,
            "<script>" * 300_000,
            "<script " * 300_000,
            "</" * 1_000_000,
            "<div data-target=DailyPapers " + " ".join(f"a{n}" for n in range(300_000)) + ">",
            " " * 3_000_000,
        ],
        ids=lambda html: html[:12],
    )
    def test_markup_that_goes_on_and_on_is_read_in_one_pass(self, html: str) -> None:
        with pytest.raises(FeedError, match="this is not a page"):
            listing_items(html)

    def test_a_page_beyond_all_size_is_not_read(self) -> None:
        with pytest.raises(FeedError, match="larger than 32 MB"):
            listing_items(" " * (32 * 1024 * 1024 + 1))


class TestDiscussion:
    COMMENTS = (
        comment("a", 'Is it "better"? <b>&quot;Yes&quot;</b>', at="2024-01-02T09:00:00.000Z"),
        comment("b", "Spam", at="2024-01-02T10:00:00.000Z", parent="a", hidden=True),
        comment("c", "No.", at="2024-01-02T11:00:00.000Z", parent="b"),
    )

    @EITHER
    def test_is_that_of_the_api(self, write: Write) -> None:
        html = page("PaperContent", props_of(item()["paper"], list(self.COMMENTS)), write)
        flat = decode_discussion({"comments": list(self.COMMENTS)})
        assert discussed(html) == flat
        assert [(each.id, each.depth) for each in flat.comments] == [("a", 0), ("b", 1), ("c", 2)]
        assert [each.hidden for each in flat.comments] == [False, True, False]

    def test_the_first_element_counts_and_not_one_in_a_comment(self) -> None:
        false = page("PaperContent", {"comments": []})
        true = page("PaperContent", {"comments": nested(list(self.COMMENTS))})
        assert len(discussed(true + false).comments) == 3

    def test_a_listing_has_none(self) -> None:
        with pytest.raises(FeedError) as caught:
            discussed(page("DailyPapers", listing_props(items(1))))
        assert caught.value.sentence == "This is not the page of a paper with its discussion."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=5), children)
    ),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=4), st.sampled_from([as_sent, prettified]))
def test_any_data_comes_out_of_a_page_as_it_went_in(values: list[Any], write: Write) -> None:
    assert paper_props(page("PaperContent", {"comments": values}, write))["comments"] == values


@given(
    st.lists(
        st.sampled_from(
            [
                *("<div", ">", " data-target=", "DailyPapers", " data-props=", '"', "'", "&q"),
                *("<!--", "-->", "<script>", "</script>", "{", "}", "[", "]", ":", "=", "/"),
                *("dailyPapers", "\0", " "),
            ]
        ),
        max_size=40,
    )
)
def test_any_text_is_a_listing_or_said_to_be_none(parts: list[str]) -> None:
    try:
        listing_items("".join(parts))
    except FeedError as error:
        assert error.sentence.endswith(".")


class TestRecorded:
    def page(self, archived: Path, name: str) -> str:
        return (archived / "html" / name).read_text("utf-8")

    def test_a_listing_of_2024(self, archived: Path) -> None:
        found = listing_items(self.page(archived, "listing-2024-08-01.html"))
        assert (found.kind, found.value, found.trending) == ("day", "2024-08-01", False)
        decoded = decode_items(found.items, found.day)
        assert (len(decoded.papers), decoded.reasons) == (13, ())

    def test_it_is_what_the_api_says(self, archived: Path) -> None:
        file = archived / "daily" / "2024-08-01.json"
        if not file.exists():
            pytest.skip("the same day was not recorded")
        found = listing_items(self.page(archived, "listing-2024-08-01.html"))
        told = {each["paper"]["id"]: each for each in json.loads(file.read_bytes())}
        common = [each for each in found.items if each["paper"]["id"] in told]  # type: ignore[index]
        assert len(common) > 5
        for each in decode_items(common, found.day).papers:
            (other,) = decode_items([told[each.id]], found.day).papers
            assert (each.title, each.abstract) == (other.title, other.abstract)
            assert (each.published, each.listed) == (other.published, other.listed)

    def test_a_listing_of_2026(self, archived: Path) -> None:
        found = listing_items(self.page(archived, "listing-2026-09-28.TRANSCRIBED-3of28.html"))
        assert (found.kind, found.value, found.trending) == ("day", "2026-09-28", False)
        decoded = decode_items(found.items, None)
        assert {paper.listed for paper in decoded.papers} == {date(2026, 9, 28)}
        assert (len(decoded.papers), decoded.reasons) == (3, ())

    def test_a_paper_whose_page_was_prettified(self, archived: Path) -> None:
        html = self.page(archived, "paper-2509.24002-with-comments.bs4-prettified.html")
        (shown,) = discussed(html).comments
        assert (shown.login, shown.depth, shown.reactions) == ("Jakumetsu", 0, {})
        assert len(paper_props(html)["comments"]) == 2  # type: ignore[arg-type]
