"""Text in plain letters, for what is compared, searched and used as a key."""

from __future__ import annotations

from unicodedata import combining, normalize

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h", "Ħ": "H",
     "ŋ": "n", "Ŋ": "N"}
)  # fmt: skip


def caseless(text: str) -> str:
    """What two spellings of one word have in common: canonical composition and case do not count.

    >>> caseless("RL") == caseless("rl"), caseless("e\u0301") == caseless("É")
    (True, True)
    """
    if text.isascii():
        return text.lower()
    return normalize("NFC", normalize("NFC", text).casefold())


def fold(text: str) -> str:
    """Latin letters without their accents; what is not Latin stays as it is.

    >>> fold("Łukasz Müller")
    'Lukasz Muller'
    """
    if text.isascii():
        return text
    parts = normalize("NFKD", text.translate(_LETTERS))
    return "".join(part for part in parts if not combining(part))
