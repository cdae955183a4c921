"""Writes changes in a thread, while the marks on screen change at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue

from reader.errors import MistakeError, ReaderError
from reader.library import FieldUpdate, Library
from reader.library.decisions import notes_in
from reader.library.folded_state import READER
from reader.library.journal_entry import JournalEntry, Value
from reader.library.library_files import CHECKPOINT_BYTES
from reader.library.notes import save_notes
from reader.library.tags import TAG, tag_key, with_tag
from reader.paper import Marks, Paper
from reader.system.threads import call_guarded, catch_all, start_thread


@dataclass(frozen=True, slots=True)
class ChangeSaved:
    """A change is on disk; `entry` is None if every field already had its value."""

    ticket: int
    papers: frozenset[str]
    """The papers of the change, even if nothing had to be written."""
    entry: JournalEntry | None


@dataclass(frozen=True, slots=True)
class ChangeFailed:
    """A change could not be written, so it is taken back."""

    ticket: int
    papers: frozenset[str]
    error: ReaderError


@dataclass(frozen=True, slots=True)
class ChangeReverted:
    """An undo or a redo is on disk; `entry` is None if nothing was left to revert."""

    entry: JournalEntry | None
    redo: bool


@dataclass(frozen=True, slots=True)
class ChangedElsewhere:
    """Another process or machine changed the marks of these papers."""

    papers: frozenset[str]


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A task was done with the library; `then` is to be called in the screen's thread."""

    then: Callable[[], None]


@dataclass(frozen=True, slots=True)
class RefreshFailed:
    """Changes of others cannot be read; sent once, until they can be read again."""

    error: ReaderError


_REVERT = -1
"""The ticket of an undo or redo that failed."""

MOST_REVERTED = 99
"""How many changes can be taken back at once; nobody could check more of them."""

WriterEvent = (
    ChangeSaved | ChangeFailed | ChangeReverted | ChangedElsewhere | TaskDone | RefreshFailed
)
Job = Callable[[], WriterEvent | None]


