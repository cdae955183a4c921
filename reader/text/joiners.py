"""Characters that cannot be seen, but decide how the letters beside them are written.

Where a script needs them, a word without them is misspelt; anywhere else they only hide
something. https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters
"""

from __future__ import annotations

import re

JOINERS = "\u200c\u200d"
"""The zero-width non-joiner and the zero-width joiner."""

_SPACE = "\u200b"
_DIRECTION_MARKS = "\u061c\u200e\u200f"
_MONGOLIAN_MARKS = "\u180b\u180c\u180d\u180e\u180f"

_RUN = re.compile(f"[{JOINERS}{_SPACE}{_DIRECTION_MARKS}{_MONGOLIAN_MARKS}\U000e0100-\U000e01ef]+")
_REPEATED = re.compile(r"(.)\1+")
_SELECTORS = re.compile("([\U000e0100-\U000e01ef])[\U000e0100-\U000e01ef]+")
_MOST = 3
"""In a row; more than joiner, non-joiner, joiner is never needed."""

# Arabic, Syriac, N'Ko and their like, of which a joiner chooses the form of a letter; the scripts
# of India, where it chooses the form of a cluster, also at the end of a word; Mongolian.
_CURSIVE = re.compile(
    "[\u0600-\u07bf\u07c0-\u085f\u0860-\u0dff\u0f00-\u109f\u1700-\u18af\u1900-\u1cff"
    "\ua800-\ua8ff\ua900-\uaadf\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00010aff\U00010d00-\U00011fff\U0001e900-\U0001e95f]"
)
# Scripts that put no space between words, so that a break is shown by one without width.
_UNSPACED = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf\ua9e0-\uaadf]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_MONGOLIAN = re.compile("[\u1800-\u180a\u1810-\u18af]")
_IDEOGRAPH = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_END = "\u02ff"


def without_stray_joiners(text: str) -> str:
    """The same text, where each of these characters stands beside letters that need it."""
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
        # Of variation selectors only the first counts, and many could carry a hidden message.
        return _SELECTORS.sub(r"\1", _REPEATED.sub(r"\1", run))[:_MOST]

    return _RUN.sub(kept, text)


def without_joiners(text: str) -> str:
    """The same text without any of these characters, for what is compared and searched."""
    return text if text.isascii() else _RUN.sub("", text)


def _is_needed(character: str, before: str, after: str, *, directed: bool) -> bool:
    """Whether it means something between these two; `directed` where some letter runs leftwards."""
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
