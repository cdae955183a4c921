"""Papers as rows of a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given

from reader.export.csv_table import COLUMNS, write
from reader.export.export_formats import Reference
from reader.export.json_record import record
from reader.paper import UNMARKED, Marks, Paper
from reader.text import clean, readable
from tests.export.references import AWKWARD_REFERENCES, BARE, R1


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_columns_are_those_of_the_json_object() -> None:
    assert set(COLUMNS) == set(record(Paper("2307.08691", ""), UNMARKED))
    assert len(COLUMNS) == len(set(COLUMNS))
    assert write([]) == ",".join(COLUMNS) + "\r\n"


def test_a_row() -> None:
    (row,) = rows(write([R1]))
    assert row["title"] == "DeepSeek-R1: 50% of $1, Ångström & α"
    assert row["authors"] == "DeepSeek-AI; Łukasz van der Berg; Hal Daumé III"
    assert row["tags"] == "rl; to read"
    assert row["note"] == "One.\n\nTwo."
    assert (row["published"], row["starred"], row["read"]) == ("2025-01-22", "true", "false")


def test_unknown_is_empty_and_zero_is_not() -> None:
    (row,) = rows(write([Reference(Paper("2312.00752", "", upvotes=0), "")]))
    assert (row["title"], row["upvotes"], row["comments"], row["citation_key"]) == ("", "0", "", "")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_a_formula(sign: str) -> None:
    evil = f'{sign}HYPERLINK("http://example.org","x")'
    (row,) = rows(write([Reference(Paper("2312.00752", evil), "key", Marks(tags=(evil,)))]))
    assert row["title"].startswith("'")
    assert row["tags"].startswith("'")


@given(AWKWARD_REFERENCES)
def test_titles_and_authors_come_back(reference: Reference) -> None:
    first, second = rows(write([reference, BARE]))
    authors = "; ".join(author.name for author in reference.paper.authors)
    assert first["title"].removeprefix("'") == clean(readable(reference.paper.title)).removeprefix(
        "'"
    )
    assert first["authors"].removeprefix("'") == clean(authors).removeprefix("'")
    assert second["citation_key"] == "key"
