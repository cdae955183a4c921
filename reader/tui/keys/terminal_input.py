"""Tokeniser of terminal input: cuts the stream of bytes into keys, reports and pastes.

Keys and the reports of the terminal share one stream, and a slow connection may split a sequence at
any byte. Textual's parser waits 0.1 s for the rest of a sequence, and then reads what it has as
letters: https://github.com/Textualize/textual/issues/4816 tells of the escape, and
https://github.com/Textualize/textual/pull/4848 brought the delay. This
tokeniser passes on complete sequences only.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from reader.tui.keys.terminal_background import LONGEST_REPLY

ESCAPE = 0.1
"""Seconds after which an escape byte with nothing behind it is the escape key."""
PATIENCE = 1.0
"""Seconds without input after which an incomplete sequence is dropped, or a paste ends."""

_ESC = b"\x1b"
_LONE = (_ESC, _ESC + _ESC)
_PASTE_START, _PASTE_END = b"\x1b[200~", b"\x1b[201~"
_LONGEST = 64
"""Bytes of a control sequence that are kept; none that means anything is longer."""
_OSC = ord("]")
_BACKGROUND = "11;"
"""The beginning of a reply about the background."""
_STRINGS = b"P]X^_"
"""What opens a string of any length behind an escape: DCS, OSC, SOS, PM, APC."""
_STRING_END = re.compile(rb"\x1b\\|\x1b(?=[^\\])|\xc2\x9c", re.DOTALL)
_OSC_END = re.compile(_STRING_END.pattern + rb"|\a", re.DOTALL)
_PLAIN = re.compile(rb"[\x00-\x1a\x1c-\x7f]+")

# X10 mouse reports, function keys of the Linux console and of rxvt; all others as in ECMA-48.
_SEQUENCE = re.compile(
    rb"\x1b(?:\[(?:M[ -\xff]{3}|\[[!-~]|\d+\$|(?!M|\[)[0-?]*[ -/]*[@-~])|O[0-9;]*[@-~])"
)
_BEGUN = re.compile(rb"\x1b(?:\[(?:M[ -\xff]{0,2}|\[|[0-?]*[ -/]*)|O[0-9;]*)")
# With alt some terminals put another escape before an arrow, or a key above the arrows.
_ALT_SEQUENCE = re.compile(rb"\x1b\x1b(?:\[(?:[A-HZ]|\d+[~^$@])|O[A-Za-z])")
_ALT_BEGUN = re.compile(rb"\x1b\x1b(?:\[\d*|O)")

# Tails of sequences whose beginning was dropped after a timeout. A tail of two characters counts
# only for common keys and focus reports, as a person may have typed it; nobody types parameters.
_REST = re.compile(
    rb"\[(?:[A-DFHIOZ]|M[ -\xff]{3}|\[[A-E]|[<-?][0-?]*[ -/]*[@-~]"
    rb"|[0-9;:]+[ -/]*[A-HMP-SZ~^@$ucmnRtxy])|O[A-DFHP-S]"
)
_REST_OF_STRING = re.compile(rb"\]\d+;|P[0-?!+$]|_G|[P\]X^_].*(?:\a|\x1b\\)", re.DOTALL)
_REST_BEGUN = re.compile(rb"\[(?:[0-?]+[ -/]*|\[|M[ -\xff]{1,2})|\]\d+")


@dataclass(frozen=True, slots=True)
class PastedText:
    """A whole paste."""

    text: str


@dataclass(frozen=True, slots=True)
class ColourReply:
    """What the terminal answers to the question for its background."""

    text: str


Piece = str | PastedText | ColourReply
"""A token: a character, an escape alone, a whole escape sequence, a paste, or a reply."""


class TerminalInput:
    """An incremental tokeniser: bytes in as they are read, complete tokens out.

    A sequence that was split is joined again if no pause in it is longer than `PATIENCE`, or than
    `ESCAPE` after its first byte. A tail that comes later is recognised and dropped. So are invalid
    bytes, and control strings but for the one that says what background the terminal has.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with an empty buffer.

        Args:
            clock: returns seconds, from any start.
        """
        self._clock = clock
        self._buffer = b""
        self._string = 0
        """The byte that opened the control string being skipped; 0 outside of one."""
        self._content = b""
        """What the string says, as far as it may be a reply that somebody waits for."""
        self._paste: bytearray | None = None
        self._deadline: float | None = None
        self._half = b""
        """The incomplete sequence that was dropped last, as its tail may still come."""
        self._half_until = 0.0
        self._held = b""
        """What may be the beginning of that tail."""
        self._owed = b""
        """The rest of the end mark of a paste that was ended by the timeout."""

    @property
    def due(self) -> float | None:
        """Seconds until `tick` must be called; None if nothing waits."""
        return None if self._deadline is None else max(0.0, self._deadline - self._clock())

    def feed(self, data: bytes) -> list[Piece]:
        """Add the bytes of one read, and return the tokens that are complete now."""
        self._buffer += self._without_rest(data)
        pieces: list[Piece] = []
        while self._buffer:
            before = self._buffer, self._string, self._paste is None
            pieces += self._next()
            if before == (self._buffer, self._string, self._paste is None):
                break
        self._deadline = None
        if self._buffer or self._string or self._held or self._paste is not None:
            lone = self._buffer in _LONE and not self._string
            self._deadline = self._clock() + (ESCAPE if lone else PATIENCE)
        return pieces

    def tick(self) -> list[Piece]:
        """After a timeout, drop what is incomplete and return the keys or the paste that it was."""
        if self._deadline is None or self._clock() < self._deadline:
            return []
        if self._paste is not None:
            return [self._end_paste()]
        half = _ESC + bytes([self._string]) if self._string else self._buffer
        if half.startswith(_ESC):
            self._half = _ESC if half in _LONE else half
            # An escape is a key that is typed; nobody types what else begins a sequence.
            self._half_until = self._clock() + PATIENCE if self._half == _ESC else math.inf
        self._deadline, self._buffer, self._string, self._held = None, b"", 0, b""
        # Of several escapes the last may have begun the half; those before it were the key.
        return ["\x1b"] * (len(half) if half in _LONE else half.startswith(_LONE[1]))

    def _end_paste(self) -> PastedText:
        pasted = bytes(self._paste or b"")
        ends = (at for at in range(len(_PASTE_END) - 1, 0, -1))
        mark = next((at for at in ends if pasted.endswith(_PASTE_END[:at])), 0)
        self._owed = _PASTE_END[mark:] if mark else b""
        self._deadline, self._paste = None, None
        return _pasted(pasted[: len(pasted) - mark])

    def _without_rest(self, data: bytes) -> bytes:
        """The bytes without the tail of a sequence that was dropped before."""
        owed, self._owed = self._owed, b""
        if owed and data.startswith(owed):
            return data[len(owed) :]
        half, self._half, held, self._held = self._half, b"", self._held, b""
        data = held + data
        if not half or len(data) < 2 or (not held and self._clock() > self._half_until):
            return data
        whole = half[1:] + data
        if whole.startswith(_PASTE_START[1:]) or _REST_OF_STRING.match(whole):
            return _ESC + whole
        if (rest := _REST.match(whole)) and rest.end() >= len(half):
            return whole[rest.end() :]
        if _REST_BEGUN.fullmatch(whole):
            self._half, self._held = half, data
            return b""
        return data

    def _next(self) -> list[Piece]:
        """Take the next token from the buffer; none if it is not complete yet."""
        if self._paste is not None:
            return self._more_of_paste(self._paste)
        if self._string:
            return self._pass_over_string()
        if self._buffer.startswith(_ESC):
            return self._behind_escape(self._buffer)
        if plain := _PLAIN.match(self._buffer):
            self._buffer = self._buffer[plain.end() :]
            return list(plain[0].decode("ascii"))
        character, length = _character(self._buffer)
        self._buffer = self._buffer[length:]
        if "\x80" <= character <= "\x9f":
            # The same as an escape and a letter, in one character.
            self._buffer = _ESC + bytes([ord(character) - 0x40]) + self._buffer
            return []
        return [character] if character else []

    def _more_of_paste(self, paste: bytearray) -> list[Piece]:
        searched = max(0, len(paste) - len(_PASTE_END) + 1)
        paste += self._buffer
        self._buffer = b""
        if (end := paste.find(_PASTE_END, searched)) < 0:
            return []
        self._buffer, self._paste = bytes(paste[end + len(_PASTE_END) :]), None
        return [_pasted(bytes(paste[:end]))]

    def _pass_over_string(self) -> list[Piece]:
        is_osc, buffer = self._string == _OSC, self._buffer
        end = (_OSC_END if is_osc else _STRING_END).search(buffer)
        if end is None:
            self._buffer = next((at for at in (_ESC, b"\xc2") if buffer.endswith(at)), b"")
            self._note(buffer[: len(buffer) - len(self._buffer)])
            return []
        self._note(buffer[: end.start()])
        # An escape that does not end the string begins something else.
        is_cut = end[0] == _ESC
        self._buffer, self._string = buffer[end.start() if is_cut else end.end() :], 0
        content = self._content.decode("latin-1")
        is_reply = is_osc and not is_cut and content.startswith(_BACKGROUND)
        return [ColourReply(content)] if is_reply and len(content) <= LONGEST_REPLY else []

    def _note(self, content: bytes) -> None:
        """Keep some more of a string; one that is too long for a reply is never a whole one."""
        self._content += content[: LONGEST_REPLY + 1 - len(self._content)]

    def _behind_escape(self, buffer: bytes) -> list[Piece]:
        if buffer in _LONE or _ALT_BEGUN.fullmatch(buffer):
            return []
        if buffer.startswith(_LONE[1]):
            alt = _ALT_SEQUENCE.match(buffer)
            return self._take(alt.end() if alt else 1)
        if buffer[1] in _STRINGS:
            self._string, self._buffer, self._content = buffer[1], buffer[2:], b""
            return []
        if buffer[1] in b"[O":
            return self._control_sequence(buffer)
        character, length = _character(buffer[1:])
        if character:
            return self._take(1 + length)
        self._buffer = buffer[1 + length :] if length else buffer
        return []

    def _control_sequence(self, buffer: bytes) -> list[Piece]:
        if whole := _SEQUENCE.match(buffer):
            if whole[0] != _PASTE_START:
                return self._take(whole.end())
            self._buffer, self._paste = buffer[whole.end() :], bytearray()
        elif _BEGUN.fullmatch(buffer):
            self._buffer = buffer[:_LONGEST]
        elif begun := _BEGUN.match(buffer):
            # Invalid: what follows is another token.
            self._buffer = buffer[begun.end() :]
        return []

    def _take(self, length: int) -> list[Piece]:
        piece, self._buffer = self._buffer[:length], self._buffer[length:]
        return [piece.decode("utf-8", "replace")]


def _character(data: bytes) -> tuple[str, int]:
    """Decode the first character of UTF-8; return it with its length in bytes.

    An invalid byte gives an empty text and 1, an incomplete character an empty text and 0.
    """
    first = data[0]
    length = 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    try:
        return data[:length].decode(), length
    except UnicodeDecodeError as error:
        half = error.reason == "unexpected end of data" and len(data) < length
        return "", 0 if half else 1


def _pasted(text: bytes) -> PastedText:
    return PastedText(text.decode("utf-8", "replace"))
