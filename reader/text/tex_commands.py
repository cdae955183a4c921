r"""Commands, groups and scripts of TeX rendered as text: \emph{word}, {\it word}, \ours, x^{2}."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from reader.text import late_pattern
from reader.text.tex_symbols import (
    BOLD_LETTERS,
    LOWERED,
    OVER,
    RAISED,
    RELATIONS,
    SPACES,
    SWITCHES,
    SYMBOLS,
    WORDS,
)

_TOKEN = late_pattern(r"\\(?P<name>[A-Za-z]+)\*?|\\(?P<sign>[^A-Za-z])|(?P<script>[\^_])\{|[{}]")

# $x$ but not $5: a formula has no blank at its edges, and does not look like a sum of money.
_DOLLARS = late_pattern(
    r"(?<![\\$\w])\$(?![\s\d$])(?P<plain>[^$\n]{1,400})(?<![\s\\])\$(?!\d)"
    r"|(?<![\\$])\$(?=[^\s$])(?P<sure>[^$\n]{0,200}[\\^_{}][^$\n]{0,200})(?<![\s\\])\$(?!\d)"
    r"|(?<=[A-Za-z@-])\$(?P<short>[A-Za-zΑ-ω]{1,3}\d?)\$(?!\d)"
)
_BRACKETED = late_pattern(
    r"\\\((?P<inline>[^\n]{0,400}?)\\\)|\\\[(?P<display>[^\n]{0,400}?)\\\]", re.DOTALL
)
# "at a cost of \1 million": only a dollar sign can have stood there. Not the item \3) of a list.
_MONEY = late_pattern(r"(?<![^\s(\[~])\\(?=\d[\d.,]*+(?:[KMBkmb]\b|(?![\w)\\^-])))")

_THOUSANDS = late_pattern(r"(?<=\d)\{,\}(?=\d)")

_DEEPEST = 40
_TWO_ARGUMENTS = frozenset({"frac", "tfrac", "dfrac", "nicefrac", "textcolor", "colorbox"})
_SILENT = frozenset({"label", "vspace", "hspace", "begin", "end", "phantom", "vphantom"})
_COLOURS = frozenset(
    {"red", "blue", "green", "black", "white", "gray", "cyan", "magenta", "orange"}
)


def render(text: str, name: str = "") -> str:
    r"""Return the text that TeX would print; the name of an unknown macro is kept as a word.

    Args:
        text: the source, with its URLs masked and its accents composed.
        name: what the authors call their own work; empty if that is not known.

    >>> render(r"\ours beats {\bf all} by 3\,\% in $\mathcal{O}(n^{2})$", "FlexNet")
    'FlexNet beats all by 3 % in O(n²)'
    """
    text = _THOUSANDS.sub(",", text)
    if "$" in text:
        text = _DOLLARS.sub(_formula, text)
    if "\\" in text:
        text = _BRACKETED.sub(lambda match: match[match.lastgroup or 0], text)
        text = _MONEY.sub("$", text)
    return _Renderer(text, name).whole() if "\\" in text or "{" in text else text


def _formula(match: re.Match[str]) -> str:
    """A formula without its dollar signs. A command at its end is kept apart from the next word."""
    body = match[match.lastgroup or 0]
    ends_in_name = "\\" in body and body[-1].isalpha()
    return (
        body + "{}"
        if ends_in_name and match.string[match.end() : match.end() + 1].isalpha()
        else body
    )


@dataclass(slots=True)
class _Group:
    """The content between two braces, as far as it has been parsed."""

    opener: str
    """`{`, `^`, `_`, or the command that the group is an argument of."""
    first: str = ""
    """The first argument, where this is the second."""
    parts: list[str] = field(default_factory=list)
    has_command: bool = False
    has_switch: bool = False

    @property
    def is_list(self) -> bool:
        """The braces are part of the text, like those of a set."""
        commands = self.has_command and not any("," in part for part in self.parts)
        return not (self.has_switch or commands)


class _Renderer:
    """A parser of one text, which renders it in a single pass."""

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
        own = expand_macro(name, self._name)
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
        """Handle a closing brace; return the position where parsing continues."""
        if len(self._stack) == 1:
            self._emit("}")
            return end
        group = self._stack.pop()
        content = "".join(group.parts)
        after = self._text[end : end + 1]
        if group.opener == "{":
            self._emit(f"{{{content}}}" if group.is_list else content.strip(" "))
        elif group.opener in ("^", "_"):
            self._emit(render_script(group.opener, content, after))
        elif group.opener in _TWO_ARGUMENTS and not group.first and after == "{":
            self._stack.append(_Group(group.opener, content))
            return end + 1
        else:
            self._emit(_applied(group.opener, group.first, content))
        return end

    def _abandon(self) -> None:
        """Emit a group that was never closed as it was written, but without its command."""
        group = self._stack.pop()
        plain_urls = {"{": "{", "^": "^{", "_": "_{", "footnote": " "}.get(
            group.opener, group.first
        )
        self._emit(plain_urls + "".join(group.parts))


def _applied(name: str, first: str, content: str) -> str:
    """Return what a command prints for its arguments."""
    content = content.strip(" ")
    if name in ("frac", "tfrac", "dfrac", "nicefrac") and first:
        return f"{_held(first)}/{_held(content)}"
    if name in ("textsuperscript", "textsubscript"):
        return render_script("^" if name == "textsuperscript" else "_", content, "")
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
    """Put an operand in brackets unless it is a single word."""
    return content if content.isalnum() else f"({content})"


_KIND = (
    "m|method|model|sys|system|approach|framework|bench|benchmark|data|dataset|tool|algo|alg"
    "|algorithm|paper|proj|project|agent|short|long|full"
)
_OWN = late_pattern(
    rf"ours?|acronym|(?:our|my|the)(?:{_KIND})(?:name)?|(?:{_KIND})?name"
    "|method|model|approach|framework|benchmark|dataset|system",
    re.IGNORECASE,
)
_NAME = late_pattern(r"([^\W_][^\s:\\]*(?: [A-Z\d][^\s:\\]*){0,3}):\s")
_SIGNS = late_pattern(r"[\W_]+")


def name_of_work(title: str) -> str:
    """Return the name of a work, if its title begins with one and a colon; otherwise an empty text.

    >>> name_of_work("OmniEdit-2: Editing for All"), name_of_work("A Survey of: Surveys")
    ('OmniEdit-2', '')
    """
    match = _NAME.match(title)
    return match[1] if match else ""


def expand_macro(macro: str, name: str) -> str | None:
    r"""Return what a macro of the authors stands for; None if it is not the name of their work.

    If the name is not known, the macro is returned as it was written.

    >>> expand_macro("ours", "OmniEdit"), expand_macro("ours", ""), expand_macro("other", "")
    ('OmniEdit', '\\ours', None)
    """
    if _OWN.fullmatch(macro):
        return name or f"\\{macro}"
    if name and macro.casefold() == _SIGNS.sub("", name).casefold():
        return name
    return None


_MOST_LETTERS = 2
_WHOLE = {
    "∘": "°",
    "°": "°",
    "*": "*",
    "**": "**",
    "′": "′",
    "″": "″",
    "†": "†",
    "⋆": "*",
    "⊤": "ᵀ",
}
_WORD = late_pattern(r"[\w.]+\*?")

_BARE = late_pattern(
    # R^3-SQL, 10^-3, 10^(-10), pass^k, FaSTA^*, 360^∘
    r"(?<=[\w)\]}⟩|…])\^(?:(?P<power>[+-]?\d++)(?!\.\d)|\((?P<bracketed>[+-]?\d{1,4})\)"
    r"|(?P<letter>[A-Za-zα-ω])(?!\w)|(?P<sign>[*∘°′†⋆⊤]+))"
    # L_2, p_i, π_0, log_2; not π_0.5, and no part of a name: Q4_0, tool_call, a_1.txt
    r"|(?<![\w.^_\\])(?P<base>[A-Za-zΑ-Ωα-ωϑϖϱℓ∑∏]|log)_(?P<index>\d{1,3}|[a-zα-ω])(?!\w|\.\w)"
    # CO_2, H_2O are told from DataClaw_0 by their letters.
    r"|(?<![\w.^_\\])(?P<chemical>CO|SO|NO)_(?P<atoms>\d)(?=\w*)"
)


def render_script(sign: str, content: str, following: str) -> str:
    """Render a superscript or a subscript that was written with braces.

    Args:
        sign: `^` raises, `_` lowers.
        content: the text in the braces.
        following: the character after the braces.

    Returns:
        The raised or lowered characters, if Unicode has them all and they are few enough to be
        read; otherwise the sign and the content, in brackets if its end would not be clear.

    >>> [render_script("^", content, "") for content in ("10", "0.5", "1+o(1)")]
    ['¹⁰', '^0.5', '^(1+o(1))']
    """
    content = content.strip()
    if not content:
        return ""
    if sign == "^" and content in _WHOLE:
        return _WHOLE[content]
    if characters := _set(sign, content.replace(" ", "")):
        return characters
    if _WORD.fullmatch(content) and not (following.isalnum() or following == "_"):
        return sign + content
    return f"{sign}({content})"


def _set(sign: str, content: str) -> str | None:
    table = RAISED if sign == "^" else LOWERED
    letters = sum(map(str.isalpha, content))
    if letters > _MOST_LETTERS or (letters and "(" in content):
        return None
    characters = [table.get(character) for character in content]
    return "".join(map(str, characters)) if all(characters) else None


def render_bare_scripts(text: str) -> str:
    """Render superscripts and subscripts that were written without braces.

    >>> render_bare_scripts("R^3-SQL in O(N^2), p_i and π_0, but tool_call, Q4_0 and π_0.5")
    'R³-SQL in O(N²), pᵢ and π₀, but tool_call, Q4_0 and π_0.5'
    """
    return _BARE.sub(_set_bare, text)


def _set_bare(match: re.Match[str]) -> str:
    if raised := match["power"] or match["bracketed"] or match["letter"]:
        return _set("^", raised) or match[0]
    if match["sign"]:
        return _WHOLE.get(match["sign"], match[0])
    base, index = match["base"] or match["chemical"], match["index"] or match["atoms"]
    return base + (_set("_", index) or f"_{index}")
