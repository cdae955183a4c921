"""One item of the feed as one paper: what is taken, what is cleaned, what is unknown."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import FeedError
from reader.feed import item_decoder
from reader.feed.item_decoder import BrokenItem, decode_item, decode_items
from reader.paper import Author, Paper
from reader.text import clean, json_decoder
from tests.feed_items import ABSENT, author, group, item, items, user
from tests.recorded import days as recorded_days
from tests.thoroughness import examples

DAY = date(2024, 1, 2)


def without_wrapper(**fields: Any) -> dict[str, Any]:
    """An item as the service gives it for one paper alone."""
    return dict(item(**fields)["paper"])


class TestWholeItem:
    def test_everything_the_service_says_is_in_the_paper(self) -> None:
        assert decode_item(item("2401.00001", "Less is Enough")) == Paper(
            id="2401.00001",
            title="Less is Enough",
            abstract=(
                "We ask whether a model that is told less can do more. On four tasks it can: "
                "with 54.6\\% of the words it keeps all of its accuracy.\n"
                "The code is at https://example.org/less."
            ),
            authors=(Author("Ada Example"), Author("Bo van der Muster")),
            published=date(2024, 1, 1),
            listed=DAY,
            upvotes=12,
            comments=2,
            organization="Institute of Samples",
            submitter="Cy Probe",
            summary="A model that is told less can do more.",
            keywords=("language models", "brevity"),
            github="https://github.com/example/less",
            github_stars=34,
            project="https://example.org/2401.00001",
        )

    def test_a_flat_item_says_the_same_but_for_the_comments(self) -> None:
        flat = decode_item(without_wrapper())
        assert flat.comments is None
        assert flat.as_record() == {
            name: value
            for name, value in decode_item(item()).as_record().items()
            if name != "comments"
        }

    def test_an_id_and_a_title_are_enough(self) -> None:
        assert decode_item({"paper": {"id": "2401.00001", "title": "A"}}) == Paper(
            "2401.00001", "A"
        )

    @pytest.mark.parametrize(
        ("sent", "day"),
        [
            ("2024-02-01T10:00:00.000Z", date(2024, 2, 1)),
            ("2024-02-01", date(2024, 2, 1)),
            (None, None),
            ("", None),
            (True, None),
            ("yes", None),
        ],
    )
    def test_a_withdrawal_is_believed_where_it_has_a_day(
        self, sent: object, day: date | None
    ) -> None:
        assert decode_item(item(withdrawnAt=sent)).withdrawn_at == day

    def test_keys_that_nobody_knows_yet_are_passed_over(self) -> None:
        assert decode_item(item(noveltyAt="2024-02-01", novelty={"a": [1]})) == decode_item(item())


class TestIdentity:
    @pytest.mark.parametrize(
        ("written", "bare"),
        [
            ("2401.00001", "2401.00001"),
            ("2401.00001v3", "2401.00001"),
            (" 0704.0001 ", "0704.0001"),
        ],
    )
    def test_the_id_is_bare(self, written: str, bare: str) -> None:
        assert decode_item(item(written)).id == bare

    @pytest.mark.parametrize(
        "written",
        [ABSENT, None, 2401.00001, "", "cs/0112017", "2401.1", "2401.000011", "٢٤٠١.٠٠٠٠١", "v1"],
    )
    def test_without_an_arxiv_id_it_is_broken(self, written: Any) -> None:
        with pytest.raises(BrokenItem, match="arXiv id"):
            decode_item(item(written))

    def test_a_long_id_is_quoted_shortened_and_clean(self) -> None:
        with pytest.raises(BrokenItem) as caught:
            decode_item(item("\x1b[31m" + "x" * 10_000))
        assert len(str(caught.value)) < 100
        assert "\x1b" not in str(caught.value)

    @pytest.mark.parametrize("title", [ABSENT, None, 7, "", " \n ", "\u200b\x07"])
    def test_without_a_title_it_is_broken(self, title: Any) -> None:
        with pytest.raises(BrokenItem, match=r"2401\.00001 has no title"):
            decode_item(item(title=title))

    @pytest.mark.parametrize("value", [None, True, 3, "paper", [], {}, {"paper": None}])
    def test_what_is_no_paper_is_broken(self, value: object) -> None:
        with pytest.raises(BrokenItem):
            decode_item(value)


class TestTitle:
    def test_the_papers_own_goes_before_the_wrappers(self) -> None:
        both = item(title="Of the paper")
        both["title"] = "Of the wrapper"
        assert decode_item(both).title == "Of the paper"

    def test_the_wrappers_serves_where_the_paper_has_none(self) -> None:
        both = item(title="Of both")
        del both["paper"]["title"]
        assert decode_item(both).title == "Of both"

    def test_a_wrapped_line_is_joined(self) -> None:
        assert decode_item(item(title="A Title\n  That was Wrapped")).title == (
            "A Title That was Wrapped"
        )


class TestDates:
    def test_the_day_is_that_of_submission_to_the_list(self) -> None:
        listed = item(submittedOnDailyAt="2024-03-04T23:59:59.000Z")
        assert decode_item(listed, DAY).listed == date(2024, 3, 4)

    @pytest.mark.parametrize(
        "written", [ABSENT, None, 20240304, "", "yesterday", "2024-13-40T00:00", "2024-W10-1"]
    )
    def test_else_it_is_the_day_that_was_asked_for(self, written: Any) -> None:
        assert decode_item(item(submittedOnDailyAt=written), DAY).listed == DAY
        assert decode_item(item(submittedOnDailyAt=written)).listed is None

    def test_publication_is_not_taken_from_the_wrapper(self) -> None:
        both = item(publishedAt=ABSENT)
        assert "publishedAt" in both
        assert decode_item(both).published is None


class TestCounts:
    @pytest.mark.parametrize("value", [ABSENT, None, -1, True, False, 1.5, "12", [3], 10**400])
    def test_what_counts_nothing_is_unknown(self, value: Any) -> None:
        paper = decode_item(item(upvotes=value, numComments=value, githubStars=value))
        assert (paper.upvotes, paper.comments, paper.github_stars) == (None, None, None)

    def test_nothing_is_a_count(self) -> None:
        paper = decode_item(item(upvotes=0, numComments=0, githubStars=0))
        assert (paper.upvotes, paper.comments, paper.github_stars) == (0, 0, 0)

    def test_votes_are_the_papers_and_comments_the_wrappers(self) -> None:
        both = item(upvotes=5, numComments=7) | {"upvotes": 99}
        both["paper"]["numComments"] = 98
        paper = decode_item(both)
        assert (paper.upvotes, paper.comments) == (5, 7)


class TestPeople:
    @pytest.mark.parametrize("hidden", [True, "yes", 1, {"since": "2024-01-02"}])
    @pytest.mark.parametrize("at", range(3))
    def test_one_who_hid_the_paper_from_a_profile_is_an_author(self, at: int, hidden: Any) -> None:
        names = ("Ada Example", "Bo Muster", "Cy Probe")
        authors = [author(name) for name in names]
        authors[at]["hidden"] = hidden
        assert decode_item(item(authors=authors)).authors == tuple(map(Author, names))

    def test_a_name_that_stands_twice_stays_twice(self) -> None:
        authors = [author("Wei Example"), author("Wei Example")]
        assert len(decode_item(item(authors=authors)).authors) == 2

    def test_what_is_no_author_is_left_out(self) -> None:
        authors = ["Ada Example", None, {}, {"name": None}, {"name": " \x00 "}, author("Bo\x1b[0m")]
        assert decode_item(item(authors=authors)).authors == (Author("Bo[0m"),)

    @pytest.mark.parametrize("value", [ABSENT, None, {}, "Ada Example"])
    def test_no_list_is_no_authors(self, value: Any) -> None:
        assert decode_item(item(authors=value)).authors == ()

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"submittedOnDailyBy": user("Full Name", "login")}, "Full Name"),
            ({"submittedOnDailyBy": {"user": "login"}}, "login"),
            ({"submittedOnDailyBy": {"fullname": " ", "name": "login"}}, "login"),
            ({"submittedOnDailyBy": ABSENT, "submittedBy": user("Older Name", "x")}, "Older Name"),
            ({"submittedOnDailyBy": "Full Name", "submittedBy": ABSENT}, None),
            ({"submittedOnDailyBy": user("例え Ada 🇵🇸", "x")}, "例え Ada 🇵🇸"),
        ],
        ids=["full name", "login as user", "login as name", "wrapper", "text", "flag"],
    )
    def test_the_submitter(self, fields: dict[str, Any], name: str | None) -> None:
        assert decode_item(item(**fields)).submitter == name

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"organization": {"name": "samples"}}, "samples"),
            ({"organization": ABSENT}, None),
            ({"organization": ["samples"]}, None),
            ({"organization": ABSENT, "submitterOrganization": group("Older", "o")}, "Older"),
        ],
        ids=["login", "absent", "list", "older key"],
    )
    def test_the_organization(self, fields: dict[str, Any], name: str | None) -> None:
        assert decode_item(item(**fields)).organization == name

    def test_the_older_organization_stands_on_the_wrapper(self) -> None:
        older = item(organization=ABSENT) | {"submitterOrganization": group("Older", "o")}
        assert decode_item(older).organization == "Older"


class TestModelText:
    def test_empty_and_repeated_keywords_are_dropped(self) -> None:
        keywords = ["RL", "", " rl ", 7, None, "vision\n", "RL"]
        assert decode_item(item(ai_keywords=keywords)).keywords == ("RL", "vision")

    @pytest.mark.parametrize("value", [ABSENT, None, "a, b", {"a": 1}])
    def test_no_list_is_no_keywords(self, value: Any) -> None:
        assert decode_item(item(ai_keywords=value)).keywords == ()

    @pytest.mark.parametrize("value", [ABSENT, None, "", 4])
    def test_a_fresh_paper_has_no_summary(self, value: Any) -> None:
        assert decode_item(item(ai_summary=value)).summary is None


class TestLinks:
    @pytest.mark.parametrize(
        "address",
        [
            "https://github.com/example/less",
            "HTTP://example.org",
            "http://[::1]:8000/a?b=c#d",
            "https://例え.example/ü",
        ],
    )
    def test_web_addresses_are_taken(self, address: str) -> None:
        paper = decode_item(item(githubRepo=address, projectPage=f" {address}\n"))
        assert (paper.github, paper.project) == (address, address)

    @pytest.mark.parametrize(
        "address",
        [
            *(ABSENT, None, 5, "", " ", "example.org", "//example.org", "https://", "https:///x"),
            *("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://example.org"),
            *("https://example.org/a b", "https://example.org/\x1b]8;;", "https://exa\nmple.org"),
            *("java\nscript:x", "https://example.org/\u202egpj", "http://[::1", "https://\ud800"),
            "https://example.org/" + "a" * 2000,
        ],
    )
    def test_anything_else_is_unknown(self, address: Any) -> None:
        paper = decode_item(item(githubRepo=address, projectPage=address))
        assert (paper.github, paper.project) == (None, None)


class TestSizes:
    def test_every_part_of_a_paper_is_bounded(self) -> None:
        paper = decode_item(
            item(
                title="t" * 10_000,
                summary="s " * 100_000,
                ai_summary="a" * 100_000,
                authors=[author("n" * 1_000)] * 6_000,
                ai_keywords=[f"{n} " + "k" * 1_000 for n in range(500)],
            )
        )
        assert len(paper.title) == item_decoder.MAX_TITLE
        assert len(paper.abstract) <= item_decoder.MAX_ABSTRACT
        assert paper.summary is not None
        assert len(paper.summary) == item_decoder.MAX_SUMMARY
        assert len(paper.authors) == item_decoder.MAX_AUTHORS
        assert {len(each.name) for each in paper.authors} == {json_decoder.MAX_NAME}
        assert len(paper.keywords) == item_decoder.MAX_KEYWORDS
        assert {len(keyword) for keyword in paper.keywords} == {item_decoder.MAX_KEYWORD}


class TestList:
    def test_papers_stand_in_feed_order_beside_their_items(self) -> None:
        sent = items(3)
        decoded = decode_items(sent, DAY)
        assert [paper.title for paper in decoded.papers] == [each["title"] for each in sent]
        assert decoded.items == tuple(sent)
        assert (decoded.broken, decoded.reasons) == (0, ())

    def test_one_bad_item_never_costs_the_others(self) -> None:
        good = item("2401.00001")
        decoded = decode_items([None, good, item("cs/0112017"), item("2401.00002", "")], DAY)
        assert [paper.id for paper in decoded.papers] == ["2401.00001"]
        assert decoded.items == (good,)
        assert decoded.broken == 3
        assert decoded.reasons == (
            "item 1: null is not a paper",
            "item 3: “cs/0112017” is not an arXiv id",
            "item 4: 2401.00002 has no title",
        )

    def test_a_paper_that_stands_twice_is_taken_once_and_not_broken(self) -> None:
        first, again = item("2506.01920", "First"), item("2506.01920v2", "Again")
        decoded = decode_items([first, item("2506.01921"), again], DAY)
        assert [paper.title for paper in decoded.papers] == ["First", decoded.papers[1].title]
        assert decoded.items[0] is first
        assert len(decoded.items) == len(decoded.papers) == 2
        assert decoded.broken == 0

    def test_an_empty_day_has_no_papers(self) -> None:
        assert decode_items([], DAY).papers == ()

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            ({"papers": []}, "an object"),
            (None, "null"),
            ("[]", "a text"),
            (0, "a number"),
            (True, "a truth value"),
        ],
    )
    def test_what_is_no_list_is_said(self, value: object, words: str) -> None:
        with pytest.raises(FeedError, match=f"{words} came where a list of papers was expected"):
            decode_items(value, DAY)

    def test_a_list_that_is_too_long_to_be_true_is_refused(self) -> None:
        with pytest.raises(FeedError, match="more than can be true"):
            decode_items([None] * (item_decoder.MAX_ITEMS + 1), DAY)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children),
    max_leaves=10,
)
PAPER_KEYS = [*sorted(item()["paper"]), "submitterOrganization"]
WRAPPER_KEYS = sorted(item())
LIKELY = (
    JSON
    | st.sampled_from(["2401.00001", "2024-01-02T00:00:00.000Z", "https://example.org", -1, "\x1b"])
    | st.dictionaries(st.sampled_from(["fullname", "name", "user", "hidden"]), JSON)
    | st.lists(st.dictionaries(st.sampled_from(["name", "hidden"]), JSON), max_size=3)
)
PAPERS = st.dictionaries(st.sampled_from(PAPER_KEYS), LIKELY)
USABLE = st.fixed_dictionaries({"id": st.just("2401.00001"), "title": st.text(min_size=1)})
ITEMS = st.one_of(
    JSON,
    PAPERS,
    st.builds(lambda paper, usable: {"paper": paper | usable}, PAPERS, USABLE),
    st.builds(
        lambda wrapper, paper: wrapper | {"paper": paper},
        st.dictionaries(st.sampled_from(WRAPPER_KEYS), LIKELY),
        PAPERS | JSON,
    ),
)


def strings(paper: Paper) -> list[str]:
    """Every text of a paper."""
    texts = [paper.id, paper.title, paper.abstract, *paper.keywords]
    texts += [each.name for each in paper.authors]
    named = (paper.organization, paper.submitter, paper.summary, paper.github, paper.project)
    return texts + [text for text in named if text is not None]


@given(ITEMS)
def test_any_json_is_a_clean_paper_or_a_broken_item(value: object) -> None:
    try:
        paper = decode_item(value, DAY)
    except BrokenItem as error:
        assert str(error)
    else:
        assert paper.title
        assert all(text == clean(text) for text in strings(paper))
        assert Paper.from_record(json.loads(json.dumps(paper.as_record()))) == paper


@examples(80)
@given(st.lists(ITEMS, max_size=6))
def test_any_list_is_read_to_its_end(values: list[object]) -> None:
    decoded = decode_items(values, DAY)
    assert len(decoded.papers) == len(decoded.items) <= len(values) - decoded.broken
    assert len({paper.id for paper in decoded.papers}) == len(decoded.papers)


class TestRecordedDays:
    """Real answers of two years."""

    @pytest.fixture(scope="class")
    def days(self) -> dict[date, item_decoder.DecodedItems]:
        return {
            (day := date.fromisoformat(file.stem)): decode_items(json.loads(file.read_bytes()), day)
            for file in recorded_days()
        }

    def test_all_are_read_and_nothing_is_broken(
        self, days: dict[date, item_decoder.DecodedItems]
    ) -> None:
        assert len(days) > 10
        assert [reason for decoded in days.values() for reason in decoded.reasons] == []
        assert all(decoded.papers for decoded in days.values())

    def test_every_paper_has_what_the_service_never_leaves_out(
        self, days: dict[date, item_decoder.DecodedItems]
    ) -> None:
        for decoded in days.values():
            for paper in decoded.papers:
                assert paper.abstract
                assert paper.authors
                assert paper.published is not None
                assert paper.upvotes is not None
                assert paper.comments is not None

    def test_the_day_of_listing_is_the_day_asked_for(self) -> None:
        for file in recorded_days():
            sent = json.loads(file.read_bytes())
            day = date.fromisoformat(file.stem)
            said = day if day >= date(2025, 3, 17) else None
            assert {paper.listed for paper in decode_items(sent, None).papers} == {said}
            assert {paper.listed for paper in decode_items(sent, day).papers} == {day}

    def test_no_paper_was_published_after_it_was_listed(
        self, days: dict[date, item_decoder.DecodedItems]
    ) -> None:
        papers = [paper for decoded in days.values() for paper in decoded.papers]
        assert all(p.published <= p.listed for p in papers if p.published and p.listed)

    def test_every_text_is_clean(self, days: dict[date, item_decoder.DecodedItems]) -> None:
        for decoded in days.values():
            for paper in decoded.papers:
                assert all(text == clean(text) for text in strings(paper))
                assert "\n" not in paper.title

    def test_nothing_real_is_cut(self, days: dict[date, item_decoder.DecodedItems]) -> None:
        papers = [paper for decoded in days.values() for paper in decoded.papers]
        assert max(len(paper.authors) for paper in papers) < item_decoder.MAX_AUTHORS
        for paper in papers:
            assert len(paper.title) < item_decoder.MAX_TITLE
            assert len(paper.abstract) < item_decoder.MAX_ABSTRACT
            assert len(paper.summary or "") < item_decoder.MAX_SUMMARY

    def test_the_newest_first_answer_crosses_days(self, archived: Path) -> None:
        sent = json.loads((archived / "wire" / "2026-07-13_limit25.json").read_bytes())
        days = [paper.listed for paper in decode_items(sent, None).papers]
        assert days == [date(2026, 7, 13)] * 14 + [date(2026, 7, 10)] * 11
