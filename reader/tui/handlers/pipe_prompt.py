"""Keys that pipe papers to a command: as BibTeX, JSON, text, or their links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual.app import App

from reader.paper import Paper
from reader.text import shorten
from reader.tui.handlers.cursor import chosen_papers
from reader.tui.handlers.given_keys import GivenKeys
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.prompts import Prompts
from reader.tui.widgets.prompt_line import Prompt

_KIND = "pipe"
"""The kind of history that these prompts share."""
_WIDTH = 80
"""Columns of text."""
_SHOWN = 40
"""Characters of a command that are said again."""


class PipeHandler:
    """What is marked, else the paper under the cursor, goes to a command of the reader's."""

    def __init__(
        self,
        library: ActiveLibrary,
        lists: ListPresenter,
        messages: Messages,
        prompts: Prompts,
        given: GivenKeys,
        app: App[object],
    ) -> None:
        self._library = library
        self._lists = lists
        self._messages = messages
        self._prompts = prompts
        self._given = given
        self._app = app

    def do_pipe_bibtex(self, _: int) -> None:
        """The BibTeX entries; their keys never change from then on."""

        def run(papers: Sequence[Paper], command: str) -> None:
            def found(keys: Mapping[str, str]) -> None:
                if self._pipe(papers, command, self._given.bibtex(papers, keys)):
                    self._given.fix(keys)

            self._given.preview(papers, found)

        self._ask("BibTeX", run)

    def do_pipe_json(self, _: int) -> None:
        """An array of objects, as the command `list` prints it."""
        from reader.export.json_record import array

        def text(papers: Sequence[Paper]) -> str:
            versions = self._lists.versions
            marks = self._library.writer.marks
            return array((each, marks(each.id), versions.get(each.id)) for each in papers)

        self._ask_for("JSON", text)

    def do_pipe_text(self, _: int) -> None:
        """All that is known of the papers, to be read."""
        from reader.export.json_record import record
        from reader.export.plain_text import paper_lines

        def page(paper: Paper) -> str:
            marks = self._library.writer.marks(paper.id)
            known = record(paper, marks, self._lists.versions.get(paper.id))
            return "\n".join(paper_lines(known, marks, _WIDTH))

        self._ask_for("text", lambda papers: "\n\n\n".join(map(page, papers)))

    def do_pipe_links(self, _: int) -> None:
        """Every address that a paper is known to have, one a line."""
        from reader.tui.rendering.paper_text import paper_links

        def text(papers: Sequence[Paper]) -> str:
            return "\n".join(dict.fromkeys(link for each in papers for link in paper_links(each)))

        self._ask_for("links", text)

    def _ask_for(self, what: str, text: Callable[[Sequence[Paper]], str]) -> None:
        def run(papers: Sequence[Paper], command: str) -> None:
            self._pipe(papers, command, text(papers))

        self._ask(what, run)

    def _ask(self, what: str, run: Callable[[Sequence[Paper], str], None]) -> None:
        """Ask for a command, and have it run with the papers that are chosen now."""
        if not (papers := chosen_papers(self._lists, self._messages)):
            return

        def done(typed: str) -> None:
            if command := typed.strip():
                self._prompts.remember(_KIND, command)
                run(papers, command)

        several = f" of {len(papers)} papers" if len(papers) > 1 else ""
        history = self._prompts.history(_KIND)
        self._prompts.ask(
            Prompt(f"Pipe {what}{several} to:", done, history=history, enter="run it")
        )

    def _pipe(self, papers: Sequence[Paper], command: str, text: str) -> bool:
        """Run a command with a text as its input; whether it ended well."""
        from reader.tui.handlers.shell_pipe import piped

        problem = piped(self._app, command, f"{text.rstrip()}\n")
        name = shorten(command, _SHOWN)
        count = "1 paper" if len(papers) == 1 else f"{len(papers)} papers"
        self._messages.say(f"{name} {problem}." if problem else f"Piped {count} to {name}")
        return not problem
