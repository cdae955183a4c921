"""The syntax of a `.bib` file that somebody else wrote: where each entry is and what it holds.

As BibTeX reads it (https://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf, section 2): everything
between entries is a comment, a percent sign too means nothing special, and an escaped brace counts
like any other. Only `@comment{…}` is passed over whole, as biber and the editors have it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from reader.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_START = re.compile(r"@\s*([A-Za-z][\w*+-]*)\s*([{(])")
_KEY = {"{": re.compile(r'[^,{}"]*(?=[,}])'), "(": re.compile(r'[^,{}()"]*(?=[,)])')}
_CLOSER = {"{": "}", "(": ")"}
_BRACE = re.compile(r"[{}]")
_BRACE_OR_QUOTE = re.compile(r'[{}"]')
_NAME = re.compile(r"[^\s\"#%'(),={}]+")
_SPACE = re.compile(r"\s*")
_COMMAS = re.compile(r"[\s,]*")
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in the file."""

    type: str
    """In lower case, without the at sign."""
    key: str
    fields: Mapping[str, str]
    """The raw text of each value, with its delimiters, by the name of the field in lower case.

    Of a field that is given twice the first counts, as for BibTeX.
    """
    start: int
    """Offset of the at sign in the text of the file."""
    end: int
    """Offset after the closing delimiter."""


@dataclass(frozen=True, slots=True)
class BibFile:
    """What a file holds, in its order."""

    entries: tuple[Entry, ...]


def parse(text: str) -> BibFile:
    """The entries of a bibliography.

    Raises:
        ExportError: it is not well formed; the sentence says on which line.
    """
    return BibFile(tuple(_Scanner(text).entries()))


class _Scanner:
    """Reads forward through the text of one file."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def entries(self) -> Iterator[Entry]:
        while start := _START.search(self.text, self.at):
            self.at = start.end()
            opener = start[2]
            match start[1].lower():
                case "comment":
                    if opener == "{":
                        self._skip_braces()
                case "preamble":
                    self._value(start.start())
                    self._close(start.start(), opener)
                case "string":
                    self._space()
                    for _ in self._fields(start.start(), opener):
                        pass
                case kind:
                    key = self._key(start.start(), opener)
                    fields: dict[str, str] = {}
                    for name, value in self._fields(start.start(), opener):
                        fields.setdefault(name, value)
                    yield Entry(kind, key, fields, start.start(), self.at)

    def _key(self, start: int, opener: str) -> str:
        key = _KEY[opener].match(self.text, self.at)
        if not key:
            self._fail(start, "the entry that begins there has no key, or no comma after its key")
        self.at = key.end()
        return key[0].strip()

    def _fields(self, start: int, opener: str) -> Iterator[tuple[str, str]]:
        """Names and raw values up to the delimiter that closes the entry, which is passed."""
        closer = _CLOSER[opener]
        while True:
            self.at = self._after(_COMMAS)
            if self.text.startswith(closer, self.at):
                self.at += 1
                return
            name = _NAME.match(self.text, self.at)
            if not name:
                self._fail_at(start, "a field should begin")
            self.at = name.end()
            self._space()
            if not self.text.startswith("=", self.at):
                self._fail_at(start, f"the field {name[0]} should have an equals sign")
            self.at += 1
            yield name[0].lower(), self._value(start)
            self._space()
            if not self.text.startswith((",", closer), self.at):
                self._fail_at(start, f"a comma should follow the field {name[0]}")

    def _value(self, start: int) -> str:
        """The raw text of a value: texts in braces or quotes, numbers and names, joined by #."""
        self._space()
        begin = self.at
        while True:
            self._space()
            if self.text.startswith("{", self.at):
                self.at += 1
                self._skip_braces()
            elif self.text.startswith('"', self.at):
                self._skip_quotes()
            elif bare := _NAME.match(self.text, self.at):
                self.at = bare.end()
            else:
                self._fail_at(start, "a value should stand")
            end = self.at
            self._space()
            if not self.text.startswith("#", self.at):
                self.at = end
                return self.text[begin:end]
            self.at += 1

    def _skip_braces(self) -> None:
        """Past the brace that closes the one just passed."""
        begin = self.at - 1
        depth = 1
        for brace in _BRACE.finditer(self.text, self.at):
            depth += 1 if brace[0] == "{" else -1
            if not depth:
                self.at = brace.end()
                return
        self._fail(begin, "the brace that opens there is never closed")

    def _skip_quotes(self) -> None:
        """Past a text in quotes; a quote inside braces does not end it."""
        depth = 0
        for sign in _BRACE_OR_QUOTE.finditer(self.text, self.at + 1):
            if sign[0] == '"':
                if not depth:
                    self.at = sign.end()
                    return
            else:
                depth += 1 if sign[0] == "{" else -1
                if depth < 0:
                    break
        self._fail(self.at, "the quote that opens there is never closed")

    def _close(self, start: int, opener: str) -> None:
        self._space()
        if not self.text.startswith(_CLOSER[opener], self.at):
            self._fail_at(start, f"a {_CLOSER[opener]} should stand")
        self.at += 1

    def _space(self) -> None:
        self.at = self._after(_SPACE)

    def _after(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        return match.end() if match else self.at

    def _fail_at(self, start: int, expected: str) -> NoReturn:
        """Fail at the present place, inside the entry that begins at `start`."""
        if self.at >= len(self.text):
            self._fail(start, "the entry that begins there is never closed")
        found = self.text[self.at]
        self._fail(
            self.at, f"{expected} where {found!r} is, in the entry of line {self._line(start)}"
        )

    def _fail(self, at: int, what: str) -> NoReturn:
        raise ExportError(
            f"The bibliography cannot be read. Line {self._line(at)}: {what}."
            " Nothing was changed; mend that line, then try again."
        )

    def _line(self, at: int) -> int:
        return 1 + len(_LINE_END.findall(self.text, 0, at))
