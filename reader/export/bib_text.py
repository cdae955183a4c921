"""The text of a `.bib` file, decoded so that writing it back gives the same bytes."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from reader.errors import ExportError

if TYPE_CHECKING:
    from pathlib import Path

UTF_8 = "utf-8"
_MARKS = (
    # The mark of UTF-32 begins like that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ONE_BYTE = ("cp1252", "latin-1")
"""The encodings of Western Europe; the second has a character for every byte."""
# JabRef writes the first, Emacs the second: % Encoding: ISO8859_1, -*- coding: latin-1 -*-.
_NAMED = re.compile(rb"%[^\r\n]*?coding[ \t]*[:=][ \t]*([\w.-]+)", re.IGNORECASE)
_HEAD = 2_000
"""Bytes at the beginning in which a file says what encoding it has."""
_UNDECODED = re.compile("[\udc80-\udcff]")
"""A byte that is not UTF-8, as ``surrogateescape`` decodes it."""
_LINE_END = re.compile(r"\r\n|\n|\r")
_DECODED = re.compile("[^\x00-\x7f\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_PRINTABLE_ASCII = bytes(range(0x20, 0x7F))


class BibText(NamedTuple):
    """A decoded file."""

    text: str
    encoding: str = UTF_8
    """The name of a codec. With UTF-8 some bytes may be none, and are kept."""

    @property
    def limits(self) -> str:
        """Why the file cannot hold every letter, in words; empty where it can."""
        if not self.encoding.startswith("utf"):
            return f"in the encoding {self.encoding}, which has no such letters"
        if not (byte := _UNDECODED.search(self.text)):
            return ""
        line = 1 + len(_LINE_END.findall(self.text, 0, byte.start()))
        return f"not UTF-8 text: line {line} has the byte {ord(byte[0]) - 0xDC00:#04x}"

    def unfit_letters(self, text: str) -> str:
        """The letters of a text that a file with limits cannot hold, each once, in their order."""
        if text.isascii():
            return ""
        letters = dict.fromkeys(_BEYOND_ASCII.findall(text))
        if self.encoding == UTF_8:
            # The file is in two encodings, of which no program reads both.
            return "".join(letters)
        return "".join(letter for letter in letters if not _has(self.encoding, letter))


def encode_bib(text: str, encoding: str = UTF_8) -> bytes:
    """The bytes of a text that `decode_bib` reads back."""
    return text.encode(encoding, "surrogateescape" if encoding == UTF_8 else "strict")


def decode_file(content: bytes, path: Path) -> BibText:
    """Decode the content of a file as `decode_bib` does.

    Raises:
        ExportError: nothing could be found in it; names the file.
    """
    try:
        return decode_bib(content)
    except ValueError as error:
        raise ExportError(
            f"{path} is no text that can be read, but {error}. Nothing was changed; convert the"
            " file to UTF-8, then try again."
        ) from error


def decode_bib(content: bytes) -> BibText:
    """Decode a file: as UTF-8, unless a mark at its beginning or its bytes say otherwise.

    A file that is no UTF-8 has the encoding that its first lines name, or one of Western Europe.

    Raises:
        ValueError: nothing could be found in it; says in words what it is.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            decoded = _decode_exactly(content, encoding)
            if decoded is None:
                raise ValueError(f"damaged {encoding[:6].upper()}")
            # The mark is a character of the text, and so it is written back.
            return BibText(decoded, encoding)
    if content.count(0) * 4 > len(content) and (b"@\0" in content or b"\0@" in content):
        raise ValueError("UTF-16 without a mark at its beginning")
    text = content.decode(UTF_8, "surrogateescape")
    if not _UNDECODED.search(text):
        return BibText(text)
    encodings = _named_encoding(content)
    if not _DECODED.search(text):
        encodings += _ONE_BYTE
    for encoding in encodings:
        if (decoded := _decode_exactly(content, encoding)) is not None:
            return BibText(decoded, encoding)
    return BibText(text)


def _named_encoding(content: bytes) -> tuple[str, ...]:
    """The encoding that the file names, if it is known here and ASCII is ASCII in it."""
    found = _NAMED.search(content, 0, _HEAD)
    try:
        name = codecs.lookup(found[1].decode("ascii", "replace")).name if found else ""
        is_fit = name and _PRINTABLE_ASCII.decode(name) == _PRINTABLE_ASCII.decode("ascii")
    except (LookupError, UnicodeError):
        return ()
    return (name,) if is_fit else ()


def _decode_exactly(content: bytes, encoding: str) -> str | None:
    """The text, if encoding it again gives the same bytes."""
    try:
        text = content.decode(encoding)
        return text if text.encode(encoding) == content else None
    except (UnicodeError, LookupError):
        return None


def _has(encoding: str, letter: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
