"""A process that marks one paper after the other, and tells of each when it is done.

`python -m tests.library.marking HOME FIRST COUNT TAG` tags the papers from FIRST on; each number
that it prints was acknowledged.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from reader.library import Library, decisions
from tests.library.desk import paper


def main() -> None:
    """Mark until COUNT papers are done, or for ever where it is 0; fold the journals at times."""
    home, first, how_many, tag = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    library = Library(home)
    for done in count():
        if how_many and done == how_many:
            break
        some = [paper(first + 2 * done), paper(first + 2 * done + 1)]
        wishes = [*decisions.read(some), *decisions.tag(some, [tag])]
        library.commit(wishes, {each.id: each for each in some})
        print(done, flush=True)
        if done % 5 == 4:
            library.checkpoint()
    library.checkpoint()


if __name__ == "__main__":
    main()
