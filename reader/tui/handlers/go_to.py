"""Keys that choose what is listed: days and other periods, the queue, a paper."""

from __future__ import annotations

from datetime import date

from reader.listings import periods
from reader.paper import Period
from reader.session import Session
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.key_queue import KeyQueue
from reader.tui.parts.list_opener import ListOpener
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.prompts import Prompts
from reader.tui.rendering.tag_menu import matching_tags, menu
from reader.tui.widgets.prompt_line import Prompt, PromptError

_SEARCHED = 250
"""Characters that the service takes."""


_MARKED = "is:read or is:starred or is:tagged or is:noted"
"""What the library is asked for: papers that bear a mark, and not those that once did."""


class GoToHandler:
    """No mark changes; where the reader was in a list is remembered."""

    def __init__(
        self,
        session: Session,
        library: ActiveLibrary,
        lists: ListPresenter,
        opener: ListOpener,
        messages: Messages,
        prompts: Prompts,
        keys: KeyQueue,
        bindings: ActiveBindings,
    ) -> None:
        self._session = session
        self._library = library
        self._lists = lists
        self._opener = opener
        self._messages = messages
        self._prompts = prompts
        self._keys = keys
        self._bindings = bindings

    def do_before(self, count: int) -> None:
        """The nearest earlier list that has papers."""
        self._opener.step(-1, count)

    def do_after(self, count: int) -> None:
        """The nearest later list that has papers."""
        self._opener.step(1, count)

    def do_newest(self, _: int) -> None:
        """The newest day."""
        self._opener.open(None)

    def do_queue(self, _: int) -> None:
        """All that is unread since the queue was left."""
        self._opener.open(Period("queue"))

    def do_week(self, _: int) -> None:
        """The week of the day that is shown."""
        self._opener.open(Period.around("week", self._day))

    def do_month(self, _: int) -> None:
        """The month of the day that is shown."""
        self._opener.open(Period.around("month", self._day))

    def do_trending(self, _: int) -> None:
        """What the service says is trending."""
        self._opener.open(Period("trending"))

    def do_starred(self, _: int) -> None:
        """The starred papers."""
        self._opener.open(Period("library", "is:starred"))

    def do_chances(self, _: int) -> None:
        """What was passed over, and that many have voted for since."""
        self._opener.open(Period("chances"))

    def do_library(self, _: int) -> None:
        """Every paper with a mark."""
        self._opener.open(Period("library", _MARKED))

    def do_tagged(self, _: int) -> None:
        """Ask for a tag, and open its papers."""
        tags = self._library.writer.tag_counts()
        if not tags:
            self._messages.say(f"No tag yet: {self._bindings.key('tag')} on a paper")
            return

        def changed(typed: str) -> str:
            if not matching_tags(tags, typed):
                raise PromptError(f"there is no tag {typed.strip()}")
            return ""

        def done(typed: str) -> None:
            from reader.query import tag_query

            self._opener.open(Period("library", str(tag_query(matching_tags(tags, typed)[0]))))

        self._prompts.ask(
            Prompt(
                "Tag:",
                done,
                changed=changed,
                words=[tag for tag, _ in tags],
                enter="open the first",
                menu=lambda typed: menu(tags, typed),
            )
        )

    def do_refresh(self, _: int) -> None:
        """Ask the service again for what is shown; for what was found in the archive, as well."""
        period = self._lists.period
        self._keys.was_pressed = False
        if period and period.kind == "archive":
            self._opener.open(Period("search", period.value[:_SEARCHED]))
        else:
            self._opener.fetch(period, again=True)

    def do_go_to(self, _: int) -> None:
        """Ask for a date, a week, a month or a paper."""
        session = self._session

        def changed(typed: str) -> str:
            try:
                return periods.parse_period(typed, session.today).kind if typed.strip() else ""
            except ValueError as error:
                raise PromptError(str(error)) from None

        def done(typed: str) -> None:
            if not typed.strip():
                return
            period = periods.parse_period(typed, session.today)
            shown = self._lists.view.index(period.value)
            if period.kind == "paper" and shown is not None:
                self._lists.rows.move_to(shown)
            else:
                self._opener.open(period)

        self._prompts.ask(Prompt("Go to:", done, changed=changed, enter="open"))

    @property
    def _day(self) -> date:
        """The last day that what is shown is about."""
        period, today = self._lists.period, self._session.today
        return min(period.days[-1] if period and period.days else today, today)
