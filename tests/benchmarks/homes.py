"""Homes with an archive and marks for the benchmarks, made once a run in a temporary folder.

The papers are invented, with titles, abstracts and authors as long as recorded ones are; so is
their number on a day. Marks are read, starred and tagged as a person's would be, the oldest papers
first, with each starred paper kept. What a benchmark writes into it must do no harm to the next:
one that changes its home copies it.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from reader.archive import Archive
from reader.archive.listing_store import RawListing
from reader.library import Library, decisions
from reader.paper import Author, Paper, Period
from reader.settings.environment import places

TODAY = date(2026, 7, 24)
"""The newest day of every home."""
A_DAY, LONG_DAY = 50, 100
"""How many papers a day has: of the newest thousand, and of those before."""
NEW = 1000
STARRED = 100
"""In each home, however many marks it has."""
_MOMENT = datetime(2026, 7, 27, tzinfo=UTC)
_DAYS_AT_ONCE = 50
_MARKS_AT_ONCE = 500
_WORDS = """
    a the of we in with and for models language learning data training agents reasoning visual
    large tasks policy reward tokens diffusion video sparse attention benchmark across generation
    quality efficient long context robust search code images memory planning world human feedback
"""
_SYLLABLES = "ka ro mi ten dor su vel ix qua ne lo pra"


@functools.cache
def folder() -> Path:
    """Where homes are, until `discard`."""
    return Path(tempfile.mkdtemp(prefix="benchmark-"))


def discard() -> None:
    """Delete all homes."""
    shutil.rmtree(folder(), ignore_errors=True)
    folder.cache_clear()
    home.cache_clear()


@functools.cache
def home(papers: int, marks: int) -> Path:
    """A home with so many papers in the archive and so many of them marked."""
    made = folder() / f"home-{papers}-{marks}"
    found = places({"PAPER_READER_HOME": str(made)})
    _fill_archive(found.archive, papers)
    _fill_library(found.library, marks)
    return made


def environment(home: Path, endpoint: str = "http://127.0.0.1:9") -> dict[str, str]:
    """The environment of the program in a home; compiled modules are kept, as pip keeps them."""
    made = {
        "HOME": str(folder()),
        "HF_ENDPOINT": endpoint,
        "PAPER_READER_HOME": str(home),
        "PAPER_READER_TODAY": TODAY.isoformat(),
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", ""),
        "TERM": "xterm-256color",
        "NO_PROXY": "127.0.0.1",
    }
    for name in ("TMPDIR", "SYSTEMROOT"):
        if value := os.environ.get(name):
            made[name] = value
    return made


def program() -> str:
    """The installed program, beside the Python that runs."""
    return str(Path(sys.executable).with_name("paper-reader"))


@contextlib.contextmanager
def service() -> Iterator[str]:
    """The endpoint of a loopback service that has the newest day, in a process of its own."""
    data = folder() / "served"
    data.mkdir(exist_ok=True)
    newest = [item(number) for number in range(A_DAY)]
    (data / f"{TODAY}.json").write_text(json.dumps(newest), "utf-8")
    with serving(data, TODAY) as endpoint:
        yield endpoint


@contextlib.contextmanager
def serving(data: Path, today: date) -> Iterator[str]:
    """The endpoint of a loopback service with the lists of a folder, in a process of its own."""
    command = [sys.executable, "-m", "tests.feed_server", "--data", str(data)]
    server = subprocess.Popen(
        [*command, "--today", today.isoformat()],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout
        yield server.stdout.readline().split()[0].partition("=")[2]
    finally:
        server.kill()
        server.wait()


def paper_id(number: int) -> str:
    """The id of an invented paper; the newest is 0."""
    return f"{2607 - number // 50_000:04d}.{number % 50_000:05d}"


def day(number: int) -> date:
    """The day whose list has it."""
    if number < NEW:
        return TODAY - timedelta(number // A_DAY)
    return TODAY - timedelta(NEW // A_DAY + (number - NEW) // LONG_DAY)


def item(number: int) -> dict[str, Any]:
    """What the service would say of it."""
    chance, words = random.Random(number), _WORDS.split()
    title = " ".join([*chance.choices(words, k=chance.randint(6, 14)), _coined(chance)]).title()
    abstract = " ".join([*chance.choices(words, k=180), *(_coined(chance) for _ in range(6))])
    people = [{"name": f"{_coined(chance)} {_coined(chance)}".title()} for _ in range(6)]
    moment = f"{day(number)}T04:00:00.000Z"
    paper = {
        "id": paper_id(number),
        "title": title,
        "summary": f"{abstract}.",
        "authors": people,
        "publishedAt": moment,
        "submittedOnDailyAt": moment,
        "submittedOnDailyBy": {"fullname": "A Reader", "user": "reader"},
        # As the service has them: the most first.
        "upvotes": 2 * LONG_DAY - number % LONG_DAY,
        "ai_keywords": chance.choices(words, k=4),
    }
    return {"paper": paper, "title": title, "summary": abstract, "numComments": number % 5}


def _coined(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES.split(), k=chance.randint(2, 4)))


def _lists(papers: int) -> Iterator[RawListing]:
    for listed, numbers in groupby(range(papers), day):
        rows = [(paper_id(number), item(number)) for number in numbers]
        yield RawListing(Period.day(listed), rows, 0, _MOMENT)


def _fill_archive(path: Path, papers: int) -> None:
    archive, waiting = Archive(path), list[RawListing]()
    with archive.kept_open():
        for each in _lists(papers):
            waiting.append(each)
            if len(waiting) == _DAYS_AT_ONCE:
                archive.store_many(waiting)
                waiting.clear()
        archive.store_many(waiting)


def _fill_library(path: Path, marks: int) -> None:
    library = Library(path)
    starred = range(0, marks, max(1, marks // STARRED))
    for start in range(0, marks, _MARKS_AT_ONCE):
        numbers = range(start, min(start + _MARKS_AT_ONCE, marks))
        library.commit(decisions.read(Paper(paper_id(number), "") for number in numbers))
    kept = [_kept(number) for number in starred[:STARRED]]
    for paper in kept:
        library.commit(decisions.star([paper]), {paper.id: paper})
    if error := library.checkpoint():
        raise error


def _kept(number: int) -> Paper:
    told = item(number)["paper"]
    return Paper(
        told["id"],
        told["title"],
        abstract=told["summary"],
        authors=tuple(Author(each["name"]) for each in told["authors"]),
        published=day(number),
        listed=day(number),
        upvotes=told["upvotes"],
    )
