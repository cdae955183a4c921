"""An item of the feed as it is kept: whole, in a third of the space, a paper when it is read."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import date

from reader.feed.decode import BrokenItem, decode_item
from reader.feed.values import Sent
from reader.paper import Paper

# On recorded items the slowest level saves a twentieth more, and takes half as long again.
_LEVEL = 1


def packed(item: object) -> bytes:
    """The item as it is kept."""
    try:
        # Else escaped to ASCII, as an item may hold half of a surrogate pair, which UTF-8 cannot.
        text = item.text if isinstance(item, Sent) else json.dumps(item, separators=(",", ":"))
    except RecursionError:
        # No paper; it was nested almost too deeply to be read.
        text = "null"
    return zlib.compress(text.encode(), _LEVEL)


def decoded(items: Iterable[bytes], day: date | None) -> Iterator[Paper]:
    """The papers that kept items are read as; those that none can be made of are left out.

    Args:
        items: as `packed` made them.
        day: the Daily Papers day, for items that do not say theirs.

    Raises:
        TypeError, ValueError: one is not as `packed` makes them.
    """
    for item in items:
        try:
            text = zlib.decompress(item)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        # An item that a former version could read and this one cannot must not cost the list.
        with contextlib.suppress(BrokenItem, RecursionError):
            yield decode_item(json.loads(text), day)
