"""The two parts of a mail, which hold the same papers, and how much of each paper has room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from reader.digest import Digest, DigestSection
from reader.digest import mail_html as html
from reader.digest.digest_words import legible
from reader.digest.mail_html import Depth
from reader.digest.mail_text import text_part

MOST_BYTES = 59_500
"""Of the HTML. Gmail cuts it at 102 kB, and no recorded day needs more to have all sentences."""

_BACK = MOST_BYTES // 4
"""Of these, for what is told at the end."""

_WITH_ABSTRACTS = 40_000
"""Bytes up to which abstracts are added; with more of them it takes long to get to its end."""


class MailParts(NamedTuple):
    """What a mail says, twice."""

    text: str
    html: str
    """At most `MOST_BYTES` in UTF-8."""


class _Row(NamedTuple):
    """A paper, and the rows of HTML that it may have."""

    section: int
    heading: str
    """The row of the section that begins here; mostly empty."""
    title: str
    sentence: str
    abstract: str


class _Plan(NamedTuple):
    """How many papers, from the first on, have so much said of them."""

    abstract: int
    sentence: int
    title: int
    """All after these are only counted."""


def mail_parts(digest: Digest) -> MailParts:
    """Write a digest for a mail.

    Sections get their abstracts in turn, as long as all sentences have room beside them. On a day
    of more papers than there ever were, those further down are a title each, and the last ones are
    only counted.
    """
    digest = _with_short_end(legible(digest))
    count = len(digest.papers)
    head, end = html.head_row(digest, count), "".join(_end(digest))
    rows = [*_rows(digest)]
    # The longest that may be said of those that are left out.
    more = html.more_row(count, day_page(digest, 0))
    plan = _plan(rows, MOST_BYTES - _size(html.document(digest, head + more + end)))
    left_out = count - plan.title
    address = day_page(digest, plan.title)
    body = [head, *_written(rows, plan), html.more_row(left_out, address) if left_out else "", end]
    text = text_part(digest, plan.sentence, left_out, address)
    return MailParts(text, html.document(digest, "".join(body)))


def day_page(digest: Digest, number: int) -> str:
    """The page of Hugging Face that lists the paper of this number, counted from 0."""
    papers = digest.papers[number : number + 1]
    day = next((paper.listed for paper in papers if paper.listed), digest.day)
    return f"https://huggingface.co/papers/date/{day}"


def _with_short_end(digest: Digest) -> Digest:
    """Without what has no room at the end."""
    room = _BACK
    sections = []
    for section in digest.looking_back:
        room -= _size(html.heading_row(section))
        sizes = [_size(html.entry_row(entry, Depth.TITLE)) for entry in section.entries]
        fitting = _fitting(sizes, room)
        room -= sum(sizes[:fitting])
        if fitting:
            sections.append(DigestSection(section.heading, section.entries[:fitting]))
    return replace(digest, looking_back=tuple(sections))


def _end(digest: Digest) -> Iterator[str]:
    for section in digest.looking_back:
        yield html.heading_row(section)
        yield from (html.entry_row(entry, Depth.TITLE) for entry in section.entries)
    yield html.end_row()


def _rows(digest: Digest) -> Iterator[_Row]:
    for number, section in enumerate(digest.sections):
        heading = html.heading_row(section)
        for entry in section.entries:
            written = (html.entry_row(entry, depth) for depth in Depth)
            yield _Row(number, heading, *written)
            heading = ""


def _written(rows: Sequence[_Row], plan: _Plan) -> Iterator[str]:
    for number, row in enumerate(rows[: plan.title]):
        yield row.heading
        if number < plan.abstract:
            yield row.abstract
        else:
            yield row.sentence if number < plan.sentence else row.title


def _plan(rows: Sequence[_Row], room: int) -> _Plan:
    """Two thirds of the room are for sentences, where not all papers can have one."""
    titles = [_size(row.heading + row.title) for row in rows]
    longer = [_size(row.sentence) - _size(row.title) for row in rows]
    both = [title + more for title, more in zip(titles, longer, strict=True)]
    sentences = _fitting(both, room * 2 // 3)
    room -= sum(both[:sentences])
    shown = sentences + _fitting(titles[sentences:], room)
    room -= sum(titles[sentences:shown])
    if shown < len(rows):
        return _Plan(0, sentences, shown)
    more = _fitting(longer[sentences:], room)
    room -= sum(longer[sentences : sentences + more])
    sentences += more
    abstracts = _with_abstracts(rows, room - (MOST_BYTES - _WITH_ABSTRACTS))
    return _Plan(abstracts, sentences, shown)


def _with_abstracts(rows: Sequence[_Row], room: int) -> int:
    """How many papers can have their abstract, so that a section has all of them or none."""
    longer = (_size(row.abstract) - _size(row.sentence) for row in rows)
    fitting = _fitting(longer, room)
    if fitting < len(rows):
        section = rows[fitting].section
        return next(number for number, row in enumerate(rows) if row.section == section)
    return fitting


def _fitting(sizes: Iterable[int], room: int) -> int:
    """How many have room, from the first on."""
    count = 0
    for size in sizes:
        room -= size
        if room < 0:
            break
        count += 1
    return count


def _size(text: str) -> int:
    return len(text.encode())
