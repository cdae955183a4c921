"""Exports to a file many times, and each time dies before another of its system calls.

`python -m tests.export.killed_export FOLDER` prints one line of JSON: how many system calls an
export takes, and what was wrong after any of the deaths.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from reader.export.export_formats import FORMATS
from reader.export.exporter import Exporter
from reader.library import Library
from tests.library.crashing import dying_before
from tests.library.desk import Ticking, paper, star

PAPERS = (paper(1, "Attention Once More"), paper(2, "Attention and Its Uses"))
RIVAL = paper(3, "Attention Elsewhere")


def export(library: Library, file: Path) -> None:
    """Export the two papers."""
    rows = [(each, library.marks(each.id)) for each in PAPERS]
    Exporter(library, rows, FORMATS["bibtex"]).write(file)


def keys(file: Path) -> list[str]:
    """The keys of the entries in the file."""
    text = file.read_text() if file.exists() else ""
    return [line[6:-1] for line in text.splitlines() if line.startswith("@misc{")]


def survived(home: Path, file: Path, nth: int, *, torn: bool) -> bool:
    """Whether the export was done before it came to its nth call."""
    library = Library(home, Ticking())
    child = os.fork()
    if child == 0:
        dying_before(nth, torn=torn)
        export(library, file)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def wrong(home: Path, file: Path) -> str:
    """What is wrong after a death; empty where nothing is."""
    library = Library(home, Ticking())
    written = keys(file)
    for each in PAPERS:
        if library.marks(each.id).key_fixed and library.key(each.id) not in written:
            return f"{library.key(each.id)} is promised, and nothing was written"
    if written:
        # It asks for a key that stands in the file.
        star(library, RIVAL)
    export(library, file)
    again = Library(home, Ticking())
    if written and keys(file) != written:
        return f"{written} became {keys(file)}"
    if sorted(filter(None, (again.key(each.id) for each in PAPERS))) != sorted(keys(file)):
        return f"the library has other keys than {keys(file)}"
    if not all(again.marks(each.id).key_fixed for each in PAPERS):
        return "a key that was written is not fixed"
    before = file.read_bytes()
    export(again, file)
    return "" if file.read_bytes() == before else "a second export changes the file"


def main() -> None:
    """Try every call, with whole and with torn writes."""
    folder = Path(sys.argv[1])
    origin, home, file = folder / "origin", folder / "home", folder / "refs.bib"
    star(Library(home, Ticking()), *PAPERS)
    home.rename(origin)
    problems, count = [], 0
    for torn in (False, True):
        for nth in range(1000):
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(origin, home)
            file.write_text("% my own\n")
            alive = survived(home, file, nth, torn=torn)
            if problem := wrong(home, file):
                problems.append(f"call {nth}, {torn=}: {problem}")
            if alive:
                count = nth
                break
    print(json.dumps({"calls": count, "wrong": problems}))


if __name__ == "__main__":
    main()
