"""A page of Daily Papers that somebody saved from a browser, as a list."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from reader.errors import FeedError
from reader.feed.item_decoder import decode_items
from reader.paper import Listing, Period
from reader.system.files import reason
from reader.system.pipes import read_named


def saved_page(path: Path) -> Listing:
    """The list in a page; as old as its file.

    Raises:
        FeedError: it cannot be read, or is no such page.
    """
    from reader.feed.web_page import MAX_PAGE, listing_items

    try:
        html = read_named(path, 4 * MAX_PAGE).decode("utf-8", "replace")
        saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise FeedError(f"{path} cannot be read: {reason(error)}") from error
    try:
        shown = listing_items(html)
    except FeedError as error:
        raise FeedError(f"{path}: {str(error).rstrip('.')}") from error
    decoded = decode_items(shown.items, shown.day)
    return Listing(Period("page", str(path)), decoded.papers, saved_at, decoded.broken)