class Writer:
    """The library as the screen sees it: optimistic changes, written by a thread.

    `apply` and `marks` are called in one thread, the screen's. Changes that are not on disk yet
    are laid over the stored marks. `notify` is called in the writer's thread with an event for
    each change, and the screen's thread passes that event to `settle`. A change that failed is
    thereby taken back, unless a later one has replaced it; `settled` is called at the end of that.
    After `every` seconds without a change the writer looks for changes of others, as `follow` does;
    its thread does so by itself, so that the screen's is woken only where there is one.
    """

    def __init__(
        self,
        library: Library,
        notify: Callable[[WriterEvent], None],
        settled: Callable[[WriterEvent], None] = lambda _: None,
        *,
        every: float | None = None,
    ) -> None:
        self._every = every
        self._library = library
        self._notify = notify
        self._settled = settled
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._pending: dict[int, dict[str, list[FieldUpdate]]] = {}
        self._tickets = 0
        self._unsettled = 0
        self.reverting = 0
        """How many undos and redos were not settled yet."""
        self.depth = 0
        """How many changes were made here and not taken back, less those taken back before."""
        self._more = 0
        """How many undos or redos follow the one that is being made."""
        self._notes: dict[int, dict[str, str]] = {}
        """Notes that are not on disk yet, by ticket."""
        self._drafts: dict[str, str] = {}
        self._own_stamps: set[str] = set()
        self.left = ""
        """After `close`: where notes were saved that could not be written, in a sentence."""
        self._trouble = ""
        self._looking = False
        self._drained = False
        self._thread = start_thread(self._work, "library")

    def marks(self, paper: str) -> Marks:
        """Return the marks of a paper, including changes that are not on disk yet."""
        marks = self._library.marks(paper)
        for updates in self._pending.values():
            marks = self._with_updates(marks, updates.get(paper, ()))
        return marks

    @property
    def busy(self) -> bool:
        """Some change was not settled yet."""
        return self._unsettled > 0

    def decided_at(self, paper: str) -> datetime | None:
        """Return when a paper was starred, or else read, as far as that is on disk."""
        return self._library.decided_at(paper)

    def place(self, name: str) -> Value:
        """Return a field of the reader's own record, including changes that are not on disk yet."""
        value = self._library.place(name)
        for updates in self._pending.values():
            for update in updates.get(READER, ()):
                value = update.value if update.field == name else value
        return value

    def tags(self) -> list[str]:
        """Return every tag in use, the most used first."""
        return self._library.tags()

    def tag_counts(self) -> list[tuple[str, int]]:
        """Return every tag in use with the number of its papers, the most used first."""
        return self._library.tag_counts()

    def tagged(self, tag: str) -> list[str]:
        """Return the papers that have a tag, in any spelling."""
        wanted = tag_key(tag)
        return [
            paper
            for paper, marks in self._library.marked()
            if any(tag_key(each) == wanted for each in marks.tags)
        ]

    @property
    def home(self) -> Path:
        """The folder of the library."""
        return self._library.home

    def draft(self, paper: str) -> str:
        """Return the note of a paper that could not be written; empty if there is none."""
        return self._drafts.get(paper, "")

    def pending(self, paper: str) -> bool:
        """Whether a change of this paper is not on disk yet."""
        return any(paper in updates for updates in self._pending.values())

    def marks_and_pending(self, paper: str) -> tuple[Marks, bool]:
        """Return both of a paper, as its row shows them."""
        return self.marks(paper), self.pending(paper)

    def apply(
        self,
        updates: Iterable[FieldUpdate],
        papers: Mapping[str, Paper],
        saved: Callable[[], None] = lambda: None,
    ) -> None:
        """Change marks in memory now, and on disk as soon as possible.

        Args:
            updates: what is to change.
            papers: records by id, for `Library.commit`.
            saved: called in the writer's thread when it is on disk.
        """
        updates = tuple(updates)
        self._tickets += 1
        self.depth += 1
        ticket = self._tickets
        by_paper = self._pending[ticket] = _by_paper(updates)
        notes = notes_in(updates)
        if notes:
            self._notes[ticket] = notes

        def job() -> WriterEvent:
            try:
                entry = call_guarded(lambda: self._library.commit(updates, papers))
            except ReaderError as error:
                refused = self._keep_refused(ticket, notes, error)
                return ChangeFailed(ticket, frozenset(by_paper), refused)
            self._notes.pop(ticket, None)
            with catch_all(self._report_mistake):
                saved()
            for paper in notes:
                self._drafts.pop(paper, None)
            if entry:
                self._own_stamps.add(entry.stamp)
            return ChangeSaved(ticket, frozenset(by_paper), entry)

        self._ask(job)

    def touched(self, updates: Iterable[FieldUpdate]) -> frozenset[str]:
        """Return the papers whose marks some updates would change."""
        by_paper = _by_paper(updates)
        before = ((paper, self.marks(paper)) for paper in by_paper)
        return frozenset(
            paper for paper, marks in before if self._with_updates(marks, by_paper[paper]) != marks
        )

    def settle(self, event: WriterEvent) -> None:
        """Handle an event that `notify` received; called in the screen's thread."""
        if isinstance(event, ChangeSaved | ChangeFailed) and event.ticket in self._pending:
            del self._pending[event.ticket]
            # What failed, and what changed nothing, cannot be taken back.
            self.depth -= isinstance(event, ChangeFailed) or event.entry is None
        if isinstance(event, ChangeReverted) and event.entry:
            self.depth += 1 if event.redo else -1
        if isinstance(event, ChangeReverted) or (
            isinstance(event, ChangeFailed) and event.ticket == _REVERT
        ):
            self.reverting -= 1
            if isinstance(event, ChangeReverted) and event.entry and self._more > 0:
                self._more -= 1
                self._revert(redo=event.redo)
        if not isinstance(event, ChangedElsewhere | RefreshFailed):
            self._unsettled -= 1
        if isinstance(event, TaskDone):
            event.then()
        self._settled(event)

    def undo(self, count: int = 1) -> None:
        """Take back the last changes, as far as there are any: this window's, then earlier ones."""
        self._more = min(count, MOST_REVERTED) - 1
        self._revert(redo=False)

    def redo(self, count: int = 1) -> None:
        """Redo the changes that were undone last."""
        self._more = min(count, MOST_REVERTED) - 1
        self._revert(redo=True)

    def follow(self) -> None:
        """Queue a look for changes of others, unless one is queued already."""
        if not self._looking:
            self._looking = True
            self._jobs.put(self._look)

    def run(self, task: Callable[[Library], Callable[[], None]]) -> None:
        """Run a task with the library in the writer's thread, then its result in the screen's."""

        def job() -> WriterEvent:
            try:
                return TaskDone(call_guarded(lambda: task(self._library)))
            except ReaderError as error:
                return ChangeFailed(0, frozenset(), error)

        self._ask(job)

    def close(self, timeout: float = 10.0) -> bool:
        """Write the changes that are queued, and fold the journals.

        Returns:
            Whether that was done within `timeout` seconds.
        """
        self._jobs.put(None)
        self._thread.join(timeout)
        if not self._drained:
            for notes in list(self._notes.values()):
                self.left = " ".join(filter(None, (self.left, save_notes(self.home, notes))))
        return self._drained

    def _keep_refused(
        self, ticket: int, notes: Mapping[str, str], error: ReaderError
    ) -> ReaderError:
        """Keep the notes of a change that failed; return the error, which says where they are."""
        self._notes.pop(ticket, None)
        self._drafts |= notes
        if isinstance(error, MistakeError) and (kept := save_notes(self.home, notes)):
            return MistakeError(f"{error}. {kept}")
        return error

    def _ask(self, job: Job) -> None:
        self._unsettled += 1
        self._jobs.put(job)

    def _with_updates(self, marks: Marks, updates: Sequence[FieldUpdate]) -> Marks:
        """Marks with the updates of one paper applied."""
        for update in updates:
            match update.field:
                case "read":
                    marks = replace(marks, read=bool(update.value))
                case "starred":
                    marks = replace(marks, starred=bool(update.value))
                case "note":
                    marks = replace(marks, note=str(update.value) if update.value else None)
                case field if field.startswith(TAG):
                    # As `FoldedState.new_tags` makes it.
                    anew = any(
                        tag_key(each.field) == tag_key(field) for each in updates if not each.value
                    )
                    name = field.removeprefix(TAG)
                    name = name if anew else self._library.spelled(name)
                    tags = with_tag(marks.tags, name, wanted=bool(update.value))
                    marks = replace(marks, tags=tags)
        return marks

    def _revert(self, *, redo: bool) -> None:
        def job() -> WriterEvent:
            try:
                revert = self._library.redo if redo else self._library.undo
                return ChangeReverted(call_guarded(lambda: revert(self._own_stamps)), redo)
            except ReaderError as error:
                return ChangeFailed(_REVERT, frozenset(), error)

        self.reverting += 1
        self._ask(job)

    def _look(self) -> WriterEvent | None:
        self._looking = False
        try:
            changed = call_guarded(self._library.refresh)
        except ReaderError as error:
            # Sent once, not every second.
            known, self._trouble = self._trouble, str(error)
            return None if known == self._trouble else RefreshFailed(error)
        self._trouble = ""
        return ChangedElsewhere(frozenset(changed)) if changed else None

    def _next(self) -> Job | None:
        try:
            return self._jobs.get(timeout=self._every)
        except Empty:
            return self._look

    def _work(self) -> None:
        while job := self._next():
            if event := job():
                self._notify(event)
            self._fold(CHECKPOINT_BYTES)
        self._fold()
        self._drained = True

    def _fold(self, grown: int = 0) -> None:
        """Write the checkpoint; if that fails, the next start only reads more of the journals."""
        with catch_all(self._report_mistake):
            self._library.checkpoint(grown)

    def _report_mistake(self, error: ReaderError) -> None:
        if isinstance(error, MistakeError):
            self._notify(RefreshFailed(error))


def _by_paper(updates: Iterable[FieldUpdate]) -> dict[str, list[FieldUpdate]]:
    found: dict[str, list[FieldUpdate]] = {}
    for update in updates:
        found.setdefault(update.paper, []).append(update)
    return found
