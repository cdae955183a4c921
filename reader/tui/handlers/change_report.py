"""What became of a change, told on the screen."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from reader.library.change_summary import describe
from reader.library.journal_entry import JournalEntry
from reader.library.writer import (
    ChangedElsewhere,
    ChangeFailed,
    ChangeReverted,
    ChangeSaved,
    RefreshFailed,
    WriterEvent,
)
from reader.paper import Paper
from reader.text import readable, shorten
from reader.tui.handlers.stand import Stand

_WORDS = 62
"""Cells that what is said of a title may need beside it."""
_SHORTEST = 18


def tell(stand: Stand, event: WriterEvent) -> None:
    """Show the true state of the marks, and say what cannot be seen by itself."""
    match event:
        case ChangeSaved(papers=papers):
            stand.repaint(papers)
        case ChangeFailed(papers=papers, error=error):
            stand.repaint(papers)
            _go_to(stand, papers)
            stand.warn(error.sentence)
        case ChangedElsewhere(papers=papers):
            stand.repaint(papers)
        case RefreshFailed(error=error):
            stand.warn(error.sentence)
        case ChangeReverted(entry=None, redo=redo):
            stand.say(f"There is nothing left to {'make again' if redo else 'take back'}.")
        case ChangeReverted(entry=JournalEntry() as entry):
            _revert(stand, entry)


def _revert(stand: Stand, entry: JournalEntry) -> None:
    papers = list(dict.fromkeys(change.paper for change in entry.changes))
    stand.repaint(papers)
    titles = {paper.id: paper.title for paper in stand.view.listing.papers}
    where = ""
    if not _go_to(stand, papers):
        where = ", hidden by the filter" if titles.keys() & set(papers) else ", not in this list"
    room = max(_SHORTEST, stand.app.size.width - _WORDS)

    def say(known: Mapping[str, Paper]) -> None:
        def title(paper: str) -> str:
            elsewhere = known[paper].title if paper in known else paper
            return shorten(readable(titles.get(paper, elsewhere)), room)

        stand.say(f"{describe(entry, title)}{where}.")

    say({})
    if len(papers) == 1 and papers[0] not in titles:
        # Its title is in the archive, or kept with its marks.
        stand.later(lambda: stand.session.catalogue.known(papers), say, lambda _: None)


def _go_to(stand: Stand, papers: Collection[str]) -> bool:
    """Put the cursor on the first of these papers, where one is shown."""
    indices = [index for paper in papers if (index := stand.view.index(paper)) is not None]
    if indices:
        stand.list.move_to(min(indices))
    return bool(indices)
