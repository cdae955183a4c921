"""The page of a paper on arXiv, decoded: HTML as LaTeXML writes it, in all its generations.

What is in the page is told by its structure, as the names of classes are an open set:
https://math.nist.gov/~BMiller/LaTeXML/manual/
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from reader.fulltext.document import Document, Section
from reader.fulltext.page_text import classes, node_text
from reader.fulltext.page_walk import PageWalk
from reader.text import clean_line, late_pattern

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MOST_CHARACTERS = 12_000_000
"""Of a page; the longest that was seen has two million."""
_LEAST_TEXT = 200
"""Characters; an article with less is what is left of a conversion that failed."""
_MAX_TITLE = 500
_MAX_AUTHORS = 3_000
_WATERMARK = late_pattern(
    r"arXiv:(?P<id>[\w.-]+(?:/\d{7})?)v(?P<version>\d{1,4})\b(?:\s*\[[^\]]*\])?\s*(?P<date>[\w ]*)"
)
_TITLE_ID = late_pattern(r"\s*\[(?P<id>\d{4}\.\d{4,5}|[\w.-]+/\d{7})\]")
_MOST_OPEN, _MOST_STYLES = 10_500, 400
_TAG = late_pattern(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_CLOSED_BY_OTHERS = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr", "p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "option"),
    }
)
_STYLE_TAGS = frozenset(
    {
        *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"),
        *("tt", "u"),
    }
)
_SECOND_NAMES = re.compile(r"\s*(?:,|;|\band\b|&)\s*|\s{2,}")


def decode_page(html: str) -> Document | None:
    """Decode a page; None where there is no paper in it.

    arXiv says so with the status 200, too. A page whose conversion failed counts as none.

    Raises:
        ValueError: it is too long, or nested without end.
    """
    if len(html) > MOST_CHARACTERS:
        raise ValueError("it is too long")
    if _is_nested_without_end(html):
        raise ValueError("its elements are nested without end")
    tree = LexborHTMLParser(html)
    article = tree.css_first("article.ltx_document")
    if article is None:
        return None
    walk = PageWalk()
    walk.article(article)
    sections = tuple(_without_empty(walk.sections))
    has_parts = any(section.level for section in sections)
    if not has_parts or len(node_text(article)) < _LEAST_TEXT or not _has_text(sections):
        return None
    watermark = _WATERMARK.search(_text_at(tree, "#watermark-tr"))
    named = watermark or _TITLE_ID.match(_text_at(tree, "title"))
    return Document(
        sections,
        title=walk.title,
        authors=_authors(article),
        paper=named["id"] if named else "",
        version=int(watermark["version"]) if watermark else None,
        date=clean_line(watermark["date"], 40) if watermark else "",
        licence=clean_line(_text_at(tree, "#license-tr").replace("License:", ""), 80),
        errors=walk.errors,
    )


def _is_nested_without_end(html: str) -> bool:
    """Whether a parser of HTML would take longer for a page than in proportion to its length.

    For each element that begins it looks through those that are open; and each paragraph gets all
    elements of style again that are not closed:
    https://html.spec.whatwg.org/multipage/parsing.html#reconstruct-the-active-formatting-elements
    """
    opened: Counter[str] = Counter()
    depth = styles = 0
    for end, name in _TAG.findall(html):
        name = name.lower()
        if name in _CLOSED_BY_OTHERS:
            continue
        step = 1 if not end else -1 if opened[name] else 0
        opened[name] += step
        depth += step
        styles += step * (name in _STYLE_TAGS)
        if depth > _MOST_OPEN or styles > _MOST_STYLES:
            return True
    return False


def _text_at(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return clean_line(node_text(node), _MAX_TITLE) if node else ""


def _has_text(sections: tuple[Section, ...]) -> bool:
    return any(section.blocks or section.references for section in sections)


def _without_empty(sections: list[Section]) -> Iterator[Section]:
    """The sections; text before the first of them only where there is some."""
    for section in sections:
        if section.level or section.blocks or section.notes or section.references:
            yield replace(section, level=max(section.level, 0))


def _authors(article: LexborNode) -> tuple[str, ...]:
    """The names, as far as the page tells them apart."""
    names: list[str] = []
    for node in article.css("span.ltx_personname")[:_MAX_AUTHORS]:
        text = "".join(_name_parts(node))
        names += [clean_line(each, 200) for each in _SECOND_NAMES.split(text)]
    return tuple(name for name in names if name and not name[0].isdigit())[:_MAX_AUTHORS]


def _name_parts(node: LexborNode) -> Iterator[str]:
    """The text of a name without signs, formulas and addresses; it ends where the line does."""
    for child in node.iter(include_text=True):
        tag = str(child.tag)
        if tag == "br":
            return
        if tag == "-text":
            yield child.text() or ""
        elif tag not in ("math", "sup") and not {"ltx_note", "ltx_sup"} & classes(child):
            yield node_text(child) if tag != "span" else child.text(deep=True)
