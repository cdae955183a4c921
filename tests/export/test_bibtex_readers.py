"""What BibTeX, TeX and pandoc read in our entries is what the feed says.

No parser reports a title that lost its end behind a percent sign, or a name divided in the wrong
place; only comparing what the real programs read shows it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from reader.citation import AuthorName
from reader.export.bibtex import biblatex_entry, bibtex_entry, join_entries
from reader.export.latex_encoder import encode, encode_title
from reader.paper import Author, Paper
from reader.text import readable
from tests.export import recorded_papers

needs_bibtex = pytest.mark.skipif(not shutil.which("bibtex"), reason="needs bibtex")
needs_pdflatex = pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
needs_pandoc = pytest.mark.skipif(not shutil.which("pandoc"), reason="needs pandoc")

ENTRIES = {"bibtex": bibtex_entry, "biblatex": biblatex_entry}

TITLES = (
    "100% of $1, #2 & a_b ~ c^d: a\\b {braces} <think> P(y|x)",
    "One lone { brace, then two }}",
    "On $\\nabla^2$DFT, $N$-grams and $200k",
    "α, Ψ-Nets and 360° Views",
    "Éclairs, École and ÉCOLE: Über naïve Schrödinger Bridges",
    "\\emph{Emphasis} in 54\\% of ``Cases''",
    "$\\input{secret}$ and $x^2^3$ $y_$ $}{$",
)
NAMES = (
    "Łukasz Kaiser",
    "Đorđe Đurić",
    "Hung-yi Lee",
    "Flor Miriam Plaza-del-Arco",
    "Aäron van den Oord",
    "Ögmundur van den Berg",
    "Hal Daumé III",
    'Linxi "Jim" Fan',
    "jian Liang",
    "R&D and Sons",
    "École Team",
    "others",
    "Gizem Çetin Şahin Doğru",
    "Maria de Luis Balaguer",
    "İbrahim Arık",
)

# Prints what BibTeX makes of an entry: each name in its parts, the title in sentence case.
PARTS_STYLE = """\
ENTRY { author title } {} {}
INTEGERS { at }
FUNCTION {misc}
{ "key " cite$ * write$ newline$
  "title " title "t" change.case$ * write$ newline$
  author empty$ 'skip$
  { #0 'at :=
    { at author num.names$ < }
    { at #1 + 'at :=
      "name " author at "{ff}|{vv}|{ll}|{jj}" format.name$ * write$ newline$ }
    while$ }
  if$ }
READ
ITERATE {call.type$}
"""

DOCUMENT = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\begin{document}
\nocite{*}
\bibliographystyle{unsrt}
\bibliography{refs}
\end{document}
"""

FORMULA = re.compile(r"(?<!\\)\$[^$]*[^$\\]\$")


def made_up_papers() -> dict[str, Paper]:
    """One paper for each title and each name above."""
    authors = tuple(map(Author, NAMES))
    papers = [Paper(f"2501.{at:05}", title, authors=authors) for at, title in enumerate(TITLES)]
    return {f"made{at}": paper for at, paper in enumerate(papers)}


def hardest_papers() -> dict[str, Paper]:
    """The recorded papers whose text is not plain, and the longest lists of authors."""
    papers = recorded_papers()
    longest = sorted(papers, key=lambda key: -len(papers[key].authors))[:2]
    assert len(papers[longest[0]].authors) > 500
    odd_title = re.compile(r"[^\w\s:,.?!()'/+-]|_|[^\x00-\x7f]")
    odd_name = re.compile(r"[^A-Za-z. '-]|\b[a-z]|^\S+$|\b(?:Team|AI|III|Jr)\b")

    def is_hard(paper: Paper) -> bool:
        names = (author.name for author in paper.authors)
        return bool(odd_title.search(paper.title)) or any(map(odd_name.search, names))

    hard = [key for key, paper in papers.items() if is_hard(paper) and len(paper.authors) < 100]
    return {key: papers[key] for key in [*longest, *hard]}


