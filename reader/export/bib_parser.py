"""The syntax of a `.bib` file that somebody else wrote: where each entry is and what it holds.

As BibTeX reads it (https://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf, section 2): everything
between entries is a comment, a percent sign too means nothing special, and an escaped brace counts
like any other. Only `@comment{…}` is passed over whole, as biber and the editors have it.
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
# What nearly every field is like, in one step: one value, with braces at most three deep.
_PLAIN_FIELD = r"""[\s,]*+ ([^\s"#%'(),={}]++) \s*+ = \s*+
    (  \{ (?: [^{}]++ | \{ (?: [^{}]++ | \{ [^{}]*+ \} )*+ \} )*+ \}
     | " [^"{}]*+ " | [^\s"#%'(),={}]++ )
    \s*+ (?=[,CLOSER])"""
_PLAIN = {
    opener: re.compile(_PLAIN_FIELD.replace("CLOSER", closer), re.VERBOSE)
    for opener, closer in _CLOSER.items()
}
_NEXT_ENTRY = re.compile(r"(?:\n|\r)[ \t]*(?=@)")


class Field(NamedTuple):
    """One field as it stands in the file."""

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
class Entry:
    """One entry as it stands in the file."""

    type: str
    """In lower case, without the at sign."""
    key: str
    fields: Mapping[str, str]
    """The raw text of each value, with its delimiters, by the name of the field in lower case.

    Of a field that is given twice the first counts, as for BibTeX.
    """
    written: Sequence[Field]
    """Every field, in the order of the file."""
    start: int
    """Offset of the at sign in the text of the file."""
    body: int
    """Offset after the key."""
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


def survey(text: str) -> tuple[list[Entry], str | None]:
    """The entries of a bibliography that can be read, and what is wrong with the first other.

    Reading goes on with the next line that begins an entry.
    """
    found: list[Entry] = []
    problem: str | None = None
    scanner = _Scanner(text)
    while True:
        try:
            for entry in scanner.entries():
                found.append(entry)
        except NotWellFormedError as error:
            problem = problem or error.place
            scanner.recover()
            following = _NEXT_ENTRY.search(text, scanner.begun)
            if not following:
                return found, problem
            scanner.at = following.end()
        else:
            return found, problem


class NotWellFormedError(ExportError):
    """The text is no bibliography.

    Attributes:
        place: the line and what is wrong there.
    """

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The bibliography cannot be read. {place}. Nothing was changed; mend that line, then"
            " try again."
        )
        self.place = place


class _Scanner:
    """Reads forward through the text of one file."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.begun = 0
        """Where the entry that was read last begins."""
        self._partners: dict[int, int] | None = None
        """Where the brace that closes each is, once something was found to be broken."""

    def recover(self) -> None:
        """Be ready to begin anew inside of what was read already, perhaps at every line.

        What has no end is then known beforehand, and not looked for again up to the end of the
        file by each entry. Places are no longer named, as only that of the first mistake is told.
        """
        if self._partners is None:
            self._partners = {}
            open_ones: list[int] = []
            for brace in _BRACE.finditer(self.text):
                if brace[0] == "{":
                    open_ones.append(brace.start())
                elif open_ones:
                    self._partners[open_ones.pop()] = brace.start()

    def entries(self) -> Iterator[Entry]:
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
                    yield Entry(kind, key, fields, written, start.start(), body, self.at)

    def _key(self, start: int, opener: str) -> str:
        key = _KEY[opener].match(self.text, self.at)
        if not key:
            self._fail(start, "the entry that begins there has no key, or no comma after its key")
        self.at = key.end()
        return key[0].strip()

    def _fields(self, start: int, opener: str) -> Iterator[Field]:
        """The fields up to the delimiter that closes the entry, which is passed."""
        closer, plain = _CLOSER[opener], _PLAIN[opener]
        while True:
            while self._partners is None and (found := plain.match(self.text, self.at)):
                self.at = found.end()
                yield Field(found[1].lower(), found[2], found.start(1), found.start(2))
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
            yield Field(name[0].lower(), self._value(start), name.start(), at)
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
        """Past a text in quotes; a quote inside braces does not end it."""
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
        """Fail at the present place, inside the entry that begins at `start`."""
        if self.at >= len(self.text):
            self._fail(start, "the entry that begins there is never closed")
        found = self.text[self.at]
        self._fail(self.at, f"{expected} where {found!r} is, in the entry of line ", start)

    def _fail(self, at: int, what: str, entry: int | None = None) -> NoReturn:
        if self._partners is not None:
            raise NotWellFormedError("")
        within = "" if entry is None else f"{self._line(entry)}"
        raise NotWellFormedError(f"Line {self._line(at)}: {what}{within}")

    def _line(self, at: int) -> int:
        return 1 + len(_LINE_END.findall(self.text, 0, at))
