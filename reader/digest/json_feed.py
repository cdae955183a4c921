"""A feed in JSON (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import Any

from reader.digest.feeds import HOME, FeedEntry, PaperFeed, timestamp

_VERSION = "https://jsonfeed.org/version/1.1"


def write(feed: PaperFeed) -> str:
    """The whole feed."""
    said = {
        "version": _VERSION,
        "title": feed.heading,
        "home_page_url": HOME,
        "description": feed.description,
        "language": "en",
        "items": [_item(entry) for entry in feed.entries()],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _item(entry: FeedEntry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.link,
        "external_url": entry.paper.arxiv if entry.link else "",
        "title": entry.paper.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": timestamp(entry.dates.published),
        "date_modified": timestamp(entry.dates.updated),
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.paper.keywords),
    }
    return {name: value for name, value in item.items() if value}
