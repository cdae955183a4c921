"""One paper as one record of RIS."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from reader.export.export_formats import Reference, names
from reader.export.ris import write
from reader.paper import Author, Marks, Paper
from reader.text import clean, readable
from tests.export import recorded_papers
from tests.export.references import AWKWARD_REFERENCES, BARE, R1


def test_a_record() -> None:
    assert write([R1]).split("\r\n") == [
        "TY  - UNPB",
        "ID  - deepseekai2025deepseek",
        "TI  - DeepSeek-R1: 50% of $1, Ångström & α",
        "AU  - DeepSeek-AI",
        "AU  - van der Berg, Łukasz",
        "AU  - Daumé, Hal, III",
        "PY  - 2025",
        "DA  - 2025/01/22/",
        "PB  - arXiv",
        "AN  - arXiv:2501.12948",
        "DO  - 10.48550/arXiv.2501.12948",
        "UR  - https://arxiv.org/abs/2501.12948",
        "KW  - rl",
        "KW  - to read",
        "N1  - Nature 645 (2025)",
        "N1  - One. Two.",
        "AB  - First. Second.",
        "ER  - ",
        "",
    ]


@pytest.mark.parametrize(
    ("paper", "day"),
    [("2312.00752", "2023/12//"), ("2313.00752", "2023///"), ("unknown", None)],
)
def test_a_date_has_all_its_slashes(paper: str, day: str | None) -> None:
    found = re.search("DA  - (.*)\r", write([Reference(Paper(paper, ""), "key")]))
    assert (found and found[1]) == day


def test_a_value_cannot_pass_for_a_tag() -> None:
    evil = "A\r\nER  - \r\nTY  - JOUR\u2028TI  - B\x85KW  - c"
    paper = Paper("2312.00752", evil, evil, (Author(evil),))
    text = write([Reference(paper, "key", Marks(tags=("a;b", evil), note=evil))])
    assert re.findall("^(?:TY|ER|TI)", text, re.MULTILINE) == ["TY", "TI", "ER"]
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in text.splitlines())
    assert "KW  - a b\r\n" in text, "a semicolon would make two tags"


@given(AWKWARD_REFERENCES)
def test_titles_and_authors_come_back(reference: Reference) -> None:
    first, second = read(write([reference, BARE]))
    title = " ".join(clean(readable(reference.paper.title)).split())
    assert first.get("TI", []) == [title] * bool(title)
    assert len(first.get("AU", [])) == len(names(reference.paper))
    assert second["ID"] == ["key"]


def test_recorded_papers_are_read_by_a_library() -> None:
    rispy = pytest.importorskip("rispy")
    papers = recorded_papers()
    records = rispy.loads(write(Reference(paper, key) for key, paper in papers.items()))
    assert [each["id"] for each in records] == list(papers)
    for each, paper in zip(records, papers.values(), strict=True):
        assert each["title"] == readable(paper.title)
        assert len(each["authors"]) == len(paper.authors)


def read(text: str) -> list[dict[str, list[str]]]:
    """The records of a file: the values of each tag."""
    records: list[dict[str, list[str]]] = []
    for line in filter(None, text.split("\r\n")):
        tag, value = line[:2], line[6:]
        if tag == "TY":
            records.append({})
        records[-1].setdefault(tag, []).append(value)
    return records
