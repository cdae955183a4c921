"""The checksum at the end of a file of tables, by which any damage to it is noticed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from zlib import crc32

Tables = Mapping[str, Mapping[str, Any]]

_SEAL_TABLE = "seal"
_SEAL = re.compile(rb',"seal":\{"1":\{"sum":"([0-9a-f]{8})"\}\}\}\s*')
_SEAL_LENGTH = 64


def sealed(tables: Tables) -> bytes:
    """The content of a file: plain JSON, ASCII, with a checksum as its last table."""
    # Everything TinyDB knows is a table, so the checksum is one too.
    plain = {name: table for name, table in tables.items() if name != _SEAL_TABLE}
    body = json.dumps(plain, separators=(",", ":")).encode()
    return b'%s,"%s":{"1":{"sum":"%08x"}}}' % (body[:-1], _SEAL_TABLE.encode(), crc32(body[:-1]))


def unsealed(content: bytes) -> dict[str, dict[str, Any]]:
    """The tables of a file.

    Raises:
        ValueError: it is not as it was written, or another program wrote it.
    """
    given = _SEAL.search(content, max(0, len(content) - _SEAL_LENGTH))
    if not given or int(given[1], 16) != crc32(memoryview(content)[: given.start()]):
        raise ValueError("the checksum does not fit")
    try:
        tables: dict[str, dict[str, Any]] = json.loads(content, parse_constant=_refuse)
    except (RecursionError, MemoryError) as error:
        raise ValueError("it cannot be read") from error
    return tables


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")
