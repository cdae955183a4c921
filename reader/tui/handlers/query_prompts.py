"""What all prompts for a query have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from reader.paper import Paper
from reader.tui.parts.background_runner import BackgroundRunner

_LONG = 200
"""Papers whose words take longer to find than a frame."""
_BY_EXAMPLE = ("is", "has", "up", "comments", "stars", "year", "listed", "published")
"""Fields that are shown with what can follow them."""
KIND = "query"
"""The kind of history that such prompts share."""


def prepare_words(papers: Sequence[Paper], runner: BackgroundRunner) -> None:
    """Have the words of a long list found while its reader begins to type."""
    if len(papers) > _LONG:
        from reader.query.matcher import warm_word_cache

        runner.run(lambda: warm_word_cache(papers), lambda _: None)


def query_syntax() -> Content:
    """What can be asked for, in four lines that fit a narrow screen."""
    from reader.query.tree import FIELDS, STATES, THINGS

    fields = (f"{field}:" for field in FIELDS if field not in _BY_EXAMPLE)
    return Content(
        f"{' '.join(fields)}\n"
        f"is: {' '.join(STATES)}\n"
        f"has: {' '.join(THINGS)}   up:>50  comments:>=3  stars:>1000\n"
        'year:2025  listed:2025-03..  published:>2025  -word  one or two  "a b"  /a.b/'
    )


def query_words(tags: Iterable[str]) -> tuple[str, ...]:
    """What the last word of a query may be completed to."""
    from reader.query.tree import FIELDS, STATES, THINGS, Tag

    return (
        *(f"is:{state}" for state in STATES),
        *(f"has:{thing}" for thing in THINGS),
        *(f"{field}:" for field in FIELDS),
        *(str(Tag(tag)) for tag in tags),
    )
