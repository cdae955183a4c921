"""Digests to be written: plain ones, recorded ones, and such as are hard to write."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from reader.digest import Digest, DigestEntry, DigestSection
from reader.feed.item_decoder import decode_items
from reader.paper import Author, Paper
from reader.topics import group_by_topic
from tests.export.references import AWKWARD

DAY = date(2026, 8, 14)
DAO = Paper(
    "2307.08691",
    "FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning",
    "The first is here. The second, at 50\\%, too. The third is not in a sentence.\nMore of it.",
    authors=(Author("Tri Dao"), Author("Ada Example"), Author("Zoë Müller")),
    published=date(2023, 7, 17),
    listed=date(2023, 7, 18),
    upvotes=9,
    comments=1,
    keywords=("attention", "<b>"),
    github="https://github.com/Dao-AILab/flash-attention",
)
BARE = Paper("2312.00752", "")
OWN = Paper(
    "2501.12948",
    "Let's <think> & 思考",
    "Long.",
    organization="DeepSeek",
    upvotes=12_345,
    comments=20,
    summary="One sentence of a model.",
    listed=DAY,
)
EVILS = (
    "a\r\nBcc: you@example.org\n\nb",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\u202egnp.exe \x1b[31m\x00 \u2028 \ud800",
    '"></a><a href="javascript:alert(1)">x',
    "]]> --> <!-- <![endif]--> </table></style></title>",
    "![x](http://evil.example/a.png) [y](javascript:alert(1)) `code` $x$ @all #1",
    "x" * 1_000_000,
    "\u7d19 " * 300_000,
    "\n- item\n1. one\n===\n\tcode",
)


def digest(*sections: Iterable[Paper], back: Iterable[DigestEntry] = ()) -> Digest:
    """One of some sections, named by their numbers."""
    return Digest(
        "Daily papers",
        DAY,
        tuple(
            DigestSection(f"topic {number}", tuple(map(DigestEntry, papers)))
            for number, papers in enumerate(sections, 1)
        ),
        tuple(DigestSection("Starred last week", tuple(back)) for _ in [0] if back),
    )


PLAIN = digest([OWN], [DAO, BARE], back=[DigestEntry(replace(DAO, id="2205.14135"), "now 131")])


def evil_digest(evil: str) -> Digest:
    """One in which every text is the same."""
    paper = Paper(
        "2401.00001",
        evil,
        evil,
        authors=(Author(evil),) * 3,
        organization=evil,
        upvotes=3,
        comments=3,
        submitter=evil,
        summary=evil,
        keywords=(evil,) * 3,
        github=evil,
        project=evil,
        listed=DAY,
    )
    entries = (DigestEntry(paper, evil), DigestEntry(replace(paper, id="2401.00002", summary=None)))
    back = (DigestEntry(replace(paper, id="2401.00003"), evil),)
    return Digest(evil, DAY, (DigestSection(evil, entries),), (DigestSection(evil, back),))


def recorded_digest(file: Path) -> Digest:
    """A recorded day, by topic."""
    day = date.fromisoformat(file.stem)
    papers = decode_items(json.loads(file.read_bytes()), day).papers
    sections = tuple(
        DigestSection(group.name, tuple(map(DigestEntry, group.papers)))
        for group in group_by_topic(papers)
    )
    return Digest("Daily papers", day, sections)


def crowd(count: int) -> tuple[Paper, ...]:
    """So many papers, of no day in particular."""
    return tuple(
        replace(DAO, id=f"2401.{number:05}", title=f"{DAO.title} {number}", listed=DAY)
        for number in range(count)
    )


_NUMBERS = st.one_of(st.none(), st.integers(0, 10**9))
AWKWARD_PAPERS = st.builds(
    Paper,
    st.from_regex("[0-9]{4}[.][0-9]{5}", fullmatch=True),
    AWKWARD,
    AWKWARD,
    st.lists(st.builds(Author, AWKWARD), max_size=4).map(tuple),
    listed=st.one_of(st.none(), st.dates(date(2023, 5, 4), date(2030, 1, 1))),
    upvotes=_NUMBERS,
    comments=_NUMBERS,
    organization=st.one_of(st.none(), AWKWARD),
    summary=st.one_of(st.none(), AWKWARD),
    keywords=st.lists(AWKWARD, max_size=3).map(tuple),
    github=st.one_of(st.none(), AWKWARD, AWKWARD.map("https://example.org/{}".format)),
)
_ENTRIES = st.builds(DigestEntry, AWKWARD_PAPERS, AWKWARD)
AWKWARD_DIGESTS = st.lists(_ENTRIES, max_size=6, unique_by=lambda entry: entry.paper.id).flatmap(
    lambda entries: st.builds(
        Digest,
        AWKWARD,
        st.dates(date(2023, 5, 4), date(2030, 1, 1)),
        st.builds(DigestSection, AWKWARD, st.just(tuple(entries[:3]))).map(lambda one: (one,)),
        st.builds(DigestSection, AWKWARD, st.just(tuple(entries[3:]))).map(lambda one: (one,)),
    )
)
