"""The sign of a comment in TeX, left between two words: "a cold start. % such as"."""

from __future__ import annotations

import re

_LONE = re.compile(r"(?<=\S) % (?=[^\s\d(%])")
_LONGEST_WORD = 40
_ENDS = ".,;:!?)’”"
# Next to these it says "percent": "a small % of all", "what % improvement".
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


def without_comment_signs(text: str) -> str:
    """Without the percent signs that can only have begun a comment.

    >>> without_comment_signs("a cold start. % such as 54 % or a small % of all")
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
