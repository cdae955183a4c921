"""When a word is found in a text: the one rule, for what is searched and what is searched for."""

from __future__ import annotations

import re

from reader.text import fold, readable
from reader.text.sanitizer import strip_joiners

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Chinese and Japanese are written without spaces, so that each character counts as a word there.
WORD = re.compile(rf"[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]+")
"""A word of a text that is `folded`."""


def words(text: str) -> str:
    """The words of a text in plain form, a space before each, lines kept apart.

    A word is a run of letters and digits; everything else only parts words. LaTeX remnants are
    undone, accents and case do not count. So one text has the words of another, in order and next
    to each other, the last of them perhaps only begun, where ``words(other) in words(text)``.

    >>> words("GPT-4: a Müller's tale")
    ' gpt 4 a muller s tale'
    """
    plain = folded(readable(text))
    return "\n".join(
        "".join(f" {word}" for word in WORD.findall(line)) for line in plain.split("\n")
    )


def folded(text: str) -> str:
    """A text without what does not count in it: accents, case, and joiners that cannot be seen."""
    return fold(strip_joiners(text)).casefold()
