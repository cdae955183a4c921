"""Exports, tried on the papers of the recorded days where those are at hand."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from reader.citation.key_proposal import propose_key
from reader.paper import Author, Paper

_DAYS = Path(__file__).parents[2].parent / "shared" / "data" / "daily"


@cache
def recorded_papers() -> dict[str, Paper]:
    """Every recorded paper by a citation key of its own; skips the test where there are none."""
    days = sorted(_DAYS.glob("*.json"))
    if not days:
        pytest.skip("no recorded days here")
    papers: dict[str, Paper] = {}
    for day in days:
        for item in json.loads(day.read_text(encoding="utf-8")):
            paper = item["paper"]
            papers[paper["id"]] = Paper(
                paper["id"],
                " ".join(paper["title"].split()),
                authors=tuple(Author(author["name"].strip()) for author in paper["authors"]),
                published=date.fromisoformat(paper["publishedAt"][:10]),
            )
    keyed: dict[str, Paper] = {}
    for paper in papers.values():
        keyed[propose_key(paper, keyed.__contains__)] = paper
    return keyed
