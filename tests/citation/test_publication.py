"""What must hold before a published version is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.citation.publication import Publication, is_preprint_server, published_dois, same_title

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
