"""Records of published papers: what is believed of them, and what never is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.citation.publication import Publication
from reader.metadata.doi_registries import (
    Unpublished,
    publication_from_registry,
    publication_from_scholar,
)
from tests.arxiv_server import csl, record

TITLES = ("Less is More", "Less is Still More")
DOI = "10.1145/1"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


class TestOfARegistry:
    def test_a_paper_in_proceedings_is_taken(self) -> None:
        assert publication_from_registry(csl("Less Is Still More"), DOI, TITLES) == Publication(
            "inproceedings",
            "Proceedings of the Example Conference",
            2024,
            "doi.org",
            DOI,
            pages="1-10",
            publisher="Example Press",
        )

    def test_a_paper_in_a_journal_is_taken(self) -> None:
        item = csl(
            ["Less is <b>More</b>"],
            **{"type": "journal-article", "container-title": ["Nature &amp; Co"]},
            **{"volume": 12, "issue": "3", "page": None, "article-number": "e7"},
        )
        found = publication_from_registry(item, DOI, TITLES)
        assert (found.kind, found.venue, found.publisher) == ("article", "Nature & Co", None)
        assert (found.volume, found.number, found.pages) == ("12", "3", "e7")

    def test_proceedings_that_come_as_a_book_of_a_series_have_both_names(self) -> None:
        venues = ["Lecture Notes in Computer Science", "Examples 2024"]
        item = csl(TITLES[0], **{"type": "book-chapter", "container-title": venues})
        found = publication_from_registry(item, DOI, TITLES)
        assert (found.kind, found.series, found.venue) == ("inproceedings", *venues)
        plain = csl(TITLES[0], **{"type": "chapter", "container-title": "A Handbook"})
        assert publication_from_registry(plain, DOI, TITLES).kind == "incollection"

    def test_a_subtitle_may_be_apart(self) -> None:
        item = csl("Less", subtitle=["Is More"])
        assert publication_from_registry(item, DOI, ["Less: Is More"]).year == 2024

    @pytest.mark.parametrize(
        ("item", "reason"),
        [
            (None, "says nothing"),
            ([], "says nothing"),
            (csl("Quite Another"), "under another title, “Quite Another”"),
            (csl("Less is More: A Study"), "under another title"),
            (csl(None), "without a title"),  # type: ignore[arg-type]
            (csl(TITLES[0], type="posted-content"), "not as a paper in a journal"),
            (csl(TITLES[0], type="article"), "not as a paper in a journal"),
            (csl(TITLES[0], type=["x"]), "not as a paper in a journal"),
            (csl(TITLES[0], **{"container-title": None}), "not as a paper in a journal"),
            (csl(TITLES[0], **{"container-title": "arXiv.org"}), "not as a paper in a journal"),
            (csl(TITLES[0], issued=None), "does not say when"),
            (csl(TITLES[0], issued={"date-parts": [[None]]}), "does not say when"),
            (csl(TITLES[0], issued={"date-parts": [[20240]]}), "does not say when"),
        ],
    )
    def test_what_is_not_beyond_doubt_is_refused(self, item: Any, reason: str) -> None:
        with pytest.raises(Unpublished, match=reason):
            publication_from_registry(item, DOI, TITLES)

    @given(st.dictionaries(st.sampled_from(list(csl("A"))), JSON))
    def test_nothing_that_may_come_breaks_it(self, changes: dict[str, Any]) -> None:
        try:
            found = publication_from_registry(csl(TITLES[0]) | changes, DOI, TITLES)
        except Unpublished:
            return
        assert found.venue and found.year


class TestOfSemanticScholar:
    def test_a_paper_at_a_conference_without_a_doi_is_taken(self) -> None:
        venue = "International Conference on Examples"
        assert publication_from_scholar(record("Less is more"), TITLES) == (
            None,
            Publication("inproceedings", venue, 2024, "Semantic Scholar", pages="3-9"),
        )

    def test_one_with_a_doi_tells_it(self) -> None:
        assert publication_from_scholar(record(TITLES[0], DOI), TITLES)[0] == DOI

    @pytest.mark.parametrize(
        ("said", "reason"),
        [
            (None, "does not know it"),
            (record("Quite Another"), "under another title"),
            # It names the conference, but all else is that of the preprint.
            (record(TITLES[0], "10.48550/arXiv.2401.00001"), "still has it as a preprint"),
            (record(TITLES[0], "10.1"), "a DOI of it that is none"),
            (record(TITLES[0], journal={"name": "ArXiv"}), "still has it as a preprint"),
            (record(TITLES[0], journal={"volume": "abs/2401.00001"}), "still has it as a preprint"),
            (record(TITLES[0], venue="arXiv.org"), "still has it as a preprint"),
            (
                record(TITLES[0], venue="", publicationVenue=None, journal=None),
                "does not say where",
            ),
            (record(TITLES[0], year=None), "does not say where and when"),
            (
                record(TITLES[0], publicationVenue={"name": "X"}, publicationTypes=["Review"]),
                "does not say where",
            ),
        ],
        ids=[
            *(
                "unknown",
                "title",
                "doi",
                "no doi",
                "journal",
                "volume",
                "venue",
                "nowhere",
                "never",
                "kind",
            ),
        ],
    )
    def test_what_is_not_beyond_doubt_is_refused(self, said: Any, reason: str) -> None:
        with pytest.raises(Unpublished, match=reason):
            publication_from_scholar(said, TITLES)

    @given(st.dictionaries(st.sampled_from(list(record("A"))), JSON))
    def test_nothing_that_may_come_breaks_it(self, changes: dict[str, Any]) -> None:
        try:
            _, found = publication_from_scholar(record(TITLES[0]) | changes, TITLES)
        except Unpublished:
            return
        assert found.venue and found.year