def write_bibliography(
    papers: dict[str, Paper], folder: Path, one: Callable[..., str] = bibtex_entry
) -> None:
    entries = (one(paper, key, ("rl", "50% & more")) for key, paper in papers.items())
    (folder / "refs.bib").write_text(join_entries(entries), encoding="utf-8")


def run(folder: Path, *command: str) -> str:
    """What a program printed; its exit status is told by what it printed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    return done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")


def read_by_bibtex(papers: dict[str, Paper], folder: Path) -> dict[str, tuple[str, list[str]]]:
    """Title in sentence case and divided names of each entry."""
    write_bibliography(papers, folder)
    (folder / "parts.bst").write_text(PARTS_STYLE)
    (folder / "refs.aux").write_text("\\citation{*}\n\\bibstyle{parts}\n\\bibdata{refs}\n")
    report = run(folder, "bibtex", "refs")
    assert "Warning" not in report
    assert "error" not in report
    read: dict[str, tuple[str, list[str]]] = {}
    # BibTeX breaks long lines before two spaces.
    lines = (folder / "refs.bbl").read_text(encoding="utf-8").replace("\n  ", " ")
    key = ""
    for what, _, value in (line.partition(" ") for line in lines.splitlines()):
        if what == "key":
            key = value
        elif what == "title":
            read[key] = (value, [])
        elif what == "name":
            read[key][1].append(re.sub(r"(?<!\\)~", " ", value))
    return read


def in_bibtex(author: Author) -> str:
    """A divided name as BibTeX should give it."""
    name = AuthorName.parse(author.name)
    family = encode(name.family)
    if name.is_group or re.search(r"-[a-z]\w*-", family):
        family = f"{{{family}}}"
    return "|".join((encode(name.given), encode(name.particle), family, name.suffix))


def held(title: str) -> Counter[str]:
    """The words with a capital after their first letter."""
    plain = re.sub(r"\\[A-Za-z]+|[{}\\]", "", title)
    return Counter(word for word in re.findall(r"\w+", plain) if word[1:] != word[1:].lower())


@needs_bibtex
@pytest.mark.parametrize("papers", [made_up_papers, recorded_papers])
def test_bibtex_divides_names_and_keeps_capitals(papers: Any, tmp_path: Path) -> None:
    source: dict[str, Paper] = papers()
    read = read_by_bibtex(source, tmp_path)
    assert list(read) == list(source)
    for key, (title, names) in read.items():
        written = encode_title(source[key].title)
        assert title.lower() == written.lower()
        assert held(title) == held(written)
        assert FORMULA.findall(title) == FORMULA.findall(written)
        # BibTeX drops a hyphen that begins a word, as in "S. -T. Yau".
        expected = [in_bibtex(author).replace(" -", " ") for author in source[key].authors]
        assert names == expected


@needs_bibtex
@needs_pdflatex
@pytest.mark.parametrize("papers", [made_up_papers, hardest_papers])
def test_tex_sets_every_entry_without_a_complaint(papers: Any, tmp_path: Path) -> None:
    source: dict[str, Paper] = papers()
    write_bibliography(source, tmp_path)
    (tmp_path / "main.tex").write_text(DOCUMENT)
    latex = ("pdflatex", "-draftmode", "-interaction=nonstopmode", "-file-line-error", "main")
    run(tmp_path, *latex)
    report = run(tmp_path, "bibtex", "main")
    assert "Warning" not in report
    assert "error" not in report
    bbl = (tmp_path / "main.bbl").read_text(encoding="utf-8")
    assert re.findall(r"\\bibitem\{(.*)\}", bbl) == list(source)
    log = run(tmp_path, *latex)
    assert [line for line in log.splitlines() if re.match(r"!|\S+:\d+: ", line)] == []
    assert "[1" in log


def read_by_pandoc(
    papers: dict[str, Paper], folder: Path, form: str = "bibtex"
) -> list[dict[str, Any]]:
    write_bibliography(papers, folder, ENTRIES[form])
    (folder / "refs.json").write_text(
        run(folder, "pandoc", "-f", form, "-t", "csljson", "refs.bib"), encoding="utf-8"
    )
    read: list[dict[str, Any]] = json.loads((folder / "refs.json").read_text(encoding="utf-8"))
    return read


def as_pandoc_has_it(text: str) -> str:
    """The faults of pandoc that no other form of entry would mend.

    Quotes come back curled or of another kind, two hyphens as a dash.
    """
    text = re.sub(r"</?(?:span|sub|sup|i|b)\b[^>]*>", "", text)
    text = re.sub("[‘’`“”\"']+", "'", text).replace("—", "---").replace("–", "--")
    return " ".join(text.split())


def with_tex_names(title: str) -> str:
    r"""The title with α as `\alpha`."""
    formulas = re.compile(r"\{?\$(\\[A-Za-z]+|\^\\circ)\$\}?")
    signs = {sign for sign in title if ord(sign) > 127 and formulas.fullmatch(encode(sign))}
    for sign in signs:
        title = title.replace(sign, formulas.sub(r"\1", encode(sign)))
    return title


def joined(name: dict[str, str]) -> tuple[str, str, str, str]:
    """The parts of a CSL name."""
    particle = name.get("non-dropping-particle") or name.get("dropping-particle", "")
    family = name.get("family") or name.get("literal", "")
    return name.get("given", ""), particle, family, name.get("suffix", "")


def names_of(paper: Paper) -> Iterable[tuple[str, str, str, str]]:
    for author in paper.authors:
        name = AuthorName.parse(author.name)
        yield name.given, name.particle, name.family, name.suffix


def with_scripts(text: str) -> str:
    """Raised and lowered characters as TeX writes them."""

    def written(character: str) -> str:
        kind = unicodedata.decomposition(character).partition(" ")[0]
        sign = {"<super>": "^", "<sub>": "_"}.get(kind)
        return f"{sign}{{{unicodedata.normalize('NFKC', character)}}}" if sign else character

    return "".join(map(written, text))


@needs_pandoc
@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_pandoc_reads_back_titles_and_authors(form: str, tmp_path: Path) -> None:
    papers = made_up_papers() | hardest_papers()
    read = read_by_pandoc(papers, tmp_path, form)
    assert [item["id"] for item in read] == list(papers)
    for item, paper in zip(read, papers.values(), strict=True):
        names = [tuple(map(as_pandoc_has_it, joined(name))) for name in item["author"]]
        assert names == [tuple(map(as_pandoc_has_it, parts)) for parts in names_of(paper)]
        assert item["DOI"] == f"10.48550/arXiv.{paper.id}"
        assert item["URL"] == paper.arxiv
        assert item["keyword"] == "rl, 50% & more"
        if re.search(r"\$\D", paper.title):
            continue
        title = as_pandoc_has_it(item["title"])
        source = readable(paper.title)
        # A brace without a partner does not come back at all.
        if source.count("{") != source.count("}"):
            source = source.replace("{", "").replace("}", "")
        expected = as_pandoc_has_it(with_scripts(with_tex_names(source)))
        assert title.lower() == expected.lower()
        assert held(title) == held(expected)


@needs_pandoc
def test_pandoc_reads_back_every_letter_with_an_accent(tmp_path: Path) -> None:
    letters = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))]
    papers = {
        f"key{at}": Paper("2312.00752", f"x{letter}x")
        for at, letter in enumerate(letters)
        if unicodedata.category(letter) in ("Lu", "Ll")
    }
    read = read_by_pandoc(papers, tmp_path)
    for item, paper in zip(read, papers.values(), strict=True):
        assert unicodedata.normalize("NFC", item["title"]).lower() == paper.title.lower()
