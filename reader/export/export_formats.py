"""The export formats: the one table behind `--format`, the endings of files and the help.

Here is also what a format is given, a reference, and what all formats have in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from reader.citation import AuthorName
from reader.paper import (
    ARXIV_ID,
    NO_ARXIV_METADATA,
    UNMARKED,
    ArxivMetadata,
    ArxivVersion,
    Marks,
    Paper,
)
from reader.text import late_pattern

if TYPE_CHECKING:
    from reader.citation.publication import Publication

_DOI = late_pattern(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/[!-~]+)", re.IGNORECASE
)
# What would end a field or a comment in a DOI, which is not escaped.
_UNFIT = late_pattern(r'["#%\\^{}~]')

CITATION_STYLES = ("latex", "markdown", "key")
"""A command of LaTeX, a citation of pandoc's Markdown, or the key alone."""

# A key that pandoc takes without braces (https://pandoc.org/MANUAL.html#citation-syntax).
_PLAIN_KEY = late_pattern(r"\w+(?:[:.#$%&+?<>~/-]\w+)*")


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper that is to be cited."""

    paper: Paper
    key: str
    """The citation key."""
    marks: Marks = UNMARKED
    arxiv_metadata: ArxivMetadata = NO_ARXIV_METADATA
    publication: Publication | None = None
    """The published version, if that is to be cited."""
    history: Mapping[str, object] = field(default_factory=dict)
    """The last change of each mark and its time, from the library."""
    version: ArxivVersion | None = None
    """The latest version, as far as arXiv was asked."""


def arxiv_doi(paper: Paper) -> str:
    """The DOI that arXiv gives to every paper (https://info.arxiv.org/help/doi.html)."""
    return f"10.48550/arXiv.{paper.id}"


def doi(paper: Paper, arxiv_metadata: ArxivMetadata) -> str:
    """The bare DOI to cite: that of the published paper if the authors gave one, else arXiv's.

    arXiv's field may have several DOIs or addresses separated by spaces; the first counts.
    """
    given = _DOI.match((arxiv_metadata.doi or "").strip())
    if not given or _UNFIT.search(given[1]):
        return arxiv_doi(paper)
    return given[1]


def issued(paper: Paper) -> tuple[int, ...]:
    """Year, month and day of the first version.

    If the feed has no date, year and month come from the arXiv id; without a valid month, the year
    alone; without a valid id, nothing.
    """
    if day := paper.published:
        return day.year, day.month, day.day
    if not ARXIV_ID.fullmatch(paper.id):
        return ()
    year, month = 2000 + int(paper.id[:2]), int(paper.id[2:4])
    return (year, month) if 1 <= month <= 12 else (year,)


def names(paper: Paper) -> list[AuthorName]:
    """The authors in their order, without those that are empty once they are parsed."""
    parsed = (AuthorName.parse(author.name) for author in paper.authors)
    return [name for name in parsed if name.family]


def citation_text(keys: Sequence[str], style: str) -> str:
    r"""The text that cites one key or several, in one of the `CITATION_STYLES`.

    >>> citation_text(["dao2023"], "latex"), citation_text(["dao2023", "li"], "markdown")
    ('\\cite{dao2023}', '[@dao2023; @li]')
    """
    match style:
        case "latex":
            return rf"\cite{{{','.join(keys)}}}"
        case "markdown":
            cited = [f"@{key}" if _PLAIN_KEY.fullmatch(key) else f"@{{{key}}}" for key in keys]
            return cited[0] if len(cited) == 1 else f"[{'; '.join(cited)}]"
        case _:
            return ", ".join(keys)


class ExportFormat(NamedTuple):
    """One export format; the module that writes it is imported at its first use."""

    name: str
    meaning: str
    """What it is for, in a few words."""
    endings: tuple[str, ...]
    """The endings of its files, its own first; the others may be shared with other formats."""
    module: str
    """The module that writes it, in `reader.export`."""
    in_place: bool = False
    """Exported entries are merged into a file that exists; otherwise the file is replaced."""
    cites: bool = True
    """Papers are cited from such a file, so that a citation key in it never changes again."""

    def write(self, references: Iterable[Reference]) -> str:
        """The text of a whole file.

        Raises:
            ExportError: a citation key cannot be written.
        """
        if self.in_place:
            from reader.export.bibtex import join_entries

            return join_entries(map(self.entry, references))
        text: str = import_module(f"reader.export.{self.module}").write(references)
        return text

    def entry(self, reference: Reference, *, accents: bool = False) -> str:
        """One entry of a format that is updated in place; raises as `write` does.

        Args:
            reference: the paper.
            accents: whether to write accented letters as commands, also where the format does not
                need that.
        """
        from reader.export.bibtex import biblatex_entry, bibtex_entry, published_entry

        biblatex = self.name == "biblatex"
        if reference.publication:
            return published_entry(
                reference, reference.publication, biblatex=biblatex, accents=accents
            )
        paper, key, tags = reference.paper, reference.key, reference.marks.tags
        if biblatex:
            return biblatex_entry(paper, key, tags, reference.arxiv_metadata, accents=accents)
        return bibtex_entry(paper, key, tags, reference.arxiv_metadata)

    def fits(self, file: str) -> bool:
        """Whether a file of that name may have this format, and not other formats alone."""
        others = [each for each in FORMATS.values() if _ending(each, file)]
        return not others or self in others


FORMATS = {
    each.name: each
    for each in (
        ExportFormat("bibtex", "LaTeX with BibTeX", (".bib",), "bibtex", in_place=True),
        ExportFormat("biblatex", "LaTeX with biber", (".bib",), "bibtex", in_place=True),
        ExportFormat("csl-json", "pandoc, Zotero", (".csl.json", ".csljson", ".json"), "csl_json"),
        ExportFormat("ris", "EndNote, Zotero, Mendeley", (".ris",), "ris"),
        ExportFormat(
            "markdown", "a reading list with notes", (".md", ".markdown"), "markdown_list"
        ),
        ExportFormat("csv", "spreadsheets", (".csv",), "csv_table", cites=False),
        ExportFormat("json", "scripts, another library", (".json",), "json_record", cites=False),
    )
}
"""Every format by its name; the first is the default."""


def format_of_file(file: str) -> ExportFormat | None:
    """The format of a file of that name; None if no format has its ending.

    >>> [format_of_file(name).name for name in ("refs.bib", "refs.json", "refs.csl.json")]
    ['bibtex', 'json', 'csl-json']
    """
    fitting = [each for each in FORMATS.values() if _ending(each, file)]
    # The longest ending wins; if formats share it, the one whose own ending it is.
    return max(fitting, key=lambda each: _rank(each, file), default=None)


def _ending(form: ExportFormat, file: str) -> str:
    """The longest ending of a format that a file has; empty if it has none of them."""
    found = [ending for ending in form.endings if file.lower().endswith(ending)]
    return max(found, key=len, default="")


def _rank(form: ExportFormat, file: str) -> tuple[int, int]:
    ending = _ending(form, file)
    return len(ending), -form.endings.index(ending)
