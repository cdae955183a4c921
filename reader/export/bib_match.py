"""Entries and papers: find the entry of a paper, and the paper that an entry describes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reader.citation import AuthorName
from reader.export.bib_entry_merge import field_text
from reader.paper import Author, Paper, paper_id, refused_id
from reader.text import clean_line, readable
from reader.text.word_search import search_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reader.export.bib_parser import BibEntry

_ID = r"(\d{4}\.\d{4,5})(?!\d)"
_MENTIONS = {
    "doi": re.compile(rf"10\.48550/arxiv\.{_ID}", re.IGNORECASE),
    **dict.fromkeys(
        ("url", "ee", "howpublished", "bdsk-url-1"),
        re.compile(rf"arxiv\.org/(?:abs|pdf|html|format)/{_ID}", re.IGNORECASE),
    ),
    # Google Scholar's form: journal={arXiv preprint arXiv:2307.08691}.
    **dict.fromkeys(("journal", "journaltitle"), re.compile(rf"arxiv:\s*{_ID}", re.IGNORECASE)),
}
_OLD_MENTION = re.compile(r"arxiv(?:\.org/\w+/|[.:]\s*)([a-z.-]+/\d{7})", re.IGNORECASE)
_JOINT = re.compile(r"""["}]\s*\#\s*["{]""")
_CLASS = re.compile(r"(?<!\s)\s*+\[[^\[\]]*+\]$")
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"{}]+")
_AND = re.compile(r"\sand\s", re.IGNORECASE)
_COMMAND = re.compile(r"""\\(?: (?P<word>[A-Za-z]+)\s* | [`'^"~=.] )""", re.VERBOSE)
_LONGEST = 2_000
_MOST_AUTHORS = 5_000
_BRACE = re.compile(r"(?<!\\)[{}]")
_LETTERS = {
    **{name: name for name in ("i", "j", "ss", "ae", "AE", "oe", "OE", "o", "O", "l", "L")},
    **dict.fromkeys(("aa", "AA"), "a"),
    **dict.fromkeys("uvHcdbkrt", ""),
}


class EntryIdentity(NamedTuple):
    """What identifies the paper of an entry, short enough to be cached for large files."""

    key: str
    arxiv: tuple[str, ...]
    """The ids of the arXiv papers that the entry names."""
    doi: str
    """The DOI in lower case; this and what follows is empty if the entry names an arXiv paper."""
    title: str
    """The letters and digits of the title."""
    family: str
    """The letters and digits of the first author's family name."""


class EntryMatch(NamedTuple):
    """The entry of a paper."""

    position: int
    """Index of the entry in the file."""
    reason: str
    """What the paper and the entry have in common, in words."""


class EntryIndex:
    """The entries of a bibliography, by all that identifies a paper; immutable."""

    def __init__(self, identities: Iterable[EntryIdentity]) -> None:
        self._papers: dict[str, int] = {}
        self._dois: dict[str, int] = {}
        self._titles: dict[tuple[str, str], int] = {}
        self._keys: dict[str, int] = {}
        self.identities = tuple(identities)
        for place, each in enumerate(self.identities):
            for paper in each.arxiv:
                self._papers.setdefault(paper, place)
            if each.arxiv:
                # An entry that names its arXiv paper is about no other one.
                continue
            if each.doi:
                self._dois.setdefault(each.doi, place)
            if each.title and each.family:
                self._titles.setdefault((each.title, each.family), place)
            self._keys.setdefault(each.key.lower(), place)

    def find(
        self, paper: Paper, key: str | None = None, doi: str | None = None
    ) -> EntryMatch | None:
        """Find the entry of a paper, or of its published version.

        Args:
            paper: the paper.
            key: the citation key with which it was exported, if it was.
            doi: the bare DOI of the published version, if that is known.
        """
        if (place := self._papers.get(paper.id)) is not None:
            return EntryMatch(place, "the same arXiv id")
        if doi and (place := self._dois.get(doi.lower())) is not None:
            return EntryMatch(place, "the same DOI")
        if key and (place := self._keys.get(key.lower())) is not None:
            return EntryMatch(place, "the same key")
        title, family = title_key(paper.title), _paper_family(paper)
        if title and family and (place := self._titles.get((title, family))) is not None:
            return EntryMatch(place, "the same title and first author")
        return None


def entry_identity(entry: BibEntry) -> EntryIdentity:
    """The identity of an entry; the arXiv id alone if it has one."""
    if arxiv := tuple(sorted(arxiv_ids(entry))):
        return EntryIdentity(entry.key, arxiv, "", "", "")
    doi = _DOI.search(entry.fields.get("doi", ""))
    return EntryIdentity(
        entry.key,
        (),
        doi[0].lower() if doi else "",
        title_key(_unquoted(entry.fields.get("title", ""))),
        _family(entry.fields.get("author", "")),
    )


def arxiv_ids(entry: BibEntry) -> frozenset[str]:
    """The arXiv ids in an entry: in its eprint, DOI, address or journal."""
    found = set()
    kind = entry.fields.get("archiveprefix") or entry.fields.get("eprinttype") or "arxiv"
    if "arxiv" in kind.lower():
        eprint = _unquoted(entry.fields.get("eprint", ""))
        # Some write the class behind the id: 2307.08691 [cs.LG].
        found.add(paper_id(_CLASS.sub("", eprint)))
    for name, mention in _MENTIONS.items():
        if name in entry.fields and (match := mention.search(_JOINT.sub("", entry.fields[name]))):
            found.add(match[1])
    return frozenset(filter(None, found))


def has_old_id(entry: BibEntry) -> bool:
    """Whether the entry names an arXiv paper of before April 2007, whose ids are not supported."""
    eprint = _CLASS.sub("", _unquoted(entry.fields.get("eprint", "")))
    if "primaryclass" in entry.fields and "/" not in eprint:
        # INSPIRE has the class in a field of its own.
        eprint = f"{_unquoted(entry.fields['primaryclass']).partition('.')[0]}/{eprint}"
    found = [eprint]
    for name in _MENTIONS:
        found += _OLD_MENTION.findall(entry.fields.get(name, ""))
    return any(map(refused_id, found))


def title_key(title: str) -> str:
    r"""The letters and digits of a title, so that two spellings of a title are equal.

    >>> title_key(r"{FlashAttention-2}: {\'E}tude") == title_key("Flash attention 2 étude")
    True
    """
    return _letters_of(_without_tex(title))


def _family(author: str) -> str:
    first = _AND.split(_unquoted(author), maxsplit=1)[0]
    return _letters_of(AuthorName.parse(_without_tex(first)).family)


def _paper_family(paper: Paper) -> str:
    return _letters_of(AuthorName.parse(paper.authors[0].name).family) if paper.authors else ""


def _unquoted(value: str) -> str:
    return _JOINT.sub("", value).strip('{}" \t\r\n')


def _without_tex(text: str) -> str:
    """The text without commands and braces of TeX."""
    if "\\" in text:
        text = _COMMAND.sub(_command_letter, text)
    return text.translate(_NOTHING)


_NOTHING = str.maketrans("", "", "{}$")


def _command_letter(command: re.Match[str]) -> str:
    return _LETTERS.get(command["word"], " ") if command["word"] else ""


def _letters_of(text: str) -> str:
    return search_words(" ".join(text.split())).replace(" ", "")


def described_papers(entries: Iterable[BibEntry]) -> dict[str, Paper]:
    """The arXiv papers among the entries, as these describe them, by arXiv id.

    Of two entries of one paper the first counts. The title is empty if the entry has none.
    """
    found: dict[str, Paper] = {}
    for entry in entries:
        for paper in sorted(arxiv_ids(entry))[:1]:
            if paper not in found:
                title = _readable(entry.fields.get("title", ""))
                authors = tuple(map(Author, _author_names(entry.fields.get("author", ""))))
                found[paper] = Paper(paper, title, authors=authors)
    return found


def _readable(value: str) -> str:
    return clean_line(_BRACE.sub("", readable(field_text(value))), _LONGEST)


def _author_names(value: str) -> list[str]:
    """The authors with their given names first, as in the feed, without “others”."""
    names = [_given_first(name) for name in _split_names(field_text(value))[:_MOST_AUTHORS]]
    return [name for name in names if name and name != "others"]


def _split_names(value: str) -> list[str]:
    """Split a list of names at each `and` outside of braces."""
    names: list[list[str]] = [[]]
    depth = 0
    for word in re.split(r"(\s+)", value):
        if word.lower() == "and" and not depth:
            names.append([])
        else:
            names[-1].append(word)
            depth += word.count("{") - word.count("}")
    return ["".join(words) for words in names]


def _given_first(name: str) -> str:
    plain = _readable(name)
    if "," not in plain or name.strip().startswith("{"):
        return plain
    parts = AuthorName.parse(plain)
    return " ".join(filter(None, (parts.given, parts.particle, parts.family, parts.suffix)))
