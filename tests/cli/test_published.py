"""`export --published` from end to end, on answers in the forms that the sources send.

The papers are invented; the forms are those of arXiv's Atom feeds, of the CSL-JSON of Crossref,
DataCite and mEDRA, and of Semantic Scholar's Graph API.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from reader.export.bib_parser import BibEntry, parse_bib
from tests import feed_faults as faults
from tests.arxiv_server import ArxivServer, Entry
from tests.cli.program import Program
from tests.feed_items import author, item
from tests.feed_server import FeedServer

KEY = "s2-key-of-no-one"
PAPER = "2401.00001"
TITLE = "Attention Once More"


def crossref(**fields: Any) -> dict[str, Any]:
    """What Crossref sends of a paper in proceedings, through doi.org; None takes a key away."""
    said = {
        "indexed": {"date-parts": [[2024, 9, 1]], "timestamp": 1725148800000},
        "publisher-location": "Anywhere",
        "reference-count": 41,
        "publisher": "Association for Examples",
        "content-domain": {"domain": [], "crossmark-restriction": False},
        "published-print": {"date-parts": [[2024]]},
        "DOI": "10.18653/v1/2024.ex-long.1",
        "type": "proceedings-article",
        "created": {"date-parts": [[2024, 8, 20]]},
        "page": "12-34",
        "source": "Crossref",
        "is-referenced-by-count": 3,
        "title": TITLE,
        "prefix": "10.18653",
        "author": [
            {"given": "Ada", "family": "Example", "sequence": "first", "affiliation": []},
            {"given": "Bo", "family": "van der Muster", "sequence": "additional"},
        ],
        "member": "3643",
        "event": {"name": "Proceedings of the 62nd Annual Meeting of Examples (Volume 1: Long)"},
        "container-title": "Proceedings of the 62nd Annual Meeting of Examples (Volume 1: Long)",
        "original-title": [],
        "issued": {"date-parts": [[2024]]},
        "URL": "https://doi.org/10.18653/v1/2024.ex-long.1",
        "subject": [],
        **fields,
    }
    return {name: value for name, value in said.items() if value is not None}


JOURNAL = crossref(
    type="journal-article",
    DOI="10.1038/s41586-024-00001-1",
    **{"container-title": ["Nature &amp; Examples"], "container-title-short": "Nat. Ex."},
    **{"volume": "645", "issue": "8081", "page": None, "article-number": "e7"},
    publisher="Springer Science and Business Media LLC",
    title=["Attention <i>Once</i> More"],
    event=None,
)
CHAPTER = crossref(
    type="book-chapter",
    DOI="10.1007/978-3-031-00001-1_1",
    **{"container-title": ["Lecture Notes in Computer Science", "Computer Examples – EX 2024"]},
    publisher="Springer Nature Switzerland",
)
PREPRINT = {
    "type": "article",
    "id": "https://doi.org/10.48550/arxiv.2401.00001",
    "categories": ["Computation and Language (cs.CL)"],
    "author": [{"family": "Example", "given": "Ada"}],
    "issued": {"date-parts": [[2024]]},
    "DOI": "10.48550/ARXIV.2401.00001",
    "publisher": "arXiv",
    "title": TITLE,
}


def scholar(doi: str | None = None, **fields: Any) -> dict[str, Any]:
    """What Semantic Scholar sends of a paper; nothing that it asks for is left out."""
    return {
        "paperId": "0123456789abcdef0123456789abcdef01234567",
        "externalIds": {"ArXiv": PAPER, "DBLP": "conf/ex/ExampleM24", "CorpusId": 266700001}
        | ({"DOI": doi} if doi else {}),
        "publicationVenue": {
            "id": "00000000-0000-0000-0000-000000000001",
            "name": "International Conference on Examples",
            "type": "conference",
            "alternate_names": ["Int Conf Ex", "ICEX"],
            "url": "https://icex.example",
        },
        "title": TITLE,
        "venue": "International Conference on Examples",
        "year": 2024,
        "publicationTypes": ["JournalArticle", "Conference"],
        "journal": {"name": None, "pages": "3-9", "volume": None},
        **fields,
    }


@pytest.fixture
def sources() -> Iterator[ArxivServer]:
    with ArxivServer({PAPER: Entry(TITLE)}) as server:
        yield server


@pytest.fixture
def exported(
    here: Program, service: FeedServer, sources: ArxivServer
) -> Callable[..., tuple[BibEntry, str]]:
    """The entry of the one starred paper, and what was said, for an entry at arXiv."""
    program = here.with_(
        PAPER_READER_ARXIV=sources.url,
        PAPER_READER_DOI=sources.registry,
        PAPER_READER_SEMANTIC_SCHOLAR=sources.scholar,
        S2_API_KEY=KEY,
    )

    def export(title: str = TITLE, form: str = "bibtex", **at_arxiv: Any) -> tuple[BibEntry, str]:
        service.days["2024-01-02"] = [
            item(PAPER, title, authors=[author("Ada Example"), author("Bo van der Muster")])
        ]
        sources.entries[PAPER] = Entry(title, **at_arxiv)
        program("fetch")
        program("mark", PAPER, "--star")
        ran = program("export", "--published", "--format", form)
        assert ran.code == 0
        (entry,) = parse_bib(ran.out)
        return entry, ran.err

    return export


Export = Callable[..., tuple[BibEntry, str]]


@pytest.mark.parametrize(
    ("given", "doi", "record", "expected"),
    [
        (
            "10.18653/v1/2024.ex-long.1", "10.18653/v1/2024.ex-long.1", crossref(),
            ("inproceedings", "booktitle",
             "{Proceedings of the 62nd Annual Meeting of Examples (Volume 1: Long)}", "{12--34}"),
        ),
        (
            # As some authors write it.
            "https://doi.org/10.1038/s41586-024-00001-1.", "10.1038/s41586-024-00001-1", JOURNAL,
            ("article", "journal", r"{Nature \& Examples}", "{e7}"),
        ),
        (
            "doi:10.1007/978-3-031-00001-1_1", "10.1007/978-3-031-00001-1_1", CHAPTER,
            ("inproceedings", "booktitle", "{Computer Examples -- EX 2024}", "{12--34}"),
        ),
    ],
    ids=["proceedings", "journal", "chapter"],
)  # fmt: skip
def test_the_doi_that_arxiv_has_leads_to_the_published_version(
    exported: Export, sources: ArxivServer, given: str, doi: str, record: Any, expected: Any
) -> None:
    sources.items[doi] = record
    entry, said = exported(doi=given, journal="Wherever (2024)")
    kind, place, venue, pages = expected
    assert (entry.type, entry.fields["pages"]) == (kind, pages)
    assert entry.fields[place].replace("–", "--") == venue
    assert (entry.key, entry.fields["eprint"]) == ("example2024attention", f"{{{PAPER}}}")
    assert entry.fields["doi"] == f"{{{doi}}}"
    assert "(from doi.org)." in said and "1 of 1 paper exported as published" in said
    assert sources.asked("/scholar") == []
    (asked,) = sources.asked("/doi")
    assert asked.headers["Accept"] == "application/vnd.citationstyles.csl+json"
    assert asked.headers["x-api-key"] is None


def test_biblatex_has_it_too(exported: Export, sources: ArxivServer) -> None:
    sources.items["10.1038/s41586-024-00001-1"] = JOURNAL
    entry, _ = exported(form="biblatex", doi="10.1038/s41586-024-00001-1")
    assert (entry.type, entry.fields["eprinttype"]) == ("article", "{arxiv}")
    assert entry.fields["journaltitle"] == r"{Nature \& Examples}"


class TestATitleThatDiffersByAWord:
    @pytest.mark.parametrize(
        "published",
        ["Attention Once Again", "Attention Yet Once More", "On Attention Once More",
         "Attention Once More, Revisited", "ATTENTION ONCE AGAIN"],
    )  # fmt: skip
    def test_it_is_found_by_the_doi_of_the_authors(
        self, exported: Export, sources: ArxivServer, published: str
    ) -> None:
        sources.items["10.1145/1"] = crossref(title=published)
        entry, said = exported(doi="10.1145/1")
        assert (entry.type, entry.fields["doi"]) == ("inproceedings", "{10.1145/1}")
        assert entry.fields["title"] == f"{{{TITLE}}}"
        assert f"(from doi.org); its title there is “{published}”.\n" in said

    def test_it_is_found_by_the_doi_that_semantic_scholar_tells(
        self, exported: Export, sources: ArxivServer
    ) -> None:
        sources.records[PAPER] = scholar("10.1145/1", title="Attention Once Again")
        sources.items["10.1145/1"] = crossref(title="Attention Once Again")
        entry, said = exported()
        assert (entry.type, entry.fields["doi"]) == ("inproceedings", "{10.1145/1}")
        assert "(from doi.org, by way of Semantic Scholar); its title there is" in said

    @pytest.mark.parametrize(
        "authors",
        [
            None,
            [{"literal": "The Example Collaboration"}, "no author"],
            [{"given": "A. B.", "family": "EXAMPLE"}],
            [{"given": "A.", "family": "Éxample"},
             {"given": "Bo", "non-dropping-particle": "van der", "family": "Muster"}],
        ],
        ids=["none", "a group", "one", "particle"],
    )  # fmt: skip
    def test_a_registry_may_name_no_authors_or_write_them_otherwise(
        self, exported: Export, sources: ArxivServer, authors: Any
    ) -> None:
        sources.items["10.1145/1"] = crossref(title="Attention Once Again", author=authors)
        assert exported(doi="10.1145/1")[0].type == "inproceedings"

    @pytest.mark.parametrize(
        ("title", "published", "authors"),
        [
            (TITLE, "Attention Once Again", [{"family": "Other"}, {"family": "Else"}]),
            (TITLE, "Attention Is Enough", None),
            (TITLE, "Attention Once More: A Long Study", None),
            ("Learning at Scale: Part I", "Learning at Scale: Part II", None),
            ("A Look at GPT-3 and More", "A Look at GPT-4 and More", None),
            ("ExampleNet Technical Report", "SampleNet Technical Report", None),
            ("A Good Name", "A Bad Word", None),
        ],
        ids=["authors", "two words", "subtitle", "part", "number", "name", "short"],
    )
    def test_what_may_be_another_paper_is_not_believed(
        self, exported: Export, sources: ArxivServer, title: str, published: str, authors: Any
    ) -> None:
        fields = {"author": authors} if authors else {}
        sources.items["10.1145/1"] = crossref(title=published, **fields)
        entry, said = exported(title, doi="10.1145/1")
        assert entry.type == "misc"
        assert f"doi.org has it under another title, “{published}”" in said

    def test_without_a_doi_that_decides_semantic_scholar_is_not_believed(
        self, exported: Export, sources: ArxivServer
    ) -> None:
        sources.records[PAPER] = scholar(title="Attention Once Again")
        entry, said = exported()
        assert entry.type == "misc"
        assert "Semantic Scholar has it under another title, “Attention Once Again”" in said

    def test_the_entry_is_found_again_by_its_doi(
        self, exported: Export, here: Program, sources: ArxivServer
    ) -> None:
        own = "@inproceedings{mine, title = {Attention Once Again}, doi = {10.1145/1}}\n"
        file = here.folder / "refs.bib"
        file.write_text(own)
        sources.items["10.1145/1"] = crossref(title="Attention Once Again")
        exported(doi="10.1145/1")
        ran = here("export", "-o", "refs.bib")
        assert f"{PAPER} is there as mine (the same DOI), and was left as it is." in ran.err
        assert file.read_text() == own


class TestSemanticScholar:
    def test_a_conference_without_a_doi_is_taken_as_it_says(
        self, exported: Export, sources: ArxivServer
    ) -> None:
        sources.records[PAPER] = scholar()
        entry, said = exported()
        assert (entry.type, entry.fields["pages"]) == ("inproceedings", "{3--9}")
        assert entry.fields["booktitle"] == "{International Conference on Examples}"
        assert "doi" not in entry.fields
        assert "(from Semantic Scholar)." in said
        (asked,) = sources.asked("/scholar")
        assert (asked.ids, asked.headers["x-api-key"]) == ([PAPER], KEY)
        assert "title" in asked.query["fields"].split(",")

    @pytest.mark.parametrize(
        "fields",
        [
            {"doi": f"10.48550/arXiv.{PAPER}"},
            {"journal": {"name": "ArXiv", "volume": f"abs/{PAPER}"}},
            {"publicationVenue": None, "venue": "arXiv.org"},
            {"publicationVenue": None, "venue": "", "journal": None},
            {"publicationTypes": None, "publicationVenue": {"name": "ICEX"}},
        ],
        ids=["doi", "journal", "venue", "nowhere", "no kind"],
    )
    def test_a_record_that_still_is_the_preprints_is_none(
        self, exported: Export, sources: ArxivServer, fields: dict[str, Any]
    ) -> None:
        sources.records[PAPER] = scholar(**fields)
        entry, said = exported(comment="Accepted at ICEX 2024")
        assert entry.type == "misc"
        assert "no published version found, as arXiv has no DOI of it" in said or (
            "no published version found, as Semantic Scholar" in said
        )
        assert "its authors remark: “Accepted at ICEX 2024”" in said

    def test_a_paper_that_it_does_not_know_is_null(self, exported: Export) -> None:
        entry, said = exported()
        assert entry.type == "misc"
        assert "Semantic Scholar does not know it" in said


class TestARegistryThat:
    @pytest.mark.parametrize(
        ("record", "reason"),
        [
            (PREPRINT, "not as a paper in a journal or proceedings"),
            (crossref(type="posted-content"), "not as a paper in a journal or proceedings"),
            (crossref(**{"container-title": []}), "not as a paper in a journal or proceedings"),
            (crossref(issued={"date-parts": [[None]]}, **{"published-print": None}),
             "does not say when"),
            ([], "doi.org says nothing of 10.1145/1"),
        ],
        ids=["DataCite", "posted", "nowhere", "never", "nothing"],
    )  # fmt: skip
    def test_has_no_paper_of_it_is_not_believed(
        self, exported: Export, sources: ArxivServer, record: Any, reason: str
    ) -> None:
        sources.items["10.1145/1"] = record
        entry, said = exported(doi="10.1145/1")
        assert entry.type == "misc"
        assert reason in said

    def test_does_not_know_it_leaves_it_to_semantic_scholar(
        self, exported: Export, sources: ArxivServer
    ) -> None:
        sources.records[PAPER] = scholar()
        entry, said = exported(doi="10.1145/404")
        assert entry.fields["booktitle"] == "{International Conference on Examples}"
        assert "(from Semantic Scholar)." in said

    @pytest.mark.parametrize(
        "fault",
        [faults.status(503), faults.status(429), faults.drop(), faults.not_json()],
        ids=["503", "429", "drop", "HTML"],
    )
    def test_fails_costs_the_published_version_and_not_the_export(
        self, exported: Export, sources: ArxivServer, fault: faults.Fault
    ) -> None:
        fault.under = "/doi/"
        sources.fault = fault
        entry, said = exported(doi="10.1145/1")
        assert (entry.type, entry.fields["primaryclass"]) == ("misc", "{cs.CL}")
        assert "0 of 1 paper exported as published" in said

    def test_sends_on_within_its_house_is_followed(
        self, exported: Export, sources: ArxivServer
    ) -> None:
        sources.items["10.1145/1"] = crossref()
        sources.fault = faults.redirect("/doi/10.1145/1", times=1)
        sources.fault.under = "/doi/"
        assert exported(doi="10.1145/1")[0].type == "inproceedings"
        assert len(sources.asked("/doi/")) == 2
