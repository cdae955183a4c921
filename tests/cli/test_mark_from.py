"""`paper-reader mark --from FILE`: a library moved by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.program import Program


@pytest.fixture
def used(run: Program) -> Program:
    """The program, with every kind of mark."""
    run("fetch")
    run("mark", "2401.00001", "--star", "--tag", "rl", "--note", "see chapter 3")
    run("mark", "2401.00002", "--read")
    run("export", "-o", str(run.home.parent / "refs.bib"))
    return run


@pytest.fixture
def saved(used: Program) -> Path:
    """All of its marks in a file."""
    path = used.home.parent / "marks.json"
    assert used("export", "--format", "json", "is:read", "-o", str(path)).code == 0
    return path


@pytest.fixture
def other(used: Program) -> Program:
    """The same program in an empty home, which never asks the service."""
    return replace(used, home=used.home.parent / "other").with_(HF_ENDPOINT="http://127.0.0.1:9")


def test_an_empty_library_becomes_the_same(used: Program, other: Program, saved: Path) -> None:
    ran = other("mark", "--from", str(saved))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"paper-reader: 2 papers are marked as in {saved}.\n"
    (there,) = used("export", "--format", "json", "2401.00001").json
    (here,) = other("export", "--format", "json", "2401.00001").json
    for name in ("title", "authors", "published", "read", "starred", "tags", "note", "marks"):
        assert here[name] == there[name], name
    assert here["citation_key"] == there["citation_key"] == "example2024attention"


def test_it_can_be_done_again_and_taken_back(other: Program, saved: Path) -> None:
    other("mark", "--from", str(saved))
    ran = other("mark", "--from", str(saved))
    assert (ran.code, ran.err) == (0, "paper-reader: Already so, or changed since.\n")
    assert "is unstarred" in other("undo").out


def test_what_was_marked_since_stays(used: Program, saved: Path) -> None:
    used("mark", "2401.00001", "--unstar", "--untag", "rl")
    assert used("mark", "--from", str(saved)).code == 0
    shown = used("show", "2401.00001", "--json").json
    assert (shown["starred"], shown["tags"]) == (False, [])


def test_what_could_not_be_understood_is_counted(other: Program, saved: Path) -> None:
    saved.write_text(saved.read_text().replace('"starred": {', '"sparkling": {'))
    ran = other("mark", "--from", str(saved))
    assert ran.code == 0
    assert f"1 thing in {saved} could not be understood and did not count" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--from", "none.json"], 1, "none.json cannot be read: no such file or directory"),
        (["--from", "none.bib", "--star"], 1, "none.bib cannot be read: there is no such file"),
        (["--from", "refs.bib"], 2, "say what to do with those of refs.bib: --star, --tag"),
        (["--from", "refs.bib", "--star", "2401.00001"], 2, "leave out the ids"),
        (["--from", "marks.json", "2401.00001"], 2, "--from FILE says it all"),
        (["--from", "marks.json", "--star"], 2, "--from FILE says it all"),
        (["--star"], 2, "--from FILE"),
    ],
    ids=["no file", "no .bib", "a .bib", ".bib with ids", "with ids", "with marks", "nothing"],
)
def test_what_cannot_be_done_changes_nothing(
    other: Program, saved: Path, arguments: list[str], code: int, sentence: str
) -> None:
    ran = other("mark", *arguments)
    assert ran.code == code
    assert sentence in ran.err
    assert not other.home.exists()


class TestABibliography:
    BIB = r"""
@string{colm = "COLM"}
@inproceedings{gu, title = {{Mamba}: 100\% {S}tate {\"u}ber all}, booktitle = colm,
  author = {Gu, Albert and {Kimi Team} and Dao, Tri and others}, eprint = {2312.00752}}
@misc{again, eprint = {2312.00752}, title = {Second}}
@book{knuth, title = {Literate}}
@misc{bare, url = {https://arxiv.org/abs/2401.00009}}
"""

    @pytest.fixture
    def bib(self, other: Program) -> Path:
        path = other.home.parent / "thesis.bib"
        path.write_text(self.BIB)
        return path

    def test_its_arxiv_papers_are_marked_without_asking_anybody(
        self, other: Program, bib: Path
    ) -> None:
        ran = other("mark", "--from", "thesis.bib", "--star", "--tag", "thesis")
        assert (ran.code, ran.out) == (0, "")
        first, second = ran.err.splitlines()
        assert first == "paper-reader: 2 papers are starred and read and tagged thesis."
        assert second.startswith("paper-reader: 2 entries name no arXiv paper, or one that another")
        ran = other("export", "--offline", "--format", "json", "tag:thesis")
        assert "Nothing is known of 2401.00009" in ran.err, "only its id, until somebody is asked"
        mamba, bare = ran.json
        assert mamba["title"] == "Mamba: 100% State über all"
        assert mamba["authors"] == ["Albert Gu", "Kimi Team", "Tri Dao"]
        assert (bare["id"], bare["title"], bare["tags"]) == ("2401.00009", None, ["thesis"])
        assert bib.read_text() == self.BIB

    def test_what_the_feed_says_goes_before_what_an_entry_says(self, used: Program) -> None:
        (used.home.parent / "own.bib").write_text("@misc{a, title = {Mine}, eprint = {2401.00002}}")
        assert used("mark", "--from", "own.bib", "--star").code == 0
        assert used("show", "2401.00002", "--json").json["title"] == "A Survey of Surveys"

    def test_a_damaged_entry_costs_no_other_one(self, other: Program, bib: Path) -> None:
        bib.write_text("@misc{a, title {x}}\n" + self.BIB)
        ran = other("mark", "--from", "thesis.bib", "--tag", "thesis")
        assert ran.code == 0
        assert "thesis.bib: Line 1: the field title should have an equals sign" in ran.err

    def test_one_without_arxiv_papers_changes_nothing(self, other: Program, bib: Path) -> None:
        bib.write_text("@book{knuth, title = {Literate}}")
        ran = other("mark", "--from", "thesis.bib", "--star")
        assert ran.code == 1
        assert "No entry of thesis.bib names an arXiv paper; nothing was changed" in ran.err
        assert not other.home.exists()

    def test_entries_with_ids_of_before_2007_are_counted_apart(
        self, other: Program, bib: Path
    ) -> None:
        old = """@article{a, eprint={hep-th/9901001}, archivePrefix={arXiv}}
@article{b, eprint={cs/0309136v2}, archivePrefix={arXiv}, primaryClass={cs.CL}}
@article{c, eprint={0309136}, archivePrefix={arXiv}, primaryClass={cs}}
@article{d, url={https://arxiv.org/abs/math.GT/0309136}}
@misc{e, doi={10.48550/arXiv.quant-ph/0102001}}
"""
        bib.write_text(old)
        ran = other("mark", "--from", "thesis.bib", "--star")
        assert ran.code == 1
        assert "No entry of thesis.bib names an arXiv paper since April 2007; nothing" in ran.err
        bib.write_text(old + "@misc{f, eprint={0704.0001}, title={New}}\n@book{g, title={B}}\n")
        ran = other("mark", "--from", "thesis.bib", "--star")
        assert ran.code == 0
        assert "5 entries have an arXiv id from before April 2007, and did not count" in ran.err
        assert "1 entry names no arXiv paper" in ran.err
