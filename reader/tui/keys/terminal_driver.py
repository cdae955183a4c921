"""The terminal as the app sees it: whole keys only, and an end when it is gone."""

from __future__ import annotations

import contextlib
import os
import re
import select
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, TypeGuard, cast

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS, MODIFIER_FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import Keys
from textual.message import Message

from reader.tui.keys.terminal_input import PastedText, Piece, TerminalInput

_READ = 4096
"""Bytes that are read at once."""
_TICK = 0.1
"""Seconds after which the input thread looks whether it is to end."""
_REPORT = re.compile(
    # Focus, mouse, size, cursor, and what a terminal says of the modes that Textual asks for.
    r"\x1b\[(?:[IO]|<\d{1,5};-?\d{1,6};-?\d{1,6}[Mm]|48(?:;\d{1,6}(?::\d*)*){4}t"
    r"|\d{1,6};\d{1,6}R|\?20(?:26|48);\d\$y)"
)
_LONGEST_REPORT = 32
"""Characters; Textual takes what is longer for letters."""
_MODIFIED = re.compile(
    r"\x1b\[(\d{1,7})?(?::\d*)*(?:;(\d{1,3})?(?::(\d))?)?(?:;(\d{1,7}(?::\d{1,7})*))?([u~A-FHPQRS])"
)
"""A key with its code, its modifiers, what became of it, and the text that it types."""
_SHIFT, _ALT, _LOCKS = 1, 2, 64 | 128
_RELEASED = "3"
_LOCK_KEYS = {"caps_lock", "scroll_lock", "num_lock"}


class KeyParser:
    """Turns whole pieces into Textual's messages; what is neither key nor report, into none."""

    def __init__(self, debug: bool = False) -> None:
        self._parser = XTermParser(debug)

    def messages(self, piece: Piece) -> Iterable[Message]:
        """The keys, or the report, that a piece is."""
        if isinstance(piece, PastedText):
            return [events.Paste(piece.text.replace("\x00", ""))]
        if piece == "\x1b":
            return [events.Key("escape", "\x1b")]
        if not piece.startswith("\x1b"):
            return self._parser.feed(piece)
        if piece.startswith("\x1b\x1b"):
            return _with_alt(self._sequence(piece[1:]))
        if piece[1] in "[O" and len(piece) > 2:
            return self._sequence(piece)
        # Some are keys of their own; those that Textual takes for signs are letters with alt.
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
            # A terminal that does not know its pixels; Textual would divide by them.
            self._parser.terminal_pixel_size = None
        return messages

    def _modified(
        self, code: str, modifiers: str, became: str, text: str, kind: str
    ) -> Iterable[Message]:
        if kind == "~" and code == "27" and text:
            # The form of xterm's modifyOtherKeys; the one of kitty says the same.
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
                # What another level of the keyboard types, such as å with alt.
                held &= _SHIFT
            if not held & ~_SHIFT:
                return self._parser.feed(typed or (letter.upper() if held else letter))
        keys = self._parser._parse_extended_key(f"\x1b[{number};{held + 1}{kind}") or ()
        return [key.copy() for key in keys]


def _is_keys(known: object) -> TypeGuard[tuple[Keys, ...]]:
    return isinstance(known, tuple)


def _letter(code: int) -> str:
    """What a code stands for; empty where that is nothing that a key types."""
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
    """Textual's driver, with an input thread that hands on nothing in halves."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._file = cast("Any", _Screen(cast("IO[str]", sys.__stderr__), self._gone))

    def run_input_thread(self) -> None:
        """Read until the app ends, or the terminal does."""
        waiting, parser = TerminalInput(), KeyParser(self._debug)
        while not self.exit_event.is_set():
            due = waiting.due
            wait = _TICK if due is None else min(due, _TICK)
            if not select.select([self.fileno], [], [], wait)[0]:
                pieces = waiting.tick()
            elif data := _read(self.fileno):
                pieces = waiting.feed(data)
            else:
                self._gone()
                return
            for piece in pieces:
                for message in parser.messages(piece):
                    self.process_message(message)

    def _gone(self) -> None:
        """Leave, as nobody sees the app any longer; to be called from any thread.

        Left alone, an input at its end is read again and again, and a screen that cannot be
        written to holds whoever draws: https://github.com/Textualize/textual/pull/6690.
        """
        _leave(self.fileno)
        with contextlib.suppress(RuntimeError):  # The loop has ended already.
            self._loop.call_soon_threadsafe(self._app.exit)


class _Screen:
    """What is drawn on; once nothing can be drawn, what is written is dropped."""

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
            # Another program has made the terminal so; what is left goes out with the next write.
            select.select([], [self._file.fileno()], [], _TICK)
        except OSError:
            self._gone()


def _read(descriptor: int) -> bytes:
    """What was typed; nothing where the terminal is gone."""
    try:
        return os.read(descriptor, _READ)
    except OSError:
        return b""


def _leave(terminal: int) -> None:
    """Let nothing stand in place of a terminal, so that writing to it is no error any more."""
    lost = os.fstat(terminal)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(descriptor), lost):
                os.dup2(nothing, descriptor)
    os.close(nothing)
