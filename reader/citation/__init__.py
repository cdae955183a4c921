"""How a paper is cited: author names, citation keys, where a preprint was published.

Here author names are parsed to the parts that a bibliography needs.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple, Self

from reader.text import clean, late_pattern, readable

_GROUP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """alliance collaboration community consortium contributors corp corporation foundation gmbh
        group inc initiative institute lab laboratories laboratory labs llc ltd project research
        team teams technologies university""",
    )
)
# Case counts here: "Qingyao Ai" is a person.
_GROUP_SIGNS = frozenset({"AI", "AGI", "LLM"})

# Without I and V: "Praveen S V" ends in an initial.
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})

# Footnote marks and punctuation that were copied along with a name.
_JUNK = " \t\n,;:*#§¶†‡∗⋆★•·¹²³⁴⁵⁶⁷⁸⁹⁰"
_STRAY_AND = "and"

FAMILY_FIRST = late_pattern("[々〆〇㐀-䶿一-鿿豈-﫿𠀀-𿿽ぁ-ヿㇰ-ㇿｦ-ﾟ가-힣]")
"""A character of Chinese, Japanese or Korean, in which the family name comes first."""

GROUP_END = late_pattern(
    "(?:团队|團隊|大学|大學|学院|學院|研究所|研究院|实验室|實驗室|公司|集团|集團|小组|小組"
    "|チーム|팀|연구소|대학교)$"
)
"""How a group is called in these languages."""


class AuthorName(NamedTuple):
    """The parts of one name, as BibTeX divides them; a missing part is empty.

    https://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf (section 4, names)
    """

    given: str = ""
    particle: str = ""
    """The words in lower case before the family name: `van der`, `de la`."""
    family: str = ""
    """The family name; for a group its whole name."""
    suffix: str = ""
    """`Jr.`, `III`."""
    is_group: bool = False
    """Whether it is a team, or a single word that could be any part; it is never divided."""

    @classmethod
    def parse(cls, text: str) -> Self:
        r"""Parse a name that is written with the given names first.

        A first word in lower case is a given name without a capital, because the feed always has
        given names. In Chinese, Japanese and Korean script the first word is the family name. An
        empty text gives an empty name.

        >>> AuthorName.parse("Aäron van den Oord")
        AuthorName(given='Aäron', particle='van den', family='Oord', suffix='', is_group=False)
        """
        text = _tidy(text)
        words = text.split()
        if _is_group(words):
            return cls(family=text, is_group=True)
        head, *tail = (part.strip(_JUNK) for part in text.split(","))
        if tail:
            return cls._from_inverted(text, head, tail)
        if not text.isascii() and all(map(FAMILY_FIRST.match, words)):
            if GROUP_END.search(text):
                return cls(family=text, is_group=True)
            return cls(" ".join(words[1:]), family=words[0])
        suffix = words.pop() if len(words) > 2 and words[-1].lower() in _SUFFIXES else ""
        given, particle, family = _split_parts(words)
        return cls(given, particle, family, suffix)

    @classmethod
    def _from_inverted(cls, text: str, head: str, tail: list[str]) -> Self:
        """Parse `Family, Given`, `Family, Jr, Given` or `Given Family, Jr`."""
        words = head.split()
        if len(tail) == 1 and tail[0].lower() in _SUFFIXES and len(words) > 1:
            return cls(*_split_parts(words), suffix=tail[0])
        suffix = tail.pop(0) if len(tail) == 2 and tail[0].lower() in _SUFFIXES else ""
        if len(tail) != 1 or not words or not tail[0]:
            return cls(family=text, is_group=True)
        start = next((at for at, word in enumerate(words) if not _is_lower(word)), 0)
        return cls(tail[0], " ".join(words[:start]), " ".join(words[start:]), suffix)


def _is_lower(word: str) -> bool:
    """Whether the first letter of a word is in lower case, as in a particle."""
    letter = next((character for character in word if character.isalpha()), "")
    return letter.islower()


def _tidy(text: str) -> str:
    """One line without TeX, footnote marks, or a stray `and` at its start or end."""
    text = clean(text)
    if "\\" in text:
        text = readable(text)
    # A brace in a name is always the rest of a lost macro.
    text = " ".join(text.replace("{", "").replace("}", "").split()).strip(_JUNK)
    words = unicodedata.normalize("NFC", text).split(" ")
    start, end = 0, len(words)
    while end - start > 1 and words[start].lower() == _STRAY_AND:
        start += 1
    while end - start > 1 and words[end - 1].lower() == _STRAY_AND:
        end -= 1
    return " ".join(words[start:end]).strip(_JUNK)


def _is_group(words: list[str]) -> bool:
    """Whether these words name a group, which has no family name."""
    if len(words) == 1:
        return True
    return any(
        piece.lower().rstrip(".") in _GROUP_WORDS
        or piece in _GROUP_SIGNS
        or piece.lower() == "and"
        or any(character.isdigit() for character in piece)
        for word in words
        for piece in word.replace(",", " ").replace("-", " ").split()
    )


def _split_parts(words: list[str]) -> tuple[str, str, str]:
    """Given names, particle and family name of `First von Last`, as BibTeX divides them.

    The particle is all from the first to the last word in lower case, without the first and the
    last word of the name. The last word is a family name in any case.
    """
    small = [at for at, word in enumerate(words[1:-1], 1) if _is_lower(word)]
    start, stop = (small[0], small[-1] + 1) if small else (len(words) - 1,) * 2
    return " ".join(words[:start]), " ".join(words[start:stop]), " ".join(words[stop:])
