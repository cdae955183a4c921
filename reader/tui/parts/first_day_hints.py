"""Three hints for who begins: on the first day alone, each where it helps, and once."""

from __future__ import annotations

from datetime import date

from reader.settings.choices import Choices
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages

WELCOME, UNDO, STARRED = "welcome", "undo", "starred"
"""The hints; two of them have the id of the action that they teach."""


class FirstDayHints:
    """Said in the key line, where nothing else is said, until the next key.

    Attributes:
        wanted: those that are still to come today.
        first_day: the day of the first start, in ISO form; empty where it is not known.
        told: those that came, or were needed no more; to be remembered.
    """

    def __init__(self, lists: ListPresenter, messages: Messages, bindings: ActiveBindings) -> None:
        self._lists = lists
        self._messages = messages
        self._key = bindings.key
        self.wanted: frozenset[str] = frozenset()
        self.first_day = ""
        self.told: tuple[str, ...] = ()

    def begin(self, choices: Choices, today: date, *, is_new: bool) -> None:
        """Begin with what is remembered.

        Args:
            choices: from the starts before.
            today: the day of the reader.
            is_new: nothing was ever kept in the library.
        """
        self.first_day, self.told = choices.first_day, choices.hints
        if is_new and not self.first_day:
            self.first_day = today.isoformat()
        is_first = self.first_day == today.isoformat()
        # Whoever has kept nothing yet may well have seen nothing either.
        greeting = {WELCOME} if is_new else set()
        self.wanted = frozenset(({UNDO, STARRED} - {*self.told}) | greeting if is_first else ())

    def welcome(self) -> None:
        """Greet with the first list that is there; not with the sample."""
        if WELCOME in self.wanted and self._lists.view.listing.papers:
            self.wanted -= {WELCOME}
            if self._lists.period:
                on, keep, tell = map(self._key, ("read-on", "star", "help"))
                self._messages.say(f"Welcome. {on} reads on, {keep} keeps, {tell} shows every key")

    def used(self, action: str) -> None:
        """Need no hint of what is known."""
        if action in self.wanted:
            self._forget(action)

    def decided(self, *, is_starred: bool) -> None:
        """Say where the stars are, or else what undoes what was just decided."""
        if is_starred and STARRED in self.wanted:
            key, export = self._key("starred"), self._key("export")
            self._say(STARRED, f"{key} lists what you starred, {export} there exports it as BibTeX")
        elif UNDO in self.wanted:
            self._say(UNDO, f"{self._key('undo')} undoes that, also tomorrow")

    def _say(self, hint: str, words: str) -> None:
        if self._messages.is_silent and self._lists.period:
            self._forget(hint)
            self._messages.say(words)

    def _forget(self, hint: str) -> None:
        self.wanted -= {hint}
        self.told = (*self.told, hint)
