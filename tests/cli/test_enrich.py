"""`paper-reader export --enrich` and `--published`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import feed_faults as faults
from tests.arxiv_server import ArxivServer, Entry, csl
from tests.cli.program import Program

ONE, TWO = "2401.00001", "2401.00002"


@pytest.fixture
def sources() -> Iterator[ArxivServer]:
    entries = {
        ONE: Entry("Attention Once More", primary="cs.LG", doi="10.1145/1"),
        TWO: Entry("A Survey of Surveys", comment="Accepted at EX 2024"),
    }
    items = {"10.1145/1": csl("Attention once more")}
    with ArxivServer(entries, items) as server:
        yield server


@pytest.fixture
def starred(here: Program, sources: ArxivServer) -> Program:
    program = here.with_(
        PAPER_READER_ARXIV=sources.url,
        PAPER_READER_DOI=sources.registry,
        PAPER_READER_SEMANTIC_SCHOLAR=sources.scholar,
    )
    program("mark", ONE, TWO, "--star")
    return program


def test_arxiv_tells_class_and_doi_and_is_asked_once(
    starred: Program, run: Program, sources: ArxivServer
) -> None:
    ran = replace(run, extra=starred.extra)("export", "--enrich")
    assert (ran.code, ran.err) == (0, "paper-reader: Asking arXiv about 2 papers.\n")
    assert "  primaryclass  = {cs.LG},\n  doi           = {10.1145/1},\n" in ran.out
    assert "  primaryclass  = {cs.CL},\n  doi           = {10.48550/arXiv.2401.00002},\n" in ran.out
    again = starred("export", "--enrich", "--offline")
    assert (again.out, again.err) == (ran.out, "")
    assert starred("export").out == ran.out, "what is known is used"
    assert len(sources.requests) == 1


def test_nobody_is_asked_unless_that_is_wished(starred: Program, sources: ArxivServer) -> None:
    assert "primaryclass" not in starred("export").out
    assert sources.requests == []


def test_a_setting_makes_every_export_ask(starred: Program, sources: ArxivServer) -> None:
    (starred.home / "config.toml").write_text('[metadata]\nask = "published"\n')
    assert "@inproceedings{example2024attention,\n" in starred("export").out
    assert "primaryclass" not in starred("export", "--format", "ris").out


def test_the_published_version_keeps_key_and_eprint_and_its_source_is_shown(
    starred: Program,
) -> None:
    ran = starred("export", "--published")
    assert ran.code == 0
    assert "@inproceedings{example2024attention,\n  title         = {Attention Once More},\n" in (
        ran.out
    )
    assert "  booktitle     = {Proceedings of the Example Conference},\n" in ran.out
    assert "  eprint        = {2401.00001},\n" in ran.out
    assert "@misc{example2024survey,\n" in ran.out
    assert [line.removeprefix("paper-reader: ") for line in ran.err.splitlines()] == [
        "Asking arXiv about 2 papers.",
        "Asking doi.org about 1 paper.",
        "2401.00001: Proceedings of the Example Conference, 2024 (from doi.org).",
        "2401.00002: no published version found, as arXiv has no DOI of it; its authors remark: "
        "“Accepted at EX 2024”.",
        "Semantic Scholar was not asked, as there is no key for it in S2_API_KEY.",
        "1 of 2 papers exported as published: 1 from doi.org.",
    ]
    again = starred("export", "--published")
    assert again.out == ran.out
    assert again.err == "paper-reader: 1 of 2 papers exported as published: 1 from doi.org.\n"


def test_an_entry_that_is_there_becomes_the_published_one(starred: Program, tmp_path: Path) -> None:
    starred("export", "-o", "refs.bib")
    file = tmp_path / "refs.bib"
    edited = file.read_text().replace("{Attention Once More}", "{My Own Title}")
    file.write_text(edited)
    ran = starred("export", "--published", "-o", "refs.bib")
    assert "refreshed" in ran.err
    text = file.read_text()
    assert "@inproceedings{example2024attention,\n  title         = {My Own Title},\n" in text
    assert "  booktitle     = {Proceedings of the Example Conference}" in text
    assert starred("export", "--published", "--check", "-o", "refs.bib").code == 0
    assert starred("export", "--check", "-o", "refs.bib").code == 0, "it goes on saying so"
    written = file.read_text("utf-8")
    (starred.home / "cache" / "imprints.sqlite").unlink()
    assert starred("export", "-o", "refs.bib").code == 0
    assert file.read_text("utf-8") == written, "also where that is forgotten"


def test_the_published_version_that_is_there_is_known_by_its_doi(
    starred: Program, tmp_path: Path
) -> None:
    own = "@inproceedings{mine, title = {Under Another Title}, doi = {10.1145/1}}\n"
    (tmp_path / "refs.bib").write_text(own)
    ran = starred("export", "--enrich", "-o", "refs.bib", ONE)
    assert ran.err.endswith("2401.00001 is there as mine (the same DOI), and was left as it is.\n")
    assert (tmp_path / "refs.bib").read_text() == own


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (faults.status(429), "HTTP 429 Too Many Requests; it may be too busy; ask again in"),
        (faults.body(b"<!DOCTYPE a []><a/>"), "as it has a document type"),
        (faults.drop(), "Could not reach 127.0.0.1"),
    ],
    ids=["busy", "hostile", "gone"],
)
def test_a_fault_costs_no_export(
    starred: Program, sources: ArxivServer, fault: faults.Fault, sentence: str
) -> None:
    plain = starred("export").out
    sources.fault = fault
    ran = starred("export", "--enrich")
    assert (ran.code, ran.out) == (0, plain)
    assert sentence in ran.err
    assert ran.err.endswith("paper-reader: 2 papers exported with what the feed says alone.\n")
    assert len(sources.requests) == 1


def test_offline_says_what_could_not_be_asked(starred: Program, sources: ArxivServer) -> None:
    ran = starred("export", "--enrich", "--offline")
    assert ran.code == 0
    assert ran.err == (
        "paper-reader: The network is not used, as --offline was given.\n"
        "paper-reader: 2 papers exported with what the feed says alone.\n"
    )
    assert sources.requests == []


def test_a_paper_that_arxiv_does_not_know_is_named(starred: Program, sources: ArxivServer) -> None:
    del sources.entries[TWO]
    ran = starred("export", "--enrich")
    assert ran.err.endswith("paper-reader: Of 2401.00002 arXiv says nothing.\n")


def test_published_versions_are_for_bibliographies(starred: Program) -> None:
    ran = starred("export", "--published", "--format", "csv")
    assert (ran.code, ran.out) == (2, "")
    assert "--published is for the formats bibtex and biblatex." in ran.err


def test_an_endpoint_that_is_none_is_told(starred: Program) -> None:
    ran = starred.with_(PAPER_READER_ARXIV="arxiv.org")("export", "--enrich")
    assert (ran.code, ran.out) == (1, "")
    assert "The endpoint 'arxiv.org' cannot be used" in ran.err
