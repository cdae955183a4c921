"""What papers can be written as: the one table that `--format`, file endings and help come from."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reader.export.reference import Reference


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write papers; what writes is imported when it is first asked to."""

    name: str
    meaning: str
    """What it is for, in a few words."""
    endings: tuple[str, ...]
    """How files of it are named, its own ending first; others may share the rest."""
    module: str
    """Where its writer is, below `reader.export`."""
    in_place: bool = False
    """A file of it is added to, entry by entry, and not replaced."""
    cites: bool = True
    """It is there to cite from, so a citation key that it gives never changes again."""

    def write(self, references: Iterable[Reference]) -> str:
        """The text of a whole file.

        Raises:
            ExportError: a citation key cannot be written.
        """
        if self.in_place:
            from reader.export.bibtex import bibliography

            return bibliography(map(self.entry, references))
        text: str = import_module(f"reader.export.{self.module}").write(references)
        return text

    def entry(self, reference: Reference) -> str:
        """One entry of a format that is updated in place; raises as `write` does."""
        if reference.publication:
            from reader.export import published_entry

            biblatex = self.module == "biblatex"
            return published_entry.entry(reference, reference.publication, biblatex=biblatex)
        text: str = import_module(f"reader.export.{self.module}").entry(
            reference.paper, reference.key, reference.marks.tags, reference.imprint
        )
        return text

    def fits(self, file: str) -> bool:
        """Whether a file of that name may hold it: the ending is not one of others alone."""
        others = [each for each in FORMATS.values() if _ending(each, file)]
        return not others or self in others


FORMATS = {
    each.name: each
    for each in (
        Format("bibtex", "LaTeX with BibTeX", (".bib",), "bibtex", in_place=True),
        Format("biblatex", "LaTeX with biber", (".bib",), "biblatex", in_place=True),
        Format("csl-json", "pandoc, Zotero", (".csl.json", ".csljson", ".json"), "csl_json"),
        Format("ris", "EndNote, Zotero, Mendeley", (".ris",), "ris"),
        Format("markdown", "a reading list with notes", (".md", ".markdown"), "markdown_list"),
        Format("csv", "spreadsheets", (".csv",), "csv_table", cites=False),
        Format("json", "scripts, another library", (".json",), "json_record", cites=False),
    )
}
"""Every format by its name, the first where nothing else is said."""


def of_file(file: str) -> Format | None:
    """The format that a file of that name has, or None where its ending is nobody's.

    >>> [of_file(name).name for name in ("refs.bib", "refs.json", "refs.csl.json")]
    ['bibtex', 'json', 'csl-json']
    """
    fitting = [each for each in FORMATS.values() if _ending(each, file)]
    # The longest ending tells most; of one that is shared, the format whose own it is.
    return max(fitting, key=lambda each: _rank(each, file), default=None)


def _ending(form: Format, file: str) -> str:
    """The longest ending of a format that a file has; empty where it has none of them."""
    found = [ending for ending in form.endings if file.lower().endswith(ending)]
    return max(found, key=len, default="")


def _rank(form: Format, file: str) -> tuple[int, int]:
    ending = _ending(form, file)
    return len(ending), -form.endings.index(ending)
