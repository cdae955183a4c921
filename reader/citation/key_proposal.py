"""New citation keys, made from a pattern: `dao2023flashattention`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from reader.citation import AuthorName
from reader.paper import ARXIV_ID
from reader.text import late_pattern, readable
from reader.text.plain import LATIN, fold

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
_WORD = late_pattern(r"[\w^{}$\\&'’∇]+")
# A single letter, or a number with its unit (3d, 100k), which would look like part of the year.
_SHORT = late_pattern(r"[a-z]|\d+[a-z]{0,2}")
_FIELD = late_pattern(r"\{([^{}]*)\}")
# Characters of a key besides letters and digits; it cannot begin with one.
_SIGNS = ":_.+/-"
_FOREIGN = late_pattern(r"[^a-z0-9]+")
_GREEK = late_pattern(r"(?:GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?|(?=NABLA))(\w+)")
_NOT_LATIN = late_pattern(rf"[^\W\d_{LATIN}]")
# Latin letters that are no other letter with an accent: Ə, ɓ.
_RARE_LATIN = late_pattern(r"[ƀ-ʯᴀ-ᶿḀ-ỿⱠ-Ɀ꜠-ꟿ]+")
# A word in letters that stand for sounds, each a character of its own. A Greek letter or two are
# symbols.
_FOREIGN_WORD = late_pattern(r"\w*(?:[Ѐ-ԯԱ-ֆא-תء-ۓႠ-ჿ가-힣]\w*|[Ͱ-Ͽἀ-῿]{3}\w*)")

# Articles, pronouns and prepositions of French, Italian, Catalan and Portuguese that lose their
# vowel before another: L'évolution, dell'arte, un’analisi, jusqu'à.
_ELIDED = late_pattern(
    r"(?<![\w'’])(?:[cdjlmnst]|un|qu|jusqu|lorsqu|puisqu|quoiqu|d?all|dell|nell|sull|coll|pell|quell"
    r"|quest|bell|sant|d?agl|degl|negl|sugl|gl)['’‘‛ʼʻ′´`＇]\s?(?=(\w))",
    re.IGNORECASE,
)
_VOWELS = frozenset("aeiouyh")

DEFAULT_PATTERN = "{family}{year}{title}"

# What `unique_key` adds, for some hundred papers of one key.
_LETTERS = late_pattern("[a-z]{0,2}")
_APOSTROPHE = late_pattern("['’]")
_MOST_LEFT_OUT = 5
"""Authors before the first that was shown; three were seen."""

_NOBODY = "anonymous"
_DIGITS = "0123456789"

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
    return unique_key(_base_key(paper, pattern), taken)


def is_mistaken(key: str, paper: Paper, pattern: str = DEFAULT_PATTERN) -> bool:
    """Whether a key is one that versions before 0.2.0 proposed for the paper by mistake.

    They left out authors who had hidden the paper from their profile, and those whose names are in
    other scripts than Latin; and they took an elided article for a part of the word.
    """
    if _is_numbered(key, _base_key(paper, pattern)):
        return False
    firsts = [paper.authors[at:] for at in range(min(len(paper.authors), _MOST_LEFT_OUT + 1))]
    titles = (paper.title, _APOSTROPHE.sub("", paper.title))
    return any(
        _is_numbered(key, _base_key(replace(paper, authors=authors, title=title), pattern))
        for authors in (*firsts, ())
        for title in titles
    )


def _base_key(paper: Paper, pattern: str) -> str:
    """The key of a paper by a pattern, which other papers may have as well."""
    key = _FIELD.sub(lambda field: KEY_FIELDS[field[1]](paper), pattern)
    return key.lstrip(_SIGNS) or _NOBODY


def _is_numbered(key: str, base: str) -> bool:
    """Whether `unique_key` made a key of another, or left it as it is."""
    return key.startswith(base) and bool(_LETTERS.fullmatch(key, len(base)))


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
    """The surname of the first author whose name has letters, without particle, leading digits."""
    surnames = (_family(author.name) for author in paper.authors)
    return next(filter(None, surnames), _NOBODY)


def _family(name: str) -> str:
    if _NOT_LATIN.search(name):
        # Imported late: hardly any name is in another script.
        from reader.citation.romanization import latin_words, romanized_family

        latin = latin_words(name)
        if not latin:
            return romanized_family(name).lstrip(_DIGITS)
        name = latin
    parts = AuthorName.parse(name)
    plain = (_ascii(part).lstrip(_DIGITS) for part in (parts.family, parts.given))
    return next(filter(None, plain), "")


def _year(paper: Paper) -> str:
    if paper.published:
        return str(paper.published.year)
    # The first two digits of an identifier are the year (info.arxiv.org/help/arxiv_identifier).
    return f"20{paper.id[:2]}" if ARXIV_ID.fullmatch(paper.id) else ""


def _title_words(title: str, number: int) -> list[str]:
    """The first significant words; if there are none, the first word or nothing."""
    written = _WORD.findall(_ELIDED.sub(_without_article, readable(title)))
    words = [word for each in written if (word := _title_word(each))]
    significant = [word for word in words if word not in _STOP_WORDS and not _SHORT.fullmatch(word)]
    return significant[:number] or words[:1] or [""]


def _without_article(elided: re.Match[str]) -> str:
    """Nothing in the place of an article, if it is one: before a vowel."""
    return "" if fold(elided[1]).lower()[:1] in _VOWELS else elided[0]


def _title_word(word: str) -> str:
    return _romanized(word) if _FOREIGN_WORD.match(word) else _ascii(word)


def _ascii(text: str) -> str:
    """The text as lower-case ASCII letters and digits: accents dropped, Greek letters spelled."""
    folded = fold(text)
    if not folded.isascii():
        folded = "".join(map(_spelled, folded))
        folded = _RARE_LATIN.sub(lambda letters: _romanized(letters[0]), folded)
    return _FOREIGN.sub("", folded.lower())


def _romanized(text: str) -> str:
    from reader.citation.romanization import romanized

    return romanized(text)


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
