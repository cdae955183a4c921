"""A service with three papers, and the client that asks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reader.feed.huggingface import HuggingFace
from tests.feed_items import items
from tests.feed_server import FeedServer

TOKEN = "hf_invented"


@pytest.fixture
def server(feed_server: FeedServer) -> FeedServer:
    feed_server.days["2024-01-02"] = items(3)
    return feed_server


@pytest.fixture
def pauses() -> list[float]:
    """The seconds of every wait between two tries, which no test sits out."""
    return []


@pytest.fixture
def feed(server: FeedServer, pauses: list[float]) -> Iterator[HuggingFace]:
    with HuggingFace(server.url, TOKEN, pause=pauses.append) as feed:
        yield feed


@pytest.fixture
def hasty(server: FeedServer, pauses: list[float]) -> Iterator[HuggingFace]:
    """One with little time."""
    with HuggingFace(server.url, TOKEN, budget=0.3, pause=pauses.append) as feed:
        yield feed
