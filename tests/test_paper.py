"""The vocabulary: ids as people paste them, and records that come back as they were."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.paper import Author, Marks, Paper, Period, mentioned_ids, paper_id


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
        "https://dx.doi.org/10.48550/ARXIV.2307.08691",
        "https://doi.org/10.48550%2FarXiv.2307.08691",
        "doi:10.48550/arXiv.2307.08691",
        "10.48550/arXiv.2307.08691.",
        "2307.08691,",
        "arXiv:2307.08691 [cs.LG]",
        "arXiv:2307.08691v2 [cs.LG] 17 Jul 2023",
        "2307.08691v1 (cs.LG, stat.ML)",
        "<https://arxiv.org/abs/2307.08691>",
        "<https://arxiv.org/abs/2307.08691?context=cs>,",
        "https://arxiv.org/abs/2307.08691v1.",
        "[2307.08691]",
        "(arXiv: 2307.08691)",
        "“2307.08691”",
        r"\url{https://arxiv.org/abs/2307.08691}",
        "arXiv preprint arXiv:2307.08691",
        "oai:arXiv.org:2307.08691",
        "abs/2307.08691",
        "https://ar5iv.org/abs/2307.08691",
        "https://ar5iv.labs.arxiv.org/html/2307.08691v2",
        "https://scirate.com/arxiv/2307.08691",
        "https://papers.cool/arxiv/2307.08691",
        "https://papers.cool/arxiv/kimi?paper=2307.08691",
        "https://ui.adsabs.harvard.edu/abs/2023arXiv230708691D/abstract",
        "https://ui.adsabs.harvard.edu/abs/arXiv:2307.08691",
        "2023arXiv230708691D",
        "https://www.semanticscholar.org/arxiv/2307.08691",
        "https://api.semanticscholar.org/arXiv:2307.08691",
        "https://api.semanticscholar.org/graph/v1/paper/arXiv:2307.08691?fields=title",
        "https://dblp.org/rec/journals/corr/abs-2307-08691.html",
        "DBLP:journals/corr/abs-2307-08691",
        "https://inspirehep.net/api/arxiv/2307.08691",
        "http://xxx.lanl.gov/abs/2307.08691",
        "https://web.archive.org/web/20230801000000/https://arxiv.org/abs/2307.08691",
    ],
)
def test_an_id_is_found_in_what_people_paste(pasted: str) -> None:
    assert paper_id(pasted) == "2307.08691"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("To appear; arXiv:2307.08691v2 [cs.LG].", ["2307.08691"]),
        ("https://arxiv.org/abs/2307.08691 and arXiv preprint arXiv:2205.14135", None),
        ("2014arXiv1412.6980K", ["1412.6980"]),
        ("CoRR abs/2307.08691", ["2307.08691"]),
        ("pages 2307.08691, Proc. 2020.12345", []),
        ("https://example.org/abs/2307.08691", []),
        ("https://notarxiv.org/abs/2307.08691", []),
        ("arXiv:2307.086911", []),
    ],
)
def test_a_text_names_ids_where_it_says_what_they_are(text: str, ids: list[str] | None) -> None:
    found = [each.id for each in mentioned_ids(text)]
    assert found == (["2307.08691", "2205.14135"] if ids is None else ids)


def test_old_ids_are_told_apart() -> None:
    (mention,) = mentioned_ids("see arXiv:hep-th/9901001")
    assert (mention.id, mention.is_old, mention.start) == ("hep-th/9901001", True, 4)


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
        "1.2307.08691",
        "2307.08691, 2205.14135",
        "2307.08691 [see 2205.14135]",
        "https://notarxiv.org/abs/2307.08691",
        "https://arxiv.org.example.org/abs/2307.08691",
        "https://doi.org/10.1145/2307.08691",
        "https://api.semanticscholar.org/CorpusID:230708691",
        "2023MNRAS230708691D",
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
