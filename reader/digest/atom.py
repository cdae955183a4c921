"""A feed in Atom (https://www.rfc-editor.org/rfc/rfc4287)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from reader.digest.feeds import HOME, FeedEntry, PaperFeed, timestamp
from reader.digest.xml_text import document, text

_NAMESPACE = "http://www.w3.org/2005/Atom"


def write(feed: PaperFeed) -> str:
    """The whole feed."""
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "en"})
    text(root, "id", feed.id)
    text(root, "title", feed.heading)
    text(root, "subtitle", feed.description)
    text(root, "updated", timestamp(feed.updated))
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": HOME})
    # Entries without authors have this one.
    text(SubElement(root, "author"), "name", "Hugging Face Daily Papers")
    text(root, "generator", "paper-reader")
    for entry in feed.entries():
        _entry(SubElement(root, "entry"), entry)
    return document(root)


def _entry(element: Element, entry: FeedEntry) -> None:
    text(element, "id", entry.id)
    text(element, "title", entry.paper.title)
    text(element, "published", timestamp(entry.dates.published))
    text(element, "updated", timestamp(entry.dates.updated))
    if entry.link:
        SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.link})
    for name in entry.authors:
        text(SubElement(element, "author"), "name", name)
    for keyword in entry.paper.keywords:
        SubElement(element, "category", {"term": keyword})
    if entry.summary:
        text(element, "summary", entry.summary)
    text(element, "content", entry.html, type="html")
