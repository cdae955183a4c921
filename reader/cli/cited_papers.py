"""What the commands know of the reader's own bibliographies."""

from __future__ import annotations

from collections.abc import Callable

from reader.cli.output import say
from reader.export.own_bibliographies import CACHE, read_own_bibliographies
from reader.paper import Paper
from reader.settings import environment, read_settings


def cited() -> Callable[[Paper], bool]:
    """Whether a paper is in one of the files that the settings name; says what is wrong."""
    places = environment.places()
    files = read_settings(places.config).bibliography_files
    if not files:
        say(
            "no bibliography is known, so nothing is cited; name yours in "
            f'{places.config}: [bibliography] files = ["refs.bib"]'
        )
    known = read_own_bibliographies(files, places.config.parent, places.archive.with_name(CACHE))
    for problem in known.problems:
        say(problem)
    return lambda paper: known.cited(paper) is not None
