"""Exports, tried on the papers of the recorded days."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

from reader.citation.key_proposal import propose_key
from reader.paper import Author, Paper
from tests.recorded import days


@cache
def recorded_papers() -> dict[str, Paper]:
    """Every recorded paper by a citation key of its own."""
    papers: dict[str, Paper] = {}
    for day in days():
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
