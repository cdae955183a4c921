"""An item of the feed as it is kept: whole, as JSON or in a third of its space, read as a paper."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import date

from reader.feed.item_decoder import BrokenItem, decode_item
from reader.net.json_values import RawObject
from reader.paper import Paper
from reader.text.json_decoder import decode

# On recorded items the slowest level saves a twentieth more, and takes half as long again.
_LEVEL = 1
# What zlib begins with, and no JSON does: https://www.rfc-editor.org/rfc/rfc1950#section-2.2
_PACKED = b"x"


def written(item: object) -> bytes:
    """The item as JSON: kept so where there is no time to pack it."""
    try:
        # Else escaped to ASCII, as an item may hold half of a surrogate pair, which UTF-8 cannot.
        text = item.text if isinstance(item, RawObject) else json.dumps(item, separators=(",", ":"))
    except RecursionError:
        # No paper; it was nested almost too deeply to be read.
        text = "null"
    return text.encode()


def packed(kept: bytes) -> bytes:
    """The same item in a third of the space."""
    return kept if is_packed(kept) else zlib.compress(kept, _LEVEL)


def is_packed(kept: bytes) -> bool:
    """Whether it takes no more space than it must."""
    return kept[:1] == _PACKED


def decoded(items: Iterable[bytes], day: date | None) -> Iterator[Paper]:
    """The papers that kept items are read as; those that none can be made of are left out.

    Args:
        items: as `written` or `packed` made them.
        day: the Daily Papers day, for items that do not say theirs.

    Raises:
        TypeError, ValueError: one is not as they make them.
    """
    for item in items:
        try:
            text = zlib.decompress(item) if is_packed(item) else item
        except zlib.error as error:
            raise ValueError(str(error)) from error
        # An item that a former version could read and this one cannot must not cost the list.
        with contextlib.suppress(BrokenItem):
            yield decode_item(decode(text), day)
