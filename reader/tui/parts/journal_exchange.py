"""Exchanges journals with other machines, in the background and when the reader wishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.session import Session
from reader.tui.parts.active_settings import ActiveSettings
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.service_status import ServiceStatus

if TYPE_CHECKING:
    from reader.errors import ReaderError
    from reader.sync.remote_exchange import ExchangeReport

_SOON = 1.0
"""Seconds after the start, when the first screen is drawn."""
_FAILED = "not synchronised"


class JournalExchange:
    """Runs one exchange at a time; what comes is noticed as any change of another machine is."""

    def __init__(
        self,
        session: Session,
        settings: ActiveSettings,
        lists: ListPresenter,
        status: ServiceStatus,
        messages: Messages,
        runner: BackgroundRunner,
    ) -> None:
        self._session = session
        self._settings = settings
        self._lists = lists
        self._status = status
        self._messages = messages
        self._runner = runner
        self._is_running = False

    def begin(self) -> None:
        """Exchange soon, in the background, if the settings want it."""
        if self._remote and self._settings.current.is_on("sync.auto"):
            self._runner.after(_SOON, self._start)

    def now(self) -> None:
        """Exchange now, and say what came and went."""
        if not self._remote:
            self._messages.say(
                "Nothing is to be exchanged: paper-reader sync init REMOTE sets up a repository."
            )
        elif self._is_running:
            self._messages.say("Marks are being exchanged already.")
        else:
            self._messages.say("Exchanging marks …")
            self._start(aloud=True)

    @property
    def _remote(self) -> str:
        return str(self._settings.current.values["sync.remote"])

    def _start(self, *, aloud: bool = False) -> None:
        if self._is_running:
            return
        self._is_running = True
        home, remote = self._session.places.library, self._remote

        def work() -> ExchangeReport:
            from reader.sync.remote_exchange import AT_START, RemoteExchange

            return RemoteExchange(home, remote, AT_START).run()

        def done(report: ExchangeReport) -> None:
            self._end("")
            if aloud:
                self._messages.remark(f"Marks exchanged: {report.words}.")

        def failed(error: ReaderError) -> None:
            self._end(_FAILED)
            if aloud:
                self._messages.warn(error.sentence)

        self._runner.run(work, done, failed)

    def _end(self, trouble: str) -> None:
        self._is_running = False
        self._status.trouble = trouble
        self._lists.show_header()
