"""Text from outside, made fit for a terminal or a bibliography.

Here every such text is sanitised: no harmful characters, no unlimited length.
Invisible characters that decide how the letters beside them are written stay where their script
needs them, as a word without them would be misspelt. Anywhere else they only hide something:
https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, cast

__all__ = [
    "ELLIPSIS",
    "JOINERS",
    "TEX_SIGNS",
    "clean",
    "clean_line",
    "clean_paragraphs",
    "late_pattern",
    "readable",
    "shorten",
    "strip_joiners",
    "strip_letter_joiners",
]


def late_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what behaves like ``re.compile(pattern, flags)``, and is compiled at its first use.

    To compile all that may be needed takes longer than Python takes to start. It raises an error
    of its pattern no earlier than at its first use.
    """
    return cast("re.Pattern[str]", _LatePattern(pattern, flags))


_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


class _LatePattern:
    """Has the methods of the pattern as its own from the first use on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._given)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


ELLIPSIS = "…"

_BREAKS = late_pattern("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Everything but tab and newline that moves a cursor, starts an escape sequence, turns the
# reading direction round, or cannot be seen: C0 and C1 controls, soft hyphen, bidirectional
# embeddings, overrides and isolates (also where they are balanced, as a line that is cut on the
# screen would have the one without the other), fillers, word joiner and invisible operators,
# byte-order mark, controls of shorthand, music and hieroglyphs, interlinear and tag characters,
# lone surrogates, noncharacters. https://www.unicode.org/reports/tr36/
_HARMFUL = late_pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u115f\u1160\u17b4\u17b5"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(0x10000 * plane - 2) + chr(0x10000 * plane - 1) for plane in range(2, 18))
    + "]"
)
# Harmful or invisible characters that `str.isprintable` takes for printable.
_HIDDEN_LETTERS = late_pattern(
    "[\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\U000e0100-\U000e01ef]"
)
# Below U+0300 there is no combining mark, and three of them are no flood.
_MARKS_PERHAPS = late_pattern("[^\x00-\u02ff]{4,}")
_MOST_MARKS = 3

_PARAGRAPH = late_pattern(r"\n[ \t]*\n\s*|\n(?=[ \t]{2})")


def clean(text: str) -> str:
    """Remove the characters that could harm a terminal or hide text.

    Newlines and tabs stay; every other kind of line break becomes a newline. Of many combining
    marks on one letter the first three stay. Joiners, variation selectors and direction marks
    stay where the script beside them needs them, as in Persian, in Sinhala and in emoji.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    plain = text.isprintable() and not _HIDDEN_LETTERS.search(text)
    if not plain:
        text = _HARMFUL.sub("", _BREAKS.sub("\n", text))
    if text.isascii():
        return text
    text = _MARKS_PERHAPS.sub(_limit_marks, text)
    return text if plain else strip_stray_joiners(text)


def _limit_marks(match: re.Match[str]) -> str:
    """Keep three combining marks on each character; a joiner between marks does not reset that."""
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
    """Return a cleaned single line of at most `limit` characters, white space collapsed."""
    start = _start(text, limit)
    return _bounded(" ".join(clean(start).split()), limit, len(start) < len(text))


def clean_paragraphs(text: str, limit: int) -> str:
    """Return cleaned paragraphs separated by one newline, with hard-wrapped lines joined.

    A paragraph starts after an empty line, or after a newline and two spaces, as the feed has
    it. Any other newline is a hard wrap.
    """
    start = _start(text, limit)
    cleaned = clean(start)
    # Most texts are one paragraph, which is quickly found out.
    several = any(map(cleaned.__contains__, ("\n\n", "\n ", "\n\t")))
    paragraphs = _PARAGRAPH.split(cleaned) if several else [cleaned]
    joined = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return _bounded("\n".join(filter(None, joined)), limit, len(start) < len(text))


def _start(text: str, limit: int) -> str:
    """The part that is worth cleaning; the factor leaves room for what cleaning removes."""
    return text[: limit * 4]


def _bounded(text: str, limit: int, more: bool) -> str:
    """At most `limit` characters; an ellipsis shows that something was cut, here or before."""
    if more and 0 < len(text) <= limit:
        text = text[: limit - 1].rstrip() + ELLIPSIS
    return shorten(text, limit)


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters, with an ellipsis if something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


# A text with none of these has no LaTeX. Substring searches are faster than one pattern.
TEX_SIGNS = ("\\", "{", "$", "^", "_", "~", "`", "''", "--", " % ")
_TEX_WORDS = (
    *("geq", "leq", "neq", "(sim ", "infty", "cdot"),
    *("(pm", " pm ", "epsilon,", " mid ", "ttfamily"),
    *("varepsilon", "varphi", "=", "<", ">"),
)
# Other names, such as propto and lceil, never occur without one of the signs. These four are part
# of common words: similar, sometimes, approximately, narrow.
_TEX_PATTERNS = (
    late_pattern(r"sim[!\d]"),
    late_pattern(r"times(?:(?<! times)(?<!etimes)|(?<= times)(?= \w(?!\w)| \d))"),
    late_pattern(r"approx[^i]"),
    late_pattern(r"arrow(?<![Nn]arrow)"),
)


