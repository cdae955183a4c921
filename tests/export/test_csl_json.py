"""One paper as one item of CSL-JSON."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given

from reader.export.csl_json import item, write
from reader.export.export_formats import Reference, names
from reader.paper import Paper
from reader.text import readable
from tests.export.references import AWKWARD_REFERENCES, BARE, R1


def test_an_item() -> None:
    assert item(R1) == {
        "id": "deepseekai2025deepseek",
        "type": "article",
        "title": "DeepSeek-R1: 50% of $1, Ångström & α",
        "author": [
            {"literal": "DeepSeek-AI"},
            {"family": "Berg", "given": "Łukasz", "non-dropping-particle": "van der"},
            {"family": "Daumé", "given": "Hal", "suffix": "III"},
        ],
        "issued": {"date-parts": [[2025, 1, 22]]},
        "publisher": "arXiv",
        "number": "arXiv:2501.12948",
        "note": "Nature 645 (2025)",
        "DOI": "10.48550/arXiv.2501.12948",
        "URL": "https://arxiv.org/abs/2501.12948",
        "abstract": "First.\nSecond.",
        "keyword": "rl, to read",
        "annote": "One.\n\nTwo.",
    }


def test_what_is_unknown_is_left_out() -> None:
    assert set(item(BARE)) == {"id", "type", "issued", "publisher", "number", "DOI", "URL"}
    assert item(Reference(Paper("2312.00752", "", published=date(2024, 5, 31)), "key"))[
        "issued"
    ] == {"date-parts": [[2024, 5, 31]]}


def test_nothing_is_an_empty_array() -> None:
    assert write([]) == "[]\n"


@given(AWKWARD_REFERENCES)
def test_titles_and_authors_come_back(reference: Reference) -> None:
    # What is read from a file has no lone surrogates.
    (read,) = json.loads(write([reference]))
    assert read.get("title", "") == readable(reference.paper.title)
    authors = [
        tuple(author.get(part, "") for part in ("given", "non-dropping-particle", "suffix"))
        for author in read.get("author", ())
    ]
    assert authors == [(name.given, name.particle, name.suffix) for name in names(reference.paper)]
