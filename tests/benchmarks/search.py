"""What a search of 50,000 papers costs, and their index: `python -m tests.benchmarks.search`.

The recorded days are multiplied: what is made besides them has titles, sentences, authors and
keywords of different papers together, and words that are in no other, so that the index grows as
it would. Each search is of two words of a title, as they are typed: both may be beginnings.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from reader.archive import Archive
from reader.archive.listing_store import RawListing
from reader.feed.item_decoder import decode_item
from reader.paper import Paper, Period
from reader.query import parse
from reader.query.matcher import searchable_words
from reader.text.word_search import search_words

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "daily"
PAPERS = 50_000
A_DAY = 25
SEARCHES = 200
FIRST = date(2020, 1, 1)
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = ["ka", "ro", "mi", "ten", "dor", "su", "vel", "ix", "qua", "ne", "lo", "pra"]

Item = dict[str, Any]


def main() -> None:
    """Measure, and print."""
    if not RECORDED.is_dir():
        sys.exit("the recorded days are not here")
    chance = random.Random(0)
    recorded = list(distinct())
    items = list(multiplied(recorded, chance))
    with TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        storing(Path(folder), recorded)
        archive, floor = Path(folder) / "archive.sqlite", Path(folder) / "floor.sqlite"
        raw, text = filled(archive, items)
        show("archive / raw items", archive.stat().st_size / raw, 2.5)
        show("archive / the text that is searched", archive.stat().st_size / text, 2.5)
        fill_floor(floor, items)
        titles = (search_words(item["title"]).split() for item in chance.sample(recorded, SEARCHES))
        pairs = [chance.sample(title, 2) for title in titles if len(title) > 1]
        searching(Archive(archive), floor, pairs)


def show(what: str, figure: float, goal: float | None = None, unit: str = "") -> None:
    """Print one line."""
    wanted = "" if goal is None else f"  goal {goal:g}  {'' if figure <= goal else 'missed'}"
    print(f"{what:<46}{figure:9.2f} {unit:<3}{wanted}".rstrip())


def distinct() -> Iterator[Item]:
    """Every recorded item, once."""
    seen = set()
    for file in sorted(RECORDED.glob("*.json")):
        for item in json.loads(file.read_bytes()):
            if item["paper"]["id"] not in seen:
                seen.add(item["paper"]["id"])
                yield item


def multiplied(recorded: list[Item], chance: random.Random) -> Iterator[Item]:
    """The recorded items, and others made of their parts."""
    yield from recorded
    abstracts = (item["paper"]["summary"] for item in recorded)
    sentences = [each for abstract in abstracts for each in re.split(r"(?<=\.)\s", abstract)]
    for number in range(PAPERS - len(recorded)):
        base, other, third = (chance.choice(recorded) for _ in range(3))
        here, there = base["title"].split(), other["title"].split()
        title = " ".join(here[: len(here) // 2] + there[len(there) // 2 :])
        told = " ".join(chance.sample(sentences, 8)).split()
        abstract = " ".join(coined(chance) if chance.random() < 0.02 else word for word in told)
        paper = base["paper"] | {
            "id": f"{9000 + number // 50_000:04d}.{number % 50_000:05d}",
            "title": title,
            "summary": abstract,
            "authors": other["paper"]["authors"],
            "ai_keywords": third["paper"].get("ai_keywords", []),
            "upvotes": chance.randrange(200),
        }
        yield base | {"paper": paper, "title": title, "summary": abstract}


def coined(chance: random.Random) -> str:
    """A word that nobody else has, or few."""
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))


def lists(items: list[Item]) -> Iterator[RawListing]:
    """The items as lists of days."""
    for start in range(0, len(items), A_DAY):
        rows = [(item["paper"]["id"], item) for item in items[start : start + A_DAY]]
        day = FIRST + timedelta(start // A_DAY)
        yield RawListing(Period.day(day), rows, 0, MOMENT)


def filled(path: Path, items: list[Item]) -> tuple[int, int]:
    """Fill an archive; how many bytes its items have, and how many what is searched of them."""
    archive = Archive(path)
    with archive.kept_open():
        for each in lists(items):
            archive.store_many([each])
        archive.search(parse("less"), {}, 1)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = sum(len(json.dumps(item, separators=(",", ":"))) for item in items)
    return raw, sum(len(text_of(decode_item(item)).encode()) for item in items)


def text_of(paper: Paper) -> str:
    """All that is searched of a paper."""
    people = "\n".join(each.name for each in paper.authors)
    keywords = "\n".join(paper.keywords)
    return "\n".join([paper.title, paper.abstract, people, keywords, paper.organization or ""])


def fill_floor(path: Path, items: list[Item]) -> None:
    """The least that could be asked: FTS5 with nothing around it."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE VIRTUAL TABLE word USING fts5 (text, content = '')")
        for row, item in enumerate(items, start=1):
            said = searchable_words(decode_item(item))
            database.execute(
                "INSERT INTO word (rowid, text) VALUES (?, ?)", (row, "\n".join(said.values()))
            )


def searching(archive: Archive, floor: Path, pairs: list[list[str]]) -> None:
    """Searches, and the same words asked of FTS5 alone, in turn."""
    ours, bare = [], []
    for first, second in pairs:
        query = parse(f'"{first}" "{second}"')
        ours.append(taken(partial(archive.search, query, {}, 50)))
        match = f'"{first}" * "{second}" *'
        bare.append(taken(partial(asked, floor, match)))
    ours.sort()
    show("search for two words, median", 1000 * statistics.median(ours), 30, "ms")
    show("search for two words, nine of ten", 1000 * ours[len(ours) * 9 // 10], None, "ms")
    ratio = statistics.median(ours) / statistics.median(bare)
    show("search / FTS5 alone, ranked, median", ratio)


def asked(path: Path, match: str) -> None:
    """The fifty best row numbers."""
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "SELECT rowid FROM word WHERE word MATCH ? ORDER BY rank LIMIT 50", (match,)
        ).fetchall()


def storing(folder: Path, recorded: list[Item]) -> None:
    """What it costs to store a day's list, with its index and without."""
    indexed, plain = Archive(folder / "indexed.sqlite"), Archive(folder / "plain.sqlite")
    days = list(lists(recorded[:5000]))
    times: dict[str, float] = {"indexed": 0.0, "plain": 0.0}
    with indexed.kept_open(), plain.kept_open():
        for each in days:
            times["indexed"] += taken(partial(indexed.store, each.period, each.items, 0, MOMENT))
            times["plain"] += taken(partial(plain.store_many, [each]))
    papers = sum(len(each.items) for each in days)
    show("storing a paper with its index", 1000 * times["indexed"] / papers, None, "ms")
    show("storing a paper without", 1000 * times["plain"] / papers, None, "ms")
    later = taken(lambda: plain.search(parse("less"), {}, 1))
    show("indexing a paper later, among many", 1000 * later / papers, None, "ms")


def taken(work: Callable[[], object]) -> float:
    """The seconds of a piece of work."""
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    main()
