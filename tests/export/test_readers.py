"""What biber, pandoc, citation-js and Zotero's parser read in our files is what the feed says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from reader.export.bibtex import biblatex_entry
from reader.export.export_formats import FORMATS, Reference
from reader.export.latex_encoder import encode_title
from reader.paper import Paper
from reader.text import readable
from tests.export import recorded_papers
from tests.export.test_bibtex_readers import (
    as_pandoc_has_it,
    hardest_papers,
    held,
    joined,
    made_up_papers,
    names_of,
    needs_pandoc,
    run,
    write_bibliography,
)

NODE_READERS = Path(__file__).with_name("node_readers.mjs")


def exported(papers: dict[str, Paper], form: str, folder: Path) -> Path:
    path = folder / f"refs{FORMATS[form].endings[-1]}"
    references = (Reference(paper, key) for key, paper in papers.items())
    path.write_text(FORMATS[form].write(references), encoding="utf-8", newline="")
    return path


def read_by_node(reader: str, module: str, file: Path) -> Any:
    """What a reader in Node makes of a file; skips the test where it is not installed."""
    find = ["node", "-e", f"require.resolve('{module}')"]
    if (
        not shutil.which("node")
        or subprocess.run(
            find, cwd=NODE_READERS.parent, capture_output=True, check=False
        ).returncode
    ):
        pytest.skip(f"needs {module} where Node finds it, such as in NODE_PATH")
    done = subprocess.run(
        ["node", NODE_READERS, reader, file], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def plain(title: str) -> str:
    return unicodedata.normalize("NFKC", as_pandoc_has_it(title))


def assert_authors(item: dict[str, Any], paper: Paper, read: Callable[[str], str] = str) -> None:
    names = [tuple(map(read, joined(name))) for name in item["author"]]
    assert names == [tuple(map(read, parts)) for parts in names_of(paper)]


@pytest.mark.skipif(not shutil.which("biber"), reason="needs biber")
@pytest.mark.parametrize("papers", [made_up_papers, hardest_papers])
def test_biber_finds_no_fault_with_the_data_model(
    papers: Callable[[], dict[str, Paper]], tmp_path: Path
) -> None:
    # It takes a second for seventy entries.
    source = dict(islice(papers().items(), 2, 200))
    write_bibliography(source, tmp_path, biblatex_entry)
    report = run(tmp_path, "biber", "--tool", "--validate-datamodel", "refs.bib")
    assert not re.findall("(?:WARN|ERROR).*", report)
    written = (tmp_path / "refs_bibertool.bib").read_text(encoding="utf-8")
    assert re.findall(r"(?i)@online\{(.*),", written) == list(source)


@needs_pandoc
def test_pandoc_reads_back_csl(tmp_path: Path) -> None:
    papers = made_up_papers() | recorded_papers()
    file = exported(papers, "csl-json", tmp_path)
    (tmp_path / "read.json").write_text(
        run(tmp_path, "pandoc", "-f", "csljson", "-t", "csljson", file.name), encoding="utf-8"
    )
    read = json.loads((tmp_path / "read.json").read_text(encoding="utf-8"))
    assert [item["id"] for item in read] == list(papers)
    for item, paper in zip(read, papers.values(), strict=True):
        assert_authors(item, paper, as_pandoc_has_it)
        title = readable(paper.title)
        # What is raised or lowered comes back as markup around plain letters.
        assert plain(item["title"]) == plain(title)
        assert held(plain(item["title"])) == held(plain(title))


@needs_pandoc
def test_pandoc_cites_from_csl_without_a_complaint(tmp_path: Path) -> None:
    papers = made_up_papers()
    file = exported(papers, "csl-json", tmp_path)
    (tmp_path / "text.md").write_text("---\nnocite: '@*'\n---\nSee @made0.\n")
    command = ["pandoc", "--citeproc", "--bibliography", file.name, "-t", "plain", "text.md"]
    text = run(tmp_path, *command)
    assert "WARNING" not in text
    assert text.count("https://doi.org/10.48550/arXiv.2501.") == len(papers)
    assert "Kaiser" in text


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "csl-json", "ris"])
def test_citation_js_reads_back_titles_and_authors(form: str, tmp_path: Path) -> None:
    papers = recorded_papers()
    file = exported(papers, form, tmp_path)
    read = read_by_node("citation-js", "@citation-js/core", file)
    assert [item["id"] for item in read] == list(papers)
    for item, paper in zip(read, papers.values(), strict=True):
        title = readable(paper.title)
        if form in ("csl-json", "ris"):
            assert item["title"] == title
        elif "$" not in encode_title(paper.title):
            assert held(item["title"]) == held(title)
        if form == "ris":
            assert len(item["author"]) == len(paper.authors)
        else:
            # It drops a hyphen that begins a word, as in "S. -T. Yau".
            assert_authors(item, paper, lambda part: part.replace(" -", " "))


@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_the_parser_of_zotero_finds_no_error(form: str, tmp_path: Path) -> None:
    papers = recorded_papers()
    file = exported(papers, form, tmp_path)
    read = read_by_node("zotero", "@retorquere/bibtex-parser", file)
    assert read["errors"] == []
    assert [item["key"] for item in read["entries"]] == list(papers)
    for item, paper in zip(read["entries"], papers.values(), strict=True):
        authors = item["fields"]["author"]
        names = [
            tuple(
                unicodedata.normalize("NFC", name.get(part, ""))
                for part in (
                    "firstName",
                    "prefix",
                    "name" if "name" in name else "lastName",
                    "suffix",
                )
            )
            for name in authors
        ]
        assert names == list(names_of(paper))
        if "$" not in encode_title(paper.title):
            title = unicodedata.normalize("NFC", item["fields"]["title"])
            assert held(title) == held(readable(paper.title))
