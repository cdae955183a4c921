r"""Renders the LaTeX that the feed leaves in titles and abstracts, for terminals and exports.

Only what is certain is rendered. No library does that well enough: measured on 6,912 recorded
abstracts, pylatexenc loses every macro that an author defined and is a hundred times slower, and
unicodeit breaks URLs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from reader.text import TEX_SIGNS, late_pattern, readable

_ESCAPED = late_pattern(r"\\(?<!\\\\)([%&#])")
_BLANKS = late_pattern(" {2,}")
# What `addresses.MASK` is, which no text may bring along.
_MASK = "\ufdd0"
_OF_URLS = ("http", _MASK)


# Every key press renders the same few titles and abstracts again.
@lru_cache(maxsize=512)
def render_remnants(text: str, has_words: bool, title: str) -> str:
    """Render what is left of LaTeX in a text; the arguments are those of `_typeset`."""
    # Most texts have no more than an escaped percent sign.
    unescaped = _ESCAPED.sub(r"\1", text)
    if not (has_words or any(sign in unescaped for sign in (*TEX_SIGNS, _MASK))):
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
