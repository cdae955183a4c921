"""Keys that arrange the list: order, groups, layout."""

from __future__ import annotations

from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.pane_layout import PaneLayout
from reader.tui.state.arrangement import Arrangement, Fold, grouped
from reader.tui.state.list_view import Heading, Line

_LONG = 200
"""Papers of which the groups are found beside the screen's thread."""


class ArrangementHandler:
    """No mark changes, and the cursor stays on its paper."""

    def __init__(
        self,
        lists: ListPresenter,
        layout: PaneLayout,
        messages: Messages,
        runner: BackgroundRunner,
    ) -> None:
        self._lists = lists
        self._layout = layout
        self._messages = messages
        self._runner = runner
        self._last: str | None = None

    def do_sort(self, _: int) -> None:
        """The next order."""
        arrangement = self._lists.view.arrangement.resorted()
        self._arrange(arrangement)
        self._messages.say(
            f"Sorted {arrangement.order_words}." if arrangement.order_words else "In feed order."
        )

    def do_fold_by_topic(self, _: int) -> None:
        """Groups of papers on one topic; again, and there are none."""
        self._fold("topic")

    def do_fold_by_organization(self, _: int) -> None:
        """Groups of papers of one organisation; again, and there are none."""
        self._fold("organization")

    def do_unfold(self, _: int) -> None:
        """Open the group under the cursor, or fold it again."""
        view = self._lists.view
        if not any(isinstance(line, Heading) for line in view.lines):
            self._messages.say("Nothing is folded: zt folds by topic, zo by organisation.")
            return
        name = self._group(view.lines[self._lists.rows.cursor : self._lists.rows.cursor + 1])
        if name:
            self._arrange(view.arrangement.toggle(name))
            self._lists.rows.move_to(self._heading(name))

    def do_layout(self, _: int) -> None:
        """Both panes, titles alone, one line a row, the abstract alone."""
        self._layout.next()

    def do_narrower(self, count: int) -> None:
        """A smaller list, a larger paper."""
        self._move_border(-count)

    def do_wider(self, count: int) -> None:
        """A larger list, a smaller paper."""
        self._move_border(count)

    def _move_border(self, steps: int) -> None:
        if not self._layout.move_border(steps):
            self._messages.say("The border between list and paper goes no further.")

    def _fold(self, fold: Fold) -> None:
        listing = self._lists.view.listing
        arrangement = self._lists.view.arrangement.folded(fold)
        if arrangement.fold is None or len(listing.papers) <= _LONG:
            self._arrange(arrangement)
            return

        def done(_: object) -> None:
            if self._lists.view.listing is listing:
                self._arrange(arrangement)

        self._messages.say("Folding …")
        self._runner.run(lambda: grouped(listing.papers, fold), done, lambda _: None)

    def _arrange(self, arrangement: Arrangement) -> None:
        view = self._lists.view.arranged(arrangement)
        self._lists.show(view, self._place())

    def _place(self) -> str | None:
        """The paper under the cursor; on a group the last one in it that the cursor was on."""
        line = self._lists.line
        if isinstance(line, Heading) and any(row.paper.id == self._last for row in line.rows):
            return self._last
        self._last = self._lists.place
        return self._last

    def _group(self, lines: list[Line]) -> str | None:
        """The group of the line under the cursor."""
        for line in lines:
            if isinstance(line, Heading):
                return line.name
            for heading in self._lists.view.lines:
                if isinstance(heading, Heading) and line in heading.rows:
                    return heading.name
        return None

    def _heading(self, name: str) -> int:
        lines = enumerate(self._lists.view.lines)
        return next(i for i, line in lines if isinstance(line, Heading) and line.name == name)
