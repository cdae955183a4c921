r"""Renders the LaTeX that the feed leaves in titles and abstracts, for terminals and exports.

Only what is certain is rendered. No library does that well enough: measured on 6,912 recorded
abstracts, pylatexenc loses every macro that an author defined and is a hundred times slower, and
unicodeit breaks URLs.
"""

from __future__ import annotations

import re
from functools import lru_cache

# A text with none of these has no LaTeX. Substring searches are faster than one pattern.
_SIGNS = ("\\", "{", "$", "^", "_", "~", "`", "''", "--", " % ")
_WORDS = (
    *("geq", "leq", "neq", "(sim ", "infty", "cdot"),
    *("(pm", " pm ", "epsilon,", " mid ", "ttfamily"),
    *("varepsilon", "varphi", "=", "<", ">"),
)
# Other names, such as propto and lceil, never occur without one of the signs. These four are part
# of common words: similar, sometimes, approximately, narrow.
_PATTERNS = (
    re.compile(r"sim[!\d]"),
    re.compile(r"times(?:(?<! times)(?<!etimes)|(?<= times)(?= \w(?!\w)| \d))"),
    re.compile(r"approx[^i]"),
    re.compile(r"arrow(?<![Nn]arrow)"),
)
_ESCAPED = re.compile(r"\\(?<!\\\\)([%&#])")
_BLANKS = re.compile(" {2,}")


def readable(text: str, title: str = "") -> str:
    r"""Render LaTeX remnants: ``54.6\%`` → ``54.6%``, ``\emph{word}`` → ``word``.

    A text without any is returned as it is. No word is lost but the names of commands that are
    known or have an argument.

    Args:
        text: a title, an abstract, a comment.
        title: the title of its paper, which says what its authors call `\\ours`.
    """
    has_words = any(map(text.__contains__, _WORDS)) or any(each.search(text) for each in _PATTERNS)
    if has_words or any(map(text.__contains__, _SIGNS)):
        return _render(text, has_words, title if "\\" in text else "")
    return text


# Every key press renders the same few titles and abstracts again.
@lru_cache(maxsize=512)
def _render(text: str, has_words: bool, title: str) -> str:
    # Imported late: most texts need none of it, and the first screen should not wait for it.
    from reader.text import (
        addresses,
        lost_backslashes,
        tex_commands,
        tex_symbols,
        typography,
    )

    if " % " in text:
        text = typography.strip_comment_signs(text)
    text, urls = addresses.mask_urls(addresses.plain_urls(text.replace(addresses.MASK, "")))
    if has_words or any(sign in text for sign in "{^_"):
        text = lost_backslashes.restore_backslashes(text)
    # Most backslashes escape one of these, which is quickly undone.
    text = _ESCAPED.sub(r"\1", text)
    if any(sign in text for sign in "\\{$"):
        name = tex_commands.name_of_work(readable(title)) if title else ""
        text_set = tex_commands.render(tex_symbols.compose_accents(text), name)
        # A command that prints nothing may have contained a URL, which must not be lost.
        if text_set.count(addresses.MASK) == len(urls):
            text = text_set
    if "^" in text or "_" in text:
        text = tex_commands.render_bare_scripts(text)
    text = typography.typeset(text)
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    return addresses.unmask_urls(text, urls)
