"""Keys that wait until it is known what they are about."""

from __future__ import annotations

from collections.abc import Callable

from reader.tui.keys.input_queue import InputQueue
from reader.tui.parts.messages import Messages


class KeyQueue:
    """Holds keys back while what is shown is about to change, and lets them go then."""

    def __init__(
        self,
        messages: Messages,
        waiting: InputQueue,
        resume: Callable[[], None],
    ) -> None:
        """Hold nothing.

        Args:
            messages: says so where keys are dropped.
            waiting: the input that the app has queued.
            resume: has the screen take its input again.
        """
        self._messages = messages
        self._waiting = waiting
        self._resume = resume
        self.holders: set[object] = set()
        """Whoever keeps keys back now."""
        self.was_pressed = False
        """A key was pressed since a list was last asked for: the reader is at work on this one."""

    @property
    def count(self) -> int:
        """How many things the reader has done since the start."""
        return self._waiting.added

    def hold(self, holder: object) -> None:
        """Keep keys back until this holder releases them."""
        self.holders.add(holder)

    def release(self, holder: object, *, dropping: bool = False) -> None:
        """Let the keys go that were held.

        Args:
            holder: whoever held them; where nobody did of that name, nothing happens.
            dropping: forget them, and say so.
        """
        if holder not in self.holders:
            # What comes late must not let go what somebody else waits for.
            return
        if dropping and self._waiting:
            self._waiting.clear()
            self._messages.say("Keys ignored: the list was still loading.")
        self.holders.discard(holder)
        self._resume()

    def forget(self) -> None:
        """Forget what was typed before the list was there: it was about another paper."""
        self._waiting.clear()
        self._messages.say("Keys ignored: the list was still loading.")

    def drop_all(self) -> None:
        """Let go whatever is held, and forget the keys."""
        for holder in tuple(self.holders):
            self.release(holder, dropping=True)
