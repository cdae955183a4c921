"""What became of a change, told on the screen."""

from __future__ import annotations

from reader.library.describe import describe
from reader.library.journal import Action
from reader.library.writer import Astray, Event, Failed, Followed, Reverted, Saved
from reader.tui.stand import Stand


def tell(stand: Stand, event: Event) -> None:
    """Show the true state of the marks, and say what cannot be seen by itself."""
    match event:
        case Saved(action=action):
            stand.repaint(_papers(action))
        case Failed(papers=papers, error=error):
            stand.repaint(papers)
            stand.warn(error.sentence)
        case Followed(papers=papers):
            stand.repaint(papers)
        case Astray(error=error):
            stand.warn(error.sentence)
        case Reverted(action=None, redo=redo):
            stand.say(f"There is nothing left to {'make again' if redo else 'take back'}.")
        case Reverted(action=Action() as action):
            _revert(stand, action)


def _revert(stand: Stand, action: Action) -> None:
    stand.repaint(papers := _papers(action))
    indices = [index for paper in papers if (index := stand.view.index(paper)) is not None]
    if indices:
        stand.list.move_to(min(indices))
    titles = {paper.id: paper.title for paper in stand.view.listing.papers}
    elsewhere = "" if indices else ", not in this list"
    stand.say(describe(action, lambda paper: titles.get(paper, paper)) + elsewhere + ".")


def _papers(action: Action | None) -> list[str]:
    return list(dict.fromkeys(change.paper for change in action.changes)) if action else []
