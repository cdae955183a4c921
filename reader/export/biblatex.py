"""Papers as entries for biblatex and biber, which know Unicode, dates and eprints of their own.

https://mirrors.ctan.org/macros/latex/contrib/biblatex/doc/biblatex.pdf (sections 2.2 and 3.14.7)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.export.bibtex import assembled, links_and_keywords, title_and_author
from reader.export.latex_encoder import encode, encode_title
from reader.export.reference import issued
from reader.paper import NO_ARXIV_METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reader.paper import ArxivMetadata, Paper


def entry(
    paper: Paper, key: str, tags: Sequence[str] = (), imprint: ArxivMetadata = NO_ARXIV_METADATA
) -> str:
    """One `@online`, in all else as the entry for BibTeX; raises as that does."""
    return assembled("online", paper, key, _fields(paper, tags, imprint))


def _fields(paper: Paper, tags: Sequence[str], imprint: ArxivMetadata) -> Iterator[tuple[str, str]]:
    yield from title_and_author(paper, accents=False)
    if parts := issued(paper):
        yield "date", "{" + "-".join(f"{part:02}" for part in parts) + "}"
    if imprint.journal:
        yield "addendum", f"{{{encode_title(imprint.journal, accents=False)}}}"
    yield "eprint", f"{{{paper.id}}}"
    yield "eprinttype", "{arxiv}"
    if imprint.primary_class:
        yield "eprintclass", f"{{{encode(imprint.primary_class)}}}"
    yield from links_and_keywords(paper, tags, imprint, accents=False)
