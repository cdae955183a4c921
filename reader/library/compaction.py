"""A long journal made short: what is old becomes a summary, what can be taken back stays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from reader.library.checkpoint import Document
from reader.library.fields import Place
from reader.library.folded_state import State
from reader.library.journal import Action, Change
from reader.library.stamp import time_of

KEPT_ACTIONS = 1000
KEPT_DAYS = 90

_PAPERS_PER_LINE = 200
"""So that one damaged line of a summary does not take all of it."""


def compacted(actions: Sequence[Action], now: datetime) -> list[Action]:
    """The same marks in fewer actions.

    The last thousand actions and those of the last ninety days stay as they are, so that they can
    still be taken back. Of what is older only the last word on each field is left, and each line
    that says more than this program knows.
    """
    oldest = now - timedelta(days=KEPT_DAYS)
    count = max(0, len(actions) - KEPT_ACTIONS)
    young = (place for place, each in enumerate(actions[:count]) if _is_young(each, oldest))
    count = next(young, count)
    old, recent = actions[:count], actions[count:]
    if all(action.summary or action.line for action in old):
        return list(actions)
    state = State({})
    records: dict[str, Document] = {}
    for action in old:
        if not action.line:
            state.fold(action)
            add_snapshots(records, action)
    beyond = (action for action in old if action.line)
    return [*summary(state.documents, records), *beyond, *recent]


def _is_young(action: Action, oldest: datetime) -> bool:
    return bool(action.stamp) and time_of(action.stamp) >= oldest


def add_snapshots(records: dict[str, Document], action: Action) -> None:
    """Take in what an action says of papers, where that is later than what is known."""
    for paper, record in action.papers.items():
        # A summary tells the stamp of each; an action's own papers bear its stamp.
        snapshot = {"paper": paper, "stamp": action.stamp, **record}
        if paper not in records or records[paper]["stamp"] < snapshot["stamp"]:
            records[paper] = snapshot


def summary(
    documents: Mapping[str, Document],
    records: Mapping[str, Document],
    places: Collection[Place] | None = None,
) -> Iterator[Action]:
    """Lines that say what the documents hold, each field under its own stamp.

    Args:
        documents: marks by paper.
        records: what papers say, by id.
        places: the fields that are meant; by default all.
    """
    papers = sorted(documents.keys() | records.keys())
    for start in range(0, len(papers), _PAPERS_PER_LINE):
        some = papers[start : start + _PAPERS_PER_LINE]
        changes = tuple(
            Change(paper, field, None, documents[paper][field], stamp)
            for paper in some
            for field, stamp in documents.get(paper, {"stamps": {}})["stamps"].items()
            if places is None or (paper, field) in places
        )
        kept = {paper: records[paper] for paper in some if paper in records}
        if changes or kept:
            stamps = [change.at for change in changes] + [each["stamp"] for each in kept.values()]
            yield Action(max(stamps), changes, papers=kept, summary=True)
