"""What all prompts for a query have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.paper import Paper
from reader.tui.parts.background_runner import BackgroundRunner

_LONG = 200
"""Papers whose words take longer to find than a frame."""
KIND = "query"
"""The kind of history that such prompts share."""


def prepare_words(papers: Sequence[Paper], runner: BackgroundRunner) -> None:
    """Have the words of a long list found while its reader begins to type."""
    if len(papers) > _LONG:
        from reader.query.matcher import warm_word_cache

        runner.run(lambda: warm_word_cache(papers), lambda _: None)


def query_words(tags: Iterable[str]) -> tuple[str, ...]:
    """What the last word of a query may be completed to."""
    from reader.query.tree import FIELDS, STATES, THINGS, Tag

    return (
        *(f"is:{state}" for state in STATES),
        *(f"has:{thing}" for thing in THINGS),
        *(f"{field}:" for field in FIELDS),
        *(str(Tag(tag)) for tag in tags),
    )
