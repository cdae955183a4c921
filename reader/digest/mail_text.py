"""A digest as plain text, as the first part of a mail has it and a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterator

from reader.digest import Digest, DigestEntry, DigestSection, sentence
from reader.digest.digest_words import (
    FOR_A_SENTENCE,
    addresses,
    counted,
    day_words,
    facts,
    legible,
    page,
    votes,
)
from reader.text.cell_width import cell_count, wrap_cells

WIDTH = 76
"""Cells of a line, so that an answer that quotes it has room; an address may be wider."""
# It does not begin with From, as programs for mail change such a line.
END = "Put together by paper-reader from Hugging Face Daily Papers."

_INDENT = " " * 7
_INNER = WIDTH - len(_INDENT)


def write(digest: Digest) -> str:
    """The whole digest, with a sentence of every new paper."""
    return text_part(legible(digest, FOR_A_SENTENCE), len(digest.papers))


def text_part(digest: Digest, described: int, left_out: int = 0, more: str = "") -> str:
    """The text of a mail.

    Args:
        digest: one that is legible.
        described: how many papers, from the first on, have their sentence and all their links; of
            the others there is the title and one link.
        left_out: how many of the last are only counted.
        more: the address where those are.
    """
    count = len(digest.papers)
    lines = [*_head(digest, count)]
    before = 0
    for section in digest.sections:
        shown = section.entries[: max(0, count - left_out - before)]
        lines += _heading(section) if shown else []
        for number, entry in enumerate(shown, before):
            lines += _whole(entry) if number < described else _short(entry)
        before += len(shown)
        lines += [""] if lines[-1] else []
    if left_out:
        lines += [f"And {counted(left_out, 'more paper')} on Hugging Face:", more, ""]
    for section in digest.looking_back:
        lines += _heading(section)
        for entry in section.entries:
            lines += _short(entry)
        lines.append("")
    return "\n".join([*lines, END]) + "\n"


def _head(digest: Digest, count: int) -> Iterator[str]:
    yield from wrap_cells(digest.title, WIDTH)
    each = ", each with its votes" if count else ""
    yield f"{day_words(digest.day)} · {counted(count, 'paper')}{each}"
    yield "=" * WIDTH
    yield ""


def _heading(section: DigestSection) -> Iterator[str]:
    lines = wrap_cells(f"{section.heading} ({len(section.entries)})", WIDTH)
    yield from lines
    yield "-" * max(map(cell_count, lines))
    yield ""


def _whole(entry: DigestEntry) -> Iterator[str]:
    paper = entry.paper
    yield from _hanging(paper.title, votes(paper))
    yield from _hanging(" · ".join(facts(paper, entry.remark)))
    yield from _hanging(sentence(paper))
    # On lines of their own, as programs that find links in a text take a line for their end.
    yield from (_INDENT + each for each in addresses(paper).values())
    yield ""


def _short(entry: DigestEntry) -> Iterator[str]:
    yield from _hanging(entry.paper.title, votes(entry.paper))
    yield from _hanging(entry.remark)
    yield from (_INDENT + each for each in [page(entry.paper)] if each)


def _hanging(text: str, label: str = "") -> Iterator[str]:
    """A text in lines, with something small before the first of them."""
    before = f"{label:>5}  "
    for each in wrap_cells(text, _INNER):
        yield before + each
        before = _INDENT
