"""What an export costs, beside pybtex in one run: `python -m tests.benchmarks.export`."""

from __future__ import annotations

import importlib.util
import statistics
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from time import perf_counter

from reader.export.export_formats import FORMATS, Reference
from reader.paper import Author, Marks, Paper

ENTRIES = 10_000
ROUNDS = 3
GOAL = 3.0
"""Seconds for all entries in one format."""
GOAL_BESIDE_PYBTEX = 0.5

TITLES = (
    "Example-{}: Learning to Read with Large Language Models",
    "A Survey of {} Methods for 3D Scenes & 100% of Their Uses",
    "Is Attention {} What LLaMA-Based Agents Need?",
    r"On $\alpha$-Nets: \emph{{{}}} Schrödinger Bridges",
)
GIVEN = ("Ada", "Łukasz", "Hung-yi", "José María", "Wei", "Zoë", "S. K.")
FAMILY = ("Example", "van der Muster", "Müller", "O'Sample", "Đurić", "Probe III", "Wang")


def main() -> None:
    """Measure, and print one table."""
    references = [reference(number) for number in range(ENTRIES)]
    works: dict[str, Callable[[], object]] = {
        name: partial(form.write, references) for name, form in FORMATS.items()
    }
    if importlib.util.find_spec("pybtex"):
        works["pybtex"] = partial(pybtex, references)
    times = taken(works)
    for name, seconds in times.items():
        missed = "  missed" if name != "pybtex" and seconds > GOAL else ""
        print(f"{name:<16}{seconds:6.2f} s for {ENTRIES:,} entries{missed}")
    if "pybtex" in times:
        ratio = times["bibtex"] / times["pybtex"]
        missed = "  missed" if ratio > GOAL_BESIDE_PYBTEX else ""
        print(f"bibtex / pybtex {ratio:6.2f}  goal {GOAL_BESIDE_PYBTEX:g}{missed}")
    else:
        print("pybtex is not installed")


def reference(number: int) -> Reference:
    """An invented paper of one to fifteen authors."""
    authors = tuple(
        Author(f"{GIVEN[(number + at) % len(GIVEN)]} {FAMILY[(number * 3 + at) % len(FAMILY)]}")
        for at in range(1 + number % 15)
    )
    paper = Paper(
        f"{2401 + number // 5000:04d}.{number % 5000:05d}",
        TITLES[number % len(TITLES)].format(f"GPT-{number}"),
        authors=authors,
        published=date(2024, 1, 1) + timedelta(number % 400),
    )
    return Reference(paper, f"example2024key{number}", Marks(starred=True, tags=("rl", "to read")))


def pybtex(references: list[Reference]) -> str:
    """The same entries by pybtex, which knows nothing of capitals and LaTeX remnants."""
    from pybtex.database import BibliographyData, Entry, Person

    def entry(each: Reference) -> Entry:
        paper = each.paper
        fields = {
            "title": paper.title,
            "year": str(paper.published.year) if paper.published else "",
            "month": f"{paper.published:%b}" if paper.published else "",
            "eprint": paper.id,
            "archiveprefix": "arXiv",
            "doi": f"10.48550/arXiv.{paper.id}",
            "url": paper.arxiv,
            "keywords": ", ".join(each.marks.tags),
        }
        return Entry("misc", fields, {"author": [Person(name.name) for name in paper.authors]})

    written: str = BibliographyData({each.key: entry(each) for each in references}).to_string(
        "bibtex"
    )
    return written


def taken(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median seconds of each work, all of them in turn."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            start = perf_counter()
            work()
            times[name].append(perf_counter() - start)
    return {name: statistics.median(each) for name, each in times.items()}


if __name__ == "__main__":
    main()
