"""A digest as HTML that looks alike in every program for mail.

What they have in common is small: tables one cell wide, styles on each element, padding on cells.
There is no picture, no script and no colour of text, which each program chooses by itself in the
light and in the dark; what matters less is paler by its opacity. Digests and entries that are given
here are legible.
"""

from __future__ import annotations

from enum import Enum
from html import escape

from reader.digest import Digest, DigestEntry, DigestSection, sentence
from reader.digest.digest_words import counted, day_words, facts, voted
from reader.digest.html_text import link, links_line, title_link
from reader.digest.mail_text import END
from reader.paper import Paper


class Depth(Enum):
    """How much of a paper is said."""

    TITLE = 1
    """Its title, votes and source, with one link."""
    SENTENCE = 2
    """Also one sentence and all its links."""
    ABSTRACT = 3
    """Also its abstract."""


# Word, which draws the mails of Outlook, knows no greatest width.
_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
</head>
<body style="margin:0;padding:0">
<!--[if mso]><table role="presentation" align="center" width="600" cellpadding="0" cellspacing="0" \
border="0"><tr><td><![endif]-->
<table role="presentation" align="center" width="100%" cellpadding="0" cellspacing="0" border="0" \
style="max-width:600px;margin:0 auto;table-layout:fixed;overflow-wrap:break-word">
"""
_FOOT = """\
</table>
<!--[if mso]></td></tr></table><![endif]-->
</body>
</html>
"""
_FONT = "font-family:Arial,sans-serif"
_PALE = "opacity:.7"
_SMALL = "font-size:14px;line-height:20px"
_LINK = "color:inherit"


def document(digest: Digest, rows: str) -> str:
    """The HTML of a mail.

    Args:
        digest: what is told of at its head.
        rows: what is below, from the functions here.
    """
    return _HEAD.format(title=escape(digest.title)) + rows + _FOOT


def head_row(digest: Digest, count: int) -> str:
    """The title, the day and how many papers there are."""
    title = f'<h1 style="margin:0;font-size:24px;line-height:30px">{escape(digest.title)}</h1>'
    said = f"{day_words(digest.day)} · {counted(count, 'paper')}"
    return _row("24px 16px 0", title + _block(said, f"margin:4px 0 0;{_SMALL};{_PALE}"))


def heading_row(section: DigestSection) -> str:
    """The heading of a section."""
    return _row(
        "28px 16px 14px",
        '<h2 style="margin:0;padding:0 0 4px;border-bottom:1px solid #888888;font-size:16px;'
        f'line-height:22px">{escape(section.heading)}</h2>',
    )


def entry_row(entry: DigestEntry, depth: Depth) -> str:
    """A paper."""
    paper = entry.paper
    # Titles in bold type need no line below them, as the links do that follow.
    name = title_link(paper, _LINK if depth is Depth.TITLE else f"{_LINK};text-decoration:none")
    said = escape(" · ".join((*voted(paper), *facts(paper, entry.remark))))
    if depth is Depth.TITLE:
        pale = f'<br><span style="{_PALE}">{said}</span>' if said else ""
        return _row("0 16px 10px", _paragraph(name + pale, "margin:0"))
    parts = (
        f'<h3 style="margin:0;font-size:17px;line-height:23px">{name}</h3>',
        _block(said, f"margin:2px 0 0;{_SMALL};{_PALE}"),
        _block(_text(paper, depth), "margin:6px 0 0;font-size:15px;line-height:22px"),
        _paragraph(links_line(paper, _LINK), "margin:6px 0 0"),
    )
    return _row("0 16px 24px", "".join(parts))


def more_row(left_out: int, address: str) -> str:
    """How many more papers there are, and where."""
    words = f"And {counted(left_out, 'more paper')} on Hugging Face"
    return _row("8px 16px 16px", _paragraph(link(words, address, _LINK), "margin:0"))


def end_row() -> str:
    """The last line."""
    return _row("28px 16px 24px", _block(escape(END), f"{_SMALL};{_PALE}"))


def _row(padding: str, content: str) -> str:
    return f'<tr><td style="padding:{padding};{_FONT}">{content}</td></tr>\n'


def _block(content: str, style: str) -> str:
    """One block below another; nothing where there is nothing in it."""
    return f'<div style="{style}">{content}</div>' if content else ""


def _paragraph(content: str, style: str) -> str:
    """The last of a row in small print; in a terminal it alone has an empty line after it."""
    return f'<p style="{style};{_SMALL}">{content}</p>' if content else ""


def _text(paper: Paper, depth: Depth) -> str:
    """The sentence, and the abstract paler behind it, from where that goes on."""
    said = sentence(paper)
    if depth is not Depth.ABSTRACT:
        return escape(said)
    abstract = " ".join(paper.abstract.split())
    start = said.removesuffix("…")
    if abstract.startswith(start):
        end = len(start)
        if start != said:
            # One that was cut goes on to its end.
            stop = abstract.find(". ", end)
            end = stop + 1 if stop >= 0 else len(abstract)
        said, abstract = abstract[:end], abstract[end:].lstrip()
    pale = f'<span style="{_PALE}">{escape(abstract)}</span>' if abstract else ""
    return " ".join(filter(None, (escape(said), pale)))
