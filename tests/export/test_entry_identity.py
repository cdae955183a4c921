"""What identifies the paper of an entry: ids, DOIs, and what is none of them."""

from __future__ import annotations

import pytest

from reader.export.bib_file import BibFile
from reader.export.bib_parser import parse_bib
from reader.export.entry_identity import arxiv_id, bare_doi, entry_identity, has_old_id
from reader.paper import Author, Paper

PAPER = Paper("2502.30001", "Counting Sheep", authors=(Author("Bea Muster"),))


def entry_of(fields: str, key: str = "k") -> str:
    return f"@article{{{key}, title = {{Another Title}}, author = {{Muster, Bea}}, {fields}}}\n"


@pytest.mark.parametrize(
    "field",
    [
        "doi = {10.1007/978-3-030_7}",
        r"doi = {10.1007/978-3-030\_7}",
        r"doi = {10.1007/978-3-030{\_}7}",
        r"doi = {10.1007/978-3-030$\_$7}",
        "DOI = {10.1007/978-3-030_7.}",
        "doi = {https://doi.org/10.1007/978-3-030_7}",
        "doi = {doi:10.1007/978-3-030_7}",
        "doi = {10.1007/978-3-030\\_7}, url = {https://doi.org/10.1145/1}",
        "url = {https://doi.org/10.1007/978-3-030_7}",
        r"url = {https://dx.doi.org/10.1007/978-3-030\_7}",
        "url = {https://doi.org/10.1007%2F978-3-030_7}",
        "url = {https://link.example.org/chapter/10.1007/978-3-030_7}",
        "url = {https://link.example.org/content/pdf/10.1007/978-3-030_7.pdf}",
        "url = {https://dl.example.org/doi/abs/10.1007/978-3-030_7?download=true#here}",
        "url = {https://dl.example.org/doi/10.1007/978-3-030_7/full}",
        "ee = {https://doi.org/10.1007/978-3-030_7}",
        "bdsk-url-1 = {https://doi.org/10.1007/978-3-030_7}",
        r"howpublished = {\url{https://doi.org/10.1007/978-3-030_7}}",
        "note = {DOI: 10.1007/978-3-030_7.}",
    ],
)
@pytest.mark.parametrize("known", ["10.1007/978-3-030_7", "https://doi.org/10.1007/978-3-030_7"])
def test_a_published_version_is_found_by_its_doi(field: str, known: str) -> None:
    match = BibFile(entry_of(field)).find(PAPER, doi=known)
    assert match and match.reason == "the same DOI"
    assert not BibFile(entry_of(field)).find(PAPER, doi="10.1007/978-3-030_70")
    assert not BibFile(entry_of(field)).find(PAPER)


@pytest.mark.parametrize(
    "written", ["10.1093/NSR/nwx105", "10.1093/nsr/NWX105.", "10.1093/nsr/nwx105"]
)
def test_case_and_a_full_stop_do_not_count_in_a_doi(written: str) -> None:
    assert BibFile(entry_of(f"doi = {{{written}}}")).find(PAPER, doi="10.1093/NSR/NWX105")


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://aclanthology.org/2025.sheep-long.1/", "10.18653/v1/2025.sheep-long.1"),
        ("https://aclanthology.org/P19-1001.pdf", "10.18653/v1/p19-1001"),
        ("https://www.nature.com/articles/s41586-025-00001-z", "10.1038/s41586-025-00001-z"),
        ("https://example.org/2025", ""),
    ],
)
def test_some_addresses_are_made_of_a_doi(address: str, doi: str) -> None:
    (entry,) = parse_bib(entry_of(f"url = {{{address}}}"))
    assert entry_identity(entry).doi == doi


def test_brackets_of_a_doi_stay() -> None:
    assert bare_doi("(10.1002/(SICI)1097-0142(1999))") == "10.1002/(sici)1097-0142(1999)"
    assert bare_doi("no DOI") == ""


@pytest.mark.parametrize(
    "field",
    [
        "note = {See also arXiv:2502.30001}",
        "note = {Comment on arXiv:2502.30001}",
        "note = {Comment: 12 pages, extended version of arXiv:2502.30001}",
        "note = {Follow-up of arXiv:2502.30001}",
        "note = {Erratum to arXiv:2502.30001}",
        "note = {arXiv:2502.30001, arXiv:2502.30002}",
        "abstract = {We extend arXiv:2502.30001.}",
        "annote = {arXiv:2502.30001}",
        "annotation = {https://arxiv.org/abs/2502.30001}",
        "review = {arXiv:2502.30001}",
        "keywords = {arXiv:2502.30001}",
        "related = {2502.30001}",
        "volume = {2502.30001}",
        "pages = {2502.30001}",
        "eprint = {2502.30001}, eprinttype = {hal}",
        "title = {2502.30001}",
        "url = {https://example.org/2502.30001}",
    ],
)
def test_an_id_that_may_be_of_another_paper_does_not_count(field: str) -> None:
    (entry,) = parse_bib(f"@article{{k, {field}}}")
    assert arxiv_id(entry) is None


def test_the_most_direct_of_several_ids_counts() -> None:
    text = entry_of("note = {arXiv:2502.30003}, url = {https://arxiv.org/abs/2502.30002}")
    (entry,) = parse_bib(text)
    assert arxiv_id(entry) == "2502.30002"
    (entry,) = parse_bib(text.replace("note", "eprint = {2502.30001v2}, note"))
    assert arxiv_id(entry) == "2502.30001"


@pytest.mark.parametrize(
    ("field", "old"),
    [
        ("eprint = {hep-th/9901001v2}", True),
        ("eprint = {0309136}, primaryclass = {cs}", True),
        ("note = {arXiv:math.GT/0309136}", True),
        ("url = {https://arxiv.org/abs/cs/0309136}", True),
        ("note = {Extends arXiv:hep-th/9901001}", False),
        ("eprint = {2502.30001}", False),
    ],
)
def test_ids_from_before_2007_are_told(field: str, old: bool) -> None:
    (entry,) = parse_bib(f"@article{{k, {field}}}")
    assert has_old_id(entry) is old


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("title = {Counting Sheep}, author = {Muster, Bea}", True),
        ("title = {Counting}, subtitle = {Sheep}, author = {Muster, B.}", True),
        ("title = {Counting Sheep}, subtitle = {Sheep}, author = {B. Muster}", True),
        ("title = {Counting Sheep}, subtitle = {Again}, author = {Muster, Bea}", False),
        ("title = {Counting Sheep}", False),
        ("title = {Counting Sheep}, author = {Muster, Bernd}", False),
        ("title = {Counting Sheep}, author = {Muster et al.}", True),
        ("title = {Counting Sheep}, author = {Muster, Bea Clara}", False),
        ("title = {Counting Sheep}, author = {Muster, Bea}, eprint = {2502.30002}", False),
    ],
)
def test_title_and_first_author(fields: str, found: bool) -> None:
    assert bool(BibFile(f"@book{{k, {fields}}}").find(PAPER)) is found


def test_a_middle_name_may_be_missing_where_the_second_author_is_the_same() -> None:
    paper = Paper("2502.30001", "Counting Sheep", authors=(*PAPER.authors, Author("Ada Example")))
    text = "@book{k, title = {Counting Sheep}, author = {Muster, Bea Clara and Example, A.}}"
    assert BibFile(text).find(paper)
    assert not BibFile(text.replace("Example, A.", "Sample, A.")).find(paper)
