"""Papers as RIS, which EndNote, Zotero, Mendeley and the screening tools of reviews read.

https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.export.export_formats import doi, issued, names
from reader.text import clean, readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reader.citation import AuthorName
    from reader.export.export_formats import Reference

_END = "\r\n"
"""The line ends of the format, as Zotero and EndNote write them."""


def write(references: Iterable[Reference]) -> str:
    """A whole file: records separated by an empty line."""
    return _END.join(record(each) for each in references)


def record(reference: Reference) -> str:
    """One record, with the end of its last line.

    The format has no type for preprints. EndNote keeps an unpublished work (UNPB) apart from the
    articles; the other types that fit would be cited as articles or web pages.
    """
    lines = (f"{tag}  - {value}{_END}" for tag, value in _fields(reference))
    return "".join(lines) + f"ER  - {_END}"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    """Tags and values, each on one line, so that no part of a value can be read as a tag."""
    paper, marks, arxiv_metadata = reference.paper, reference.marks, reference.arxiv_metadata
    fields = [
        ("TY", "UNPB"),
        ("ID", reference.key),
        ("TI", readable(paper.title)),
        *(("AU", _author(name)) for name in names(paper)),
        *_dates(issued(paper)),
        ("PB", "arXiv"),
        ("AN", f"arXiv:{paper.id}"),
        ("DO", doi(paper, arxiv_metadata)),
        ("UR", paper.arxiv),
        *(("KW", tag.replace(";", " ")) for tag in marks.tags),
        ("N1", arxiv_metadata.journal or ""),
        ("N1", marks.note or ""),
        ("AB", readable(paper.abstract, paper.title)),
    ]
    for tag, value in fields:
        if line := " ".join(clean(value).split()):
            yield tag, line


def _author(name: AuthorName) -> str:
    """`van der Berg, Ada, Jr.`; a group has no comma, because that would divide it."""
    if name.is_group:
        return name.family.replace(",", " ")
    family = f"{name.particle} {name.family}".lstrip()
    return ", ".join(filter(None, (family, name.given, name.suffix)))


def _dates(parts: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    """The year, and the date with all its slashes even if the month or day is unknown."""
    if parts:
        yield "PY", f"{parts[0]}"
        yield "DA", "/".join(f"{part:02}" for part in parts) + "/" * (4 - len(parts))
