"""The text, the classes and the links of a node of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reader.text import clean, late_pattern

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HIDING = late_pattern(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "annotation", "cs"})
_LONGEST_ADDRESS = 2_000
_SCHEMES = ("http", "https")
_OWN_PAGES = late_pattern(r"https?://(?:www\.)?arxiv\.org/html/[^#\s]+(#\S+)")


def classes(node: LexborNode) -> frozenset[str]:
    """The classes of an element."""
    return frozenset((node.attributes.get("class") or "").split())


def node_text(node: LexborNode) -> str:
    """All text in a node, clean."""
    return clean(node.text(deep=True) or "")


def visible_text(node: LexborNode) -> str:
    """All text in a node without that of scripts, styles and what formulas say a second time."""
    parts = []
    for each in node.traverse(include_text=True):
        parent = each.parent if str(each.tag) == "-text" else None
        if parent is not None and str(parent.tag) not in _UNSEEN:
            parts.append(each.text() or "")
    return clean("".join(parts))


def own_text(node: LexborNode) -> str:
    """The text of a text node, clean, with a space for one that does not break."""
    return clean(node.text() or "").replace("\u00a0", " ")


def is_hidden(node: LexborNode) -> bool:
    """Whether its own attributes say that it is not to be seen."""
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDING.search(attributes.get("style") or ""))


def link_target(node: LexborNode) -> str:
    """Where a link leads: `#ID`, or an address that may be opened; empty for any other."""
    href = (node.attributes.get("href") or "").strip()
    if len(href) > _LONGEST_ADDRESS or not href.isprintable() or " " in href:
        return ""
    if own := _OWN_PAGES.fullmatch(href):
        return own[1]
    if href.startswith("#"):
        return href if len(href) > 1 else ""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    return href if parts.scheme.lower() in _SCHEMES and parts.hostname else ""
