"""Papers as entries of their published versions, for BibTeX and for biblatex.

Key, title, authors, eprint and the link to arXiv are those of the preprint: an entry changes its
type and its place, and nothing by which it is cited or found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.export.bibtex import assembled, title_and_author
from reader.export.latex_encoder import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reader.citation.publication import Publication
    from reader.export.reference import Reference

_RANGE = re.compile(r"(?<=[0-9A-Za-z])\s*[-‐‑–—]+\s*(?=[0-9A-Za-z])")
# What would end a field or a comment where a DOI stands as it is.
_UNFIT = re.compile(r'[^!-~]|["#%\\^{}~]')


def entry(reference: Reference, publication: Publication, *, biblatex: bool = False) -> str:
    """One `@article`, `@inproceedings` or `@incollection`, without a newline at its end.

    Args:
        reference: what is cited.
        publication: where it was published.
        biblatex: name the fields as biblatex does, and leave accented letters as they are.

    Raises:
        ExportError: the key has characters that BibTeX does not allow in one.
    """
    fields = _fields(reference, publication, biblatex)
    return assembled(publication.kind, reference.paper, reference.key, fields)


def _fields(
    reference: Reference, publication: Publication, biblatex: bool
) -> Iterator[tuple[str, str]]:
    """The fields in their order, with delimiters; those that would say nothing are left out."""
    paper, imprint, accents = reference.paper, reference.imprint, not biblatex
    yield from title_and_author(paper, accents=accents)
    yield from _place(publication, biblatex)
    yield "eprint", f"{{{paper.id}}}"
    yield ("eprinttype", "{arxiv}") if biblatex else ("archiveprefix", "{arXiv}")
    if imprint.primary_class:
        name = "eprintclass" if biblatex else "primaryclass"
        yield name, f"{{{encode(imprint.primary_class)}}}"
    # Never escaped: programs follow these as they stand.
    if publication.doi and not _UNFIT.search(publication.doi):
        yield "doi", f"{{{publication.doi}}}"
    yield "url", f"{{{paper.arxiv}}}"
    keywords = (encode(tag.replace(",", " "), accents=accents) for tag in reference.marks.tags)
    if joined := ", ".join(filter(None, keywords)):
        yield "keywords", f"{{{joined}}}"


def _place(publication: Publication, biblatex: bool) -> Iterator[tuple[str, str]]:
    """Where and when it was published."""
    if publication.kind == "article":
        venue = "journaltitle" if biblatex else "journal"
    else:
        venue = "booktitle"
    texts = (
        (venue, publication.venue),
        ("series", publication.series),
        ("publisher", publication.publisher),
    )
    for name, text in texts:
        if text:
            # As running text: no style sets these in lower case.
            yield name, f"{{{encode(text, accents=not biblatex)}}}"
    yield ("date" if biblatex else "year"), f"{{{publication.year}}}"
    numbers = (
        ("volume", publication.volume),
        ("number", publication.number),
        ("pages", publication.pages and _RANGE.sub("--", publication.pages)),
    )
    for name, number in numbers:
        if number:
            yield name, f"{{{encode(number)}}}"
