"""Accents as TeX writes them, and the letters that they make."""

from __future__ import annotations

import re
import unicodedata

TEX_ACCENTS = dict(
    zip(
        "`'^\"~=.uvHcdbkr",
        "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0323\u0331\u0328\u030a",
        strict=True,
    )
)
"""The combining mark that each accent command of TeX stands for."""

_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ",
    "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
}  # fmt: skip
_NAMES = "|".join(sorted(_LETTERS, key=len, reverse=True))

# \"u, \"{u}, \v{s}, \c c, na\"{\i}ve, and any of them in braces of its own. A letter under an
# accent may carry one already (\~ê). The dotless i and j are there only to be accented.
_UNDER = r"\\?(?P<{0}>[^\W\d_])"
_ACCENT = re.compile(
    r"(?P<open>\{)?\\(?:"
    r"(?!'s(?![^\W\d_]))"
    rf"(?P<sign>[\"'`^~=.])(?:{_UNDER.format('bare')}|\{{ ?{_UNDER.format('braced')} ?\}})"
    rf"|(?P<word>[uvHcdbkr])(?:\{{ ?{_UNDER.format('held')} ?\}}|[ ]{_UNDER.format('apart')}\b))"
    r"(?(open)\})"
    rf"|(?P<opened>\{{)?\\(?P<letter>{_NAMES})(?![A-Za-z])(?:\{{\}}|(?P<gap> )(?=[a-z]))?"
    r"(?(opened)\})"
)
_PERHAPS = re.compile(r"\\[A-Za-z\"'`^~=.]")
# An apostrophe that somebody escaped: \'s.
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])\\'(?=s(?![^\W\d_]))")


def composed(text: str) -> str:
    r"""Letters for the accent commands and the special letters of TeX; the rest as it is.

    >>> composed(r"\"Ust\"un, na\"{\i}ve, Erd\H{o}s, S\o ren, {\L}ukasz")
    'Üstün, naïve, Erdős, Søren, Łukasz'
    """
    # Most backslashes stand before a percent sign, and finding that out is quick.
    if not _PERHAPS.search(text):
        return text
    return _APOSTROPHE.sub("'", _ACCENT.sub(_letter, text))


def _letter(match: re.Match[str]) -> str:
    if name := match["letter"]:
        # The blank only ended the command, where a word goes on: S\o ren.
        before = match.string[: match.start()][-1:]
        ends = match["gap"] and not (before.isalpha() or name[0].isupper())
        return _LETTERS[name] + (" " if ends else "")
    under = match["bare"] or match["braced"] or match["held"] or match["apart"]
    mark = TEX_ACCENTS[match["sign"] or match["word"]]
    accented = unicodedata.normalize("NFC", under + mark)
    # The accent of a letter that has it already, or that takes no second one, was said twice.
    return under if len(accented) > 1 and not under.isascii() else accented
