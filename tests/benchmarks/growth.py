"""How the time of each parser grows with its text: `python -m tests.benchmarks.growth [NAME]`.

The tests count steps of Python. This measures what regular expressions do within one of them,
for every family of texts, and so takes some minutes on a quiet machine.
"""

from __future__ import annotations

import sys
import time

from tests.growth import Language
from tests.languages import LANGUAGES

SIZE = 10_000
SLOW = 0.03
"""Seconds; of what is quicker the ratio says nothing."""
GOAL = 2.8
"""Times as long for twice the text: noise and caches have their part."""


def seconds(language: Language, text: str) -> float:
    """The time of the processor."""
    began = time.process_time()
    language.parse(text)
    return time.process_time() - began


def worst(language: Language) -> tuple[float, str]:
    """The largest ratio, and of what text."""
    found = (0.0, "nothing takes long")
    for name, text in language.families():
        if seconds(language, text(SIZE)) < SLOW:
            continue
        once, twice = (
            min(seconds(language, text(times * SIZE)) for _ in range(2)) for times in (2, 4)
        )
        found = max(found, (twice / once, name))
    return found


def main() -> None:
    """Print the worst of each language."""
    for language in LANGUAGES:
        if sys.argv[1:] in ([], [language.name]):
            ratio, name = worst(language)
            said = "" if ratio <= GOAL else "  TOO MUCH"
            print(f"{language.name:<40} {ratio:5.2f}{said}  {name}", flush=True)


if __name__ == "__main__":
    main()
