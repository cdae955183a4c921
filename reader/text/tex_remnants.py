r"""Renders the LaTeX that the feed leaves in titles and abstracts, for terminals and exports.

Only what is certain is rendered. No library does that well enough: measured on 6,912 recorded
abstracts, pylatexenc loses every macro that an author defined and is a hundred times slower, and
unicodeit breaks URLs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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
# What `addresses.MASK` is, which no text may bring along.
_MASK = "\ufdd0"
_OF_URLS = ("http", _MASK)


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
    # Most texts have no more than an escaped percent sign.
    unescaped = _ESCAPED.sub(r"\1", text)
    if not (has_words or any(sign in unescaped for sign in (*_SIGNS, _MASK))):
        return _BLANKS.sub(" ", unescaped)
    # Of the rest, nothing is imported that a text does not need.
    if " % " in text:
        from reader.text.typography import strip_comment_signs

        text = strip_comment_signs(text)
    if not any(sign in text for sign in _OF_URLS):
        return _typeset(text, has_words, title)
    from reader.text.addresses import MASK, mask_urls, plain_urls, unmask_urls

    text, urls = mask_urls(plain_urls(text.replace(MASK, "")))
    # A command that prints nothing may contain a URL, which must not be lost.
    done = _typeset(text, has_words, title, lambda each: each.count(MASK) == len(urls))
    return unmask_urls(done, urls)


def _typeset(
    text: str, has_words: bool, title: str, is_whole: Callable[[str], bool] = lambda _: True
) -> str:
    """Render a text in which URLs are masked.

    Args:
        text: what somebody wrote.
        has_words: a word in it may be a command that has lost its backslash.
        title: as for `readable`.
        is_whole: says whether rendering the commands lost nothing; otherwise they stay.
    """
    if has_words or any(sign in text for sign in "{^_"):
        from reader.text.lost_backslashes import restore_backslashes

        text = restore_backslashes(text)
    # Most backslashes escape one of these, which is quickly undone.
    text = _ESCAPED.sub(r"\1", text)
    if any(sign in text for sign in "\\{$"):
        rendered = _render_commands(text, title)
        text = rendered if is_whole(rendered) else text
    if "^" in text or "_" in text:
        from reader.text.tex_commands import render_bare_scripts

        text = render_bare_scripts(text)
    if any(sign in text for sign in ("`", "''", "--", "~")):
        from reader.text.typography import typeset

        text = typeset(text)
    return _BLANKS.sub(" ", text) if "  " in text else text


def _render_commands(text: str, title: str) -> str:
    from reader.text.tex_commands import name_of_work, render
    from reader.text.tex_symbols import compose_accents

    name = name_of_work(readable(title)) if title else ""
    return render(compose_accents(text), name)
