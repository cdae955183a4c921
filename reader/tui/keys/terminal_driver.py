"""The driver of the terminal: reads input in a thread, and ends the app with its terminal."""

from __future__ import annotations

import contextlib
import math
import os
import re
import select
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, TypeGuard, cast

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS, MODIFIER_FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import Keys
from textual.message import Message

from reader.system import kept_frame
from reader.tui.keys import terminal_background
from reader.tui.keys.style_sequences import shortened
from reader.tui.keys.terminal_background import TerminalBackground, background_of
from reader.tui.keys.terminal_input import ColourReply, PastedText, Piece, TerminalInput

_READ = 4096
"""The most bytes of one read."""
_BLOCKED = 0.1
"""Seconds to wait at most for a terminal that takes no more."""
_LATEST = 0.5
"""Seconds for which an answer is waited for before the terminal is handed on."""
_REPORT = re.compile(
    # Reports of focus, mouse, size and cursor, and replies to the modes that Textual queries.
    r"\x1b\[(?:[IO]|<\d{1,5};-?\d{1,6};-?\d{1,6}[Mm]|48(?:;\d{1,6}(?::\d*)*){4}t"
    r"|\d{1,6};\d{1,6}R|\?20(?:26|48);\d\$y)"
)
_LONGEST_REPORT = 32
"""Characters; Textual reads a longer report as letters."""
_MODIFIED = re.compile(
    r"\x1b\[(\d{1,7})?(?::\d*)*(?:;(\d{1,3})?(?::(\d))?)?(?:;(\d{1,7}(?::\d{1,7})*))?([u~A-FHPQRS])"
)
"""A key with its code, its modifiers, what became of it, and the text that it types."""
# The bits of https://sw.kovidgoyal.net/kitty/keyboard-protocol/#modifiers
_SHIFT, _ALT, _LOCKS = 1, 2, 64 | 128
_RELEASED = "3"
_LOCK_KEYS = {"caps_lock", "scroll_lock", "num_lock"}


class KeyParser:
    """Turns tokens into Textual's messages; a token that is neither key nor report gives none."""

    def __init__(self, debug: bool = False) -> None:
        self._parser = XTermParser(debug)

    def messages(self, piece: Piece) -> Iterable[Message]:
        """Return the messages of one token."""
        if isinstance(piece, PastedText):
            return [events.Paste(piece.text.replace("\x00", ""))]
        if isinstance(piece, ColourReply):
            return map(TerminalBackground, filter(None, [background_of(piece.text)]))
        if piece == "\x1b":
            return [events.Key("escape", "\x1b")]
        if not piece.startswith("\x1b"):
            return self._parser.feed(piece)
        if piece.startswith("\x1b\x1b"):
            return _with_alt(self._sequence(piece[1:]))
        if piece[1] in "[O" and len(piece) > 2:
            return self._sequence(piece)
        # Some of these are keys of their own; the others are alt and a letter.
        if _is_keys(ANSI_SEQUENCES_KEYS.get(piece)):
            return self._parser._sequence_to_key_events(piece)
        return _with_alt(self._parser._sequence_to_key_events(piece[1:]))

    def _sequence(self, sequence: str) -> Iterable[Message]:
        if len(sequence) <= _LONGEST_REPORT and _REPORT.fullmatch(sequence):
            return self._report(sequence)
        if modified := _MODIFIED.fullmatch(sequence):
            return self._modified(*modified.groups(""))
        if isinstance(ANSI_SEQUENCES_KEYS.get(sequence), tuple | str):
            return self._parser._sequence_to_key_events(sequence)
        return ()

    def _report(self, sequence: str) -> Iterable[Message]:
        messages = list(self._parser.feed(sequence))
        pixels = self._parser.terminal_pixel_size
        if pixels is not None and not all(pixels):
            # A terminal that reports a size of 0 pixels; Textual would divide by it.
            self._parser.terminal_pixel_size = None
        return messages

    def _modified(
        self, code: str, modifiers: str, became: str, text: str, kind: str
    ) -> Iterable[Message]:
        if kind == "~" and code == "27" and text:
            # As xterm's modifyOtherKeys writes it; rewritten to the form of kitty.
            code, text, kind = text, "", "u"
        number = int(code or 1)
        named = FUNCTIONAL_KEYS.get(f"{number}{kind}")
        if became == _RELEASED or named in MODIFIER_FUNCTIONAL_KEYS | _LOCK_KEYS:
            return ()
        held = (int(modifiers or 1) - 1) & ~_LOCKS
        if named is None:
            if kind != "u":
                # Textual would take the number for a letter.
                known = ANSI_SEQUENCES_KEYS.get(f"\x1b[{code}{modifiers and ';'}{modifiers}{kind}")
                return [events.Key(key.value, None) for key in known] if _is_keys(known) else ()
            letter = _letter(number)
            if not letter:
                return ()
            typed = "".join(map(_letter, map(int, text.split(":")))) if text else ""
            if typed and held & ~_SHIFT == _ALT and typed.casefold() != letter.casefold():
                # AltGr or Option types another character, such as å: that is no combination.
                held &= _SHIFT
            if not held & ~_SHIFT:
                return self._parser.feed(typed or (letter.upper() if held else letter))
        keys = self._parser._parse_extended_key(f"\x1b[{number};{held + 1}{kind}") or ()
        return [key.copy() for key in keys]


