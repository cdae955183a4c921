r"""LaTeX that the feed left in its texts, as a typesetter would have set it for a terminal.

Only what is certain is undone. No library does that well enough: measured on 6,912 recorded
abstracts, pylatexenc loses every macro that an author defined and takes as long for one as this
does for a hundred, and unicodeit breaks addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

# A text with none of these has nothing to mend. Looking for each is quicker than one pattern.
_SIGNS = ("\\", "{", "$", "^", "_", "~", "`", "''", "--", " % ")
_WORDS = (
    *("geq", "leq", "neq", "(sim ", "infty", "cdot"),
    *("(pm", " pm ", "epsilon,", " mid ", "ttfamily"),
    *("varepsilon", "varphi", "=", "<", ">"),
)
# Others, such as propto and lceil, never come without one of the signs.
# The same for names that are part of common words: similar, sometimes, approximately, narrow.
_PATTERNS = (
    re.compile(r"sim[!\d]"),
    re.compile(r"times(?:(?<! times)(?<!etimes)|(?<= times)(?= \w(?!\w)| \d))"),
    re.compile(r"approx[^i]"),
    re.compile(r"arrow(?<![Nn]arrow)"),
)
_ESCAPED = re.compile(r"\\(?<!\\\\)([%&#])")
_BLANKS = re.compile(" {2,}")
# Their beginning, and `addresses.MASK`, which no text may bring along.
_OF_ADDRESSES = ("http", "\ufdd0")


def readable(text: str, title: str = "") -> str:
    r"""LaTeX remnants undone: ``54.6\%`` → ``54.6%``, ``\emph{word}`` → ``word``.

    A text that has none is returned as it is. No word is lost but the name of a command that was
    known or had an argument.

    Args:
        text: what somebody wrote.
        title: of the paper that it is about, which tells what its authors call `\\ours`.
    """
    has_words = any(map(text.__contains__, _WORDS)) or any(each.search(text) for each in _PATTERNS)
    if has_words or any(map(text.__contains__, _SIGNS)):
        return _mended(text, has_words, title if "\\" in text else "")
    return text


# The same few titles and abstracts are asked for at every key that is pressed.
@lru_cache(maxsize=512)
def _mended(text: str, has_words: bool, title: str) -> str:
    # Most texts need little of this, and nothing is imported that a text does not need.
    if " % " in text:
        from reader.text.comments import without_comment_signs

        text = without_comment_signs(text)
    if not any(sign in text for sign in _OF_ADDRESSES):
        return _typeset(text, has_words, title)
    from reader.text.addresses import MASK, masked, shown, unmasked

    text, urls = masked(shown(text.replace(MASK, "")))
    # A command that prints nothing may have an address in it, which is not to be lost.
    return unmasked(
        _typeset(text, has_words, title, lambda each: each.count(MASK) == len(urls)), urls
    )


def _typeset(
    text: str, has_words: bool, title: str, is_whole: Callable[[str], bool] = lambda _: True
) -> str:
    """A text without its addresses as a typesetter would set it.

    Args:
        text: the addresses in it are masked.
        has_words: a word in it may be a command that has lost its backslash.
        title: as for `readable`.
        is_whole: says whether nothing was lost when the commands were set; else they stay.
    """
    if has_words or any(sign in text for sign in "{^_"):
        from reader.text.lost_backslashes import mended

        text = mended(text)
    # Most backslashes stand before one of these, which is quickly undone.
    text = _ESCAPED.sub(r"\1", text)
    if any(sign in text for sign in "\\{$"):
        text_set = _without_commands(text, title)
        text = text_set if is_whole(text_set) else text
    if "^" in text or "_" in text:
        from reader.text.tex_scripts import bare

        text = bare(text)
    if any(sign in text for sign in ("`", "''", "--", "~")):
        from reader.text.typography import typed

        text = typed(text)
    return _BLANKS.sub(" ", text) if "  " in text else text


def _without_commands(text: str, title: str) -> str:
    from reader.text.tex_accents import composed
    from reader.text.tex_commands import set_text

    name = ""
    if title:
        from reader.text.macros import own_name

        name = own_name(readable(title))
    return set_text(composed(text), name)
