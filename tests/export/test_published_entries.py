"""Published versions as entries: the place changes, what they are found by stays."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reader.citation.publication import Publication
from reader.export.bib_parser import parse_bib
from reader.export.export_formats import FORMATS, Reference
from tests.export.references import AWKWARD, AWKWARD_REFERENCES, R1

PROCEEDINGS = Publication(
    "inproceedings",
    "Proceedings of R&D",
    2025,
    "doi.org",
    "10.1145/1_2",
    series="Notes, 7 é",
    pages="10–12",
    publisher="ACM",
)
JOURNAL = Publication(
    "article", "Nature", 2025, "doi.org", None, volume="645", number="2", pages="633-638"
)


def test_proceedings_in_bibtex() -> None:
    entry = FORMATS["bibtex"].entry(replace(R1, publication=PROCEEDINGS))
    assert entry.startswith("@inproceedings{deepseekai2025deepseek,\n  title ")
    assert entry.partition("\n  booktitle")[2] == (
        "     = {Proceedings of R\\&D},\n"
        "  series        = {Notes, 7 {\\'e}},\n"
        "  publisher     = {ACM},\n"
        "  year          = {2025},\n"
        "  pages         = {10--12},\n"
        "  eprint        = {2501.12948},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass  = {cs.CL},\n"
        "  doi           = {10.1145/1_2},\n"
        "  url           = {https://arxiv.org/abs/2501.12948},\n"
        "  keywords      = {rl, to read}\n"
        "}"
    )


def test_a_journal_in_biblatex() -> None:
    entry = FORMATS["biblatex"].entry(replace(R1, publication=JOURNAL))
    (read,) = parse_bib(entry)
    assert read.type == "article"
    assert read.fields["journaltitle"] == "{Nature}"
    assert read.fields["date"] == "{2025}"
    assert read.fields["pages"] == "{633--638}"
    assert read.fields["eprinttype"] == "{arxiv}"
    assert {"doi", "month", "howpublished", "addendum", "year"}.isdisjoint(read.fields)


def test_a_whole_file_has_them_among_others() -> None:
    text = FORMATS["bibtex"].write([replace(R1, publication=JOURNAL), replace(R1, key="other")])
    assert [entry.type for entry in parse_bib(text)] == ["article", "misc"]


@given(
    AWKWARD_REFERENCES,
    st.builds(
        Publication,
        st.sampled_from(["article", "inproceedings", "incollection"]),
        AWKWARD,
        st.integers(1900, 2100),
        AWKWARD,
        *(st.none() | AWKWARD for _ in range(6)),
    ),
    st.sampled_from(["bibtex", "biblatex"]),
)
def test_whatever_a_source_says_it_stays_one_entry(
    reference: Reference, publication: Publication, form: str
) -> None:
    entry = FORMATS[form].entry(replace(reference, publication=publication))
    (read,) = parse_bib(entry)
    assert (read.type, read.fields["eprint"]) == (publication.kind, "{2312.00752}")
    assert "\n\n" not in entry