def _is_keys(known: object) -> TypeGuard[tuple[Keys, ...]]:
    return isinstance(known, tuple)


def _letter(code: int) -> str:
    """The character of a code point; empty if no key types it."""
    if code > sys.maxunicode or 0xD800 <= code <= 0xF8FF:
        return ""
    return letter if (letter := chr(code)).isprintable() else ""


def _with_alt(keys: Iterable[Message]) -> Iterator[Message]:
    for key in keys:
        if isinstance(key, events.Key) and key.key != Keys.Ignore:
            name = key.key
            upper = len(name) == 1 and name.isupper()
            yield events.Key(f"alt+shift+{name.lower()}" if upper else f"alt+{name}", None)


class TerminalDriver(LinuxDriver):
    """Textual's driver, with an input thread that passes on complete tokens only."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._file = cast("Any", _Screen(cast("IO[str]", sys.__stderr__), self._gone))
        self._asked = -math.inf
        """When the terminal was asked for its background."""
        self._replied = threading.Event()
        self.exit_event = self._ending = InputEnd()

    def ask_background(self) -> bool:
        """Ask for it; the answer is a `TerminalBackground`. Returns whether one may come."""
        if not terminal_background.can_be_asked(os.environ.get("TERM", "")):
            return False
        self._replied.clear()
        self._asked = time.monotonic()
        self.write(terminal_background.QUERY)
        self.flush()
        return True

    def disable_input(self) -> None:
        """Stop reading; an answer that is on its way is not for whoever reads next."""
        left = self._asked + _LATEST - time.monotonic()
        if left > 0 and not self.exit_event.is_set():
            self._replied.wait(left)
        super().disable_input()

    def start_application_mode(self) -> None:
        """Take the terminal, with a frame on it that was painted before the app was loaded."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if kept_frame.painted:
            self.attrs_before = kept_frame.painted.attributes
            kept_frame.painted.hand_over()

    def write(self, data: str) -> None:
        """Write to the terminal; it is not told to show the alternate screen that it shows."""
        # It would be wiped, and the place of the cursor on the other screen forgotten.
        if not (data == kept_frame.ALTERNATE_SCREEN and kept_frame.is_on_screen()):
            super().write(shortened(data))

    def run_input_thread(self) -> None:
        """Read input until the app ends or the terminal is gone."""
        waiting, parser = TerminalInput(), KeyParser(self._debug)
        while not self.exit_event.is_set():
            ready = select.select([self.fileno, self._ending.read], [], [], waiting.due)[0]
            if self.fileno not in ready:
                pieces = waiting.tick()
            elif data := _read(self.fileno):
                pieces = waiting.feed(data)
            else:
                self._gone()
                return
            for piece in pieces:
                if isinstance(piece, ColourReply):
                    self._replied.set()
                for message in parser.messages(piece):
                    self.process_message(message)

    def _gone(self) -> None:
        """End the app, as its terminal is gone; may be called from any thread.

        Otherwise the input thread would read the end of file in a busy loop, and writing to the
        screen would block: https://github.com/Textualize/textual/pull/6690.
        """
        _leave(self.fileno)
        with contextlib.suppress(RuntimeError):  # The loop has ended already.
            self._loop.call_soon_threadsafe(self._app.exit)


class InputEnd(threading.Event):
    """An event that also wakes whoever waits for input, so that nobody need look for it.

    Attributes:
        read: a descriptor that can be read while the event is set.
    """

    def __init__(self) -> None:
        super().__init__()
        self.read, self._write = os.pipe()
        weakref.finalize(self, _close, self.read, self._write)

    def set(self) -> None:
        """Set it; wakes the input thread."""
        if not self.is_set():
            super().set()
            os.write(self._write, b"\0")

    def clear(self) -> None:
        """Be as before it was set."""
        if self.is_set():
            os.read(self.read, 1)
            super().clear()


class _Screen:
    """The output stream of the terminal; once the terminal is gone, output is dropped."""

    def __init__(self, file: IO[str], gone: Callable[[], None]) -> None:
        self._file, self._gone = file, gone

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, text: str) -> None:
        with self._watched():
            self._file.write(text)

    def flush(self) -> None:
        with self._watched():
            self._file.flush()

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except BlockingIOError:
            # Another program made the terminal non-blocking; the next write sends what is left.
            select.select([], [self._file.fileno()], [], _BLOCKED)
        except OSError:
            self._gone()


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _read(descriptor: int) -> bytes:
    """Read input; empty if the terminal is gone."""
    try:
        return os.read(descriptor, _READ)
    except OSError:
        return b""


def _leave(terminal: int) -> None:
    """Replace a terminal that is gone by the null device, so that writing to it is no error."""
    lost = os.fstat(terminal)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(descriptor), lost):
                os.dup2(nothing, descriptor)
    os.close(nothing)
