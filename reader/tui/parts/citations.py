"""Which papers the reader's own bibliographies cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.session import Session
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages

if TYPE_CHECKING:
    from reader.export.own_bibliographies import OwnBibliographies


class CitationLookup:
    """Reads the bibliographies in a thread, and has the list show what they cite."""

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
        self._bibliography: OwnBibliographies | None = None

    def load(self) -> None:
        """Look again what is cited, where there are bibliographies."""
        if self._session.has_bibliographies:
            self._runner.run(
                lambda: self._session.bibliography,
                self._loaded,
                lambda error: self._messages.warn(str(error)),
            )

    def _loaded(self, bibliography: OwnBibliographies) -> None:
        if bibliography is self._bibliography:
            return
        self._bibliography = bibliography
        for sentence in bibliography.problems:
            self._messages.warn(sentence)
        self._lists.show_cited(bibliography.cited)
