r"""Commands and groups of TeX as the text that they set: \emph{word}, {\it word}, \ours, x^{2}."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from reader.text.macros import stands_for
from reader.text.tex_scripts import script
from reader.text.tex_symbols import BOLD_LETTERS, OVER, RELATIONS, SPACES, SWITCHES, SYMBOLS, WORDS

_TOKEN = re.compile(r"\\(?P<name>[A-Za-z]+)\*?|\\(?P<sign>[^A-Za-z])|(?P<script>[\^_])\{|[{}]")

# $x$ but not $5: a formula has no blank at its edges, and does not look like a sum of money.
_DOLLARS = re.compile(
    r"(?<![\\$\w])\$(?![\s\d$])(?P<plain>[^$\n]{1,400})(?<![\s\\])\$(?!\d)"
    r"|(?<![\\$])\$(?=[^\s$])(?P<sure>[^$\n]{0,200}[\\^_{}][^$\n]{0,200})(?<![\s\\])\$(?!\d)"
    r"|(?<=[A-Za-z@-])\$(?P<short>[A-Za-zΑ-ω]{1,3}\d?)\$(?!\d)"
)
_BRACKETED = re.compile(
    r"\\\((?P<inline>[^\n]{0,400}?)\\\)|\\\[(?P<display>[^\n]{0,400}?)\\\]", re.DOTALL
)
# "at a cost of \1 million": only a dollar sign can have stood there. Not the item \3) of a list.
_MONEY = re.compile(r"(?<![^\s(\[~])\\(?=\d[\d.,]*+(?:[KMBkmb]\b|(?![\w)\\^-])))")

_THOUSANDS = re.compile(r"(?<=\d)\{,\}(?=\d)")

_DEEPEST = 40
_TWO_ARGUMENTS = frozenset({"frac", "tfrac", "dfrac", "nicefrac", "textcolor", "colorbox"})
_SILENT = frozenset({"label", "vspace", "hspace", "begin", "end", "phantom", "vphantom"})
_COLOURS = frozenset(
    {"red", "blue", "green", "black", "white", "gray", "cyan", "magenta", "orange"}
)


def set_text(text: str, name: str = "") -> str:
    r"""The text that TeX would set; a macro that nobody knows is shown as a word.

    Args:
        text: with its addresses masked, and its accents composed.
        name: what the authors call their own work, where that is known.

    >>> set_text(r"\ours beats {\bf all} by 3\,\% in $\mathcal{O}(n^{2})$", "FlexNet")
    'FlexNet beats all by 3 % in O(n²)'
    """
    text = _THOUSANDS.sub(",", text)
    if "$" in text:
        text = _DOLLARS.sub(_formula, text)
    if "\\" in text:
        text = _BRACKETED.sub(lambda match: match[match.lastgroup or 0], text)
        text = _MONEY.sub("$", text)
    return _Setting(text, name).whole() if "\\" in text or "{" in text else text


def _formula(match: re.Match[str]) -> str:
    """A formula without its dollar signs, the name at its end kept from the word that follows."""
    body = match[match.lastgroup or 0]
    ends_in_name = "\\" in body and body[-1].isalpha()
    return (
        body + "{}"
        if ends_in_name and match.string[match.end() : match.end() + 1].isalpha()
        else body
    )


@dataclass(slots=True)
class _Group:
    """What stands between two braces, as far as it has been read."""

    opener: str
    """`{`, `^`, `_`, or the command that the group is an argument of."""
    first: str = ""
    """The first argument, where this is the second."""
    parts: list[str] = field(default_factory=list)
    has_command: bool = False
    has_switch: bool = False

    @property
    def is_list(self) -> bool:
        """Braces that are meant to be seen, as those of a set."""
        commands = self.has_command and not any("," in part for part in self.parts)
        return not (self.has_switch or commands)


class _Setting:
    """One reading of a text, from its start to its end."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._stack = [_Group("")]

    def whole(self) -> str:
        at = 0
        while token := _TOKEN.search(self._text, at):
            self._emit(self._text[at : token.start()])
            at = self._take(token)
        self._emit(self._text[at:])
        while len(self._stack) > 1:
            self._abandon()
        return "".join(self._stack[0].parts)

    def _emit(self, text: str) -> None:
        self._stack[-1].parts.append(text)

    def _take(self, token: re.Match[str]) -> int:
        """What a token does; the place where reading goes on."""
        end = token.end()
        if name := token["name"]:
            self._stack[-1].has_command = True
            return self._command(name, token.start(), end)
        if sign := token["sign"]:
            # Thin and wide blanks are one blank; a place to break a word prints nothing.
            self._emit(" " if sign in " ,;:\\\n\t" else "" if sign in "!-/@" else sign)
        elif token[0] == "}":
            return self._close(end)
        elif len(self._stack) > _DEEPEST:
            self._emit(token[0])
        else:
            self._stack.append(_Group(token["script"] or "{"))
        return end

    def _command(self, name: str, start: int, end: int) -> int:
        after = self._text[end : end + 1]
        before = self._text[start - 1] if start else " "
        if name in SYMBOLS:
            self._emit(SYMBOLS[name])
            if name in RELATIONS and after == " " and not before.isspace():
                # A\neq B: the blank did no more than end the command.
                return end + 1
            return self._past_empty_group(end)
        if name in SWITCHES:
            self._stack[-1].has_switch |= after == " "
            return self._past_empty_group(end + (after == " "))
        if name in WORDS:
            self._emit(WORDS[name])
            return self._past_empty_group(end + (after == "."))
        empty = self._past_empty_group(end)
        if after == "{" and empty == end and len(self._stack) <= _DEEPEST:
            self._stack.append(_Group(name))
            return end + 1
        own = stands_for(name, self._name)
        if own and own[0] == "\\":
            self._emit(own)
            return empty
        name = own or name
        # A word that only its backslash parted from another must not join it.
        self._emit(" " if name in SPACES else f" {name}" if before.isalnum() else name)
        return empty

    def _past_empty_group(self, end: int) -> int:
        return end + 2 if self._text.startswith("{}", end) else end

    def _close(self, end: int) -> int:
        """What a closing brace does; the place where reading goes on."""
        if len(self._stack) == 1:
            self._emit("}")
            return end
        group = self._stack.pop()
        content = "".join(group.parts)
        after = self._text[end : end + 1]
        if group.opener == "{":
            self._emit(f"{{{content}}}" if group.is_list else content.strip(" "))
        elif group.opener in ("^", "_"):
            self._emit(script(group.opener, content, after))
        elif group.opener in _TWO_ARGUMENTS and not group.first and after == "{":
            self._stack.append(_Group(group.opener, content))
            return end + 1
        else:
            self._emit(_applied(group.opener, group.first, content))
        return end

    def _abandon(self) -> None:
        """A group whose end never came: it is shown as it stood, but without a command."""
        group = self._stack.pop()
        shown = {"{": "{", "^": "^{", "_": "_{", "footnote": " "}.get(group.opener, group.first)
        self._emit(shown + "".join(group.parts))


def _applied(name: str, first: str, content: str) -> str:
    """What a command makes of its arguments."""
    content = content.strip(" ")
    if name in ("frac", "tfrac", "dfrac", "nicefrac") and first:
        return f"{_held(first)}/{_held(content)}"
    if name in ("textsuperscript", "textsubscript"):
        return script("^" if name == "textsuperscript" else "_", content, "")
    if name == "sqrt":
        return "√" + _held(content)
    if name == "mathbb":
        return BOLD_LETTERS.get(content, content)
    if name == "footnote":
        return f" ({content})" if content else ""
    if name in OVER and len(content) == 1:
        return unicodedata.normalize("NFC", content + OVER[name])
    if name in _SILENT or (name == "color" and content in _COLOURS):
        return ""
    if name.startswith("cite"):
        return f"[{content}]"
    return content or ("" if first else name)


def _held(content: str) -> str:
    """In brackets where it would fall apart next to a sign."""
    return content if content.isalnum() else f"({content})"
