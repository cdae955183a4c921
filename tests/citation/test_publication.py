"""What must hold before a published version is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.citation.publication import (
    Publication,
    author_key,
    is_preprint_server,
    nearly_same_title,
    published_dois,
    same_title,
    share_authors,
)

WORD = st.sampled_from(["attention", "once", "more", "without", "models", "of", "learned"])
FULL = Publication(
    "inproceedings", "Proc. of X", 2024, "doi.org", "10.1/x", "S", "1", "2", "3-4", "P"
)


@pytest.mark.parametrize(
    ("text", "dois"),
    [
        (None, []),
        ("", []),
        ("10.1145/3372297.3417880", ["10.1145/3372297.3417880"]),
        ("https://doi.org/10.1109/TPAMI.2024.1.", ["10.1109/TPAMI.2024.1"]),
        ("doi:10.18653/v1/2024.x.1, 10.1007/s1", ["10.18653/v1/2024.x.1", "10.1007/s1"]),
        ("10.1016/S0004-3702(96)00025-2", ["10.1016/S0004-3702(96)00025-2"]),
        ("10.48550/arXiv.2307.08691", []),
        ("10.1101/2024.01.01 10.2139/ssrn.1 10.36227/techrxiv.1", []),
        ("to appear", []),
    ],
)  # fmt: skip
def test_dois_are_found_and_those_of_preprints_are_not(text: str | None, dois: list[str]) -> None:
    assert list(published_dois(text)) == dois


@pytest.mark.parametrize(
    ("venue", "is_one"),
    [
        *(("arXiv.org", True), ("ArXiv", True), ("CoRR", True), ("bioRxiv", True)),
        *(("arXiv preprint arXiv:2307.08691", True), ("Research Square", True)),
        *(("Corrosion Science", False), ("Nature", False)),
        ("International Conference on Learning Representations", False),
    ],
)
def test_places_that_keep_preprints_are_no_venues(venue: str, is_one: bool) -> None:
    assert is_preprint_server(venue) is is_one


class TestTitles:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Less Is More", "less is more."),
            ("<i>Less</i> is&nbsp;More &amp;amp; less", "Less is More & Less"),
            ("Müller’s Étude", "Muller's Etude"),
            ("GPT-4 : A  Tale", "GPT-4: a tale"),
            ("3D 模型", "3D 模型"),
        ],
    )
    def test_two_ways_to_write_one_are_the_same(self, one: str, other: str) -> None:
        assert same_title(one, ["Another", other])

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Less is More", "Less is More: A Study"),
            ("GPT-3", "GPT-4"),
            ("", ""),
            ("…", "—"),
            ("A < B", "A"),
        ],
    )
    def test_others_are_not(self, one: str, other: str) -> None:
        assert not same_title(one, [other])

    @given(st.text(max_size=60), st.text(max_size=60))
    def test_the_order_does_not_matter(self, one: str, other: str) -> None:
        assert same_title(one, [other]) == same_title(other, [one])


class TestRecords:
    def test_what_is_written_is_read_back(self) -> None:
        assert Publication.from_record(FULL.as_record()) == FULL
        small = Publication("article", "J", 2024, "doi.org")
        assert Publication.from_record(small.as_record()) == small
        assert len(small.as_record()) == 4

    @pytest.mark.parametrize("record", [{}, {"kind": "x"}, FULL.as_record() | {"kind": "film"}])
    def test_what_was_not_written_is_refused(self, record: dict[str, object]) -> None:
        with pytest.raises((TypeError, ValueError)):
            Publication.from_record(record)


class TestTitlesThatDifferByAWord:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Attention Is All You Need", "Attention Was All You Need"),
            ("Attention Is All You Need", "Attention Is All You Ever Need"),
            ("Segment Anything", "Segment Anything Faster"),
            ("A Study of Less", "Study of Less"),
            ("Training Large Models", "Training large-scale models"),
            ("<i>Less</i> Is More: Examples", "Less is more: Good examples"),
            ("LESS IS ALWAYS MORE", "Less Is Often More"),
        ],
    )
    def test_are_nearly_the_same(self, one: str, other: str) -> None:
        assert nearly_same_title(one, ["Another", other])
        assert nearly_same_title(other, [one, "Another"])

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Less Is More", "Less Is More"),
            ("Less Is More", "more is less"),
            ("Less Is More", "Less Is More: A Study"),
            ("Learning at Scale: Part I", "Learning at Scale: Part II"),
            ("Learning at Scale, Part A", "Learning at Scale, Part B"),
            ("A Look at GPT-3", "A Look at GPT-4"),
            ("A Look at Llamas 2", "A Look at Llamas"),
            ("ExampleNet Technical Report", "SampleNet Technical Report"),
            ("K-MODEL Technical Report", "Models Technical Report"),
            ("Deep Learning", "Machine Learning"),
            ("", "Less"),
        ],
    )
    def test_others_are_not(self, one: str, other: str) -> None:
        assert not nearly_same_title(one, [other])
        assert not nearly_same_title(other, [one])

    @given(st.lists(WORD, min_size=3, max_size=8), WORD, st.integers(0, 7))
    def test_one_word_more_is_no_difference_from_either_side(
        self, words: list[str], more: str, at: int
    ) -> None:
        title, longer = " ".join(words), " ".join([*words[:at], more, *words[at:]])
        assert nearly_same_title(title, [longer])
        assert nearly_same_title(longer, [title])

    @given(st.text(), st.text())
    def test_it_makes_no_difference_which_is_which(self, one: str, other: str) -> None:
        assert nearly_same_title(one, [other]) == nearly_same_title(other, [one])


class TestAuthors:
    def test_initials_and_capitals_are_no_difference(self) -> None:
        assert author_key("Müller", "Ada B.") == author_key("MULLER", "A.")
        assert author_key("Müller", "Ada") != author_key("Müller", "Bo")

    @pytest.mark.parametrize(
        ("some", "others", "expected"),
        [
            (["a", "b"], ["b", "a"], True),
            (["a", "b"], ["a"], True),
            (["a", "b", "c"], ["a"], False),
            (["a"], ["b"], False),
            ([], ["b"], True),
            (["", ""], ["b"], True),
        ],
    )
    def test_half_of_them_must_be_the_same(
        self, some: list[str], others: list[str], expected: bool
    ) -> None:
        assert share_authors(some, others) is expected
        assert share_authors(others, some) is expected
