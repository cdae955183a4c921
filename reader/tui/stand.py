"""What the keys may do with the screen that they are pressed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol, TypeVar

from textual.app import App

from reader.errors import ReaderError
from reader.library.writer import Writer
from reader.paper import Paper
from reader.session import Opened, Session
from reader.tui.detail import Detail
from reader.tui.prompt import Prompt
from reader.tui.row_list import RowList
from reader.tui.view import Row, View

T = TypeVar("T")


class Stand(Protocol):
    """The screen, as far as keys need it."""

    @property
    def app(self) -> App[object]:
        """The app that the screen belongs to."""

    @property
    def session(self) -> Session:
        """The session whose papers are shown."""

    @property
    def writer(self) -> Writer:
        """The marks."""

    @property
    def view(self) -> View:
        """The rows and where they come from."""

    @property
    def list(self) -> RowList[Row]:
        """The list pane."""

    @property
    def detail(self) -> Detail:
        """The pane of the paper under the cursor."""

    @property
    def current(self) -> Paper | None:
        """The paper under the cursor; None in an empty list."""

    @property
    def day(self) -> date | None:
        """The day whose list is shown; None where it is the sample's."""

    busy: bool
    """The reader is at work here: a key has been pressed since the list was opened."""

    def say(self, text: str) -> None:
        """Tell the reader something, until the next key."""

    def warn(self, text: str) -> None:
        """Tell the reader that something went wrong."""

    def ask(self, prompt: Prompt) -> None:
        """Open the line for typing."""

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""

    def repaint(self, papers: Iterable[str]) -> None:
        """The marks of these papers may look different."""

    def show(self, view: View, paper: str | None) -> None:
        """Show other rows, with the cursor on a paper where it is among them."""

    def fetching(self, day: date | None) -> None:
        """The service is being asked, for a day or for the newest."""

    def rested(self) -> None:
        """The service is no longer being asked, and what is shown stays."""

    def opened(self, opened: Opened) -> None:
        """This list is on screen now, as fresh as it says."""

    def failed(self, error: ReaderError) -> None:
        """The service could not be asked for a list."""

    def later(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[ReaderError], None],
    ) -> None:
        """Do work in a thread, and one of the others in the screen's with what came of it."""