def readable(text: str, title: str = "") -> str:
    r"""Render LaTeX remnants: ``54.6\%`` → ``54.6%``, ``\emph{word}`` → ``word``.

    A text without any is returned as it is. No word is lost but the names of commands that are
    known or have an argument.

    Args:
        text: a title, an abstract, a comment.
        title: the title of its paper, which says what its authors call `\\ours`.
    """
    has_words = any(map(text.__contains__, _TEX_WORDS)) or any(
        each.search(text) for each in _TEX_PATTERNS
    )
    if not (has_words or any(map(text.__contains__, TEX_SIGNS))):
        return text
    # Imported late, as most texts need none of it.
    from reader.text.tex_remnants import render_remnants

    return render_remnants(text, has_words, title if "\\" in text else "")


JOINERS = "\u200c\u200d"
"""The zero-width non-joiner and the zero-width joiner."""

# One that builds no emoji. Some terminals draw what follows it into the cell before.
_LETTER_JOINER = late_pattern("\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])")

_SPACE = "\u200b"
_DIRECTION_MARKS = "\u061c\u200e\u200f"
_MONGOLIAN_MARKS = "\u180b\u180c\u180d\u180e\u180f"

_RUN = late_pattern(
    f"[{JOINERS}{_SPACE}{_DIRECTION_MARKS}{_MONGOLIAN_MARKS}\U000e0100-\U000e01ef]+"
)
_REPEATED = late_pattern(r"(.)\1+")
_SELECTORS = late_pattern("([\U000e0100-\U000e01ef])[\U000e0100-\U000e01ef]+")
_MOST = 3
"""In a row: more than joiner, non-joiner, joiner is never needed."""

# Arabic, Syriac, N'Ko and their like, of which a joiner chooses the form of a letter; the scripts
# of India, where it chooses the form of a cluster, also at the end of a word; Mongolian.
_CURSIVE = late_pattern(
    "[\u0600-\u07bf\u07c0-\u085f\u0860-\u0dff\u0f00-\u109f\u1700-\u18af\u1900-\u1cff"
    "\ua800-\ua8ff\ua900-\uaadf\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00010aff\U00010d00-\U00011fff\U0001e900-\U0001e95f]"
)
# Scripts that put no space between words, so that a break is shown by one without width.
_UNSPACED = late_pattern("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf\ua9e0-\uaadf]")
_RIGHT_TO_LEFT = late_pattern(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_MONGOLIAN = late_pattern("[\u1800-\u180a\u1810-\u18af]")
_IDEOGRAPH = late_pattern("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_END = "\u02ff"


def strip_stray_joiners(text: str) -> str:
    """Remove invisible characters that are not next to letters that need them."""
    directed: bool | None = None

    def kept(match: re.Match[str]) -> str:
        nonlocal directed
        before = text[match.start() - 1 : match.start()] if match.start() else ""
        after = text[match.end() : match.end() + 1]
        if directed is None:
            directed = bool(_RIGHT_TO_LEFT.search(text))
        run = "".join(
            each for each in match[0] if _is_needed(each, before, after, directed=directed)
        )
        # Only the first variation selector counts, and many could carry a hidden message.
        return _SELECTORS.sub(r"\1", _REPEATED.sub(r"\1", run))[:_MOST]

    return _RUN.sub(kept, text)


def strip_joiners(text: str) -> str:
    """Remove all invisible characters, for comparing and searching."""
    return text if text.isascii() else _RUN.sub("", text)


def strip_letter_joiners(text: str, instead: str = "") -> str:
    """Remove joiners between letters, as terminals disagree about the width of such a text.

    Args:
        text: the text to show.
        instead: the replacement of each joiner.
    """
    return text if text.isascii() else _LETTER_JOINER.sub(instead, text)


def _is_needed(character: str, before: str, after: str, *, directed: bool) -> bool:
    """Whether a character has a meaning between these two.

    `directed` says that the text has letters that run from right to left.
    """
    if character in _DIRECTION_MARKS:
        return directed
    if character in _MONGOLIAN_MARKS:
        return bool(_MONGOLIAN.match(before))
    if character == _SPACE:
        return bool(_UNSPACED.match(before) and _UNSPACED.match(after))
    if character in JOINERS:
        # The joiner also builds emoji.
        builds = character == "\u200d" and min(before, after) > _LATIN_END
        return builds or bool(_CURSIVE.match(before) or _CURSIVE.match(after))
    return bool(_IDEOGRAPH.match(before))
