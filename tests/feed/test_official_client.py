"""The official client reads from our server, so that the server is known to speak its protocol."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.feed_items import author, item, items
from tests.feed_server import FeedServer

# It needs none of its packages here: it is imported by a process of its own.
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("huggingface_hub") is None, reason="huggingface_hub is not here"
)

_SCRIPT = """
import json, sys
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError
api, asked = HfApi(), json.load(sys.stdin)
def told(paper):
    return {"id": paper.id, "title": paper.title, "summary": paper.summary,
            "authors": [author.name for author in paper.authors or ()],
            "upvotes": paper.upvotes, "comments": paper.comments,
            "published": paper.published_at and paper.published_at.isoformat(),
            "submitted": paper.submitted_at and paper.submitted_at.isoformat(),
            "submitter": paper.submitted_by and paper.submitted_by.fullname,
            "repo": paper.github_repo, "keywords": paper.ai_keywords,
            "models": paper.num_total_models}
def answer(name, arguments):
    try:
        found = getattr(api, name)(**arguments)
        return told(found) if name == "paper_info" else [told(paper) for paper in found]
    except HfHubHTTPError as error:
        return {"status": error.response.status_code, "said": error.server_message}
json.dump([answer(*each) for each in asked], sys.stdout)
"""


class Client:
    """`client(("list_daily_papers", {"date": "2024-01-02"}))` is what the client makes of it."""

    def __init__(self, server: FeedServer, home: Path) -> None:
        self._environment = os.environ | {
            # It is read when the client is imported, which asks it for more than papers.
            "HF_ENDPOINT": server.url,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        }

    def __call__(self, *asked: tuple[str, dict[str, Any]]) -> list[Any]:
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT],
            input=json.dumps(asked),
            env=self._environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        answers = json.loads(done.stdout)
        assert isinstance(answers, list)
        return answers


@pytest.fixture
def client(feed_server: FeedServer, tmp_path: Path) -> Client:
    feed_server.days["2024-01-01"] = [item("2312.00009", "A New Year", "2024-01-01", upvotes=7)]
    feed_server.days["2024-01-02"] = [
        *items(3),
        item("2401.00077", "On Owls", upvotes=99, authors=[author("Eve Sample")]),
    ]
    return Client(feed_server, tmp_path / "hub")


def ids(papers: list[dict[str, Any]]) -> list[str]:
    return [paper["id"] for paper in papers]


def test_it_reads_days_a_week_a_month_and_a_search(client: Client) -> None:
    day, empty, week, month, page, found = client(
        ("list_daily_papers", {"date": "2024-01-02"}),
        ("list_daily_papers", {"date": "2023-12-31"}),
        ("list_daily_papers", {"week": "2024-W01"}),
        ("list_daily_papers", {"month": "2024-01", "limit": 2, "sort": "publishedAt"}),
        ("list_daily_papers", {"month": "2024-01", "limit": 2, "p": 1}),
        ("list_papers", {"query": "owls", "limit": 5}),
    )
    assert ids(day) == ["2401.00077", "2401.02000", "2401.02001", "2401.02002"]
    assert empty == []
    assert ids(week) == ["2401.00077", "2312.00009", *ids(day)[1:]]
    assert ids(month) + ids(page) == ids(week)[:4]
    assert ids(found) == ["2401.00077"]


def test_it_understands_a_list_item(client: Client) -> None:
    ((owls, *_),) = client(("list_daily_papers", {"date": "2024-01-02"}))
    assert (owls["title"], owls["authors"]) == ("On Owls", ["Eve Sample"])
    assert (owls["upvotes"], owls["comments"], owls["submitter"]) == (99, 2, "Cy Probe")
    assert owls["published"].startswith("2024-01-01T")
    assert "told less can do more" in owls["summary"]


def test_it_understands_one_paper(client: Client) -> None:
    (owls,) = client(("paper_info", {"id": "2401.00077"}))
    assert (owls["title"], owls["upvotes"], owls["models"]) == ("On Owls", 99, 0)
    assert owls["repo"] == "https://github.com/example/less"
    assert owls["keywords"] == ["language models", "brevity"]
    assert owls["submitted"].startswith("2024-01-02T03:10:00")


def test_it_understands_refusals(client: Client, feed_server: FeedServer) -> None:
    answers = client(
        ("paper_info", {"id": "2401.99999"}),
        ("list_daily_papers", {"date": "2025-13-40"}),
        ("list_daily_papers", {"week": "2026-W53"}),
        ("list_daily_papers", {"limit": 101}),
    )
    assert [answer["status"] for answer in answers] == [404, 400, 400, 400]
    assert answers[0]["said"] == "Paper not found"


def test_it_understands_the_limits(client: Client, feed_server: FeedServer) -> None:
    feed_server.quotas.most["api"] = 0
    (answer,) = client(("list_daily_papers", {"date": "2024-01-02"}))
    assert answer["status"] == 429
