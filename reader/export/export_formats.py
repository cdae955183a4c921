"""The export formats: the one table behind `--format`, the endings of files and the help."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reader.export.reference import Reference


@dataclass(frozen=True, slots=True)
class ExportFormat:
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

    def entry(self, reference: Reference) -> str:
        """One entry of a format that is updated in place; raises as `write` does."""
        from reader.export.bibtex import biblatex_entry, bibtex_entry, published_entry

        biblatex = self.name == "biblatex"
        if reference.publication:
            return published_entry(reference, reference.publication, biblatex=biblatex)
        preprint_entry = biblatex_entry if biblatex else bibtex_entry
        return preprint_entry(
            reference.paper, reference.key, reference.marks.tags, reference.arxiv_metadata
        )

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
