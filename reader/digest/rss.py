"""A feed in RSS 2.0 (https://www.rssboard.org/rss-specification)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement

from reader.digest.feeds import HOME, FeedEntry, PaperFeed
from reader.digest.xml_text import document, text

_NAMES = "http://purl.org/dc/elements/1.1/"
# Whether a title is text or HTML, the specification leaves open, and readers differ.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BRACKETS = str.maketrans("<>", "‹›")


def write(feed: PaperFeed) -> str:
    """The whole feed."""
    root = Element("rss", {"version": "2.0", "xmlns:dc": _NAMES})
    channel = SubElement(root, "channel")
    text(channel, "title", _title(feed.heading))
    text(channel, "link", HOME)
    text(channel, "description", feed.description)
    text(channel, "language", "en")
    text(channel, "lastBuildDate", _moment(feed.updated))
    text(channel, "generator", "paper-reader")
    for entry in feed.entries():
        _item(SubElement(channel, "item"), entry)
    return document(root)


def _item(element: Element, entry: FeedEntry) -> None:
    text(element, "title", _title(entry.paper.title))
    if entry.link:
        text(element, "link", entry.link)
    text(element, "guid", entry.id, isPermaLink="false")
    text(element, "pubDate", _moment(entry.dates.published))
    # The element author is for addresses of mail.
    for name in entry.authors:
        text(element, "dc:creator", name)
    for keyword in entry.paper.keywords:
        text(element, "category", keyword)
    text(element, "description", entry.html)


def _title(words: str) -> str:
    """A title that is the same whether it is read as text or as HTML."""
    return words.translate(_BRACKETS) if _TAG.search(words) else words


def _moment(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
