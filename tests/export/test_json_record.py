"""The JSON object that scripts rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from reader.export.json_record import record
from reader.paper import UNMARKED, ArxivVersion, Author, Marks, Paper

# The contract, in its order.
KEYS = (
    *("id", "title", "abstract", "authors", "published", "listed", "upvotes", "comments"),
    *("organization", "submitter", "summary", "keywords", "github", "github_stars", "project"),
    *(
        "url",
        "arxiv",
        "pdf",
        "version",
        "withdrawn",
        "read",
        "starred",
        "tags",
        "note",
        "citation_key",
    ),
)


def test_it_has_every_key_in_order_whatever_is_known() -> None:
    assert tuple(record(Paper("2307.08691", "A"), UNMARKED)) == KEYS


def test_unknown_is_null_and_an_empty_list_for_lists() -> None:
    bare = record(Paper("2307.08691", "A"), UNMARKED)
    lists = {"authors", "keywords", "tags"}
    known = {"id", "title", "url", "arxiv", "pdf", "read", "starred"}
    assert {key for key in KEYS if bare[key] is None} == set(KEYS) - lists - known
    assert [bare[key] for key in sorted(lists)] == [[], [], []]


def test_the_version_and_a_withdrawal_are_what_arxiv_or_the_feed_says() -> None:
    paper = Paper("2307.08691", "A")
    for withdrawn in (True, False):
        known = record(paper, UNMARKED, ArxivVersion(3, None, withdrawn))
        assert (known["version"], known["withdrawn"]) == (3, withdrawn)
    told = record(replace(paper, withdrawn_at=date(2024, 1, 2)), UNMARKED, ArxivVersion(3))
    assert told["withdrawn"] is True


def test_of_a_paper_known_by_its_id_alone_the_title_is_null() -> None:
    assert record(Paper("2307.08691", ""), UNMARKED)["title"] is None


def test_zero_is_not_unknown() -> None:
    votes = record(Paper("2307.08691", "A", upvotes=0, comments=0, github_stars=0), UNMARKED)
    assert (votes["upvotes"], votes["comments"], votes["github_stars"]) == (0, 0, 0)


def test_text_is_as_on_screen_and_dates_are_iso() -> None:
    said = record(
        Paper(
            "2307.08691",
            r"\emph{Fast} and 50\% Cheaper",
            "First.\nIt is ``quick''.",
            (Author("Tri Dao"), Author("李明")),
            published=date(2023, 7, 17),
            listed=date(2023, 7, 18),
            summary=r"R\&D in one sentence.",
            keywords=(r"R\&D", "混合"),
        ),
        UNMARKED,
    )
    assert said["title"] == "Fast and 50% Cheaper"
    assert said["abstract"] == "First.\nIt is “quick”."
    assert said["authors"] == ["Tri Dao", "李明"]
    assert (said["published"], said["listed"]) == ("2023-07-17", "2023-07-18")
    assert (said["summary"], said["keywords"]) == ("R&D in one sentence.", ["R&D", "混合"])


def test_marks_are_in_it_and_all_of_it_is_json() -> None:
    marks = Marks(True, True, ("a", "b"), "a note", "dao2023flash", key_fixed=True)
    said = json.loads(json.dumps(record(Paper("2307.08691", "A"), marks)))
    assert [said[key] for key in ("read", "starred", "tags", "note", "citation_key")] == [
        *(True, True, ["a", "b"], "a note", "dao2023flash"),
    ]
