"""The table of formats."""

from __future__ import annotations

import json

import pytest

from reader.export.export_formats import FORMATS, Reference, format_of_file
from reader.paper import Marks, Paper
from tests.export.references import R1


@pytest.mark.parametrize("name", FORMATS)
def test_each_writes_a_whole_file(name: str) -> None:
    text = FORMATS[name].write([R1])
    assert "2501.12948" in text
    assert text.endswith("\n")


def test_what_is_updated_in_place_is_written_entry_by_entry() -> None:
    in_place = [form for form in FORMATS.values() if form.in_place]
    assert [form.name for form in in_place] == ["bibtex", "biblatex"]
    for form in in_place:
        assert form.write([R1]) == form.entry(R1) + "\n"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("refs.bib", "bibtex"),
        ("REFS.BIB", "bibtex"),
        ("list.md", "markdown"),
        ("a.csl.json", "csl-json"),
        ("a.json", "json"),
        ("a.ris", "ris"),
        ("a.csv", "csv"),
        ("a.txt", None),
        ("-", None),
    ],
)
def test_the_ending_of_a_file_tells_its_format(file: str, name: str | None) -> None:
    form = format_of_file(file)
    assert (form and form.name) == name


def test_a_file_of_another_format_does_not_fit() -> None:
    fitting = {
        file: {n for n, f in FORMATS.items() if f.fits(file)}
        for file in ("a.bib", "a.json", "a.csl.json", "a.md", "a.txt")
    }
    assert fitting == {
        "a.bib": {"bibtex", "biblatex"},
        "a.json": {"csl-json", "json"},
        "a.csl.json": {"csl-json", "json"},
        "a.md": {"markdown"},
        "a.txt": set(FORMATS),
    }


def test_json_tells_when_each_mark_was_made() -> None:
    history = {"starred": {"value": True, "at": "2024-01-02T00:00:00+00:00"}}
    reference = Reference(Paper("2312.00752", "A"), "", Marks(starred=True), history=history)
    (read,) = json.loads(FORMATS["json"].write([reference]))
    assert read["marks"] == history
    assert (read["starred"], read["citation_key"]) == (True, None)
