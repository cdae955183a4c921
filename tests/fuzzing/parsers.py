"""A million hostile items through the parsers: `python -m tests.fuzzing.parsers --items 1000000`.

Needs nothing but the program. Items are what the service sends, what a bibliography and a journal
hold and what a person types, each with parts repeated, cut, mixed and broken. Whatever comes, no
parser may raise what it does not declare, let a control character through, or take steps without
bound. An item that does is printed with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from random import Random
from zlib import crc32

from reader.errors import ExportError, LibraryError, QueryError
from reader.export.bib_match import described_papers
from reader.export.bib_parser import parse_bib, parse_bib_leniently
from reader.export.entry_identity import entry_identity
from reader.feed.item_decoder import BrokenItem, decode_item
from reader.library.journal_entry import Change, JournalEntry
from reader.library.journal_entry import decode as decode_line
from reader.library.journal_entry import encode as encode_line
from reader.query import parse as parse_query
from reader.query.sql_condition import to_sql
from reader.text import clean, clean_paragraphs, readable
from reader.text.json_decoder import decode
from reader.text.links import links
from tests.growth import steps
from tests.languages import BIB, JSON, MARKDOWN, QUERY, TEX
from tests.recorded import some

_LONGEST = 3_000
_COUNTED = 500
"""Of so many items the steps of one are counted, which makes it slow."""
_MOST_STEPS = 2_000
"""For each character of an item, and for as many more: generous, but no square passes."""
_MOST_FAILURES = 100
_ODD = (
    *("\0", "\x1b[31m", "\x9b", "\u202e", "\u200d", "\u0301" * 9, "\ud800", "\ufeff", "\ufdd0"),
    *(
        "\U0001f468\u200d\U0001f469",
        "中",
        "\r\n",
        "\u2028",
        "9" * 5_000,
        "[" * 1_200,
        "NaN",
        "\\u0000",
    ),
)


class Wrong(AssertionError):  # noqa: N818 - it is named for what it is
    """A parser let through what it must not."""


@dataclass(frozen=True, slots=True)
class Target:
    """A parser, and what it is given."""

    name: str
    fragments: tuple[str, ...]
    examples: tuple[str, ...]
    check: Callable[[str], None]


def shown(text: str) -> None:
    """A text as it comes to the terminal."""
    for once in (clean(text), readable(clean_paragraphs(text, 20_000))):
        kinds = {unicodedata.category(sign) for sign in once if sign not in "\n\t"}
        if kinds & {"Cc", "Cs", "Zl", "Zp"} or "\u202e" in once:
            raise Wrong(f"harmful: {once!r}")
        for link in links(once):
            if not link.url.startswith(("http://", "https://")) and "://" in link.url[:8]:
                raise Wrong(f"no web address: {link.url!r}")


def item(text: str) -> None:
    """An item of the feed, as JSON or in the texts of one."""
    with suppress(ValueError, BrokenItem):
        value = decode(text.encode("utf-8", "surrogatepass"))
        paper = decode_item(value)
        for each in (paper.title, paper.abstract, *(one.name for one in paper.authors)):
            shown(each)


def words(text: str) -> None:
    """A title and an abstract, whatever they are about."""
    shown(text)
    if len(text) > 1:
        shown(readable(text[: len(text) // 2], text[len(text) // 2 :]))


def asked(text: str) -> None:
    """A query, and that its canonical form asks the same."""
    with suppress(QueryError):
        query = parse_query(text)
        if parse_query(str(query)) != query:
            raise Wrong(f"{query} asks something else")
        to_sql(query.tree, {})


def bibliography(text: str) -> None:
    """A file that somebody else wrote."""
    entries, problem = parse_bib_leniently(text)
    for entry in entries:
        entry_identity(entry)
        if text[entry.start] != "@" or entry.end > len(text):
            raise Wrong(f"{entry.key} is not where it should be")
    for paper in described_papers(entries).values():
        shown(paper.title)
    try:
        whole = parse_bib(text)
    except ExportError:
        whole = ()
        if problem is None:
            raise Wrong("what is broken is not told") from None
    if problem is None and [each.start for each in whole] != [each.start for each in entries]:
        raise Wrong("two ways of reading differ")


def line(text: str) -> None:
    """A line of a journal: damaged, or senseless under a checksum that fits."""
    content = text.encode("utf-8", "surrogatepass")
    body, _, _ = content.rpartition(b',"sum":')
    for each in (content, b'%s,"sum":"%08x"}' % (body, crc32(body + b"}"))):
        with suppress(ValueError, LibraryError):
            decode_line(each)


def targets() -> list[Target]:
    """All parsers, with examples: recorded ones where they are here."""
    change = Change("2401.00001", "starred", None, True)
    stamp = "2024-01-03T00:00:00.000Z-0000-1f2e3d4c"
    actions = [JournalEntry(stamp, (change,) * count) for count in (1, 3)]
    lines = tuple(encode_line(each).decode()[:-1] for each in actions)
    items = tuple(_recorded()) or (json.dumps({"paper": {"id": "2401.00001", "title": "x"}}),)
    texts = tuple(json.loads(each)["paper"].get("summary", "") for each in items)
    entry = "@misc{a2024b, title = {A {B} c}, author = {D, E and F}, eprint = {2401.00001}}\n"
    return [
        Target("decode", (*JSON, '"title":', '"paper":', '"summary":'), items, item),
        Target("text", (*TEX, *MARKDOWN), texts, words),
        Target("query", QUERY, ('title:mamba -tag:rl (up:>5 or "a b")',), asked),
        Target("bibliography", BIB, (entry, '@string{a = "b"}\n' + entry * 2), bibliography),
        Target("journal", JSON, lines, line),
    ]


def _recorded() -> Iterator[str]:
    for file in some():
        yield from (json.dumps(each) for each in json.loads(file.read_bytes()))


def made(target: Target, random: Random) -> str:
    """An example or a heap of fragments, changed here and there."""
    text = random.choice(target.examples) if random.random() < 0.5 else ""
    text = text[:_LONGEST] if random.random() < 0.5 else text
    for _ in range(random.choice((0, 1, 2, 5, 20))):
        at = random.randint(0, len(text))
        match random.randrange(5):
            case 0:
                text = text[:at] + text[at + random.randint(1, 30) :]
            case 1:
                start = random.randint(0, at)
                text = text[:at] + text[start : start + 40] * random.randint(1, 9) + text[at:]
            case 2:
                text = text[:at] + random.choice(_ODD) + text[at:]
            case _:
                unit = "".join(random.choices(target.fragments, k=random.randint(1, 4)))
                text = text[:at] + unit * random.choice((1, 1, 1, 3, 30)) + text[at:]
        text = text[: 4 * _LONGEST]
    return text


def main() -> int:
    """Go through the items; 1 where one went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="one item, by its number, to make a failure again")
    given = parser.parse_args()
    every, failures, counts = targets(), 0, Counter[str]()
    began, most = time.monotonic(), 0.0
    numbers = range(given.items) if given.only is None else [int(given.only)]
    for number in numbers:
        target = every[number % len(every)]
        text = made(target, Random(f"{given.seed}/{number}"))
        counts[target.name] += 1
        try:
            if number // len(every) % _COUNTED == 0:
                taken = steps(partial(target.check, text)) / (len(text) + 500)
                most = max(most, taken)
                if taken > _MOST_STEPS:
                    raise Wrong(f"{taken:.0f} steps a character")
            else:
                target.check(text)
        except Exception as error:
            failures += 1
            print(f"seed {given.seed}, item {number}, {target.name}: {error!r}\n  {text[:600]!r}")
            if failures == _MOST_FAILURES:
                break
    seconds = time.monotonic() - began
    done = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    print(f"{sum(counts.values()):,} items in {seconds:.0f} s: {done}")
    print(f"failures: {failures}; at most {most:.0f} steps a character")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
