"""What the keys may do with the screen that they are pressed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.app import App
from textual.geometry import Size

from reader.errors import ReaderError
from reader.library.writer import Writer
from reader.paper import Marks, Paper, Period
from reader.session import Session
from reader.settings.saved_queries import SavedQueries
from reader.tui.keys.bindings import Bindings
from reader.tui.state.list_view import Line, View
from reader.tui.state.selection import Chosen
from reader.tui.state.tally import Tally
from reader.tui.state.trail import Trail
from reader.tui.widgets.prompt_line import Prompt
from reader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from reader.tui.handlers.decision import Decision
    from reader.tui.parts.reading_view import ReadingView
    from reader.tui.parts.service_status import Status

T = TypeVar("T")


class Pane(Protocol):
    """Where a paper is shown."""

    abstract_name: str
    """The heading of abstracts that are not the authors' own."""
    terms: tuple[str, ...]
    """Words that are looked for; they stand out."""
    cited: str | None
    """The key under which a bibliography of the reader has the paper."""

    @property
    def size(self) -> Size:
        """The room for it, in cells."""

    def show(self, paper: Paper, marks: Marks) -> None:
        """Show a paper from its top; the one that is shown already stays where it is scrolled."""

    def say(self, text: str) -> None:
        """Show a sentence where there is no paper."""

    def page_down(self) -> bool:
        """Go a page on; False where the end was in sight already."""

    def by(self, lines: int) -> None:
        """Scroll by some lines."""


class Opens(Protocol):
    """Opens other lists."""

    def open(self, period: Period | None) -> None:
        """Show a list; None is that of the newest day that has papers."""

    def fetch(self, period: Period | None, *, again: bool = False) -> None:
        """Ask the service for a list, also where it is final if `again`."""

    def step(self, step: int, count: int) -> None:
        """Show the nearest list before (-1) or after (1) that has papers, some times."""

    def forget(self) -> None:
        """Whatever was asked for is no longer wanted."""


class Stand(Protocol):
    """The screen, as far as keys need it."""

    @property
    def app(self) -> App[object]:
        """The app that the screen belongs to."""

    @property
    def bindings(self) -> Bindings:
        """The actions with the keys in force."""

    @property
    def saved_queries(self) -> SavedQueries:
        """What stands out, and what is folded away."""

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
    def list(self) -> RowList[Line]:
        """The list pane."""

    @property
    def detail(self) -> Pane:
        """The pane of the paper under the cursor, which it shows by now."""

    @property
    def current(self) -> Paper | None:
        """The paper under the cursor; None in an empty list."""

    @property
    def period(self) -> Period | None:
        """What is shown the list of; None where it is the sample."""

    @property
    def chosen(self) -> Chosen:
        """The rows that are marked."""

    @property
    def tally(self) -> Tally:
        """What was unread when the list was opened."""

    @property
    def status(self) -> Status:
        """Told of every question to the service and of what came of it."""

    @property
    def opening(self) -> Opens:
        """Opens other lists."""

    @property
    def trail(self) -> Trail:
        """The way back."""

    panes: str
    """Which are shown: one of `reader.tui.handlers.arrangement_keys.LAYOUTS`."""

    @property
    def abstract_in_sight(self) -> bool:
        """The paper under the cursor is shown, and not its title alone."""

    last: Decision | None
    """The decision that is made again by one key."""

    busy: bool
    """The reader is at work here: a key has been pressed since the list was opened."""

    def say(self, text: str) -> None:
        """Tell the reader something, until the next key."""

    def warn(self, text: str) -> None:
        """Tell the reader that something went wrong."""

    def ask(self, prompt: Prompt) -> None:
        """Open the line for typing."""

    def remark(self, text: str) -> None:
        """Say something behind the line for typing, or in the last line where nothing is typed."""

    def typed(self, kind: str) -> Sequence[str]:
        """What was typed before where such a thing was asked for, the latest last."""

    def remember(self, kind: str, text: str) -> None:
        """This was typed where such a thing was asked for."""

    def enter(self, view: ReadingView) -> None:
        """Show the paper under the cursor alone, where some keys mean something else."""

    def leave(self) -> None:
        """Back to the list."""

    def show_current(self) -> None:
        """Show what is under the cursor."""

    def freshen(self) -> None:
        """Show it now, where keys came faster than it was drawn."""

    def show_header(self) -> None:
        """Say what list this is, and how fresh."""

    def repaint(self, papers: Iterable[str]) -> None:
        """The marks of these papers may look different."""

    def show(self, view: View, paper: str | None) -> None:
        """Show other rows, with the cursor on a paper where it is among them."""

    def learn(self) -> None:
        """Look again what the reader's own bibliographies cite."""

    def press(self, action: str, count: int = 1) -> None:
        """Do what a key of this action does."""

    def hold(self, holder: object) -> None:
        """What is shown is about to change: keys that come now are about that.

        Args:
            holder: whoever changes it.
        """

    def release(self, holder: object, *, dropping: bool = False) -> None:
        """Take the keys that were held, or forget them, and say so.

        Args:
            holder: whoever held them; where nobody did of that name, nothing happens.
            dropping: forget them.
        """

    def later(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[ReaderError], None],
    ) -> None:
        """Do work in a thread, and one of the others in the screen's with what came of it."""
