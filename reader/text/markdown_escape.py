"""Text from outside in Markdown: on one line, with nothing in it that acts.

It is escaped so that it reads the same on GitHub, in Obsidian and in pandoc, and can make no link,
HTML, formula, mention or comment (https://spec.commonmark.org/0.31.2/#backslash-escapes).
"""

from __future__ import annotations

import re
from urllib.parse import quote

from reader.text import clean

# Markup inside a line; in Obsidian == highlights and %% hides. An underscore inside a word is no
# markup, and may be part of a tag.
_SPECIAL = re.compile(r"[\\`*\[\]<>&~$|^@#]|(?<![^\W_])_|_(?![^\W_])|=(?==)|%(?=%)")
# What GitHub makes a link of: a colon before two slashes, a point behind www.
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
# Markup at the start of a line: a list, a rule or a definition.
_OPENING = re.compile(r"^(?:(?=[-+=:])|\(?(?:\d+|[A-Z]|[IVXLCDM]+)(?=[.)]))", re.IGNORECASE)
# What a URL may hold and still end where the link ends, and mean the same.
_KEPT = "!#%+,-./:;=?@_~"


def inline(text: str) -> str:
    r"""Text on one line, without any markup in effect; it may not stand at the start of a line.

    >>> inline("a *b*\n[c](https://example.org)")
    'a \\*b\\* \\[c\\](https\\://example.org)'
    """
    line = " ".join(clean(text).split())
    return _ADDRESS.sub(_escaped, escape_markup(line))


def paragraph(text: str) -> str:
    r"""What `inline` returns, made fit for the start of a line too.

    >>> paragraph("1. one"), paragraph("- two")
    ('1\\. one', '\\- two')
    """
    return escape_opening(inline(text))


def escape_markup(line: str) -> str:
    """A line without any markup in effect, in which addresses are still found."""
    return _SPECIAL.sub(_escaped, line)


def escape_opening(line: str) -> str:
    """A line that is escaped already, made fit to stand at the start."""
    return _OPENING.sub(lambda match: match[0] + "\\", line)


def link(words: str, address: str) -> str:
    """A link.

    Args:
        words: what `inline` returned.
        address: a URL; what would end the link in it is percent-encoded.
    """
    return f"[{words}]({quote(address, safe=_KEPT + '&').replace('&', '&amp;')})"


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
