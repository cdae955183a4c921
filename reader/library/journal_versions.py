"""Two versions of one journal: which counts, and what the other has that must not be lost.

A journal only grows, so that one version usually holds the other. Where neither does, a home was
copied, an old version came back, or the machine has made its journal shorter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reader.library.folded_state import FoldedState
from reader.library.journal import bare_lines, decoded
from reader.library.journal_entry import encode


class Joined(NamedTuple):
    """What becomes of two versions."""

    content: bytes
    """The version that counts, byte for byte."""
    rest: bytes = b""
    """Lines of the other one with marks that the first has not; to be kept as a copy."""


def joined(preferred: bytes, other: bytes) -> Joined:
    """Return the version that counts of two, and what must be kept of the other.

    One that holds all lines of the other counts; else that of the later generation; else the
    first.
    """
    if _begins(other, preferred):
        return Joined(preferred)
    if _begins(preferred, other):
        return Joined(other)
    lines, others = (dict.fromkeys(bare_lines(each)) for each in (preferred, other))
    if others.keys() <= lines.keys():
        return Joined(preferred)
    if lines.keys() <= others.keys():
        return Joined(other)
    if generation(other) > generation(preferred):
        preferred, other = other, preferred
    return Joined(preferred, b"".join(lacking(preferred, other)))


def _begins(part: bytes, whole: bytes) -> bool:
    """Whether one is the other as it was before some lines were appended."""
    return whole.startswith(part) and (part[-1:] in (b"", b"\n") or part == whole)


def lacking(content: bytes, other: bytes) -> Iterator[bytes]:
    """Yield the lines of another version with marks that the first has not, or has older."""
    held, records = FoldedState({}), set[str]()
    entries = decoded(content).entries
    held.fold_all(entries)
    for entry in entries:
        records |= entry.papers.keys()
    lines = {encode(entry) for entry in entries}
    for entry in decoded(other).entries:
        line = encode(entry)
        says_more = held.fold(entry) or entry.papers.keys() - records
        # What this program does not understand may be anything.
        if line not in lines and (says_more or entry.line):
            yield line


def generation(content: bytes) -> int:
    """Return how often a journal was made shorter, as its first line says."""
    end = content.find(b"\n")
    entries = decoded(content[: end + 1] if end >= 0 else content).entries
    return entries[0].generation if entries else 0
