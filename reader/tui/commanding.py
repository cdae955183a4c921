"""The line after a colon: a decision on all that a query selects."""

from __future__ import annotations

from reader.errors import QueryError
from reader.paper import Paper
from reader.query.tree import FIELDS, STATES, THINGS
from reader.text import readable, shorten
from reader.tui.command import VERBS, Command, NoCommandError, parse
from reader.tui.prompt import Mistake, Prompt
from reader.tui.stand import Stand

_TITLES = 60
"""Characters of the titles that are shown before enter."""


class Commanding:
    """What a command will touch is marked on the screen, and counted, before enter."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._history: list[str] = []

    def do_command(self, _: int) -> None:
        """Ask for a command."""
        stand = self._stand
        words = (
            *VERBS,
            *(f"is:{state}" for state in STATES),
            *(f"has:{thing}" for thing in THINGS),
            *(f"{field}:" for field in FIELDS),
            *(f"tag:{tag}" for tag in stand.writer.tags()),
            *stand.writer.tags(),
        )
        stand.ask(
            Prompt(
                ":",
                self._done,
                changed=self._preview,
                cancelled=lambda: stand.repaint(stand.chosen.end_range()),
                words=words,
                history=self._history,
            )
        )

    def _preview(self, typed: str) -> str:
        """Mark what will be touched, and say how much that is."""
        stand = self._stand
        if not typed.strip():
            stand.repaint(stand.chosen.end_range())
            return ""
        try:
            command = parse(typed)
            papers = self._selected(command)
        except (NoCommandError, QueryError) as error:
            stand.repaint(stand.chosen.end_range())
            sentence = error.sentence if isinstance(error, QueryError) else str(error)
            raise Mistake(sentence) from error
        stand.repaint(stand.chosen.stretch(paper.id for paper in papers))
        titles = shorten("; ".join(readable(paper.title) for paper in papers[:3]), _TITLES)
        where = "" if command.verb != "retag" else " of the library"
        return f"{_papers(len(papers))}{where}: {titles}" if papers else "no paper"

    def _done(self, typed: str) -> None:
        stand = self._stand
        stand.repaint(stand.chosen.end_range())
        if not typed.strip():
            return
        self._history.append(typed)
        command = parse(typed)
        papers = self._selected(command)
        if command.verb == "mark":
            stand.repaint(stand.chosen.add(paper.id for paper in papers))
        elif wishes := command.wishes(papers):
            stand.writer.apply(wishes, {paper.id: paper for paper in papers if paper.title})
            stand.repaint(paper.id for paper in papers)
            stand.say(f"{_papers(len(papers))}: {typed.strip()}. u takes it back.")
        else:
            stand.say("No paper was touched.")

    def _selected(self, command: Command) -> list[Paper]:
        """The papers that a command is about: those in view, or for `retag` of the library."""
        matches = self._stand.view.knowing(command.query).matches
        rows = self._stand.view.rows
        if command.verb != "retag":
            return [row.paper for row in rows if matches(row.paper, row.marks)]
        shown = {row.paper.id: row.paper for row in rows}
        tagged = self._stand.writer.tagged(command.names[0])
        papers = (shown.get(paper) or Paper(paper, "") for paper in tagged)
        return [paper for paper in papers if matches(paper, self._stand.writer.marks(paper.id))]


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"
