"""Hostile items through decoding and text: `python -m tests.fuzzing.text -max_total_time=300`.

Needs atheris, which is no dependency of the project.
"""

from __future__ import annotations

import sys
import unicodedata

import atheris

with atheris.instrument_imports(include=["reader"]):
    from reader.feed.item_decoder import BrokenItem, decode_item
    from reader.text import addresses, lost_backslashes, readable, tex_commands, typography
    from reader.text.links import links


# Imported only when a text needs them, and by then too late to be watched.
assert all((addresses, lost_backslashes, tex_commands, typography))


def one(data: bytes) -> None:
    """One item made of bytes; nothing may crash, and no control character may come out."""
    provider = atheris.FuzzedDataProvider(data)
    text = provider.ConsumeUnicode(2_000)
    item = {"paper": {"id": "2401.00001", "title": text[:200], "summary": text, "authors": [text]}}
    try:
        paper = decode_item(item)
    except BrokenItem:
        return
    for each in (paper.title, paper.abstract):
        shown = readable(each)
        links(shown)
        if not shown.replace("\n", "").isascii() or not shown.replace("\n", "").isprintable():
            kinds = {unicodedata.category(character) for character in shown.replace("\n", "")}
            assert not kinds & {"Cc", "Cs", "Zl", "Zp"}, repr(shown)
    links(readable(text))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
