"""Quotation marks, dashes and ties as plain TeX types them."""

from __future__ import annotations

import re

# `` starts a quotation and '' ends one, as does a straight mark where '' was forgotten; some
# authors type '' on both sides, so that its place decides.
_QUOTES = re.compile(
    r"``(?P<straight>[^`'\"\n]{1,120})\"(?!\w)"
    r"|(?P<open>``|(?<![^\s(\[–—-])''(?=[\w<\\]))|(?P<close>'')"
    # `needle', but not `code`; an apostrophe inside has a letter on each side.
    r"|(?<![\w`])`(?P<single>(?=\w)[^`'\n]{1,60}(?:'(?=\w)[^`'\n]{1,60}){0,2})'(?![\w'])"
)

# Neither --option nor -->, ---- and <!--.
_DASHES = re.compile(
    r"--(?<![-<>!|]--)(?:(?<=[^\s(\[]--)|(?<=\s--)(?=-?\s))-?"
    r"(?=[\s\w{(\"'“‘`<$\\\ufdd0≈∼~]|$)"
)

# A tie: Model~(PPRM), Step-Audio~2, +8.67~pp; but not ~13%, 1~4, 60%~70% or 1M~4M.
_TIE = re.compile(
    r"~(?:(?<=[^\W\d_]~)(?<!\d[^\W\d_]~)(?=[^\s~])"
    r"|(?<=[\])},.;:’”]~)(?=[^\s~])"
    r"|(?<=\w~)(?=[^\W\d_]|[(\ufdd0])"
    r"|(?<!\S~)(?=\ufdd0))"
)


def typed(text: str) -> str:
    """Quotation marks, dashes and blanks for what plain TeX types instead."""
    if "`" in text or "''" in text:
        text = _QUOTES.sub(_quotation, text)
    if "--" in text:
        text = dashed(text)
    return untied(text) if "~" in text else text


def _quotation(match: re.Match[str]) -> str:
    if match["straight"]:
        return f"“{match['straight']}”"
    if match["single"]:
        return f"‘{match['single'].replace(chr(39), '’')}’"
    return "“" if match["open"] else "”"


def dashed(text: str) -> str:
    """Dashes for the two and three hyphens of TeX, but not those of `--option` and `-->`.

    >>> dashed("pages 1--4 --- and the option --verbose")
    'pages 1–4 — and the option --verbose'
    """
    return _DASHES.sub(lambda match: "–" if len(match[0]) == 2 else "—", text)


def untied(text: str) -> str:
    """Blanks for ties; a tilde that says "about" or "to" stays.

    >>> untied("a Model~(PPRM) of ~13% and 1~4 images")
    'a Model (PPRM) of ~13% and 1~4 images'
    """
    return _TIE.sub(" ", text)
