r"""LaTeX that the feed left in its texts, as a typesetter would have set it for a terminal.

Only what is certain is undone. No library does that well enough: measured on 6,912 recorded
abstracts, pylatexenc loses every macro that an author defined and takes as long for one as this
does for a hundred, and unicodeit breaks addresses.
"""

from __future__ import annotations

import re
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
    # Most texts need none of this, and the first screen should not wait for it.
    from reader.text import (
        addresses,
        comments,
        lost_backslashes,
        macros,
        tex_accents,
        tex_commands,
        tex_scripts,
        typography,
    )

    if " % " in text:
        text = comments.without_comment_signs(text)
    text, urls = addresses.masked(addresses.shown(text.replace(addresses.MASK, "")))
    if has_words or any(sign in text for sign in "{^_"):
        text = lost_backslashes.mended(text)
    # Most backslashes stand before one of these, which is quickly undone.
    text = _ESCAPED.sub(r"\1", text)
    if any(sign in text for sign in "\\{$"):
        name = macros.own_name(readable(title)) if title else ""
        text_set = tex_commands.set_text(tex_accents.composed(text), name)
        # A command that prints nothing may have had an address in it, which is not to be lost.
        if text_set.count(addresses.MASK) == len(urls):
            text = text_set
    if "^" in text or "_" in text:
        text = tex_scripts.bare(text)
    text = typography.typed(text)
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    return addresses.unmasked(text, urls)
