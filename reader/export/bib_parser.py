"""The parser of `.bib` files: each entry with its fields, and where they are in the text.

It reads as BibTeX does (https://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf, section 2):
everything between entries is a comment, a percent sign is no special character, and an escaped
brace counts like any other. Only `@comment{…}` is skipped as a whole, as biber and editors do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from reader.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_START = re.compile(r"@\s*([A-Za-z][\w*+-]*)\s*([{(])")
_KEY = {"{": re.compile(r'[^,{}"]*(?=[,}])'), "(": re.compile(r'[^,{}()"]*(?=[,)])')}
_CLOSER = {"{": "}", "(": ")"}
_BRACE = re.compile(r"[{}]")
_BRACE_OR_QUOTE = re.compile(r'[{}"]')
_NAME = re.compile(r"[^\s\"#%'(),={}]+")
_SPACE = re.compile(r"\s*")
_COMMAS = re.compile(r"[\s,]*")
_LINE_END = re.compile(r"\r\n|\n|\r")
# A fast path for nearly every field: a single value, with braces at most three deep.
_PLAIN_FIELD = r"""[\s,]*+ ([^\s"#%'(),={}]++) \s*+ = \s*+
    (  \{ (?: [^{}]++ | \{ (?: [^{}]++ | \{ [^{}]*+ \} )*+ \} )*+ \}
     | " [^"{}]*+ " | [^\s"#%'(),={}]++ )
    \s*+ (?=[,CLOSER])"""
_PLAIN = {
    opener: re.compile(_PLAIN_FIELD.replace("CLOSER", closer), re.VERBOSE)
    for opener, closer in _CLOSER.items()
}
_NEXT_ENTRY = re.compile(r"(?:\n|\r)[ \t]*(?=@)")


class BibField(NamedTuple):
    """One field, and where it is in the file."""

    name: str
    """In lower case."""
    value: str
    """The raw text, with its delimiters."""
    start: int
    """Offset of the name."""
    at: int
    """Offset of the value."""

    @property
    def end(self) -> int:
        """Offset after the value."""
        return self.at + len(self.value)


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One entry, and where it is in the file."""

    type: str
    """In lower case, without the at sign."""
    key: str
    fields: Mapping[str, str]
    """The raw text of each value, with its delimiters, by the name of the field in lower case.

    If a field is there twice, the first counts, as for BibTeX.
    """
    written: Sequence[BibField]
    """Every field, in the order of the file."""
    start: int
    """Offset of the at sign in the text of the file."""
    body: int
    """Offset after the key."""
    end: int
    """Offset after the closing delimiter."""


def parse_bib(text: str) -> tuple[BibEntry, ...]:
    """Parse a bibliography.

    Returns:
        The entries in their order.

    Raises:
        BibSyntaxError: it is not well formed; the message says on which line.
    """
    return tuple(_Parser(text).entries())


def parse_bib_leniently(text: str) -> tuple[list[BibEntry], str | None]:
    """Parse a bibliography and skip what is not well formed.

    After an error the parser goes on with the next line that begins an entry.

    Returns:
        The entries that could be read, and the first error in words.
    """
    found: list[BibEntry] = []
    problem: str | None = None
    parser = _Parser(text)
    while True:
        try:
            for entry in parser.entries():
                found.append(entry)
        except BibSyntaxError as error:
            problem = problem or error.place
            parser.recover()
            following = _NEXT_ENTRY.search(text, parser.begun)
            if not following:
                return found, problem
            parser.at = following.end()
        else:
            return found, problem


class BibSyntaxError(ExportError):
    """A bibliography is not well formed.

    Attributes:
        place: the line, and what is wrong there.
    """

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The bibliography cannot be read. {place}. Nothing was changed; mend that line, then"
            " try again."
        )
        self.place = place


class _Parser:
    """A parser that reads forward through one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.begun = 0
        """Where the entry that was read last begins."""
        self._partners: dict[int, int] | None = None
        """The closing brace of each opening one, known after the first error."""

    def recover(self) -> None:
        """Prepare to parse again what was read already, perhaps from every line.

        All pairs of braces are matched once, so that an entry without an end is not searched for
        it up to the end of the file again and again. Later errors get no message, as only the
        first is reported.
        """
        if self._partners is None:
            self._partners = {}
            open_ones: list[int] = []
            for brace in _BRACE.finditer(self.text):
                if brace[0] == "{":
                    open_ones.append(brace.start())
                elif open_ones:
                    self._partners[open_ones.pop()] = brace.start()

    def entries(self) -> Iterator[BibEntry]:
        while start := _START.search(self.text, self.at):
            self.at, self.begun = start.end(), start.start()
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
                    body = self.at
                    written = tuple(self._fields(start.start(), opener))
                    fields: dict[str, str] = {}
                    for field in written:
                        fields.setdefault(field.name, field.value)
                    yield BibEntry(kind, key, fields, written, start.start(), body, self.at)

    def _key(self, start: int, opener: str) -> str:
        key = _KEY[opener].match(self.text, self.at)
        if not key:
            self._fail(start, "the entry that begins there has no key, or no comma after its key")
        self.at = key.end()
        return key[0].strip()

    def _fields(self, start: int, opener: str) -> Iterator[BibField]:
        """The fields up to the closing delimiter of the entry, which is read too."""
        closer, plain = _CLOSER[opener], _PLAIN[opener]
        while True:
            while self._partners is None and (found := plain.match(self.text, self.at)):
                self.at = found.end()
                yield BibField(found[1].lower(), found[2], found.start(1), found.start(2))
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
            self._space()
            at = self.at
            yield BibField(name[0].lower(), self._value(start), name.start(), at)
            self._space()
            if not self.text.startswith((",", closer), self.at):
                self._fail_at(start, f"a comma should follow the field {name[0]}")

    def _value(self, start: int) -> str:
        """Read a raw value: texts in braces or quotes, numbers and names, joined by #."""
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
        """Skip to behind the brace that closes the one just read."""
        begin = self.at - 1
        if self._partners is not None:
            if begin not in self._partners:
                self._fail(begin, "")
            self.at = self._partners[begin] + 1
            return
        depth = 1
        for brace in _BRACE.finditer(self.text, self.at):
            depth += 1 if brace[0] == "{" else -1
            if not depth:
                self.at = brace.end()
                return
        self._fail(begin, "the brace that opens there is never closed")

    def _skip_quotes(self) -> None:
        """Skip a text in quotes; a quote inside braces does not end it."""
        begin = self.at
        self.at += 1
        while sign := _BRACE_OR_QUOTE.search(self.text, self.at):
            self.at = sign.end()
            if sign[0] == '"':
                return
            if sign[0] == "}":
                break
            self._skip_braces()
        self._fail(begin, "the quote that opens there is never closed")

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
        """Raise an error at the current position, in the entry that begins at `start`."""
        if self.at >= len(self.text):
            self._fail(start, "the entry that begins there is never closed")
        found = self.text[self.at]
        self._fail(self.at, f"{expected} where {found!r} is, in the entry of line ", start)

    def _fail(self, at: int, what: str, entry: int | None = None) -> NoReturn:
        if self._partners is not None:
            raise BibSyntaxError("")
        within = "" if entry is None else f"{self._line(entry)}"
        raise BibSyntaxError(f"Line {self._line(at)}: {what}{within}")

    def _line(self, at: int) -> int:
        return 1 + len(_LINE_END.findall(self.text, 0, at))
