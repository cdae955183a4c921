"""New citation keys, made from a pattern: `dao2023flashattention`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from reader.citation import AuthorName
from reader.paper import ARXIV_ID
from reader.text import readable
from reader.text.plain import fold

if TYPE_CHECKING:
    from reader.paper import Paper

_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a about across after all an and are as at be been before between beyond but by can could
        do does for from had has have how i if in into is it its let lets may more my no not of on
        one onto or our over should so some than that the their them there these they this those
        through to too toward towards under up upon us via was we were what when where whether
        which who whom whose why will with within without would you your""",
    )
)

# All that a word can have: FaSTA^*, π_RL, X^{2}, R&B, $\nabla^2$DFT, Let's.
_WORD = re.compile(r"[\w^{}$\\&'’∇]+")
# A single letter, or a number with its unit (3d, 100k), which would look like part of the year.
_SHORT = re.compile(r"[a-z]|\d+[a-z]{0,2}")
_FIELD = re.compile(r"\{([^{}]*)\}")
# Characters of a key besides letters and digits; it cannot begin with one.
_SIGNS = ":_.+/-"
_FOREIGN = re.compile(r"[^a-z0-9]+")
_GREEK = re.compile(r"(?:GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?|(?=NABLA))(\w+)")

DEFAULT_PATTERN = "{family}{year}{title}"

KEY_FIELDS: dict[str, Callable[[Paper], str]] = {
    "family": lambda paper: _surname(paper),
    "Family": lambda paper: _surname(paper).capitalize(),
    "year": lambda paper: _year(paper),
    "yy": lambda paper: _year(paper)[-2:],
    "title": lambda paper: _title_words(paper.title, 1)[0],
    "Title": lambda paper: _title_words(paper.title, 1)[0].capitalize(),
    "words": lambda paper: "".join(_title_words(paper.title, 3)),
    "Words": lambda paper: "".join(map(str.capitalize, _title_words(paper.title, 3))),
    "id": lambda paper: paper.id,
}
"""The fields of a pattern: surname of the first author, year with four or two digits, the first or
the first three significant words of the title, arXiv id. A name with a capital gives capitals.
"""


def propose_key(paper: Paper, taken: Callable[[str], bool], pattern: str = DEFAULT_PATTERN) -> str:
    """Make a new citation key, by default of surname, year and first significant word of the title.

    Args:
        paper: the paper to cite.
        taken: says whether another paper has a key. It gets the key in lower case, because
            BibTeX ignores case in keys.
        pattern: a pattern for which `pattern_problem` returns None.

    Returns:
        The key, made unique by `unique_key`; by the default pattern it is `[a-z][a-z0-9]*`.
    """
    key = _FIELD.sub(lambda field: KEY_FIELDS[field[1]](paper), pattern)
    return unique_key(key.lstrip(_SIGNS) or "anonymous", taken)


def pattern_problem(pattern: str) -> str | None:
    """What is wrong with a pattern of citation keys, in words; None if it is valid."""
    unknown = next((name for name in _FIELD.findall(pattern) if name not in KEY_FIELDS), None)
    if unknown is not None:
        known = ", ".join(f"{{{name}}}" for name in KEY_FIELDS)
        return f"has {{{unknown}}}, but there are {known}"
    if sign := re.search(rf"[^A-Za-z0-9{_SIGNS}]", _FIELD.sub("", pattern)):
        return f"has “{sign[0]}”, which cannot stand in a key"
    if not _FIELD.search(pattern):
        return "has no field such as {family}, so that all keys would be the same"
    return None


def unique_key(base: str, taken: Callable[[str], bool]) -> str:
    """The key if it is free, else with the first free suffix: `a`, `b`, … `z`, `aa` and so on."""
    if not taken(base.lower()):
        return base
    keys = (base + _letters(number) for number in count())
    return next(key for key in keys if not taken(key.lower()))


def _surname(paper: Paper) -> str:
    """The first author whose name can be written in ASCII, without particle and leading digits."""
    for author in paper.authors:
        name = AuthorName.parse(author.name)
        for part in (name.family, name.given):
            if plain := _ascii(part).lstrip("0123456789"):
                return plain
    return "anonymous"


def _year(paper: Paper) -> str:
    if paper.published:
        return str(paper.published.year)
    # The first two digits of an identifier are the year (info.arxiv.org/help/arxiv_identifier).
    return f"20{paper.id[:2]}" if ARXIV_ID.fullmatch(paper.id) else ""


def _title_words(title: str, number: int) -> list[str]:
    """The first significant words; if there are none, the first word or nothing."""
    words = [word for each in _WORD.findall(readable(title)) if (word := _ascii(each))]
    significant = [word for word in words if word not in _STOP_WORDS and not _SHORT.fullmatch(word)]
    return significant[:number] or words[:1] or [""]


def _ascii(text: str) -> str:
    """The text as lower-case ASCII letters and digits: accents dropped, Greek letters spelled."""
    folded = fold(text)
    if not folded.isascii():
        folded = "".join(map(_spelled, folded))
    return _FOREIGN.sub("", folded.lower())


def _spelled(character: str) -> str:
    match = _GREEK.match(unicodedata.name(character, ""))
    # Unicode has the modern Greek spelling of one letter.
    return match[1].replace("LAMDA", "LAMBDA") if match else character


def _letters(number: int) -> str:
    """0 → a, 25 → z, 26 → aa."""
    letters = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
