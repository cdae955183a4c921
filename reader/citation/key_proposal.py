"""The citation key that a paper is given: `dao2023flashattention`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from reader.citation.author_names import Name
from reader.paper import ARXIV_ID
from reader.text import fold, readable

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

# What stands inside a word: FaSTA^*, π_RL, X^{2}, R&B, $\nabla^2$DFT, Let's.
_WORD = re.compile(r"[\w^{}$\\&'’∇]+")
# A single letter, and a number with its unit (3d, 100k), which could not be told from the year.
_SHORT = re.compile(r"[a-z]|\d+[a-z]{0,2}")
_FIELD = re.compile(r"\{([^{}]*)\}")
# What may stand in a key besides letters and digits, but not begin it.
_SIGNS = ":_.+/-"
_FOREIGN = re.compile(r"[^a-z0-9]+")
_GREEK = re.compile(r"(?:GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?|(?=NABLA))(\w+)")


PATTERN = "{family}{year}{title}"
"""What a key is made of where nobody wants another."""

FIELDS: dict[str, Callable[[Paper], str]] = {
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
"""What can stand in braces: the first author's surname, the year whole or its last two digits, the
first telling word of the title or the first three, the arXiv id; with a capital where it has one.
"""


def propose_key(paper: Paper, taken: Callable[[str], bool], pattern: str = PATTERN) -> str:
    """A new citation key: surname, year, first telling word of the title, or as a pattern says.

    Args:
        paper: what is to be cited.
        taken: whether a key, in lower case, is in use for another paper, as BibTeX compares keys
            without regard to case.
        pattern: one of which `pattern_problem` says nothing.

    Returns:
        The key as `free_key` makes it; by the usual pattern it matches `[a-z][a-z0-9]*`.
    """
    key = _FIELD.sub(lambda field: FIELDS[field[1]](paper), pattern)
    return free_key(key.lstrip(_SIGNS) or "anonymous", taken)


def pattern_problem(pattern: str) -> str | None:
    """What is wrong with a pattern for citation keys, in words; None where it can be used."""
    unknown = next((name for name in _FIELD.findall(pattern) if name not in FIELDS), None)
    if unknown is not None:
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        return f"has {{{unknown}}}, but there are {known}"
    if sign := re.search(rf"[^A-Za-z0-9{_SIGNS}]", _FIELD.sub("", pattern)):
        return f"has “{sign[0]}”, which cannot stand in a key"
    if not _FIELD.search(pattern):
        return "has no field such as {family}, so that all keys would be the same"
    return None


def free_key(base: str, taken: Callable[[str], bool]) -> str:
    """The key where it is free, else the first free with `a`, `b`, … `z`, `aa`, … at its end."""
    if not taken(base.lower()):
        return base
    keys = (base + _letters(number) for number in count())
    return next(key for key in keys if not taken(key.lower()))


def _surname(paper: Paper) -> str:
    """The first author that can be written in ASCII, without particle, beginning with a letter."""
    for author in paper.authors:
        name = Name.parse(author.name)
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
    """The first words that tell something; failing that the first word, or nothing."""
    words = [word for each in _WORD.findall(readable(title)) if (word := _ascii(each))]
    telling = [word for word in words if word not in _STOP_WORDS and not _SHORT.fullmatch(word)]
    return telling[:number] or words[:1] or [""]


def _ascii(text: str) -> str:
    """Lower-case ASCII letters and digits only: accents dropped, Greek letters spelled."""
    folded = fold(text)
    if not folded.isascii():
        folded = "".join(map(_spelled, folded))
    return _FOREIGN.sub("", folded.lower())


def _spelled(character: str) -> str:
    match = _GREEK.match(unicodedata.name(character, ""))
    # Unicode spells one letter as modern Greek does.
    return match[1].replace("LAMDA", "LAMBDA") if match else character


def _letters(number: int) -> str:
    """0 → a, 25 → z, 26 → aa."""
    letters = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
