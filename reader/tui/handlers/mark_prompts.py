"""Keys that ask for tags and notes; each prompt names the papers that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.app import App
from textual.content import Content

from reader.library import decisions
from reader.library.tags import parse_tag_line, tag_line_problem
from reader.paper import Marks, Paper
from reader.text.cell_width import cell_count, truncate_cells
from reader.tui.handlers.cursor import one_paper
from reader.tui.handlers.decision import TriageDecision
from reader.tui.handlers.triage import TriageHandler
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.prompts import Prompts
from reader.tui.rendering.paper_text import seen
from reader.tui.rendering.tag_menu import menu
from reader.tui.widgets.prompt_line import Prompt, PromptError

_LONG = 10_000
"""Characters of a note that are too many for one line."""
_WORDS = 8
"""Words of the title in the name of the file that an editor is given."""
_SHARE = 3
"""Which part of the screen's width the name of a paper may have: one of so many."""
_TYPED = 24
"""Cells that are left for what is typed, at least."""


class MarkPromptHandler:
    """Directly after a decision that moved the cursor on, ctrl+t switches to what was decided."""

    def __init__(
        self,
        triage: TriageHandler,
        library: ActiveLibrary,
        lists: ListPresenter,
        messages: Messages,
        prompts: Prompts,
        bindings: ActiveBindings,
        app: App[object],
    ) -> None:
        self._triage = triage
        self._library = library
        self._lists = lists
        self._messages = messages
        self._prompts = prompts
        self._key = bindings.key
        self._app = app

    def do_tag(self, count: int) -> None:
        """Ask for tags."""
        if papers := self._triage.taken(count):
            self._prompts.ask(self._tag_prompt(papers, self._triage.just_decided, ""))

    def do_note(self, count: int) -> None:
        """Ask for a note; several papers get the same."""
        if not (papers := self._triage.taken(count)):
            return
        try:
            self._prompts.ask(self._note_prompt(papers, self._triage.just_decided))
        except PromptError as reason:
            self._messages.say(str(reason))

    def do_note_in_editor(self, _: int) -> None:
        """A note, in the reader's own editor."""
        from reader.tui.handlers.editor import EditorError, edited

        if self._lists.view.selected:
            self._messages.say(
                f"{self._key('note-in-editor')} opens the note of one paper, and papers are "
                f"marked; {self._key('clear')} clears that."
            )
            return
        if not (paper := one_paper(self._lists, self._messages)):
            return
        note = self._library.writer.draft(paper.id) or self._marks(paper).note or ""
        name = "-".join((paper.id, *re.findall(r"[A-Za-z0-9]+", paper.title)[:_WORDS]))
        head = _first_line(paper)
        shown = f"{head}\n{note}\n" if note else f"{head}\n"
        try:
            text = edited(self._app, shown, name, self._library.writer.home)
        except EditorError as error:
            self._messages.warn(f"{error}.")
            return
        if text.left:
            self._messages.warn(f"Your editor has left {' and '.join(map(str, text.left))}.")
        written = without_first_line(text.text, head)
        decision = TriageDecision(lambda papers: decisions.note(papers, written))
        self._triage.decide(decision, [paper], text.is_saved)

    def _tag_prompt(self, papers: list[Paper], other: list[Paper], typed: str) -> Prompt:
        counted = self._library.writer.tag_counts()
        known = [tag for tag, _ in counted]

        def changed(typed: str) -> str:
            if problem := tag_line_problem(typed):
                raise PromptError(problem)
            return remark

        def done(typed: str) -> None:
            add, remove = parse_tag_line(typed, known)
            if add or remove:
                decision = TriageDecision(lambda papers: decisions.tag(papers, add, remove))
                self._triage.decide(decision, papers)

        def offered(typed: str) -> Content:
            return menu(counted, typed.rpartition(" ")[2].removeprefix("-"))

        own = dict.fromkeys(tag for paper in papers for tag in self._marks(paper).tags)
        label = f"Tags of {self._name(papers)}:"
        tags = " ".join(f"#{tag}" for tag in own)
        remark = (
            tags if cell_count(tags) <= self._app.size.width - cell_count(label) - _TYPED else ""
        )
        return Prompt(
            label,
            done,
            value=typed,
            changed=changed,
            words=known,
            remark=remark,
            menu=offered if known else None,
            switch=(lambda typed: self._tag_prompt(other, papers, typed)) if other else None,
            switched=self._switch_words(other),
            enter="save",
            hints=(("-word", "removes"),),
        )

    def _note_prompt(self, papers: list[Paper], other: list[Paper], typed: str = "") -> Prompt:
        """Ask for a note.

        Raises:
            PromptError: the note that is there is none for one line.
        """
        notes = [note for paper in papers if (note := self._marks(paper).note)]
        opens = f"{self._key('note-in-editor')} opens it in your editor"
        # What could not be written is what its writer wants to go on with.
        draft = self._library.writer.draft(papers[0].id) if len(papers) == 1 else ""
        if not draft and any("\n" in note for note in notes):
            raise PromptError(f"A note with several lines is there; {opens}.")
        if not draft and any(len(note) > _LONG for note in notes):
            raise PromptError(f"A long note is there; {opens}.")

        def done(typed: str) -> None:
            self._triage.decide(
                TriageDecision(lambda papers: decisions.note(papers, typed)), papers
            )

        def switched(typed: str) -> Prompt:
            return self._note_prompt(other, papers, "" if typed == value else typed)

        value = notes[0] if notes and len(papers) == 1 else ""
        remark = f"in the place of {len(notes)}" if notes and len(papers) > 1 else ""
        if draft:
            value, remark = draft, "this could not be saved yet"
        return Prompt(
            f"Note of {self._name(papers)}:",
            done,
            value=typed or value,
            remark=remark,
            whole=True,
            switch=switched if other else None,
            switched=self._switch_words(other),
            enter="save",
        )

    def _name(self, papers: Sequence[Paper]) -> str:
        """How papers are called in a prompt: one by its title, as far as there is room."""
        if len(papers) > 1:
            return f"{len(papers)} papers"
        title = seen(papers[0].title) or papers[0].id
        room = max(_TYPED // 2, self._app.size.width // _SHARE)
        # The name of what a paper is about often stands before a colon.
        name, colon, _ = title.partition(": ")
        return truncate_cells(name if colon and cell_count(title) > room else title, room)

    def _switch_words(self, other: Sequence[Paper]) -> str:
        return f"{self._name(other)}, just decided" if other else ""

    def _marks(self, paper: Paper) -> Marks:
        return self._library.writer.marks(paper.id)


def _first_line(paper: Paper) -> str:
    """What a file for the editor begins with: a remark in Markdown that names the paper."""
    title = " ".join(seen(paper.title).replace("--", "-").split())
    return f"<!-- Note of {title} ({paper.id}). This line is not saved. -->"


def without_first_line(text: str, head: str) -> str:
    """A text without the line that names its paper, wherever that is by now.

    Args:
        text: what an editor has made of it.
        head: the line; an editor may have broken it into several.
    """
    found = re.search(r"\s+".join(map(re.escape, head.split())), text)
    if not found:
        return text
    before, after = text[: found.start()], text[found.end() :]
    # The line is gone with its end, unless something else was typed on it.
    return before + (re.sub(r"\A[ \t]*\r?\n", "", after) if before[-1:] in ("", "\n") else after)
