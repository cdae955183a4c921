"""Which papers the reader's own bibliographies cite already."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reader.export.bibtex import bibtex_entry
from reader.export.own_bibliographies import OwnBibliographies, read_own_bibliographies
from reader.paper import Author, Paper
from tests.export import recorded_papers

MAMBA = Paper(
    "2312.00752",
    "Mamba: Linear-Time Sequence Modeling with Selective State Spaces",
    authors=(Author("Albert Gu"), Author("Tri Dao")),
)


def read(folder: Path, *names: str) -> OwnBibliographies:
    return read_own_bibliographies(names or ("refs.bib",), folder, folder / "cache" / "cited.json")


def written(folder: Path, text: str, name: str = "refs.bib") -> OwnBibliographies:
    (folder / name).write_text(text, "utf-8")
    return read(folder, name)


@pytest.mark.parametrize(
    "entry",
    [
        "@misc{mine, eprint = {2312.00752v2}, archiveprefix = {arXiv}}",
        "@article{mine, journal = {arXiv preprint arXiv:2312.00752}}",
        "@misc(mine, doi = {10.48550/arXiv.2312.00752})",
        "@inproceedings{mine, booktitle = {COLM}, author = {Gu, Albert and Dao, Tri},\n"
        '  title = "{Mamba}: Linear-time sequence modeling with\n    selective state spaces"}',
        r"@inproceedings{mine, author = {A. {G\"u} and others}, title = {\textsc{Mamba}: "
        r"{L}inear-{T}ime Sequence Modeling with Selective State Spaces}}",
    ],
    ids=["eprint", "Google Scholar", "DOI", "published", "TeX"],
)
def test_a_paper_is_found_under_whatever_key_it_has(tmp_path: Path, entry: str) -> None:
    assert written(tmp_path, f"@book{{other, title = {{Mamba}}}}\n{entry}").cited(MAMBA) == "mine"


@pytest.mark.parametrize(
    "entry",
    [
        f"@misc{{x, eprint = {{2401.00001}}, title = {{{MAMBA.title}}}, author = {{Albert Gu}}}}",
        f"@article{{x, title = {{{MAMBA.title}}}, author = {{Bo Example}}}}",
        f"@article{{x, title = {{{MAMBA.title}}}}}",
        "@article{x, title = {Mamba}, author = {Albert Gu}}",
    ],
    ids=["another arXiv paper", "another author", "no author", "another title"],
)
def test_another_paper_is_not_taken_for_it(tmp_path: Path, entry: str) -> None:
    assert written(tmp_path, entry).cited(MAMBA) is None


def test_without_files_nothing_is_cited(tmp_path: Path) -> None:
    assert read_own_bibliographies((), tmp_path, tmp_path / "cited.json").cited(MAMBA) is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_costs_no_other_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "good.bib").write_text("@misc{mine, eprint = {2312.00752}}")
    (tmp_path / "wide.bib").write_text("@misc{a}", "utf-16-le")
    monkeypatch.setenv("HOME", str(tmp_path))
    known = read(tmp_path, "none.bib", "wide.bib", "~nobody-such/refs.bib", ".", "~/good.bib")
    assert known.cited(MAMBA) == "mine"
    assert [each.partition(" cannot be read")[0] for each in known.problems] == [
        *("the bibliography none.bib", "the bibliography wide.bib"),
        "the bibliography ~nobody-such/refs.bib",
        "the bibliography .",
    ]


def test_a_damaged_entry_costs_no_other_one(tmp_path: Path) -> None:
    text = (
        "@misc{a, eprint = {2401.00001}}\n@misc{b,\n  title = {never {closed\n}\n"
        "@misc{mine, eprint = {2312.00752}}\n@misc{c, title {x}}\n"
    )
    for known in (written(tmp_path, text), read(tmp_path)):
        assert known.cited(MAMBA) == "mine"
        assert known.cited(Paper("2401.00001", "")) == "a"
        (problem,) = known.problems
        assert problem.startswith("refs.bib: Line 3: ")
        assert problem.endswith("; not read whole: b, c; the other entries of it count")


@pytest.mark.parametrize(
    "entry",
    [
        "@misc{mine,\n  eprint = {2312.00752},\n  title = {x}\n  note = {y {\n}",
        "@misc{mine,\n  title = {x}\n  eprint = {2312.00752}\n}",
        "@misc{mine,\n  eprint = {2312.00752},\n@misc{other, title = {x}}",
        "@misc{mine,\n  % title = {x,\n  eprint = {2312.00752}}",
    ],
    ids=["a brace too few", "no comma", "no end", "a remark"],
)
def test_of_a_damaged_entry_counts_what_can_be_read(tmp_path: Path, entry: str) -> None:
    known = written(tmp_path, f"{entry}\n@misc{{last, eprint = {{2401.00001}}}}\n")
    assert known.cited(MAMBA) == "mine"
    assert known.cited(Paper("2401.00001", "")) == "last"
    assert all(each.startswith("refs.bib: Line ") for each in known.problems)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "latin-1"])
def test_a_file_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    paper = Paper("2401.00001", "L’Évolution des Moutons", authors=(Author("Andrée Lévesque"),))
    text = "@book{mine, author = {Lévesque, Andrée}, title = {L'évolution des moutons}}\n"
    (tmp_path / "refs.bib").write_text(text, encoding)
    known = read(tmp_path)
    assert (known.cited(paper), known.problems) == ("mine", ())


@pytest.mark.parametrize(
    "text",
    [
        "@comment{\n@misc{a, eprint = {2312.00752}}\n}",
        "% @misc{a,\n%  eprint = {2312.00752}\n% }\n",
    ],
)
def test_what_was_commented_out_is_not_cited(tmp_path: Path, text: str) -> None:
    known = written(tmp_path, text)
    assert (known.cited(MAMBA), known.problems) == (None, ())


def test_of_twenty_thousand_entries_each_is_found_and_they_are_read_once(tmp_path: Path) -> None:
    papers = [
        Paper(
            f"24{number // 10_000:02}.{number % 10_000:05}",
            f"Paper {number} of Many",
            authors=(Author("Ada Example"),),
        )
        for number in range(20_000)
    ]
    # Every other one as it was published elsewhere.
    (tmp_path / "refs.bib").write_text(
        "\n".join(
            f"@misc{{k{paper.id}, eprint = {{{paper.id}}}, archiveprefix = {{arXiv}}}}"
            if number % 2
            else f"@book{{k{paper.id}, title = {{{{{paper.title}}}}}, author = {{Example, Ada}}}}"
            for number, paper in enumerate(papers)
        )
    )
    file = tmp_path / "refs.bib"
    times = file.stat()
    known = read(tmp_path)
    assert [known.cited(paper) for paper in papers] == [f"k{paper.id}" for paper in papers]
    # What the file says now is not seen where its size and its time are as they were.
    file.write_bytes(b"@" * times.st_size)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    again = read(tmp_path)
    assert [again.cited(paper) for paper in papers] == [f"k{paper.id}" for paper in papers]


class TestTheCache:
    def test_a_file_that_has_not_changed_is_not_read_again(self, tmp_path: Path) -> None:
        written(tmp_path, "@misc{first, eprint = {2312.00752}}")
        file = tmp_path / "refs.bib"
        times = file.stat()
        file.write_text("@misc{other, eprint = {2312.00752}}")
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert read(tmp_path).cited(MAMBA) == "first"
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns + 1))
        assert read(tmp_path).cited(MAMBA) == "other"

    @pytest.mark.parametrize(
        "content",
        [b"", b"\xff", b"[]", b"{}", b'{"version": 1, "files": {"a": 1}}', b'{"version": 0}'],
    )
    def test_one_that_is_worth_nothing_is_made_again(self, tmp_path: Path, content: bytes) -> None:
        written(tmp_path, "@misc{mine, eprint = {2312.00752}}")
        (tmp_path / "cache" / "cited.json").write_bytes(content)
        assert read(tmp_path).cited(MAMBA) == "mine"

    def test_where_it_cannot_be_kept_the_files_are_read_all_the_same(self, tmp_path: Path) -> None:
        (tmp_path / "cache").write_text("in the way")
        assert written(tmp_path, "@misc{mine, eprint = {2312.00752}}").cited(MAMBA) == "mine"


def test_every_recorded_paper_is_found_without_its_id(tmp_path: Path) -> None:
    papers = recorded_papers()
    text = "\n".join(bibtex_entry(paper, key) for key, paper in papers.items())
    lines = (
        line
        for line in text.splitlines()
        if not line.startswith(("  eprint ", "  archiveprefix ", "  doi ", "  url "))
    )
    known = written(tmp_path, "\n".join(lines))
    assert not known.problems
    missing = [
        (paper.title, known.cited(paper))
        for key, paper in papers.items()
        if paper.authors and known.cited(paper) != key
    ]
    assert len(missing) <= len(papers) // 200, missing[:20]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("theme = 'light'\n", "there is no BibTeX entry in it"),
        ("<html>\n", "there is no BibTeX entry in it"),
        ("", None),
        ("\ufeff% nothing cited yet\n\n  % Encoding: UTF-8\n", None),
        ("@string{icml = {ICML}}", None),
    ],
)
def test_a_file_that_is_no_bibliography_is_told(
    tmp_path: Path, content: str, why: str | None
) -> None:
    told = [f"the bibliography refs.bib cannot be read: {why}"] if why else []
    assert list(written(tmp_path, content).problems) == told


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "refs.bib")
    (problem,) = read(tmp_path).problems
    assert problem.startswith("the bibliography refs.bib cannot be read: ")


def test_a_name_that_no_file_can_have_is_told_so_that_it_can_be_seen(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, "a\0b").problems
    assert problem == r"the bibliography 'a\x00b' cannot be read: embedded null byte"


def test_without_a_cache_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text("@misc{mine, eprint = {2312.00752}}")
    assert read_own_bibliographies(["refs.bib"], tmp_path, None).cited(MAMBA) == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["refs.bib"]
