"""Text as it comes from outside, made fit for a terminal or a bibliography."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"

# Everything but tab and newline that moves a cursor, starts an escape sequence, turns the
# reading direction round, or cannot be seen: C0 and C1 controls, soft hyphen, bidirectional marks
# and overrides, zero-width characters (the joiner U+200D builds emoji and stays), line and
# paragraph separators, invisible operators, byte-order mark, interlinear and tag characters, lone
# surrogates, noncharacters. https://www.unicode.org/reports/tr36/
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_COMBINING_FLOOD = re.compile(
    r"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]{2})")

_REMNANTS = re.compile(
    r"\\(?P<escaped>[%&$#_{}])"
    r"|\\(?:emph|textbf|textit|textsc|texttt|textrm)\{(?P<styled>[^{}]*)\}"
    r"|\\(?P<space> )"
    r"|(?P<open>``)|(?P<close>'')"
)


def clean(text: str) -> str:
    """Without the characters that could harm a terminal or hide what is there.

    Newlines and tabs stay; a pile of combining marks keeps its first three. Carriage returns
    become newlines.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _COMBINING_FLOOD.sub(r"\1", _HARMFUL.sub("", text))


def clean_line(text: str, limit: int) -> str:
    """One line of at most `limit` characters, cleaned, white space folded."""
    # Cutting first bounds the work; the factor leaves room for what cleaning takes away.
    return shorten(" ".join(clean(text[: limit * 4]).split()), limit)


def clean_paragraphs(text: str, limit: int) -> str:
    """Paragraphs parted by one newline, cleaned, hard-wrapped lines joined.

    The feed starts a paragraph by a newline and two spaces; an empty line counts as well. Any
    other newline is where somebody's editor wrapped.
    """
    paragraphs = _PARAGRAPH.split(clean(text[: limit * 4]))
    joined = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return shorten("\n".join(filter(None, joined)), limit)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def readable(text: str) -> str:
    r"""LaTeX remnants undone: ``54.6\%`` → ``54.6%``, ``\emph{word}`` → ``word``."""
    if not any(mark in text for mark in ("\\", "``", "''")):
        return text
    return _REMNANTS.sub(_undo, text)


def _undo(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "open":
            return "“"
        case "close":
            return "”"
        case "space":
            return " "
        case group:
            return match[group] if group else match[0]


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
