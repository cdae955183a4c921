"""`is:cited`: which papers the reader's own bibliographies have."""

from __future__ import annotations

import pytest

from tests.cli.program import Program
from tests.feed_server import FeedServer

BIB = """
@misc{mine, eprint = {2401.00002v3}, archiveprefix = {arXiv}}
@inproceedings{other, title = {Less is {Enough}}, author = {Example, Ada and others}}
"""


@pytest.fixture
def thesis(here: Program) -> Program:
    """A home whose settings name a bibliography with two of the three papers of a day."""
    here.home.mkdir(exist_ok=True)
    (here.home / "config.toml").write_text('[bibliography]\nfiles = ["refs.bib"]\n')
    (here.home / "refs.bib").write_text(BIB)
    return here


def test_a_list_shows_what_is_cited_and_what_is_not(thesis: Program) -> None:
    titles = {each["id"]: each["title"] for each in thesis("list", "--json").json}
    cited = thesis("list", "--ids", "is:cited").lines
    assert "2401.00002" in cited
    assert {titles[paper] for paper in cited} <= {"A Survey of Surveys", "Less is Enough"}
    assert sorted([*cited, *thesis("list", "--ids", "not is:cited").lines]) == sorted(titles)


def test_an_export_leaves_out_what_is_cited(thesis: Program) -> None:
    thesis("mark", "2401.00001", "2401.00002", "--star")
    ran = thesis("export", "is:starred not is:cited", "--format", "json")
    assert [each["id"] for each in ran.json] == ["2401.00001"]
    assert [each["id"] for each in thesis("export", "is:cited", "--format", "json").json] == [
        "2401.00002"
    ]


def test_the_whole_archive_is_searched_for_it(thesis: Program) -> None:
    thesis("fetch")
    assert "2401.00002" in thesis("search", "--ids", "is:cited").lines
    assert "2401.00002" not in thesis("search", "--ids", "not is:cited").lines


def test_what_cannot_be_read_is_said(thesis: Program, service: FeedServer) -> None:
    (thesis.home / "refs.bib").unlink()
    ran = thesis("list", "--ids", "is:cited")
    assert (ran.code, ran.out) == (0, "")
    assert "the bibliography refs.bib cannot be read: no such file" in ran.err.lower()
    (thesis.home / "config.toml").unlink()
    assert "No bibliography is known, so nothing is cited" in thesis("list", "is:cited").err
