"""A service with three papers, the client that asks it, and a time that only waits pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from reader.feed.huggingface import HuggingFace
from tests.feed_items import items
from tests.feed_server import FeedServer

TOKEN = "hf_invented"
HASTE = 0.3
"""Seconds for a call that would never end. Others have so many that no machine is too slow."""


@pytest.fixture
def pauses() -> list[float]:
    """The seconds of every wait, which no test sits out."""
    return []


@pytest.fixture
def clock(pauses: list[float]) -> Callable[[], float]:
    """A clock for both sides, which stands still but for those waits."""
    return lambda: sum(pauses)


@pytest.fixture
def server(feed_server: FeedServer, clock: Callable[[], float]) -> FeedServer:
    feed_server.days["2024-01-02"] = items(3)
    feed_server.quotas.clock = clock
    return feed_server


@pytest.fixture
def feed(
    server: FeedServer, pauses: list[float], clock: Callable[[], float]
) -> Iterator[HuggingFace]:
    with HuggingFace(server.url, TOKEN, pause=pauses.append, clock=clock) as feed:
        yield feed
