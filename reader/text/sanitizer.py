"""What is done to every text when it comes in: nothing harmful passes, no size goes unbounded."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

ELLIPSIS = "…"

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Everything but tab and newline that moves a cursor, starts an escape sequence, turns the
# reading direction round, or cannot be seen: C0 and C1 controls, soft hyphen, bidirectional
# embeddings, overrides and isolates (also where they are balanced, as a line that is cut on the
# screen would have the one without the other), fillers, word joiner and invisible operators,
# byte-order mark, controls of shorthand, music and hieroglyphs, interlinear and tag characters,
# lone surrogates, noncharacters. https://www.unicode.org/reports/tr36/
_HARMFUL = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u115f\u1160\u17b4\u17b5"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(0x10000 * plane - 2) + chr(0x10000 * plane - 1) for plane in range(2, 18))
    + "]"
)
# Those of them, and of what `without_stray_joiners` looks at, that seem printable to Python.
_HIDDEN_LETTERS = re.compile(
    "[\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\U000e0100-\U000e01ef]"
)
# Below U+0300 there is no combining mark, and three of them are no flood.
_MARKS_PERHAPS = re.compile("[^\x00-\u02ff]{4,}")
_MOST_MARKS = 3

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]{2})")


def clean(text: str) -> str:
    """Without the characters that could harm a terminal or hide what is there.

    Newlines and tabs stay, and every other kind of line break becomes a newline; a pile of
    combining marks keeps its first three. A joiner, a variation selector or a direction mark
    stays where the script beside it needs it, as in Persian, in Sinhala and in emoji.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    plain = text.isprintable() and not _HIDDEN_LETTERS.search(text)
    if not plain:
        text = _harmful().sub("", _BREAKS.sub("\n", text))
    if text.isascii():
        return text
    text = _MARKS_PERHAPS.sub(_drained, text)
    if plain:
        return text
    # Most texts have none.
    from reader.text.joiners import without_stray_joiners

    return without_stray_joiners(text)


@cache
def _harmful() -> re.Pattern[str]:
    """It takes a while to be made, and most texts do without."""
    return re.compile(_HARMFUL)


def _drained(match: re.Match[str]) -> str:
    """A run of characters with at most three marks on each; a joiner is no way round that."""
    kept: list[str] = []
    marks = 0
    for character in match[0]:
        kind = unicodedata.category(character)
        if kind in ("Mn", "Me"):
            marks += 1
            if marks > _MOST_MARKS:
                continue
        elif kind != "Cf":
            marks = 0
        kept.append(character)
    return "".join(kept)


def clean_line(text: str, limit: int) -> str:
    """One line of at most `limit` characters, cleaned, white space folded."""
    start = _start(text, limit)
    return _bounded(" ".join(clean(start).split()), limit, len(start) < len(text))


def clean_paragraphs(text: str, limit: int) -> str:
    """Paragraphs parted by one newline, cleaned, hard-wrapped lines joined.

    The feed starts a paragraph by a newline and two spaces; an empty line counts as well. Any
    other newline is where somebody's editor wrapped.
    """
    start = _start(text, limit)
    cleaned = clean(start)
    # Most texts are one paragraph, which is quickly seen.
    several = any(map(cleaned.__contains__, ("\n\n", "\n ", "\n\t")))
    paragraphs = _PARAGRAPH.split(cleaned) if several else [cleaned]
    joined = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return _bounded("\n".join(filter(None, joined)), limit, len(start) < len(text))


def _start(text: str, limit: int) -> str:
    """As much as is worth cleaning; the factor leaves room for what cleaning takes away."""
    return text[: limit * 4]


def _bounded(text: str, limit: int, more: bool) -> str:
    """At most `limit` characters, with an ellipsis where something was cut here or before."""
    if more and 0 < len(text) <= limit:
        text = text[: limit - 1].rstrip() + ELLIPSIS
    return shorten(text, limit)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS
