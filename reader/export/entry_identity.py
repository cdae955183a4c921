"""What identifies the paper of an entry: its arXiv id, else its DOI, its title and its authors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from reader.citation import AuthorName
from reader.export.bib_entry_merge import field_text
from reader.paper import mentioned_ids, paper_id, refused_id
from reader.text import clean_line, readable
from reader.text.tex_letters import letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reader.export.bib_parser import BibEntry
    from reader.paper import Paper

_OF_THE_ID = ("eprint", "arxiv", "arxivid", "arxiv_id", "arxiv-id")
"""Fields that hold an id, and perhaps nothing else."""
_ADDRESSES = ("url", "ee", "link", "adsurl", "pdf", "html")
_NUMBERS = ("volume", "number", "issue", "pages", "eid", "articleno", "article-number", "version")
_PLACES = ("journal", "journaltitle", "howpublished", "booktitle", "series", "publisher")
_MORE_PLACES = ("institution", "organization", "school", "type", "archive", "identifier", "venue")
_PROSE = ("note", "addendum", "titleaddon", "extra")
_FIELDS = (
    *(*_OF_THE_ID, "doi", *_ADDRESSES, *_NUMBERS, *_PLACES, *_MORE_PLACES, *_PROSE),
    *("biburl", "slaccitation", "file"),
)
"""Where an id is looked for, those first that say it most directly. An abstract, an annotation and
what else may speak of other papers are none of them."""
_BOOKMARK = re.compile(r"bdsk-url-\d+")

_ID_PERHAPS = re.compile(r"[0-9]{4}[.-]?[0-9]{4}|/[0-9]{7}")
_ARXIV = re.compile(r"arxiv|\bcorr\b|computing research repository", re.IGNORECASE)
# From here on a text may be about another paper, and from "Comment:" on it is what arXiv has there.
_OTHER_PAPER = re.compile(
    r"""\b(?: comments?\s*: | see\b(?!\s+(?:https?|arxiv|preprint)) | cf\b | compare
      | extends | extending | extension\ of | comments?\ (?:on|to) | repl(?:y|ies)\ to
      | (?:in\ )?response\ to | builds?\ (?:up)?on | based\ on | follow(?:s|-?\s?ups?)\b | sequel
      | companion | related | errat(?:um|a) | corrigend | corrects | correction | supersedes
      | replaces | cites | citing | discuss | reviews?\ of | translation\ of | critique | rebut
      | refut | contradict | improv | generali[sz] | implement | part\ of | (?:previous|prior)\ work
      | introduced | proposed | described | similar | unlike | us(?:es|ing)\b | adapt | inspired
      | motivated | continu | reproduc | replicat )""",
    re.VERBOSE | re.IGNORECASE,
)
_TITLE_OF_A_PAGE = re.compile(r"\s*\[(?P<id>[0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?\]\s*(?=\w)")

_JOINT = re.compile(r"""["}]\s*\#\s*["{]""")
_COMMAND = re.compile(r"\\[A-Za-z]+\*?\s*|\\|[{}]")

_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"<>]+")
_NAMED_DOI = re.compile(r"doi\b[^\s0-9]{0,12}\s*(10\.[0-9]{4,9}/[^\s\"<>]+)", re.IGNORECASE)
_PART_OF_A_PAGE = re.compile(r"(?:/(?:full|abstract|abs|e?pdf|html|meta))?(?:\.pdf)?$")
# The DOIs of these are made of the last part of their addresses.
_PUBLISHERS = (
    (re.compile(r"aclanthology\.org/([0-9]{4}\.[a-z0-9_-]+\.[0-9]+|[A-Z][0-9]{2}-[0-9]{4})\b"),
     "10.18653/v1/"),
    (re.compile(r"nature\.com/articles/([a-z0-9-]+)"), "10.1038/"),
)  # fmt: skip

_LONGEST = 2_000
_NAMES = 2
_BRACE = re.compile(r"(?<!\\)[{}]")
_LETTER = re.compile(r"[^\W_]")
_NO_TEX = str.maketrans({"{": "", "}": "", "~": " "})
_NAME_PART = re.compile(r"\b(family|given|prefix|suffix)=([^,=]*[^,=\s])")
_AND = re.compile(r"and", re.IGNORECASE)
_PLAIN_TITLE = re.compile(r"[A-Za-z0-9\s:,.?!'()-]*")


class EntryIdentity(NamedTuple):
    """What identifies the paper of an entry, short enough to be cached for large files."""

    key: str
    arxiv: str
    """The id of the arXiv paper that the entry names."""
    doi: str
    """As `bare_doi` gives it; this and what follows is empty if the entry names an arXiv paper."""
    title: str
    """The letters and digits of the title."""
    authors: tuple[str, ...]
    """The first two names, as the entry has them but without TeX."""


def entry_identity(entry: BibEntry) -> EntryIdentity:
    """The identity of an entry; the arXiv id alone if it has one."""
    if arxiv := arxiv_id(entry):
        return EntryIdentity(entry.key, arxiv, "", "", ())
    names = map(plain_name, split_names(field_text(entry.fields.get("author", ""))))
    return EntryIdentity(entry.key, "", _entry_doi(entry), _entry_title(entry), _first_names(names))


def arxiv_id(entry: BibEntry) -> str | None:
    """The id of the arXiv paper that an entry is about, wherever in the entry somebody put it."""
    for name in _id_fields(entry):
        value = _source(entry, name)
        if _ID_PERHAPS.search(value) and (found := _id_of_field(entry, name, value)):
            return found
    if match := _TITLE_OF_A_PAGE.match(_source(entry, "title")):
        return match["id"]
    # DBLP and ADS make their keys of it.
    return next((each.id for each in mentioned_ids(entry.key) if not each.is_old), None) or (
        paper_id(entry.key)
    )


def has_old_id(entry: BibEntry) -> bool:
    """Whether the entry names an arXiv paper of before April 2007, whose ids are not supported."""
    if refused_id(_old_eprint(entry)):
        return True
    values = (_source(entry, name) for name in _id_fields(entry))
    return any(each.is_old for value in values for each in mentioned_ids(_of_this_paper(value)))


def title_keys(title: str) -> tuple[str, ...]:
    """The letters and digits of a title of the feed, as they may stand in a bibliography.

    More than one if the feed has lost something of it, so that it can be read in two ways.
    """
    written = [title, readable(title)]
    if not _PLAIN_TITLE.fullmatch(title):
        from reader.export.latex_encoder import encode_title

        # What we wrote ourselves is found again, however odd the title.
        written.append(encode_title(title))
    found = map(letters, dict.fromkeys(written))
    return tuple(dict.fromkeys(filter(None, found)))


def paper_authors(paper: Paper) -> tuple[str, ...]:
    """The first two names of a paper, without suffixes and what else the feed left in them."""
    parsed = (AuthorName.parse(author.name) for author in paper.authors)
    return _first_names(
        " ".join(filter(None, (name.given, name.particle, name.family))) for name in parsed
    )


def exported_authors(paper: Paper) -> tuple[str, ...]:
    """The first two names as they are read from an entry that we wrote, however odd they are."""
    from reader.export.bibtex import format_author

    names = filter(None, (format_author(author.name) for author in paper.authors))
    return _first_names(map(plain_name, split_names(" and ".join(names))))


def bare_doi(text: str) -> str:
    r"""The first DOI in a text, as DOIs are compared; empty if there is none.

    Case does not count: https://www.doi.org/doi-handbook/HTML/case-sensitivity.html

    >>> bare_doi(r"https://doi.org/10.1007/978-3\_7."), bare_doi("10.1002/(SICI)1%3A2;A")
    ('10.1007/978-3_7', '10.1002/(sici)1:2;a')
    """
    match = _DOI.search(unquote(_without_tex(text)).replace("$", ""))
    if not match:
        return ""
    doi = match[0].rstrip(".,;:'”’]>")
    while doi.endswith(")") and doi.count("(") < doi.count(")"):
        doi = doi[:-1].rstrip(".,;:")
    return doi.lower()


def plain_value(value: str) -> str:
    """A value without TeX, on one line."""
    return clean_line(_BRACE.sub("", readable(value)), _LONGEST)


def plain_name(name: str) -> str:
    """One name of a list, without TeX; with a comma where its family name comes first.

    >>> plain_name("family=Weide, given=Michiel, prefix=van der, useprefix=true")
    'van der Weide, Michiel'
    """
    # A name may be what elsewhere is a command that has lost its backslash.
    plain = plain_value(name) if "\\" in name else clean_line(name.translate(_NO_TEX), _LONGEST)
    parts = dict(_NAME_PART.findall(plain)) if "=" in plain else {}
    if "family" not in parts:
        return plain
    # The extended form of biblatex (section 3.4 of its manual), which Better BibTeX writes.
    family = " ".join(filter(None, (parts.get("prefix"), parts["family"])))
    return ", ".join(filter(None, (family, parts.get("suffix"), parts.get("given"))))


def split_names(value: str) -> list[str]:
    """Split a list of names at each `and`, and at each semicolon, outside of braces.

    Many write commas between the names: two or more of them with whole names between are no name.
    """
    names: list[list[str]] = [[]]
    depth = 0
    for word in re.split(r"(\s+|;)", value):
        if not depth and (word == ";" or _AND.fullmatch(word)):
            names.append([])
        else:
            names[-1].append(word)
            depth += word.count("{") - word.count("}")
    found = ["".join(words) for words in names]
    return _split_at_commas(found[0]) if len(found) == 1 else found


def _split_at_commas(value: str) -> list[str]:
    names = [name.strip() for name in value.split(",")]
    is_list = len(names) > 2 and "{" not in value and all(" " in name for name in names)
    return names if is_list else [value]


def _id_fields(entry: BibEntry) -> Iterator[str]:
    for name in _FIELDS:
        if name in entry.fields:
            yield name
    yield from filter(_BOOKMARK.fullmatch, entry.fields)


def _id_of_field(entry: BibEntry, name: str, value: str) -> str | None:
    if name in _OF_THE_ID and _is_eprint_of_arxiv(entry):
        if found := paper_id(value):
            return found
    elif name in _NUMBERS and _is_on_arxiv(entry) and (found := paper_id(value)):
        return found
    named = {each.id for each in mentioned_ids(_of_this_paper(value)) if not each.is_old}
    # Who names several papers may be speaking of others.
    return named.pop() if len(named) == 1 else None


def _of_this_paper(value: str) -> str:
    """The text up to where it may be about another paper."""
    other = _OTHER_PAPER.search(value)
    return value[: other.start()] if other else value


def _is_eprint_of_arxiv(entry: BibEntry) -> bool:
    kind = entry.fields.get("archiveprefix") or entry.fields.get("eprinttype")
    return not kind or _ARXIV.search(kind) is not None


def _is_on_arxiv(entry: BibEntry) -> bool:
    """Whether the entry says that the paper is on arXiv, so that a bare number is its id there."""
    names = (*_PLACES, *_MORE_PLACES, "archiveprefix", "eprinttype", "note")
    return any(_ARXIV.search(entry.fields[name]) for name in names if name in entry.fields)


def _old_eprint(entry: BibEntry) -> str:
    eprint = _source(entry, "eprint").strip()
    if "primaryclass" in entry.fields and "/" not in eprint:
        # INSPIRE has the class in a field of its own.
        eprint = f"{_source(entry, 'primaryclass').partition('.')[0]}/{eprint}"
    return eprint


def _entry_doi(entry: BibEntry) -> str:
    if doi := bare_doi(_source(entry, "doi")):
        return doi
    for name in (*_ADDRESSES, *filter(_BOOKMARK.fullmatch, entry.fields)):
        if doi := _doi_of_address(_source(entry, name)):
            return doi
    for name in ("howpublished", *_PROSE):
        if match := _NAMED_DOI.search(_of_this_paper(_source(entry, name))):
            return bare_doi(match[1])
    return ""


def _doi_of_address(address: str) -> str:
    if not (found := _DOI.search(unquote(address))):
        pages = ((site.search(address), prefix) for site, prefix in _PUBLISHERS)
        return next((f"{prefix}{page[1]}".lower() for page, prefix in pages if page), "")
    plain = re.split("[?#]", found[0], maxsplit=1)[0].rstrip("/")
    return bare_doi(plain if "doi.org/" in address else _PART_OF_A_PAGE.sub("", plain))


def _entry_title(entry: BibEntry) -> str:
    """The letters of title and subtitle; some write the subtitle in both fields."""
    title, subtitle = (
        letters(_JOINT.sub("", entry.fields.get(name, ""))) for name in ("title", "subtitle")
    )
    return title if title.endswith(subtitle) else title + subtitle


def _first_names(names: Iterator[str]) -> tuple[str, ...]:
    """The first of the names that have a letter or a digit at all."""
    found = []
    for name in names:
        if _LETTER.search(name):
            found.append(name)
        if len(found) == _NAMES:
            break
    return tuple(found)


def _source(entry: BibEntry, name: str) -> str:
    """A value without delimiters and the commands of TeX, but with all else that is in it."""
    return _without_tex(_JOINT.sub("", entry.fields.get(name, ""))).strip('" \t\r\n')


def _without_tex(text: str) -> str:
    if "\\" not in text and "{" not in text:
        return text
    # Two arguments do not become one word: \href{https://…}{arXiv:…}.
    return _COMMAND.sub("", text.replace("}{", " "))
