"""The papers that a key is about."""

from __future__ import annotations

from collections.abc import Sequence

from reader.paper import Paper
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages


def one_paper(lists: ListPresenter, messages: Messages) -> Paper | None:
    """The paper under the cursor, for what is done with one alone; says why there is none."""
    if lists.line and not lists.paper:
        messages.say("This is a group of papers; za opens it.")
    return lists.paper


def chosen_papers(lists: ListPresenter, messages: Messages) -> Sequence[Paper]:
    """The papers that are marked, else the one under the cursor; says why there is none."""
    if selected := lists.view.selected:
        return selected
    paper = one_paper(lists, messages)
    return [paper] if paper else []
