"""The parser of `.bib` files: each entry with its fields, and where they are in the text.

It reads what BibTeX or biber reads, and refuses only what both refuse:
https://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf (section 2) and, for biber,
https://metacpan.org/dist/Text-BibTeX/view/btparse/doc/bt_language.pod. Everything between entries
is a comment, and an escaped brace counts like any other. As for biber, a percent sign outside of
values begins a comment up to the end of the line, and either delimiter ends an entry. As for
BibTeX, a key may have any characters. `@comment{…}` is skipped as a whole, or its first word
alone where it is never closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from reader.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LINE_REST = r"[^\n\r\x0b\x0c\x85\u2028\u2029]*+"
"""What is left of a line; biber ends lines, and so comments, also at these characters."""
_WHITE = r"\s\x00-\x1f\x7f"
BLANK = rf"(?:[{_WHITE}]++|%{LINE_REST})*+"
"""What may stand between the parts of an entry: white space, controls and comments."""
_SPECIAL = r"""\x00-\x20\x85\u2028\u2029"#%(),={}"""
_START = re.compile(rf"%{LINE_REST}|@{BLANK}(?!\d+{BLANK}[{{(])([^@{_SPECIAL}]++){BLANK}([{{(])")
_KEYS = {
    opener: (
        re.compile(rf'{BLANK}([^\s,{{}}"%{paren}]*+){BLANK}(?=[,)}}])'),
        re.compile(rf"[{_WHITE}]*+([^ \t\n\r,{brace}]*+)\s*+(?=[,)}}])"),
        # Some write spaces in keys, which both programs refuse.
        re.compile(rf'\s*+([^,{{}}"%={paren}]*+)(?=[,)}}])'),
    )
    for opener, paren, brace in (("{", "", "}"), ("(", "()", ""))
}
"""The forms of a key, each with what stands around it; the first that fits counts."""
_BRACE = re.compile(r"[{}]")
_PAREN = re.compile(r"[()]")
_BRACE_OR_QUOTE = re.compile(r'[{}"]')
_NAME = re.compile(rf"[^{_SPECIAL}]+")
_EQUALS_AHEAD = re.compile(rf"[^{_SPECIAL}]++{BLANK}=")
_SPACE = re.compile(BLANK)
_COMMAS = re.compile(rf"(?:[{_WHITE},]++|%{LINE_REST})*+")
_LINE_END = re.compile(r"\r\n|\n|\r")
# A fast path for nearly every field: a single value, with braces at most three deep.
_PLAIN = re.compile(
    r"""[\s,]*+ ([^SPECIAL]++) \s*+ = \s*+
    (  \{ (?: [^{}]++ | \{ (?: [^{}]++ | \{ [^{}]*+ \} )*+ \} )*+ \}
     | " [^"{}]*+ " | [^SPECIAL]++ )
    \s*+ (?=[,)}])""".replace("SPECIAL", _SPECIAL),
    re.VERBOSE,
)
_CLOSERS = ("}", ")")
_NEXT_ENTRY = re.compile(r"(?:\n|\r)[ \t]*(?=@)")
_MOST_NAMED = 5


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

    A missing comma between two fields is passed over. Of an entry with another error the fields
    before it count, and the parser goes on with the next line that begins an entry.

    Returns:
        The entries that could be read, if only in part; and the first error in words, with the
        keys of the entries that were not read whole. None if there was no error.
    """
    found: list[BibEntry] = []
    first: str | None = None
    broken: list[str] = []
    parser = _Parser(text, is_lenient=True)
    while True:
        try:
            for entry in parser.entries():
                found.append(entry)
        except BibSyntaxError as error:
            first = first or error.place
            if parser.broken:
                found.append(parser.broken)
                broken.append(parser.broken.key)
            parser.recover()
            following = _NEXT_ENTRY.search(text, parser.begun)
            if not following:
                break
            parser.at = following.end()
        else:
            break
    first = min(filter(None, (parser.missing_comma, first)), key=_line_of, default=None)
    return found, first and first + _named(broken)


def _line_of(place: str) -> int:
    return int(place.removeprefix("Line ").partition(":")[0])


def _named(broken: Sequence[str]) -> str:
    if not broken:
        return ""
    more = f" and {len(broken) - _MOST_NAMED} more" if len(broken) > _MOST_NAMED else ""
    return f"; not read whole: {', '.join(broken[:_MOST_NAMED])}{more}"


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

    def __init__(self, text: str, *, is_lenient: bool = False) -> None:
        self.text = text
        self.at = 0
        self.begun = 0
        """Where the entry that was read last begins."""
        self.broken: BibEntry | None = None
        """What could be read of the entry in which the last error was."""
        self.missing_comma: str | None = None
        """Where the first comma was missing that was passed over, in words."""
        self._is_lenient = is_lenient
        self._has_failed = False
        self._pairs: dict[str, Mapping[int, int]] = {}
        """The closing sign of each opening one, by the opening sign, once that is needed."""

    def recover(self) -> None:
        """Prepare to parse again what was read already, perhaps from every line.

        All pairs of braces are matched once, so that an entry without an end is not searched for
        it up to the end of the file again and again. Later errors get no message, as only the
        first is reported.
        """
        self._has_failed = True
        self._matched("{")

    def entries(self) -> Iterator[BibEntry]:
        while start := _START.search(self.text, self.at):
            self.at, self.begun, self.broken = start.end(), start.start(), None
            opener = start[2]
            match start[1] and start[1].lower():
                case None:
                    # A comment between entries.
                    pass
                case "comment":
                    self._skip_comment(opener)
                case "preamble":
                    self._value(start.start())
                    self._close(start.start())
                case "string":
                    for _ in self._fields(start.start()):
                        pass
                case kind:
                    yield self._entry(kind, start.start(), opener)

    def _entry(self, kind: str, start: int, opener: str) -> BibEntry:
        key, body = self._key(start, opener)
        written: list[BibField] = []

        def entry() -> BibEntry:
            fields: dict[str, str] = {}
            for field in written:
                fields.setdefault(field.name, field.value)
            return BibEntry(kind, key, fields, tuple(written), start, body, self.at)

        try:
            for field in self._fields(start):
                written.append(field)
        except BibSyntaxError:
            self.broken = entry()
            raise
        return entry()

    def _key(self, start: int, opener: str) -> tuple[str, int]:
        """The key, and the offset behind it."""
        fits = (form.match(self.text, self.at) for form in _KEYS[opener])
        if not (key := next(filter(None, fits), None)):
            self._fail(start, "the entry that begins there has no key, or no comma after its key")
        self.at = key.end()
        return key[1].strip(), key.end(1)

    def _fields(self, start: int) -> Iterator[BibField]:
        """The fields up to the closing delimiter of the entry, which is read too."""
        while True:
            while not self._has_failed and (found := _PLAIN.match(self.text, self.at)):
                self.at = found.end()
                yield BibField(found[1].lower(), found[2], found.start(1), found.start(2))
            self.at = self._after(_COMMAS)
            if self.text.startswith(_CLOSERS, self.at):
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
            if not self.text.startswith((",", *_CLOSERS), self.at):
                self._pass_over_comma(start, f"a comma should follow the field {name[0]}")

    def _pass_over_comma(self, start: int, expected: str) -> None:
        """Go on without a comma between two fields where the text is read leniently."""
        if not self._is_lenient or not _EQUALS_AHEAD.match(self.text, self.at):
            self._fail_at(start, expected)
        if self.missing_comma is None and not self._has_failed:
            try:
                self._fail_at(start, expected)
            except BibSyntaxError as error:
                self.missing_comma = error.place

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

    def _skip_comment(self, opener: str) -> None:
        """Skip a comment; where it is never closed, nothing but what begins it."""
        self.at = self._matched(opener).get(self.at - 1, self.at - 1) + 1

    def _skip_braces(self) -> None:
        """Skip to behind the brace that closes the one just read."""
        begin = self.at - 1
        if "{" in self._pairs:
            if begin not in self._pairs["{"]:
                self._fail(begin, "the brace that opens there is never closed")
            self.at = self._pairs["{"][begin] + 1
            return
        depth = 1
        for brace in _BRACE.finditer(self.text, self.at):
            depth += 1 if brace[0] == "{" else -1
            if not depth:
                self.at = brace.end()
                return
        self._fail(begin, "the brace that opens there is never closed")

    def _matched(self, opener: str) -> Mapping[int, int]:
        """The offset of the closing sign for that of each opening one."""
        if opener not in self._pairs:
            pairs: dict[int, int] = {}
            open_ones: list[int] = []
            for sign in (_BRACE if opener == "{" else _PAREN).finditer(self.text):
                if sign[0] == opener:
                    open_ones.append(sign.start())
                elif open_ones:
                    pairs[open_ones.pop()] = sign.start()
            self._pairs[opener] = pairs
        return self._pairs[opener]

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

    def _close(self, start: int) -> None:
        self._space()
        if not self.text.startswith(_CLOSERS, self.at):
            self._fail_at(start, "a } should stand")
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
        if self._has_failed:
            raise BibSyntaxError("")
        within = "" if entry is None else f"{self._line(entry)}"
        raise BibSyntaxError(f"Line {self._line(at)}: {what}{within}")

    def _line(self, at: int) -> int:
        return 1 + len(_LINE_END.findall(self.text, 0, at))
