"""A digest as a page of its own, to be read in a browser, sent to somebody or printed.

It is one file that asks nothing of the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from reader.digest import Digest, DigestEntry, DigestSection
from reader.digest.digest_words import author_names, counted, day_words, details, legible
from reader.digest.html_text import link, links_line, paragraphs, title_link
from reader.digest.mail_text import END

_MOST_AUTHORS = 8
_CONTENTS_FROM = 3
"""Sections."""

_STYLE = """\
:root { color-scheme: light dark; --pale: #595959; --rule: #d0d0d0; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --pale: #a8a8a8; --rule: #444444; --link: #8ab4f8; }
}
body { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; overflow-wrap: break-word;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 1rem; padding-bottom: .25rem; border-bottom: 1px solid var(--rule);
  font-size: 1.125rem; }
h3 { margin: 0; font-size: 1.125rem; line-height: 1.35; }
p { margin: .5rem 0 0; }
a { color: var(--link); }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover, h3 a:focus { text-decoration: underline; }
article { margin: 0 0 1.75rem; }
.pale { color: var(--pale); font-size: .9375rem; }
h3 + .pale { margin-top: .125rem; }
.pale + .pale { margin-top: 0; }
.lead { font-weight: 600; }
nav { margin-top: 1rem; }
nav a { margin-right: 1rem; white-space: nowrap; }
li { margin-bottom: .5rem; }
footer { margin-top: 3rem; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  h3, .pale { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  .links a::after { content: ": " attr(href); }
}
"""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="paper-reader">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}</body>
</html>
"""


def write(digest: Digest) -> str:
    """The whole page, with all abstracts."""
    digest = legible(digest)
    title = escape(digest.title)
    body = "".join(
        [
            f"<header>\n<h1>{title}</h1>\n",
            _pale(f"{day_words(digest.day)} · {counted(len(digest.papers), 'paper')}"),
            "</header>\n",
            *_contents(digest),
            "<main>\n",
            *(_section(section, number) for number, section in enumerate(digest.sections, 1)),
            *map(_titles, digest.looking_back),
            f"</main>\n<footer>\n{_pale(END)}</footer>\n",
        ]
    )
    return _PAGE.format(title=title, style=_STYLE, body=body)


def _contents(digest: Digest) -> Iterator[str]:
    if len(digest.sections) < _CONTENTS_FROM:
        return
    yield '<nav aria-label="Contents">\n'
    for number, section in enumerate(digest.sections, 1):
        yield link(f"{section.heading} ({len(section.entries)})", f"#s{number}") + "\n"
    yield "</nav>\n"


def _section(section: DigestSection, number: int) -> str:
    entries = "".join(map(_article, section.entries))
    return f'<section>\n<h2 id="s{number}">{escape(section.heading)}</h2>\n{entries}</section>\n'


def _article(entry: DigestEntry) -> str:
    paper = entry.paper
    parts = (
        f"<article>\n<h3>{title_link(paper)}</h3>\n",
        _pale(author_names(paper, _MOST_AUTHORS)),
        _pale(" · ".join(details(paper, entry.remark))),
        f'<p class="lead">{escape(paper.summary)}</p>\n' if paper.summary else "",
        paragraphs(paper.abstract),
        f'<p class="pale links">{links_line(paper)}</p>\n</article>\n',
    )
    return "".join(parts)


def _titles(section: DigestSection) -> str:
    """Papers of which there is no more to be said than their titles."""
    items = "".join(
        f"<li>{title_link(entry.paper)}{' · ' if entry.remark else ''}{escape(entry.remark)}</li>\n"
        for entry in section.entries
    )
    return f"<section>\n<h2>{escape(section.heading)}</h2>\n<ul>\n{items}</ul>\n</section>\n"


def _pale(text: str) -> str:
    return f'<p class="pale">{escape(text)}</p>\n' if text else ""
