"""The key that exports what is in view, or marked, to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from reader.errors import ReaderError
from reader.paper import Paper
from reader.session import Session
from reader.system.threads import call_guarded
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.citations import CitationLookup
from reader.tui.parts.key_queue import KeyQueue
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.prompts import Prompts
from reader.tui.widgets.prompt_line import Prompt, PromptError

if TYPE_CHECKING:
    from reader.export.exporter import Exporter, ExportPlan
    from reader.library import Library

_USUAL = "refs.bib"


class ExportHandler:
    """Nothing is written before the reader has seen what changes."""

    def __init__(
        self,
        session: Session,
        library: ActiveLibrary,
        lists: ListPresenter,
        citations: CitationLookup,
        messages: Messages,
        prompts: Prompts,
        keys: KeyQueue,
        bindings: ActiveBindings,
        app: App[object],
    ) -> None:
        self._session = session
        self._library = library
        self._lists = lists
        self._citations = citations
        self._messages = messages
        self._prompts = prompts
        self._keys = keys
        self._bindings = bindings
        self._app = app
        self._last = _USUAL
        self._given: list[Paper] = []
        self._is_selection = False

    def do_export(self, _: int) -> None:
        """Ask for a file."""
        from reader.export.export_formats import format_of_file

        papers = self._lists.view.selected or [row.paper for row in self._lists.view.rows]
        if not papers:
            self._messages.say("There is no paper here to export.")
            return

        def changed(typed: str) -> str:
            form = format_of_file(typed.strip())
            if typed.strip() and not form:
                raise PromptError("a file such as refs.bib, list.md, refs.ris or papers.csv")
            try:
                Path(typed.strip()).expanduser()
            except RuntimeError as error:
                raise PromptError(f"{typed.strip()} is in nobody's home") from error
            count = "1 paper" if len(papers) == 1 else f"{len(papers)} papers"
            return f"{count} as {form.name}" if form else ""

        def done(typed: str) -> None:
            if format_of_file(typed.strip()):
                self._last = typed.strip()
                path = Path(self._last).expanduser()
                self._run(lambda library: self._plan(library, path))
                self._keys.hold(self)

        self._given, self._is_selection = papers, bool(self._lists.view.selected)
        self._prompts.ask(Prompt("Export to:", done, value=self._last, changed=changed))

    def _export(self, library: Library, path: Path) -> Exporter:
        from reader.export.export_formats import FORMATS, format_of_file
        from reader.export.exporter import Exporter

        rows = [(paper, library.marks(paper.id)) for paper in self._given]
        form = format_of_file(path.name) or FORMATS["bibtex"]
        learned = self._session.learned(self._given)
        return Exporter(library, rows, form, learned.imprints, cached_publications=learned.kept)

    def _plan(self, library: Library, path: Path) -> Callable[[], None]:
        plan = self._export(library, path).plan(path)
        return lambda: self._show(plan)

    def _show(self, plan: ExportPlan) -> None:
        from reader.tui.screens.change_screen import ChangeScreen

        if not plan.changes:
            self._keys.release(self, dropping=True)
            self._say(f"Nothing would change in {plan.path}", plan)
            return

        def decided(write: bool) -> None:
            if write:
                self._run(lambda library: self._write(library, plan))
            else:
                self._messages.say(f"{plan.path} is as it was.")

        what = f"{plan.added} to add, {plan.refreshed} to refresh"
        if plan.replaces:
            what = f"all of it replaced, papers: {plan.added}"
        title = f"{plan.path}: {what}"
        keyboard = self._bindings.keyboard
        shown = ChangeScreen(title, plan.diff(), keyboard, decided)
        self._app.push_screen(shown)
        self._keys.release(self)

    def _write(self, library: Library, shown: ExportPlan) -> Callable[[], None]:
        plan = self._export(library, shown.path).write(shown.path, shown.before)

        def done() -> None:
            if self._is_selection:
                self._lists.repaint(self._lists.selection.clear())
            what = f"{plan.added} added, {plan.refreshed} refreshed"
            self._say(f"{plan.path}: {'replaced' if plan.replaces else what}", plan)
            self._lists.repaint(paper.id for paper in self._given)
            self._citations.load()

        return done

    def _say(self, done: str, plan: ExportPlan) -> None:
        """Say what was done, and which papers were left out of it."""
        if plan.unwritable:
            self._messages.warn(f"{done}. {ReaderError(plan.left_out).sentence}")
            return
        papers = [f"{paper} is commented out there" for paper in plan.commented_out]
        self._messages.say(f"{'; '.join([done, *papers])}.")

    def _run(self, task: Callable[[Library], Callable[[], None]]) -> None:
        """Do something with the library in its turn; say so where a file cannot be used."""

        def guarded(library: Library) -> Callable[[], None]:
            try:
                return call_guarded(lambda: task(library))
            except ReaderError as error:
                sentence = error.sentence

                def failed() -> None:
                    self._keys.release(self, dropping=True)
                    self._messages.warn(sentence)

                return failed

        self._library.writer.run(guarded)
