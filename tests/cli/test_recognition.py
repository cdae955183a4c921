"""A paper that a bibliography has already, in whatever form, is not added, and can be taken in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.feed_server import FeedServer
from tests.recorded import ARCHIVE

CASES = ARCHIVE.parent / "cases" / "bibliography"


@pytest.fixture
def case(here: Program, service: FeedServer) -> Program:
    """The program, on the recorded cases; skipped without them."""
    if not CASES.is_dir():
        pytest.skip("the cases of bibliographies are not here")
    return here


def day(service: FeedServer, name: str) -> list[str]:
    items = json.loads((CASES / name).read_text("utf-8"))
    service.days["2024-01-02"] = items
    return [each["paper"]["id"] for each in items]


def test_thirteen_of_thirteen_are_recognised(case: Program, service: FeedServer) -> None:
    ids = day(service, "day-for-doubled-13.json")
    text = (CASES / "doubled-13.bib").read_text("utf-8")
    file = case.home.parent / "refs.bib"
    file.write_text(text, "utf-8")
    case("mark", "--star", *ids)
    assert case("export", "-o", str(file)).code == 0
    assert file.read_text("utf-8").startswith(text)
    added = file.read_text("utf-8")[len(text) :]
    assert [each for each in ids if each in added] == ["2501.10014", "2501.10015"]
    (case.home / "config.toml").write_text(f'[bibliography]\nfiles = ["{file.as_posix()}"]\n')
    ran = case("list", "--date", "2024-01-02", "--ids", "is:cited")
    assert sorted(ran.lines) == ids, ran.err


def test_ids_are_found_wherever_they_are(case: Program, service: FeedServer) -> None:
    day(service, "day-for-forms.json")
    ran = case("mark", "--from", str(CASES / "arxiv-id-forms.bib"), "--tag", "there", "--star")
    assert ran.code == 0
    wanted = ["2502.20001", "2502.20003", *(f"2502.2{number:04}" for number in range(6, 11))]
    starred = case("export", "--format", "json", "--offline", "tag:there").json
    assert sorted(each["id"] for each in starred) == wanted
    file = case.home.parent / "refs.bib"
    file.write_bytes((CASES / "arxiv-id-forms.bib").read_bytes())
    assert case("export", "-o", str(file), "--check").code == 0


PASTED = [
    ["arXiv:2401.00001 [cs.CL]"],
    ["arXiv:2401.00001", "[cs.CL]"],
    ["arXiv:", "2401.00001v2"],
    ["<https://arxiv.org/abs/2401.00001>"],
    ["2401.00001,"],
    ["https://ui.adsabs.harvard.edu/abs/2024arXiv240100001E/abstract"],
    ["https://www.semanticscholar.org/arxiv/2401.00001"],
    ["https://doi.org/10.48550/arXiv.2401.00001"],
    ["https://ar5iv.org/abs/2401.00001"],
    ["https://scirate.com/arxiv/2401.00001"],
    ["https://papers.cool/arxiv/2401.00001"],
]


@pytest.mark.parametrize("words", PASTED, ids=" ".join)
def test_a_command_takes_an_id_as_it_is_pasted(here: Program, words: list[str]) -> None:
    assert here("show", "--json", *words).json["id"] == "2401.00001"
    assert here("mark", *words, "--star").code == 0
    assert [each["id"] for each in here("export", "--format", "json", *words).json] == [
        "2401.00001"
    ]
    ran = here("mark", "-", "--tag", "x", stdin=" ".join(words) + "\n2401.00002 2401.00003\n")
    assert "3 papers are tagged x" in ran.err


def test_what_is_no_id_is_still_told_whole(here: Program) -> None:
    ran = here("show", "2401.00001", "[2401.00002]")
    assert ran.code == 2
    assert "[2401.00002]" in ran.err
    assert here("mark", "--star", "2401.00001", "[see", "2401.00002]").code == 2


def test_every_form_is_cited(here: Program, tmp_path: Path) -> None:
    here.home.mkdir(exist_ok=True)
    (here.home / "config.toml").write_text('[bibliography]\nfiles = ["refs.bib"]\n')
    (here.home / "refs.bib").write_text(
        "@article{a, journal = {ArXiv}, volume = {abs/2401.00001}}\n"
        "@misc{b, title = {A Survey of Surveys.}, author = {Example, A.}}\n"
        "@misc{c, note = {Extends arXiv:2401.00003}}\n"
    )
    assert here("list", "--ids", "is:cited").lines == ["2401.00001", "2401.00002"]
