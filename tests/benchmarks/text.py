"""Cleaning every recorded abstract, against reading the JSON: `python -m tests.benchmarks.text`."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

from reader.text import clean_paragraphs, readable
from tests.recorded import ARCHIVE

ROUNDS = 5
GOAL = 3.0
RECORDED = ARCHIVE / "daily"
LONGEST = 20_000


def measured() -> tuple[float, float, int, int]:
    """Seconds to read the files, seconds to clean, abstracts, and those with something to mend."""
    files = [file.read_bytes() for file in sorted(RECORDED.glob("*.json"))]
    started = time.perf_counter()
    days = [json.loads(file) for file in files]
    read = time.perf_counter() - started
    papers = {item["paper"]["id"]: item["paper"]["summary"] for day in days for item in day}
    started = time.perf_counter()
    mended = 0
    for abstract in papers.values():
        clean = clean_paragraphs(abstract, LONGEST)
        mended += readable(clean) is not clean
    return read, time.perf_counter() - started, len(papers), mended


def main() -> None:
    """Print the medians of runs in fresh processes, and their ratio."""
    if "--once" in sys.argv:
        print(json.dumps(measured()))
        return
    command = [sys.executable, "-m", "tests.benchmarks.text", "--once"]
    runs = [json.loads(subprocess.check_output(command)) for _ in range(ROUNDS)]
    read, cleaned, papers, mended = map(statistics.median, zip(*runs, strict=True))
    print(f"json.loads         {read * 1000:6.0f} ms")
    print(f"cleaning           {cleaned * 1000:6.0f} ms")
    print(f"abstracts          {papers:6,.0f}, mended: {mended:,.0f}")
    print(f"ratio              {cleaned / read:6.2f}     goal: at most {GOAL}")


if __name__ == "__main__":
    main()
