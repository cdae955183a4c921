"""What plain TeX writes for typographic characters: quotes, dashes, ties and comment signs."""

from __future__ import annotations

import re

from reader.text import late_pattern

# `` starts a quotation and '' ends one, as does a straight mark where '' was forgotten; some
# authors type '' on both sides, so that its place decides.
_QUOTES = late_pattern(
    r"``(?P<straight>[^`'\"\n]{1,120})\"(?!\w)"
    r"|(?P<open>``|(?<![^\s(\[–—-])''(?=[\w<\\]))|(?P<close>'')"
    # `needle', but not `code`; an apostrophe inside has a letter on each side.
    r"|(?<![\w`])`(?P<single>(?=\w)[^`'\n]{1,60}(?:'(?=\w)[^`'\n]{1,60}){0,2})'(?![\w'])"
)

# Neither --option nor -->, ---- and <!--.
_DASHES = late_pattern(
    r"--(?<![-<>!|]--)(?:(?<=[^\s(\[]--)|(?<=\s--)(?=-?\s))-?"
    r"(?=[\s\w{(\"'“‘`<$\\\ufdd0≈∼~]|$)"
)

# A tie: Model~(PPRM), Step-Audio~2, +8.67~pp; but not ~13%, 1~4, 60%~70% or 1M~4M.
_TIE = late_pattern(
    r"~(?:(?<=[^\W\d_]~)(?<!\d[^\W\d_]~)(?=[^\s~])"
    r"|(?<=[\])},.;:’”]~)(?=[^\s~])"
    r"|(?<=\w~)(?=[^\W\d_]|[(\ufdd0])"
    r"|(?<!\S~)(?=\ufdd0))"
)


def typeset(text: str) -> str:
    """Replace the quotation marks, dashes and ties of plain TeX by what they stand for."""
    if "`" in text or "''" in text:
        text = _QUOTES.sub(_quotation, text)
    if "--" in text:
        text = set_dashes(text)
    return untie(text) if "~" in text else text


def _quotation(match: re.Match[str]) -> str:
    if match["straight"]:
        return f"“{match['straight']}”"
    if match["single"]:
        return f"‘{match['single'].replace(chr(39), '’')}’"
    return "“" if match["open"] else "”"


def set_dashes(text: str) -> str:
    """Replace two and three hyphens by dashes, but not those of `--option` and `-->`.

    >>> set_dashes("pages 1--4 --- and the option --verbose")
    'pages 1–4 — and the option --verbose'
    """
    return _DASHES.sub(lambda match: "–" if len(match[0]) == 2 else "—", text)


def untie(text: str) -> str:
    """Replace ties by spaces; a tilde that means "about" or "to" stays.

    >>> untie("a Model~(PPRM) of ~13% and 1~4 images")
    'a Model (PPRM) of ~13% and 1~4 images'
    """
    return _TIE.sub(" ", text)


_LONE = late_pattern(r"(?<=\S) % (?=[^\s\d(%])")
_LONGEST_WORD = 40
_ENDS = ".,;:!?)’”"
# Next to these words the sign means "percent": "a small % of all", "what % improvement".
_BEFORE = frozenset(
    """a an the in as by to of or is are and per few any how what which many more most some each
    than this that these those high higher highest low lower lowest large larger small smaller same
    whole total their our its his her one two three four five six seven eight nine ten twenty thirty
    forty fifty sixty seventy eighty ninety hundred several with over under about around only just
    at from on for plus minus percent absolute relative average mean x""".split()  # noqa: SIM905
)
_AFTER = frozenset(
    """of in for or per to is are was were on at by from better worse more less fewer higher lower
    faster slower change changes gain gains drop drops loss losses point points increase increases
    decrease decreases reduction reductions improvement improvements improved accuracy confidence
    success error errors relative absolute win wins rate sparsity sign signs mark marks""".split()  # noqa: SIM905
)


def strip_comment_signs(text: str) -> str:
    """Remove percent signs that can only have started a TeX comment, left between two words.

    >>> strip_comment_signs("a cold start. % such as 54 % or a small % of all")
    'a cold start. such as 54 % or a small % of all'
    """
    return _LONE.sub(_kept, text)


def _kept(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    before = text[max(0, start - _LONGEST_WORD) : start].split()[-1]
    after = text[end : end + _LONGEST_WORD].split()[0]
    word = before.rstrip(_ENDS)
    if len(word) < 2 or not word.isalpha():
        return match[0]
    ends = word != before
    quantity = not ends and word.lower() in _BEFORE
    follows = after.rstrip(_ENDS).lower()
    goes_on = ends or (follows.isalpha() and len(follows) > 1)
    return " " if goes_on and not quantity and follows not in _AFTER else match[0]
