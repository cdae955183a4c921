"""What is alike in all HTML of a digest: links and paragraphs, escaped."""

from __future__ import annotations

from html import escape

from reader.digest.digest_words import addresses, page
from reader.paper import Paper


def title_link(paper: Paper, style: str = "") -> str:
    """The title of a legible paper, as a link to its page."""
    found = page(paper)
    return link(paper.title, found, style) if found else escape(paper.title)


def links_line(paper: Paper, style: str = "") -> str:
    """All links of a paper, one beside the other."""
    return " · ".join(link(words, to, style) for words, to in addresses(paper).items())


def link(words: str, address: str, style: str = "") -> str:
    """A link.

    Args:
        words: as they are shown.
        address: a URL that may be opened.
        style: of this link alone.
    """
    styled = f' style="{style}"' if style else ""
    return f'<a href="{escape(address)}"{styled}>{escape(words)}</a>'


def paragraphs(text: str) -> str:
    """A paragraph for each line."""
    return "".join(f"<p>{escape(each)}</p>\n" for each in text.split("\n") if each)
