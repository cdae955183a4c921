"""Filling the archive, against bare downloads: `python -m tests.benchmarks.fetching`.

The recorded days come from a loopback server in a process of its own. A bare httpx loop, with as
many requests in flight, downloads them and throws them away; `reader.listings.backfill` reads them
and keeps them in a new archive. They take turns, and the quicker of two bare loops counts.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

from reader.archive import Archive
from reader.feed.huggingface import HuggingFace
from reader.listings.backfill import Backfill
from reader.net.rate_limits import MAX_IN_FLIGHT
from tests.benchmarks.table import NotHereError, Row, Samples, Work, in_turn
from tests.feed_quotas import Quotas
from tests.feed_server import FeedServer

ROUNDS = 5
GOAL = 1.5
DATA = Path(__file__).parents[3] / "shared" / "data" / "daily"
TODAY = date(2026, 11, 23)


def rows() -> list[Row]:
    """All recorded days, kept, against the same days thrown away."""
    return [Row("fetch --since, all recorded days", "bare httpx loop", 1.25, measured)]


def measured() -> Samples:
    """Both in turn; the bare loop is the one that is quicker with as many requests in flight."""
    if not DATA.is_dir():
        raise NotHereError("the recorded days are not here")
    days = sorted((date.fromisoformat(file.stem) for file in DATA.glob("*.json")), reverse=True)
    with serving(DATA) as url:

        def timed(work: Callable[[str, Sequence[date]], None]) -> Work:
            def once() -> float:
                start = time.perf_counter()
                work(url, days)
                return time.perf_counter() - start

            return once

        bare = min((timed(in_threads), timed(in_one_thread)), key=lambda once: once())
        return in_turn(timed(filling), bare)


def main() -> None:
    """Print the medians and their ratio."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    days = sorted((date.fromisoformat(file.stem) for file in data.glob("*.json")), reverse=True)
    works: dict[str, Callable[[str, Sequence[date]], None]] = {
        "bare httpx, threads": in_threads,
        "bare httpx, asyncio": in_one_thread,
        "paper-reader": filling,
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    with serving(data) as url:
        for _ in range(ROUNDS):
            for name, work in works.items():
                start = time.perf_counter()
                work(url, days)
                times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(each) for name, each in times.items()}
    for name, seconds in medians.items():
        print(f"{name:<20} {len(days)} days in {seconds:5.2f} s")
    ours = medians.pop("paper-reader")
    print(f"{'ratio':<20} {ours / min(medians.values()):.2f}     goal: at most {GOAL}")


def filling(url: str, days: Sequence[date]) -> None:
    """Fetch days into a new archive."""
    with tempfile.TemporaryDirectory() as folder, HuggingFace(url) as service:
        archive = Archive(Path(folder) / "archive.sqlite")
        filled = Backfill(archive, service, lambda: TODAY, lambda _: None).run(days)
    assert filled.progress.kept == len(days), filled


def in_threads(url: str, days: Sequence[date]) -> None:
    """Download days over one client."""
    with httpx.Client() as client, ThreadPoolExecutor(MAX_IN_FLIGHT) as pool:
        for answer in pool.map(lambda day: client.get(address(url), params=query(day)), days):
            assert answer.content, answer


def in_one_thread(url: str, days: Sequence[date]) -> None:
    """Download days over one client without threads."""
    left = iter(days)

    async def download(client: httpx.AsyncClient) -> None:
        for day in left:
            assert (await client.get(address(url), params=query(day))).content

    async def all_of_them() -> None:
        async with httpx.AsyncClient() as client:
            await asyncio.gather(*(download(client) for _ in range(MAX_IN_FLIGHT)))

    asyncio.run(all_of_them())


def address(url: str) -> str:
    """Where lists are."""
    return f"{url}/api/daily_papers"


def query(day: date) -> dict[str, str]:
    """For the list of a day."""
    return {"date": day.isoformat(), "limit": "100"}


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The address of a service in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(data, theirs))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send(None)
        process.join()


def serve(data: Path, connection: Connection) -> None:
    """Serve recorded days until told to stop."""
    quotas = Quotas({"api": 10_000, "search": 10_000, "pages": 10_000})
    with FeedServer(TODAY, data, quotas=quotas) as server:
        connection.send(server.url)
        connection.recv()


if __name__ == "__main__":
    main()
