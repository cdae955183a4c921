"""Papers as entries for BibTeX and biblatex, preprints and published papers.

A preprint has the form of arXiv's own export. Key, title, authors, eprint and the link to arXiv
stay the same once the paper is published: the entry changes its type and its place, and nothing by
which it is cited or found. biblatex and biber know Unicode, dates and eprints of their own:
https://mirrors.ctan.org/macros/latex/contrib/biblatex/doc/biblatex.pdf (sections 2.2 and 3.14.7)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.citation import AuthorName
from reader.errors import ExportError
from reader.export.export_formats import doi, issued
from reader.export.latex_encoder import encode, encode_title
from reader.paper import NO_ARXIV_METADATA
from reader.text import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reader.citation.publication import Publication
    from reader.export.export_formats import Reference
    from reader.paper import ArxivMetadata, Paper

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WIDTH = len("archiveprefix")
_KEY = late_pattern(r"""[^\s"#%'(),={}~\\]+""")
_RANGE = late_pattern(r"(?<=[0-9A-Za-z])\s*[-‐‑–—]+\s*(?=[0-9A-Za-z])")
# What would end a field or a comment in a DOI, which is not escaped.
_UNFIT = late_pattern(r'[^!-~]|["#%\\^{}~]')

# BibTeX divides names at hyphens too.
_TOKEN_END = late_pattern(r"[\s-]")


def bibtex_entry(
    paper: Paper,
    key: str,
    tags: Sequence[str] = (),
    arxiv_metadata: ArxivMetadata = NO_ARXIV_METADATA,
) -> str:
    """A preprint as `@misc` for BibTeX, without a newline at its end.

    It is an eprint, not an article in an invented journal; biblatex knows the same field names.
    The same paper always gives the same text.

    Args:
        paper: the paper, with its text as the feed gives it.
        key: the citation key.
        tags: become the keywords.
        arxiv_metadata: what arXiv knows beyond the feed.

    Raises:
        ExportError: the key has characters that BibTeX does not allow.
    """
    return _format_entry("misc", paper, key, _bibtex_fields(paper, tags, arxiv_metadata))


def biblatex_entry(
    paper: Paper,
    key: str,
    tags: Sequence[str] = (),
    arxiv_metadata: ArxivMetadata = NO_ARXIV_METADATA,
    *,
    accents: bool = False,
) -> str:
    """A preprint as `@online` for biblatex; for the rest see `bibtex_entry`.

    Accented letters are written as they are, or as commands where `accents` says so.
    """
    fields = _biblatex_fields(paper, tags, arxiv_metadata, accents)
    return _format_entry("online", paper, key, fields)


def published_entry(
    reference: Reference,
    publication: Publication,
    *,
    biblatex: bool = False,
    accents: bool = False,
) -> str:
    """A published paper as `@article`, `@inproceedings` or `@incollection`.

    Args:
        reference: the paper.
        publication: where it was published.
        biblatex: whether to use the field names of biblatex, and accented letters as they are.
        accents: whether to write accented letters as commands also for biblatex.

    Raises:
        ExportError: the key has characters that BibTeX does not allow.
    """
    fields = _published_fields(reference, publication, biblatex, accents or not biblatex)
    return _format_entry(publication.kind, reference.paper, reference.key, fields)


def join_entries(entries: Iterable[str]) -> str:
    """A whole file: entries separated by an empty line, with a newline at its end."""
    return "\n".join(f"{each}\n" for each in entries)


def format_author(name: str, *, accents: bool = True) -> str:
    r"""One name of an author field, which every program divides as `AuthorName.parse` does.

    Given names come first, as in the feed, unless one of them could be taken for a particle; then
    it is `Family, Given`. BibTeX takes a particle for any word or part of a word in lower case, and
    drops its hyphen (Hung-yi Lee would be Hung of the family "yi Lee"). pandoc takes one for any
    word that does not begin with a plain capital (`{\L}ukasz`, `"Jim"`).

    >>> format_author("Laurens van der Maaten"), format_author("Kimi Team")
    ('Laurens van der Maaten', '{Kimi Team}')
    >>> format_author("Hal Daumé III")
    "Daum{\\'e}, III, Hal"
    """
    parts = AuthorName.parse(name)
    given, particle, family = (
        encode(part, accents=accents) for part in (parts.given, parts.particle, parts.family)
    )
    if parts.is_group or not _are_capital(_TOKEN_END.split(family)[:-1]):
        family = f"{{{family}}}"
    family = f"{particle} {family}".lstrip()
    if parts.suffix:
        return f"{family}, {parts.suffix}, {given}"
    if not given:
        return family
    return f"{given} {family}" if _are_capital(_TOKEN_END.split(given)) else f"{family}, {given}"


def _are_capital(tokens: Iterable[str]) -> bool:
    return all(token[:1].isascii() and token[:1].isupper() for token in tokens)


