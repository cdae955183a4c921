"""Authors who hid a paper from their profile are authors of it, wherever it comes from."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from reader.export.export_formats import FORMATS
from reader.export.exporter import Exporter
from reader.library import Library, decisions
from reader.paper import Author, Paper
from tests import feed_pages
from tests.cli.program import Program
from tests.feed_items import author, item
from tests.feed_server import FeedServer

ID = "2401.00007"
AUTHORS = ["Hedda Verborgen", "Ada Example", "Ivo Hidden", "Bo Muster"]
BIBTEX = "= {Hedda Verborgen and Ada Example and Ivo Hidden and Bo Muster}"
SHOWN_BEFORE = Paper(
    ID, "Attention Once More", authors=(Author("Ada Example"), Author("Bo Muster"))
)
"""As earlier versions read the item."""


@pytest.fixture
def listed(here: Program, service: FeedServer) -> Program:
    """A home where the newest list has the paper."""
    service.days["2024-01-02"] = [_item()]
    return here


def _item() -> dict[str, Any]:
    names = [author(name, hidden=name in (AUTHORS[0], AUTHORS[2])) for name in AUTHORS]
    return item(ID, "Attention Once More", authors=names)


def test_lists_searches_and_exports_have_them_all(listed: Program) -> None:
    assert listed("list", "--json", "--date", "2024-01-02").json[0]["authors"] == AUTHORS
    assert listed("list", "author:verborgen", "--ids", "--date", "2024-01-02").lines == [ID]
    assert listed("search", "author:verborgen", "--ids").lines == [ID]
    assert ", ".join(AUTHORS) in listed("show", ID).out
    assert listed("mark", ID, "--star").code == 0
    assert listed("list", "--json", "--date", "2024-01-02").json[0]["citation_key"] == (
        "verborgen2024attention"
    )
    for form in FORMATS:
        written = listed("export", "--format", form).out
        assert all(name.split()[1] in written for name in AUTHORS[: 3 if form == "markdown" else 4])


def test_a_paper_by_its_id_has_them_all(here: Program, service: FeedServer) -> None:
    service.days["2023-12-01"] = [_item()]
    assert here("show", ID, "--json").json["authors"] == AUTHORS


def test_a_saved_page_has_them_all(here: Program, tmp_path: Path) -> None:
    props = feed_pages.listing_props([_item()], dateString="2024-01-02", periodType="day")
    page = tmp_path / "page.html"
    page.write_text(feed_pages.page("DailyPapers", props), "utf-8")
    assert here("list", "--page", str(page), "--json").json[0]["authors"] == AUTHORS


def test_a_list_that_an_earlier_version_stored_shows_and_finds_them(listed: Program) -> None:
    listed("fetch", "--date", "2024-01-02")
    assert listed("search", "muster", "--ids").lines == [ID]
    with closing(sqlite3.connect(listed.home / "cache" / "archive.sqlite")) as archive, archive:
        # Such an index has neither of them.
        archive.execute("UPDATE indexed_by SET rules = 1")
        archive.execute("DELETE FROM fact")
    assert listed("list", "--offline", "--json", "--date", "2024-01-02").json[0]["authors"] == (
        AUTHORS
    )
    assert listed("search", "verborgen", "--ids").lines == [ID]


class TestKeysOfEarlierVersions:
    def test_one_that_is_fixed_stays_and_its_entry_gets_every_author(
        self, listed: Program, tmp_path: Path
    ) -> None:
        listed("fetch", "--date", "2024-01-02")
        library = Library(listed.home)
        library.commit(decisions.star([SHOWN_BEFORE]), {ID: SHOWN_BEFORE})
        papers = [(SHOWN_BEFORE, library.marks(ID))]
        Exporter(library, papers, FORMATS["bibtex"]).write(tmp_path / "refs.bib")
        assert library.fix_keys([SHOWN_BEFORE]) == {ID: "example2024attention"}
        before = (tmp_path / "refs.bib").read_text("utf-8")
        assert "= {Ada Example and Bo Muster}" in before

        ran = listed("export", "-o", "refs.bib")
        assert (ran.code, ran.err) == (
            0,
            "paper-reader: 0 papers added to refs.bib; 1 refreshed.\n",
        )
        after = (tmp_path / "refs.bib").read_text("utf-8")
        assert after.startswith("@misc{example2024attention,")
        assert BIBTEX in after
        assert listed("export", "-o", "refs.bib").err.endswith("1 there already.\n")
        assert listed("export", "-o", "refs.bib", "--check").code == 0
        assert listed("export").out.startswith("@misc{example2024attention,")
        (kept,) = json.loads(listed("export", "--format", "json").out)
        assert (kept["citation_key"], kept["authors"]) == ("example2024attention", AUTHORS)

    def test_one_that_was_only_proposed_gives_way_when_it_is_given_away(
        self, listed: Program
    ) -> None:
        listed("fetch", "--date", "2024-01-02")
        Library(listed.home).commit(decisions.star([SHOWN_BEFORE]), {ID: SHOWN_BEFORE})
        assert listed("export").out.startswith("@misc{verborgen2024attention,")
        assert Library(listed.home).key(ID) == "verborgen2024attention"
        assert listed("export", "-o", "refs.bib").code == 0
        assert listed("list", "--json", "--date", "2024-01-02").json[0]["citation_key"] == (
            "verborgen2024attention"
        )
