"""Keys that arrange the list: order, groups, layout."""

from __future__ import annotations

from reader.tui.handlers.cursor import at_cursor, line_at
from reader.tui.handlers.stand import Stand
from reader.tui.state.arrangement import Arrangement, Fold, grouped
from reader.tui.state.list_view import Heading, Line

LAYOUTS = ("split", "titles", "abstract")
"""Both panes; the list at full width; the paper alone."""
_LONG = 200
"""Papers of which the groups are found beside the screen's thread."""


class Arranging:
    """No mark changes, and the cursor stays on its paper."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._last: str | None = None

    def do_sort(self, _: int) -> None:
        """The next order."""
        arrangement = self._stand.view.arrangement.resorted()
        self._arrange(arrangement)
        self._stand.say(f"Sorted {arrangement.words}." if arrangement.words else "In feed order.")

    def do_fold_by_topic(self, _: int) -> None:
        """Groups of papers on one topic; again, and there are none."""
        self._fold("topic")

    def do_fold_by_organization(self, _: int) -> None:
        """Groups of papers of one organisation; again, and there are none."""
        self._fold("organization")

    def do_unfold(self, _: int) -> None:
        """Open the group under the cursor, or fold it again."""
        view = self._stand.view
        if not any(isinstance(line, Heading) for line in view.lines):
            self._stand.say("Nothing is folded: zt folds by topic, zo by organisation.")
            return
        name = self._group(view.lines[self._stand.list.cursor : self._stand.list.cursor + 1])
        if name:
            self._arrange(view.arrangement.toggled(name))
            self._stand.list.move_to(self._heading(name))

    def do_layout(self, _: int) -> None:
        """Both panes, titles only, abstract only."""
        self._stand.panes = LAYOUTS[(LAYOUTS.index(self._stand.panes) + 1) % len(LAYOUTS)]

    def _fold(self, fold: Fold) -> None:
        stand, listing = self._stand, self._stand.view.listing
        arrangement = stand.view.arrangement.folded(fold)
        if arrangement.fold is None or len(listing.papers) <= _LONG:
            self._arrange(arrangement)
            return

        def done(_: object) -> None:
            if stand.view.listing is listing:
                self._arrange(arrangement)

        stand.say("Folding …")
        stand.later(lambda: grouped(listing.papers, fold), done, lambda _: None)

    def _arrange(self, arrangement: Arrangement) -> None:
        view = self._stand.view.arranged(arrangement)
        self._stand.show(view, self._place())

    def _place(self) -> str | None:
        """The paper under the cursor; on a group the last one in it that the cursor was on."""
        line = line_at(self._stand)
        if isinstance(line, Heading) and any(row.paper.id == self._last for row in line.rows):
            return self._last
        self._last = at_cursor(self._stand)
        return self._last

    def _group(self, lines: list[Line]) -> str | None:
        """The group of the line under the cursor."""
        for line in lines:
            if isinstance(line, Heading):
                return line.name
            for heading in self._stand.view.lines:
                if isinstance(heading, Heading) and line in heading.rows:
                    return heading.name
        return None

    def _heading(self, name: str) -> int:
        lines = enumerate(self._stand.view.lines)
        return next(i for i, line in lines if isinstance(line, Heading) and line.name == name)