def _format_entry(kind: str, paper: Paper, key: str, fields: Iterable[tuple[str, str]]) -> str:
    """An entry of these fields, whose values have delimiters already; raises as `bibtex_entry`."""
    if not _KEY.fullmatch(key):
        raise ExportError(
            f"{key!r} cannot be the citation key of {paper.id}: a key has no spaces and none of"
            " \" # % ' ( ) , = { } ~ \\. Give the paper another key."
        )
    lines = (f"  {name:<{_WIDTH}} = {value}" for name, value in fields)
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"


def _title_and_author(paper: Paper, *, accents: bool = True) -> Iterator[tuple[str, str]]:
    """The fields of the paper itself."""
    yield "title", f"{{{encode_title(paper.title, accents=accents)}}}"
    names = (format_author(each.name, accents=accents) for each in paper.authors)
    if authors := " and ".join(filter(None, names)):
        yield "author", f"{{{authors}}}"


def _links_and_keywords(
    paper: Paper, tags: Sequence[str], arxiv_metadata: ArxivMetadata, *, accents: bool = True
) -> Iterator[tuple[str, str]]:
    """The fields with the addresses of the paper and the tags of the reader."""
    # Programs follow these, so they are not escaped.
    yield "doi", f"{{{doi(paper, arxiv_metadata)}}}"
    yield "url", f"{{{paper.arxiv}}}"
    keywords = (encode(tag.replace(",", " "), accents=accents) for tag in tags)
    if joined := ", ".join(filter(None, keywords)):
        yield "keywords", f"{{{joined}}}"


def _bibtex_fields(
    paper: Paper, tags: Sequence[str], arxiv_metadata: ArxivMetadata
) -> Iterator[tuple[str, str]]:
    """The fields in their order, with delimiters; empty ones are left out."""
    yield from _title_and_author(paper)
    year, month, *_ = *issued(paper), 0, 0
    if year:
        yield "year", f"{{{year}}}"
    if month:
        # Without braces, so that each style writes the month in its own language.
        yield "month", _MONTHS[month - 1]
    if arxiv_metadata.journal:
        yield "howpublished", f"{{{encode_title(arxiv_metadata.journal)}}}"
    yield "eprint", f"{{{paper.id}}}"
    yield "archiveprefix", "{arXiv}"
    if arxiv_metadata.primary_class:
        yield "primaryclass", f"{{{encode(arxiv_metadata.primary_class)}}}"
    yield from _links_and_keywords(paper, tags, arxiv_metadata)


def _biblatex_fields(
    paper: Paper, tags: Sequence[str], arxiv_metadata: ArxivMetadata, accents: bool
) -> Iterator[tuple[str, str]]:
    yield from _title_and_author(paper, accents=accents)
    if parts := issued(paper):
        yield "date", "{" + "-".join(f"{part:02}" for part in parts) + "}"
    if arxiv_metadata.journal:
        yield "addendum", f"{{{encode_title(arxiv_metadata.journal, accents=accents)}}}"
    yield "eprint", f"{{{paper.id}}}"
    yield "eprinttype", "{arxiv}"
    if arxiv_metadata.primary_class:
        yield "eprintclass", f"{{{encode(arxiv_metadata.primary_class)}}}"
    yield from _links_and_keywords(paper, tags, arxiv_metadata, accents=accents)


def _published_fields(
    reference: Reference, publication: Publication, biblatex: bool, accents: bool
) -> Iterator[tuple[str, str]]:
    """The fields in their order, with delimiters; empty ones are left out."""
    paper, arxiv_metadata = reference.paper, reference.arxiv_metadata
    yield from _title_and_author(paper, accents=accents)
    yield from _place(publication, biblatex, accents)
    yield "eprint", f"{{{paper.id}}}"
    yield ("eprinttype", "{arxiv}") if biblatex else ("archiveprefix", "{arXiv}")
    if arxiv_metadata.primary_class:
        name = "eprintclass" if biblatex else "primaryclass"
        yield name, f"{{{encode(arxiv_metadata.primary_class)}}}"
    # Programs follow these, so they are not escaped.
    if publication.doi and not _UNFIT.search(publication.doi):
        yield "doi", f"{{{publication.doi}}}"
    yield "url", f"{{{paper.arxiv}}}"
    keywords = (encode(tag.replace(",", " "), accents=accents) for tag in reference.marks.tags)
    if joined := ", ".join(filter(None, keywords)):
        yield "keywords", f"{{{joined}}}"


def _place(publication: Publication, biblatex: bool, accents: bool) -> Iterator[tuple[str, str]]:
    """The fields of the place and the year of publication."""
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
            # Encoded as running text, because no style sets these in lower case.
            yield name, f"{{{encode(text, accents=accents)}}}"
    yield ("date" if biblatex else "year"), f"{{{publication.year}}}"
    numbers = (
        ("volume", publication.volume),
        ("number", publication.number),
        ("pages", publication.pages and _RANGE.sub("--", publication.pages)),
    )
    for name, number in numbers:
        if number:
            yield name, f"{{{encode(number)}}}"
