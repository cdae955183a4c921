"""The line after a colon: a decision on all that a query selects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.timer import Timer

from reader.errors import QueryError, ReaderError
from reader.paper import Paper
from reader.session import Session
from reader.text import readable, shorten
from reader.tui.handlers.command_parser import VERBS, Command, NoCommandError, parse
from reader.tui.handlers.decision import LastDecision, TriageDecision
from reader.tui.handlers.query_prompts import prepare_words, query_syntax, query_words
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.key_queue import KeyQueue
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.prompts import Prompts
from reader.tui.widgets.prompt_line import Prompt, PromptError

_TITLES = 60
"""Characters of the titles that are shown before enter."""
_PAUSE = 0.12
"""Seconds without a key after which the archive is searched."""
_KIND = "command"
_LEAVE = ("q", "q!", "quit", "wq", "x")
"""What leaves an editor, and is typed before one thinks."""


@dataclass(frozen=True, slots=True)
class CommandTarget:
    """What a command is about."""

    typed: str
    command: Command
    papers: Sequence[Paper]


class CommandHandler:
    """What a command will touch is marked on the screen, and counted, before enter.

    A query that names the days of listing selects from all that was ever fetched, which takes its
    time; any other from what is in view.
    """

    def __init__(
        self,
        session: Session,
        library: ActiveLibrary,
        lists: ListPresenter,
        messages: Messages,
        prompts: Prompts,
        keys: KeyQueue,
        runner: BackgroundRunner,
        bindings: ActiveBindings,
        last_decision: LastDecision,
        press: Callable[[str], None],
    ) -> None:
        self._session = session
        self._library = library
        self._lists = lists
        self._messages = messages
        self._prompts = prompts
        self._keys = keys
        self._runner = runner
        self._last_decision = last_decision
        self._press = press
        self._bindings = bindings
        self._timer: Timer | None = None
        self._wanted = ""
        """What was typed last."""
        self._found: CommandTarget | None = None
        """What the archive was last searched for."""

    def do_command(self, _: int) -> None:
        """Ask for a command."""
        tags = self._library.writer.tags()
        self._found = None
        prepare_words(self._lists.view.listing.papers, self._runner)
        self._prompts.ask(
            Prompt(
                ":",
                self._done,
                changed=self._preview,
                cancelled=self._forget,
                ready=self._is_counted,
                words=(*VERBS, *query_words(tags), *tags),
                history=self._prompts.history(_KIND),
                syntax=("syntax", _syntax),
            )
        )

    def _preview(self, typed: str) -> str:
        """Mark what will be touched, and say how much that is."""
        self._forget()
        self._wanted = typed
        if not typed.strip() or typed.strip() in _LEAVE:
            return ""
        try:
            command = self._parsed(typed)
            if self._is_wide(command):
                self._timer = self._runner.after(_PAUSE, lambda: self._search(typed, command))
                return "…"
            papers = self._in_reach(command)
        except NoCommandError as error:
            raise PromptError(str(error)) from error
        except QueryError as error:
            raise PromptError(error.sentence) from error
        return self._shown(CommandTarget(typed, command, papers))

    def _is_counted(self, typed: str) -> bool:
        """It was said how many papers will be touched."""
        if typed.strip() in ("", *_LEAVE) or not self._is_wide(command := self._parsed(typed)):
            return True
        if self._found and self._found.typed == typed:
            return True
        if self._timer:
            self._timer.stop()
        self._search(typed, command)
        # What is typed behind this enter was meant for what comes after the command.
        self._keys.hold(self)
        return False

    def _done(self, typed: str) -> None:
        self._forget()
        if typed.strip() in _LEAVE:
            self._press("quit")
            return
        if not typed.strip():
            return
        self._prompts.remember(_KIND, typed.strip())
        command = self._parsed(typed)
        if self._found and self._found.typed == typed:
            self._carry_out(self._found)
            return
        try:
            self._carry_out(CommandTarget(typed, command, self._in_reach(command)))
        except QueryError as error:
            self._messages.warn(error.sentence)

    def _carry_out(self, selected: CommandTarget) -> None:
        command, papers = selected.command, selected.papers
        if command.verb == "mark":
            self._lists.repaint(self._lists.selection.add(paper.id for paper in papers))
        elif touched := self._touched(selected):
            wishes = command.wishes(touched)
            self._library.writer.apply(
                wishes, {paper.id: paper for paper in touched if paper.title}
            )
            self._lists.repaint(paper.id for paper in touched)
            self._messages.say(
                f"{_papers(len(touched))}: {selected.typed.strip()}. "
                f"{self._bindings.key('undo')} undoes it."
            )
            if command.verb != "retag":
                self._last_decision.decision = TriageDecision(command.wishes)
        else:
            self._messages.say("No paper was touched.")

    def _touched(self, selected: CommandTarget) -> list[Paper]:
        """The papers that would look different; rows are marked whatever is with them."""
        if selected.command.verb == "mark":
            return list(selected.papers)
        touched = self._library.writer.touched(selected.command.wishes(selected.papers))
        return [paper for paper in selected.papers if paper.id in touched]

    def _shown(self, selected: CommandTarget) -> str:
        papers, verb = self._touched(selected), selected.command.verb
        self._lists.repaint(self._lists.selection.stretch(paper.id for paper in papers))
        if not papers:
            return "nothing would change" if selected.papers else "no paper"
        wide = " of all lists" if self._is_wide(selected.command) else ""
        where = " of the library" if verb == "retag" else wide
        titles = shorten("; ".join(readable(paper.title) for paper in papers[:3]), _TITLES)
        return f"{_papers(len(papers))}{where}: {titles}"

    def _parsed(self, typed: str) -> Command:
        return parse(typed, self._library.writer.tags(), self._bindings.actions)

    def _is_wide(self, command: Command) -> bool:
        """It is about all that was ever fetched."""
        # The sample has an archive of no one's own.
        on_sample = self._lists.period is None
        return (
            command.verb not in ("retag", "mark")
            and not on_sample
            and "listed" in command.query.fields()
        )

    def _in_reach(self, command: Command) -> list[Paper]:
        """The papers that a command is about: those in view, or for `retag` of the library."""
        matches = self._lists.view.informed(command.query).matches
        rows = self._lists.view.rows
        if command.verb != "retag":
            return [row.paper for row in rows if matches(row.paper, row.marks)]
        shown = {row.paper.id: row.paper for row in rows}
        tagged = self._library.writer.tagged(command.names[0])
        papers = (shown.get(paper) or Paper(paper, "") for paper in tagged)
        return [paper for paper in papers if matches(paper, self._library.writer.marks(paper.id))]

    def _search(self, typed: str, command: Command) -> None:
        """Look in the archive and in what is in view, which may be newer, and say what is there."""

        def done(found: Sequence[Paper]) -> None:
            papers = {paper.id: paper for paper in (*in_view, *found)}
            self._found = CommandTarget(typed, command, tuple(papers.values()))
            self._keys.release(self, dropping=True)
            if typed == self._wanted:
                self._messages.remark(self._shown(self._found))

        def failed(error: ReaderError) -> None:
            self._keys.release(self, dropping=True)
            self._messages.warn(error.sentence)

        try:
            in_view = self._in_reach(command)
        except QueryError as error:
            failed(error)
            return
        self._runner.run(lambda: self._session.lookups.matching_papers(command.query), done, failed)

    def _forget(self) -> None:
        """Nothing is about to be touched."""
        self._wanted = ""
        self._keys.release(self, dropping=True)
        if self._timer:
            self._timer.stop()
        self._lists.repaint(self._lists.selection.end_range())


def _syntax() -> Content:
    """What can be typed, in five lines."""
    commands = "star unstar read unread mark QUERY   tag untag NAME QUERY   retag OLD NEW"
    return Content(f"{commands}\n").append(query_syntax())


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"
