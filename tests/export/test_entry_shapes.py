"""Entries as the commonest sources of bibliographies write them, and the paper that each is of.

`entry_shapes.bib` has at least twenty shapes of each source, found in public repositories and
written anew with papers that do not exist. A line `%% SOURCE ID` or `%% SOURCE none` says from
where the entry below it is, and of which paper.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from reader.export.bib_file import BibFile
from reader.paper import Author, Paper

SHAPES = re.findall(
    r"^%% (\w+) (\S+)\n(.*?)(?=^%%|\Z)",
    Path(__file__).with_name("entry_shapes.bib").read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)
SOURCES = (
    *("Scholar", "DBLP", "SemanticScholar", "ACL", "OpenReview"),
    *("Zotero", "Mendeley", "JabRef", "ADS", "arXiv"),
)


def paper(arxiv: str, title: str, *authors: str) -> Paper:
    return Paper(arxiv, title, authors=tuple(map(Author, authors)))


PAPERS = (
    paper(
        "2502.30001",
        "Woolly Attention: Counting Sheep in Linear Time",
        "Marco Prado Lima",
        "Ada Example",
    ),
    paper("2502.30002", "τ-Meadow: A Benchmark for Grazing Agents", "Bea Muster", "Billy Goat"),
    paper(
        "2502.30003",
        "Über-Herding: Naïve Shepherds & Their Dogs",
        "Jürgen Müßig",
        "Rex Hund",
    ),
    paper(
        "2502.30004",
        "π_0.5-Flock: Open-World Grazing at 100% Recall",
        "Michiel van der Weide",
        "Dolly Schaap",
    ),
    paper("2502.30005", "Fence Transformers", "James S. Sample Jr.", "Post Pole"),
    paper("2502.30006", r"Barn Doors at $O(n\log n)$ Cost", "Łukasz Żmija", "Ewa Stodoła"),
    paper("2502.30007", "BaaBERT-2 Technical Report", "Sheep Team", "Aries Ram"),
    paper("2502.30008", "LaTeX-to-Wool: Structured Shearing", "Raissa M. D’Muster", "Weide Blatt"),
    paper("1412.3009", "Very Deep Pastures", "Xiao-Ming Beispiel", "Halm Grass"),
    paper("2502.30010", "Wool", "Li Probe"),
)


def test_every_source_has_twenty_shapes() -> None:
    counts = Counter(source for source, _, _ in SHAPES)
    assert {source: counts[source] for source in SOURCES if counts[source] < 20} == {}
    assert counts.keys() == set(SOURCES)


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [(entry, wanted) for _, wanted, entry in SHAPES],
    ids=[f"{source}-{at}" for at, (source, _, _) in enumerate(SHAPES)],
)
def test_an_entry_is_of_one_paper_and_of_no_other(entry: str, wanted: str) -> None:
    file = BibFile(entry)
    assert len(file.entries) == 1
    found = [each.id for each in PAPERS if file.find(each)]
    assert found == ([] if wanted == "none" else [wanted])
