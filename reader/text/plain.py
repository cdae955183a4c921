"""Text in plain letters, for what is compared, searched and used as a key."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h", "Ħ": "H",
     "ŋ": "n", "Ŋ": "N"}
)  # fmt: skip


def fold(text: str) -> str:
    """Latin letters without their accents; what is not Latin stays as it is.

    >>> fold("Łukasz Müller")
    'Lukasz Muller'
    """
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(part for part in parts if not unicodedata.combining(part))
