"""Text reduced to plain letters, for comparing, searching and keys."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

LATIN = "A-Za-zªºÀ-ÖØ-öø-ʸᴀ-ᶿḀ-ỿⁱⁿⱠ-Ɀ꜠-ꟿ"
"""Latin letters with accents and without, as a part of a character class."""

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h", "Ħ": "H",
     "ŋ": "n", "Ŋ": "N"}
)  # fmt: skip

_NOT_ASCII = re.compile("[^\x00-\x7f]+")


def caseless(text: str) -> str:
    """Return a text that is the same for spellings that differ in case or Unicode composition only.

    >>> caseless("RL") == caseless("rl"), caseless("e\u0301") == caseless("É")
    (True, True)
    """
    if text.isascii():
        return text.lower()
    return normalize("NFC", normalize("NFC", text).casefold())


def fold(text: str) -> str:
    """Replace Latin letters by those without accents; other scripts stay as they are.

    >>> fold("Łukasz Müller")
    'Lukasz Muller'
    """
    return text if text.isascii() else _NOT_ASCII.sub(_folded, text)


def _folded(match: re.Match[str]) -> str:
    # Marks are put in order between letters that are none, as all of ASCII are.
    parts = normalize("NFKD", match[0].translate(_LETTERS))
    return "".join(part for part in parts if not combining(part))
