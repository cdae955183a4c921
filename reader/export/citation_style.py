"""A citation key as it stands in a text that cites the paper."""

from __future__ import annotations

import re

STYLES = ("latex", "markdown", "key")
"""A command of LaTeX, a citation of pandoc's Markdown, or nothing but the key."""

# What pandoc takes for a key without braces (https://pandoc.org/MANUAL.html#citation-syntax).
_PLAIN = re.compile(r"\w+(?:[:.#$%&+?<>~/-]\w+)*")


def cited(key: str, style: str) -> str:
    r"""The text that cites it, in one of the `STYLES`.

    >>> cited("dao2023flashattention", "latex"), cited("dao2023flashattention", "markdown")
    ('\\cite{dao2023flashattention}', '@dao2023flashattention')
    """
    match style:
        case "latex":
            return rf"\cite{{{key}}}"
        case "markdown":
            return f"@{key}" if _PLAIN.fullmatch(key) else f"@{{{key}}}"
        case _:
            return key
