"""The vocabulary: ids as people paste them, and records that come back as they were."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.paper import Author, Marks, Paper, Period, paper_id


@pytest.mark.parametrize(
    "pasted",
    [
        "2307.08691",
        "  2307.08691\n",
        "2307.08691v2",
        "2307.08691V12",
        "arXiv:2307.08691",
        "arxiv:2307.08691v1",
        "https://arxiv.org/abs/2307.08691",
        "http://arxiv.org/abs/2307.08691v3",
        "https://arxiv.org/pdf/2307.08691",
        "https://arxiv.org/pdf/2307.08691v2.pdf",
        "https://www.arxiv.org/html/2307.08691v1",
        "https://export.arxiv.org/abs/2307.08691",
        "arxiv.org/abs/2307.08691",
        "https://arxiv.org/abs/2307.08691?context=cs.LG",
        "https://arxiv.org/abs/2307.08691#comments",
        "https://huggingface.co/papers/2307.08691",
        "https://huggingface.co/papers/2307.08691/",
        "https://huggingface.co/papers/2307.08691.md",
        "hf.co/papers/2307.08691",
        "https://www.alphaxiv.org/abs/2307.08691v2",
        "https://alphaxiv.org/overview/2307.08691",
        "10.48550/arXiv.2307.08691",
        "https://doi.org/10.48550/arXiv.2307.08691",
    ],
)
def test_an_id_is_found_in_what_people_paste(pasted: str) -> None:
    assert paper_id(pasted) == "2307.08691"


def test_an_id_before_2015_has_four_digits_behind_the_dot() -> None:
    assert paper_id("https://arxiv.org/abs/1412.6980v9") == "1412.6980"


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "2307",
        "2307.086",
        "2307.086911",
        "12307.08691",
        "cs/0112017",
        "2307.08691 2205.14135",
        "2307.08691x",
        "٢٣٠٧.٠٨٦٩١",
        "https://example.org/abs/2307.08691",
        "https://arxiv.org/list/2307.08691",
        "https://evil.org/?u=https://arxiv.org/abs/2307.08691",
        "flash attention",
    ],
)
def test_what_is_no_id_is_not_taken_for_one(pasted: str) -> None:
    assert paper_id(pasted) is None


def test_the_addresses_are_made_of_the_id() -> None:
    paper = Paper("2307.08691", "FlashAttention-2")
    assert (paper.url, paper.arxiv, paper.pdf) == (
        "https://huggingface.co/papers/2307.08691",
        "https://arxiv.org/abs/2307.08691",
        "https://arxiv.org/pdf/2307.08691",
    )


DAYS = st.none() | st.dates()
COUNTS = st.none() | st.integers(0, 10**9)
TEXTS = st.none() | st.text(min_size=1)
PAPERS = st.builds(
    Paper,
    id=st.from_regex(r"[0-9]{4}\.[0-9]{4,5}", fullmatch=True),
    title=st.text(min_size=1),
    abstract=st.text(),
    authors=st.lists(st.builds(Author, st.text(min_size=1))).map(tuple),
    published=DAYS,
    listed=DAYS,
    upvotes=COUNTS,
    comments=COUNTS,
    organization=TEXTS,
    submitter=TEXTS,
    summary=TEXTS,
    keywords=st.lists(st.text(min_size=1)).map(tuple),
    github=TEXTS,
    github_stars=COUNTS,
    project=TEXTS,
)


@given(PAPERS)
def test_a_record_gives_the_same_paper_back(paper: Paper) -> None:
    assert Paper.from_record(json.loads(json.dumps(paper.as_record()))) == paper


def test_a_record_leaves_out_what_is_unknown() -> None:
    assert Paper("2307.08691", "FlashAttention-2", upvotes=0).as_record() == {
        "id": "2307.08691",
        "title": "FlashAttention-2",
        "upvotes": 0,
    }


def test_a_record_of_a_later_version_is_read_as_far_as_it_is_understood() -> None:
    record = {"id": "2307.08691", "title": "FlashAttention-2", "venue": {"name": "ICLR"}}
    assert Paper.from_record(record) == Paper("2307.08691", "FlashAttention-2")


def test_a_period_is_its_day() -> None:
    period = Period.day(date(2024, 2, 29))
    assert (period.kind, period.value, period.date) == ("day", "2024-02-29", date(2024, 2, 29))


def test_a_paper_that_nobody_touched_is_unread() -> None:
    assert Marks() == Marks(read=False, starred=False, tags=(), note=None, citation_key=None)
