"""The Atom feed of arXiv's query API, read without trust in who sent it.

https://info.arxiv.org/help/api/user-manual.html#_details_of_atom_results_returned
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from reader.paper import ArxivMetadata
from reader.text import clean_line

_MOST_CHARACTERS = 16_000_000
"""A hundred papers with three thousand authors each have fewer."""
_MOST_ENTRIES = 2_000
"""arXiv sends no more at once."""
_DEEPEST = len(("feed", "entry", "title", "anything"))
"""Of what is deeper no name need be known."""
_MAX_LINE = 500

_ATOM, _ARXIV = "http://www.w3.org/2005/Atom ", "http://arxiv.org/schemas/atom "
_ENTRY = [f"{_ATOM}feed", f"{_ATOM}entry"]
_TEXTS = {
    f"{_ATOM}id": "id",
    f"{_ATOM}title": "title",
    f"{_ATOM}summary": "summary",
    f"{_ARXIV}doi": "doi",
    f"{_ARXIV}journal_ref": "journal",
    f"{_ARXIV}comment": "comment",
}
_PRIMARY = f"{_ARXIV}primary_category"
_ID = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/abs/(?P<id>[^\s?#]+?)v(?P<version>\d{1,4})"
)
_ERROR = re.compile(r"https?://(?:www\.|export\.)?arxiv\.org/api/errors\b")
_CLASS = re.compile(r"[a-z-]{2,20}(?:\.[A-Za-z-]{2,20})?")


@dataclass(frozen=True, slots=True)
class Entry:
    """What arXiv says of the latest version of a paper."""

    paper: str
    """Its id, without version; before April 2007 with the archive, `astro-ph/0601001`."""
    version: int
    title: str
    imprint: ArxivMetadata
    comment: str | None = None
    """A remark of the authors, such as where it was accepted."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What is in an answer."""

    entries: tuple[Entry, ...]
    error: str | None = None
    """What arXiv did not like about the question, in its own words."""


def decode_feed(text: str) -> Feed:
    """The entries of a feed; those that cannot be read are passed over.

    There is no use for a document type, and what can be done with one is only harm: entities that
    blow up, files and addresses that are read.

    Raises:
        ValueError: it is no Atom feed, or has what none of arXiv has.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ValueError("it is too long")
    reader = _Reader()
    # What the text says of its encoding is about the bytes that it was.
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise ValueError(f"it is not XML: {error}") from error
    if not reader.is_feed:
        raise ValueError("it is no Atom feed")
    found = [each for each in map(_entry, reader.entries) if each]
    errors = (each.line("summary") for each in reader.entries if _ERROR.match(each.line("id")))
    return Feed(tuple(found), next(errors, None))


@dataclass(slots=True)
class _Raw:
    """An entry as it is written."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    primary: str = ""

    def line(self, name: str) -> str:
        return clean_line("".join(self.texts.get(name, ())), _MAX_LINE)


class _Reader:
    """Picks what is wanted out of a feed while it is parsed, so that nothing else takes room."""

    def __init__(self) -> None:
        self.is_feed = False
        self.entries: list[_Raw] = []
        self._path: list[str] = []
        self._deeper = 0
        """How far the place is below the last of the path."""
        self._texts: list[str] | None = None

    def doctype(self, *_: object) -> None:
        raise ValueError("it has a document type")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.is_feed = self.is_feed or (not self._path and name == _ENTRY[0])
        inside = self._path == _ENTRY
        if len(self._path) == _DEEPEST:
            self._deeper += 1
            return
        self._path.append(name)
        if len(self.entries) > _MOST_ENTRIES:
            raise ValueError(f"it has more than {_MOST_ENTRIES:,} entries")
        if self._path == _ENTRY:
            self.entries.append(_Raw())
        elif inside and name == _PRIMARY:
            self.entries[-1].primary = attributes.get("term", "")
        elif inside and name in _TEXTS:
            self._texts = self.entries[-1].texts.setdefault(_TEXTS[name], [])

    def end(self, _: str) -> None:
        if self._deeper:
            self._deeper -= 1
            return
        self._path.pop()
        if self._path == _ENTRY:
            self._texts = None

    def text(self, text: str) -> None:
        if self._texts is not None:
            self._texts.append(text)


def _entry(raw: _Raw) -> Entry | None:
    match = _ID.fullmatch(raw.line("id"))
    if not match:
        return None
    primary = raw.primary if _CLASS.fullmatch(raw.primary) else None
    imprint = ArxivMetadata(primary, raw.line("doi") or None, raw.line("journal") or None)
    comment = raw.line("comment") or None
    return Entry(match["id"], int(match["version"]), raw.line("title"), imprint, comment)
