"""Which paper an entry of somebody's bibliography is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reader.citation.author_names import Name
from reader.paper import paper_id, refused_id
from reader.text.word_search import search_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reader.export.bib_parser import Entry
    from reader.paper import Paper

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
_LETTERS = {
    **{name: name for name in ("i", "j", "ss", "ae", "AE", "oe", "OE", "o", "O", "l", "L")},
    **dict.fromkeys(("aa", "AA"), "a"),
    **dict.fromkeys("uvHcdbkrt", ""),
}


class Identity(NamedTuple):
    """What tells an entry from others, short enough to be kept for every entry of large files."""

    key: str
    arxiv: tuple[str, ...]
    """The arXiv papers that it says it is."""
    doi: str
    """The DOI in lower case; this and what follows is empty where it names an arXiv paper."""
    title: str
    """The letters and digits of the title."""
    family: str
    """The letters and digits of the first author's family name."""


class Match(NamedTuple):
    """Where a paper is in a bibliography."""

    place: int
    """The position of the entry."""
    why: str
    """What they have in common, in words."""


class Index:
    """The entries of a bibliography, to look papers up in; nothing changes it."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        self._papers: dict[str, int] = {}
        self._dois: dict[str, int] = {}
        self._titles: dict[tuple[str, str], int] = {}
        self._keys: dict[str, int] = {}
        self.identities = tuple(identities)
        for place, each in enumerate(self.identities):
            for paper in each.arxiv:
                self._papers.setdefault(paper, place)
            if each.arxiv:
                # It says which paper it is, so that it is no other one.
                continue
            if each.doi:
                self._dois.setdefault(each.doi, place)
            if each.title and each.family:
                self._titles.setdefault((each.title, each.family), place)
            self._keys.setdefault(each.key.lower(), place)

    def find(self, paper: Paper, key: str | None = None, doi: str | None = None) -> Match | None:
        """The entry that is about a paper, or its published version.

        Args:
            paper: what is looked for.
            key: the citation key under which it was given away, where it was.
            doi: the bare DOI under which it was published, where that is known.
        """
        if (place := self._papers.get(paper.id)) is not None:
            return Match(place, "the same arXiv id")
        if doi and (place := self._dois.get(doi.lower())) is not None:
            return Match(place, "the same DOI")
        if key and (place := self._keys.get(key.lower())) is not None:
            return Match(place, "the same key")
        title, family = telling_title(paper.title), _paper_family(paper)
        if title and family and (place := self._titles.get((title, family))) is not None:
            return Match(place, "the same title and first author")
        return None


def identity(entry: Entry) -> Identity:
    """What tells this entry from others; one that says which arXiv paper it is needs no more."""
    if arxiv := tuple(sorted(arxiv_ids(entry))):
        return Identity(entry.key, arxiv, "", "", "")
    doi = _DOI.search(entry.fields.get("doi", ""))
    return Identity(
        entry.key,
        (),
        doi[0].lower() if doi else "",
        telling_title(_text(entry.fields.get("title", ""))),
        _family(entry.fields.get("author", "")),
    )


def arxiv_ids(entry: Entry) -> frozenset[str]:
    """The arXiv papers that an entry says it is, by eprint, DOI, address or journal."""
    found = set()
    kind = entry.fields.get("archiveprefix") or entry.fields.get("eprinttype") or "arxiv"
    if "arxiv" in kind.lower():
        eprint = _text(entry.fields.get("eprint", ""))
        # Some write the class behind the identifier: 2307.08691 [cs.LG].
        found.add(paper_id(_CLASS.sub("", eprint)))
    for name, mention in _MENTIONS.items():
        if name in entry.fields and (match := mention.search(_JOINT.sub("", entry.fields[name]))):
            found.add(match[1])
    return frozenset(filter(None, found))


def has_old_id(entry: Entry) -> bool:
    """It says that it is an arXiv paper of before April 2007, whose ids are taken nowhere."""
    eprint = _CLASS.sub("", _text(entry.fields.get("eprint", "")))
    if "primaryclass" in entry.fields and "/" not in eprint:
        # As INSPIRE has it: the class apart.
        eprint = f"{_text(entry.fields['primaryclass']).partition('.')[0]}/{eprint}"
    found = [eprint]
    for name in _MENTIONS:
        found += _OLD_MENTION.findall(entry.fields.get(name, ""))
    return any(map(refused_id, found))


def telling_title(title: str) -> str:
    r"""The letters and digits of a title, by which two spellings of it are the same.

    >>> telling_title(r"{FlashAttention-2}: {\'E}tude") == telling_title("Flash attention 2 étude")
    True
    """
    return _letters(_plain(title))


def _family(author: str) -> str:
    first = _AND.split(_text(author), maxsplit=1)[0]
    return _letters(Name.parse(_plain(first)).family)


def _paper_family(paper: Paper) -> str:
    return _letters(Name.parse(paper.authors[0].name).family) if paper.authors else ""


def _text(value: str) -> str:
    return _JOINT.sub("", value).strip('{}" \t\r\n')


def _plain(text: str) -> str:
    """Without the commands and braces of TeX."""
    if "\\" in text:
        text = _COMMAND.sub(_letter, text)
    return text.translate(_NOTHING)


_NOTHING = str.maketrans("", "", "{}$")


def _letter(command: re.Match[str]) -> str:
    return _LETTERS.get(command["word"], " ") if command["word"] else ""


def _letters(text: str) -> str:
    return search_words(" ".join(text.split())).replace(" ", "")
