"""Entries that we wrote and another program wrote anew, without what names the paper: still found.

The programs are pandoc, bibtex-tidy, biber's tool mode and JabRef. pandoc itself is asked where it
is at hand; of all of them the forms are known.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.export.bib_file import BibFile
from reader.export.bib_match import EntryIndex
from reader.export.bib_parser import BibField, parse_bib
from reader.export.bibtex import biblatex_entry, bibtex_entry
from reader.export.entry_identity import EntryIdentity, entry_identity
from reader.paper import Author, Paper
from reader.text.tex_symbols import compose_accents
from tests.export import recorded_papers

Write = Callable[[Paper, str], str]
Rewrite = Callable[[str], str]

_NAMING = {"eprint", "archiveprefix", "eprinttype", "primaryclass", "doi", "url"}
_FORMULA = re.compile(r"(\$[^$]+\$)")
_BRACED = re.compile(r"(?<= )\{([A-Za-z0-9-]+)\}(?= )")
_FAMILY_LAST = re.compile(r"([^,{}\\]+) ([^ ,{}\\]+)")


def fields(entry: str) -> Iterator[BibField]:
    (parsed,) = parse_bib(entry)
    return (field for field in parsed.written if field.name not in _NAMING)


def written(kind: str, lines: Iterator[str], *, end: str = "\n") -> str:
    return f"{kind}{{key,{end}" + f",{end}".join(lines) + f"{end}}}\n"


def names_turned(field: BibField) -> str:
    """The names with their families first, as the programs write them that divide names."""
    if field.name != "author":
        return field.value
    names = field.value[1:-1].split(" and ")
    turned = (_FAMILY_LAST.fullmatch(name) for name in names)
    pairs = zip(turned, names, strict=True)
    found = (f"{each[2]}, {each[1]}" if each else name for each, name in pairs)
    return "{" + " and ".join(found) + "}"


def by_pandoc(entry: str) -> str:
    """Unicode instead of commands, formulas in braces, two blanks before each field."""
    lines = (
        f"  {field.name} = " + _FORMULA.sub(r"{\1}", compose_accents(names_turned(field)))
        for field in fields(entry)
    )
    return written("@misc", lines)


def by_tidy(entry: str) -> str:
    """No braces around single words, quotes where they can stand, everything on one line."""
    lines = (f"{field.name}=" + _BRACED.sub(r"\1", field.value) for field in fields(entry))
    return written("@misc", lines, end=" ")


def by_biber(entry: str) -> str:
    """Names of fields in capitals, Unicode, families first."""
    lines = (
        f"  {field.name.upper()} = {compose_accents(names_turned(field))}"
        for field in fields(entry)
    )
    return written("@MISC", lines)


def by_jabref(entry: str) -> str:
    """Names of fields in title case and in a column, two pairs of braces around a title."""
    lines = (
        f"  {field.name.title():<12} = "
        + (f"{{{field.value}}}" if field.name == "title" else names_turned(field))
        for field in fields(entry)
    )
    return written("@Misc", lines)


def by_a_person(entry: str) -> str:
    """The title in small letters with a full stop, the names with initials."""
    lines = (
        f"{field.name} = "
        + (f"{field.value[:-1]}.}}" if field.name == "title" else _with_initials(field))
        for field in fields(entry)
    )
    return written("@article", lines)


def _with_initials(field: BibField) -> str:
    if field.name != "author":
        return field.value
    return re.sub(r"(?<=, )([A-Z])[a-z]+(?= and |\}$)", r"\1.", names_turned(field))


REWRITES = (by_pandoc, by_tidy, by_biber, by_jabref, by_a_person)
WRITERS = (bibtex_entry, biblatex_entry)

# No paper has a title without a letter, and a lone sign is none.
TITLES = st.lists(
    st.sampled_from(
        [
            *("Wool", "über", "naïve", "GPT-4o", "τ", "π_0.5", "α-VAE", "β²", "R^3", "50%", "a_b"),
            *("R&B", "C#", "{x}", "{", "}", "~", "^", "\\", "$5", "<b>", "|", "…", "“a”", "LaTeX"),
            *("羊", "Мягкие", "ß", "Łódź", "x²", "∞", "→", "3times3", "textbf{A}", "«é»", ":"),
            *("$O(n\\log n)$", "$\\tau$-x", "\\emph{x}", "\\ours", "&amp;", "™", "½", "ﬁn"),
        ]
    ),
    min_size=1,
    max_size=8,
).map(lambda words: " ".join(["Sheep", *words]))
NAMES = st.sampled_from(
    [
        *("Bea Muster", "Marco Prado Lima", "James S. Sample Jr.", "Michiel van der Weide", "Li"),
        *("Jürgen Müßig", "Łukasz Żmija", "Raissa M. D’Muster", "Hung-yi Muster", "Đorđe Šarić"),
        *("Ngô Bảo Ví", "羊 太郎", "Андрей Примеров", 'Linxi "Jim" Muster', "and Lei Bai"),
        *("Hal Daumé III", "Barnes and Noble", "Yue Muster†", "Åsmund Skjæmuster", "jian Liang"),
        *("O'Neil Muster", "Sheep Team", "=cmd|' /C calc'!A0", "+49", "@", "Nguy\\~ên Muster"),
    ]
)
PAPERS = st.builds(
    lambda title, names: Paper("2502.30001", title, authors=tuple(map(Author, names))),
    TITLES,
    st.lists(NAMES, max_size=3),
)


@given(PAPERS, st.sampled_from(WRITERS), st.sampled_from(REWRITES))
def test_what_we_wrote_is_found_however_it_was_rewritten(
    paper: Paper, write: Write, rewrite: Rewrite
) -> None:
    entry = rewrite(write(paper, "ours"))
    match = BibFile(entry).find(paper)
    assert match and match.reason == "the same title and first author", entry


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("rewrite", REWRITES)
def test_no_recorded_paper_is_lost_or_taken_for_another(write: Write, rewrite: Rewrite) -> None:
    papers = [*recorded_papers().values()]
    found = [
        entry_identity(parse_bib(rewrite(write(paper, "key")))[0])._replace(key=paper.id)
        for paper in papers
    ]
    assert _mistaken(papers, found) == []


def _mistaken(papers: list[Paper], identities: list[EntryIdentity]) -> list[tuple[str, str]]:
    """The papers that are not found, or are taken for another one where they are missing."""
    index = EntryIndex(identities)
    mistaken = []
    for paper in papers:
        match = index.find(paper)
        if not match or index.identities[match.position].key != paper.id:
            mistaken.append((paper.id, paper.title))
    for start in range(2):
        rest = EntryIndex(identities[start::2])
        mistaken += [(paper.id, "taken") for paper in papers[1 - start :: 2] if rest.find(paper)]
    return mistaken


@pytest.mark.skipif(not shutil.which("pandoc"), reason="needs pandoc")
@pytest.mark.parametrize("to", ["bibtex", "biblatex"])
@pytest.mark.parametrize("write", WRITERS)
def test_no_recorded_paper_is_lost_in_pandoc(write: Write, to: str) -> None:
    papers = [*recorded_papers().values()][::3]
    entries = (_unnamed(write(paper, "key"), f"k{at}") for at, paper in enumerate(papers))
    source = "bibtex" if write is bibtex_entry else "biblatex"
    text = subprocess.run(
        ["pandoc", "-f", source, "-t", to, "-s"],
        input="\n".join(entries).encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()
    found = [entry_identity(entry) for entry in parse_bib(text)]
    known = [each._replace(key=papers[int(each.key[1:])].id) for each in found]
    assert _mistaken(papers, known) == []


def _unnamed(entry: str, key: str) -> str:
    lines = (f"{field.name} = {field.value}" for field in fields(entry))
    return written("@misc", lines).replace("{key,", f"{{{key},", 1)
