"""All rows of one table, under ten minutes: `python -m tests.benchmarks [TOPIC]…`.

With `--keep COMMIT` the figures of rows that have no first figure yet are kept as such.
"""

from __future__ import annotations

import json
import pkgutil
import signal
import sys
import time
from collections.abc import Iterator
from importlib import import_module

import tests.benchmarks
from tests.benchmarks import homes, table

SCREEN = "120x40"


def main() -> None:
    """Measure, and print a line as soon as it is known."""
    words = sys.argv[1:]
    commit = ""
    if "--keep" in words:
        at = words.index("--keep")
        commit = words[at + 1]
        del words[at : at + 2]
    # What was started ends with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    print(table.HEAD)
    try:
        measure(words, commit)
    finally:
        homes.discard()
    print(f"in {time.monotonic() - began:.0f} s, on a screen of {SCREEN}")


def measure(wanted: list[str], commit: str) -> None:
    """Print each row as soon as it is known."""
    for topic, rows in topics(wanted):
        print(f"{topic}", flush=True)
        for line, row, figure in table.lines(topic, rows):
            print(f"  {line}", flush=True)
            if commit and figure is not None:
                keep(topic, commit, row, figure)


def topics(wanted: list[str]) -> Iterator[tuple[str, list[table.Row]]]:
    """The modules beside this one that have rows, or those of them that are wanted."""
    for module in pkgutil.iter_modules(tests.benchmarks.__path__):
        if module.name == "__main__" or (wanted and module.name not in wanted):
            continue
        rows = getattr(import_module(f"tests.benchmarks.{module.name}"), "rows", None)
        if rows:
            yield module.name, rows()


def keep(topic: str, commit: str, row: table.Row, figure: float) -> None:
    """Write a first figure, where there is none."""
    kept = table.first_figures()
    section = kept.setdefault(topic, {"commit": commit, "screen": SCREEN, "rows": {}})
    section["rows"].setdefault(row.what, round(figure, 3))
    table.FIRST.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
