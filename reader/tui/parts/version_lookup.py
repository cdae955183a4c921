"""Which versions arXiv has of the papers, and which are withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.session import Session
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages

if TYPE_CHECKING:
    from reader.errors import ReaderError
    from reader.metadata.version_check import VersionReport


class VersionLookup:
    """Reads in a thread what is known of versions, and asks arXiv where the reader wishes it."""

    def __init__(
        self,
        session: Session,
        lists: ListPresenter,
        runner: BackgroundRunner,
        messages: Messages,
    ) -> None:
        self._session = session
        self._lists = lists
        self._runner = runner
        self._messages = messages
        self._is_asking = False

    def load(self) -> None:
        """Show what is known of all papers, where anything is."""
        if self._session.has_versions:
            self._runner.run(
                self._session.versions,
                self._lists.show_versions,
                lambda error: self._messages.warn(error.sentence),
            )

    def check(self) -> None:
        """Ask arXiv about the starred papers; that takes three seconds for fifty of them."""
        if self._is_asking:
            self._messages.say("arXiv is being asked already.")
            return
        self._is_asking = True
        self._messages.say("Asking arXiv about the starred papers …")
        self._runner.run(self._ask, self._show, self._failed)

    def _ask(self) -> VersionReport:
        marked = self._session.library.marked()
        return self._session.check_versions([paper for paper, marks in marked if marks.starred])

    def _show(self, report: VersionReport) -> None:
        self._is_asking = False
        for problem in report.problems:
            self._messages.warn(problem.sentence)
        if report.found:
            self._messages.remark(self._words(report))
            self.load()
        elif not report.problems:
            self._messages.remark("No paper is starred yet that arXiv could be asked about.")

    def _failed(self, error: ReaderError) -> None:
        self._is_asking = False
        self._messages.warn(error.sentence)

    def _words(self, report: VersionReport) -> str:
        """What came of it: the number of papers with news, and how to see them."""
        from reader.query.paper_states import PaperStates

        versions = {paper: record.latest for paper, record in report.found.items()}
        states = PaperStates(versions=versions.copy, decided_at=self._session.library.decided_at)
        news = []
        if updated := len(states.all_updated()):
            news.append(f"{updated} with a newer version (is:updated)")
        if withdrawn := len(states.all_withdrawn()):
            news.append(f"{withdrawn} withdrawn (is:withdrawn)")
        return f"{_papers(len(report.found))} checked: {', '.join(news) or 'nothing is new'}."


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"
