"""Commands are found by everybody's words, and by no accident."""

from __future__ import annotations

import pytest

from reader.tui.keys.action_search import found_actions
from reader.tui.keys.actions import ACTIONS

FIRST = {
    "undo": "undo",
    "redo": "redo",
    "refresh": "refresh",
    "reload": "refresh",
    "theme": "theme",
    "dark": "theme",
    "bookmark": "star",
    "save": "star",
    "favourite": "star",
    "favorite": "star",
    "star": "star",
    "quit": "quit",
    "exit": "quit",
    "download": "open-pdf",
    "pdf": "open-pdf",
    "browser": "open-page",
    "bib": "copy-bibtex",
    "cite": "copy-bibtex",
    "copy": "copy-bibtex",
    "help": "help",
    "shortcuts": "help",
    "next": "next-unread",
    "older": "before",
    "newer": "after",
    "yesterday": "before",
    "unread": "unread",
    "tag": "tag",
    "label": "tag",
    "note": "note",
    "comment": "read-whole",
    "search": "search",
    "filter": "filter",
    "sort": "sort",
    "layout": "layout",
    "export": "export",
    "statistics": "statistics",
    "github": "open-code",
    "today": "newest",
    "inbox": "queue",
    "trending": "trending",
    "url": "copy-link",
    "withdrawn": "check",
    "select": "mark",
    "group": "fold-by-topic",
    "follow": "follow",
    "mute": "follow",
    "hide": "follow",
    "settings": "edit-settings",
    "config": "edit-settings",
}
"""Words that people type, and the command that they mean."""


@pytest.mark.parametrize(("word", "action"), FIRST.items(), ids=FIRST)
def test_a_word_brings_the_command_that_is_meant(word: str, action: str) -> None:
    assert found_actions(ACTIONS, word)[0].id == action
    assert found_actions(ACTIONS, word.upper())[0].id == action


def test_a_beginning_is_enough_and_several_words_are_all_wanted() -> None:
    assert found_actions(ACTIONS, "stat")[0].id == "statistics"
    assert found_actions(ACTIONS, "copy key")[0].id == "copy-key"
    assert found_actions(ACTIONS, "open code")[0].id == "open-code"
    assert list(found_actions(ACTIONS, "copy nonsense")) == []


@pytest.mark.parametrize("typed", ["sr", "rd", "tg", "stx", "nt", "zz", "tar", "ead"])
def test_letters_from_here_and_there_bring_nothing(typed: str) -> None:
    assert list(found_actions(ACTIONS, typed)) == []
