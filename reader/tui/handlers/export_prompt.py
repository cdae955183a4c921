"""The key that exports what is in view, or marked, to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import ReaderError
from reader.paper import Paper
from reader.system.threads import call_guarded
from reader.tui.handlers.stand import Stand
from reader.tui.widgets.prompt_line import Mistake, Prompt

if TYPE_CHECKING:
    from reader.export.exporter import Exporter, ExportPlan
    from reader.library.library import Library

_USUAL = "refs.bib"


class Giving:
    """Nothing is written before the reader has seen what changes."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._last = _USUAL
        self._given: list[Paper] = []
        self._chosen = False

    def do_export(self, _: int) -> None:
        """Ask for a file."""
        from reader.export.export_formats import format_of_file

        papers = self._stand.view.chosen or [row.paper for row in self._stand.view.rows]
        if not papers:
            self._stand.say("There is no paper here to export.")
            return

        def changed(typed: str) -> str:
            form = format_of_file(typed.strip())
            if typed.strip() and not form:
                raise Mistake("a file such as refs.bib, list.md, refs.ris or papers.csv")
            try:
                Path(typed.strip()).expanduser()
            except RuntimeError as error:
                raise Mistake(f"{typed.strip()} is in nobody's home") from error
            count = "1 paper" if len(papers) == 1 else f"{len(papers)} papers"
            return f"{count} as {form.name}" if form else ""

        def done(typed: str) -> None:
            if format_of_file(typed.strip()):
                self._last = typed.strip()
                path = Path(self._last).expanduser()
                self._run(lambda library: self._plan(library, path))
                self._stand.hold(self)

        self._given, self._chosen = papers, bool(self._stand.view.chosen)
        self._stand.ask(Prompt("Export to:", done, value=self._last, changed=changed))

    def _export(self, library: Library, path: Path) -> Exporter:
        from reader.export.export_formats import FORMATS, format_of_file
        from reader.export.exporter import Exporter

        rows = [(paper, library.marks(paper.id)) for paper in self._given]
        form = format_of_file(path.name) or FORMATS["bibtex"]
        learned = self._stand.session.learned(self._given)
        return Exporter(library, rows, form, learned.imprints, cached_publications=learned.kept)

    def _plan(self, library: Library, path: Path) -> Callable[[], None]:
        plan = self._export(library, path).plan(path)
        return lambda: self._show(plan)

    def _show(self, plan: ExportPlan) -> None:
        from reader.tui.screens.change_screen import ChangeScreen

        if not plan.changes:
            self._stand.release(self, dropping=True)
            self._stand.say(f"Nothing would change in {plan.path}.")
            return

        def decided(write: bool) -> None:
            if write:
                self._run(lambda library: self._write(library, plan))
            else:
                self._stand.say(f"{plan.path} is as it was.")

        what = f"{plan.added} to add, {plan.refreshed} to refresh"
        if plan.replaces:
            what = f"all of it replaced, papers: {plan.added}"
        title = f"{plan.path}: {what}"
        keyboard = self._stand.bindings.keyboard
        shown = ChangeScreen(title, plan.diff(), keyboard, decided)
        self._stand.app.push_screen(shown)
        self._stand.release(self)

    def _write(self, library: Library, shown: ExportPlan) -> Callable[[], None]:
        plan = self._export(library, shown.path).write(shown.path, shown.before)

        def done() -> None:
            if self._chosen:
                self._stand.repaint(self._stand.chosen.clear())
            what = f"{plan.added} added, {plan.refreshed} refreshed"
            self._stand.say(f"{plan.path}: {'replaced' if plan.replaces else what}.")
            self._stand.repaint(paper.id for paper in self._given)
            self._stand.learn()

        return done

    def _run(self, task: Callable[[Library], Callable[[], None]]) -> None:
        """Do something with the library in its turn; a file that cannot be used is told."""

        def guarded(library: Library) -> Callable[[], None]:
            try:
                return call_guarded(lambda: task(library))
            except ReaderError as error:
                sentence = error.sentence

                def failed() -> None:
                    self._stand.release(self, dropping=True)
                    self._stand.warn(sentence)

                return failed

        self._stand.writer.run(guarded)
