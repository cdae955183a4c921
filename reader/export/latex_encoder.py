r"""Encode text as LaTeX source that all programs for bibliographies read in the same way.

The programs are classic BibTeX with pdfTeX, biber, pandoc and Zotero. Where they disagree, the
form is one that most of them read correctly, BibTeX and biber always among them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from reader.text import clean, late_pattern, readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # TeX prints these without a command as ¡, ¿ and —; pandoc drops \textbar{}.
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": "$|$",
    "°": r"$^\circ$",
}
_LETTERS = {
    "ß": r"{\ss}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "œ": r"{\oe}",
    "Œ": r"{\OE}",
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "ı": r"{\i}",
}
# Đ stays, because pandoc drops {\DJ}; å becomes {\r{a}}, because citation-js lacks {\aa}.

# BibTeX and biber count an escaped brace like any other. A brace without a partner has to be
# written as a command, though pandoc drops that; or the rest of the file is lost.
_BRACES = {"{": r"\{", "}": r"\}"}
_LONE_BRACES = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}

_GREEK = late_pattern(r"GREEK (SMALL|CAPITAL) LETTER (FINAL SIGMA|[A-Z]+)")
_GREEK_CAPITALS = {"GAMMA", "DELTA", "THETA", "LAMDA", "XI", "PI", "SIGMA", "UPSILON", "PHI",
                   "PSI", "OMEGA"}  # fmt: skip
_ODD = late_pattern(r"[\\{}&%$#_~^<>|]|[^\x00-\x7f]")

_MATH = late_pattern(r"(?<![\\$])\$(?=[^\s$])(?P<body>[^$]*[^\s$\\])\$(?![\d$])")
# A title comes from outside, and TeX can read and write files: only commands of formulas pass.
_MATH_COMMANDS = frozenset(
    re.findall(
        r"\w+",
        """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu
        xi pi rho varrho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi
        Sigma Upsilon Phi Psi Omega approx ast bar bf bullet cal cap cdot cdots circ cup dagger
        dot ell epsilon equiv exists forall frac ge geq hat in infty int langle ldots le
        leftarrow leq ll log mathbb mathbf mathcal mathfrak mathit mathrm mathsf mathtt max
        mid min nabla ne neq odot oplus otimes overline parallel partial perp pm prime prod
        propto rangle rightarrow rm sim simeq sqrt star subset subseteq sum tilde times to
        top vec vee wedge widehat widetilde""",
    )
)
_MATH_BODY = late_pattern(r"(?:[A-Za-z0-9 +*/=<>()\[\]|.,:;!?'^_{}-]|\\[A-Za-z]+|\\[,;!{}|])+")
_SCRIPT = r"(?:\w|\{[^{}]*\}|\\[A-Za-z]+)"
_BAD_SCRIPT = late_pattern(rf"[\^_]\s*(?:[\^_}}]|$)|\^{_SCRIPT}\^|_{_SCRIPT}_")

_WORD = late_pattern(r"[^\W_]+(?:(?:[-.&]|['’](?=[A-Z]))[^\W_]+)*")
# A word behind a name that is no part of it: LLM-Based, GPT-4-Generated, X-Ray.
_MODIFIER = late_pattern(
    r"\w+[^be]ed|\w*(?:driven|aware|like|free|level|style|only|centric|oriented|consistent|agnostic"
    r"|specific|efficient|wise|scale|time|rays?|means|grams?|shot)",
    re.IGNORECASE,
)


def encode(text: str, *, accents: bool = True) -> str:
    r"""One line of running text, each special character escaped once.

    Args:
        text: plain text.
        accents: whether to write accented Latin letters as commands. Classic BibTeX cuts names
            and labels by the byte, but takes `{\'e}` for one letter. A letter without such a form
            stays UTF-8. biber knows Unicode and needs no commands.

    >>> encode("Müller & Søn: 100%"), encode("Müller & Søn: 100%", accents=False)
    ('M{\\"u}ller \\& S{\\o}n: 100\\%', 'Müller \\& Søn: 100\\%')
    """
    text = _line(text)
    # A fast path, because there are many names and most are plain.
    return _encoder(text, accents)(text) if _ODD.search(text) else text


def encode_title(text: str, *, accents: bool = True) -> str:
    r"""Encode a title of the feed: LaTeX remnants undone, formulas kept, capitals protected.

    Styles set titles in lower case. A word with a capital after its first letter (`{GPT-4}`,
    `{LLaMA}-based`) is put in braces, which protects it. The rest is left to the style.

    >>> encode_title(r"FLEX-3D: $\alpha$ in 99\% of Vision-Language LLMs")
    '{FLEX-3D}: $\\alpha$ in 99\\% of Vision-Language {LLMs}'
    """
    pieces = list(_pieces(_line(text)))
    encoded = _encoder("".join(piece for piece, is_math in pieces if not is_math), accents)
    title = "".join(
        _protected(piece) if is_math else _encode_words(piece, encoded) for piece, is_math in pieces
    )
    return " ".join(title.split())


def _line(text: str) -> str:
    line = " ".join(clean(text).split())
    return line if line.isascii() else unicodedata.normalize("NFC", line)


def _encoder(text: str, accents: bool) -> Callable[[str], str]:
    """An encoder for the parts of a text; braces stay braces only if all in the text are paired."""
    braces = _BRACES if _pair_up(text) else _LONE_BRACES
    return lambda part: _ODD.sub(
        lambda match: braces.get(match[0]) or _character(match[0], accents), part
    )


def _pair_up(text: str) -> bool:
    depth = 0
    for brace in re.findall("[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


@lru_cache(maxsize=2048)
def _character(character: str, accents: bool) -> str:
    """One character that is special to TeX or not ASCII."""
    if escape := _ESCAPES.get(character):
        return escape
    if letter := _scripted_greek().get(character):
        return f"${letter[0]}{{\\{letter[1]}}}$"
    if greek := _GREEK.fullmatch(unicodedata.name(unicodedata.normalize("NFKC", character)[0], "")):
        return _greek(character, greek[1] == "CAPITAL", greek[2])
    if formula := _formula(character):
        return formula
    if not accents:
        return character
    if command := _LETTERS.get(character):
        return command
    return _accented(character)


def _formula(character: str) -> str | None:
    """A superscript, subscript or mathematical sign as a formula, which pdfTeX needs for it."""
    if name := _math_signs().get(character):
        return f"$\\{name}$"
    kind, _, code = unicodedata.decomposition(character).partition(" ")
    if kind not in ("<super>", "<sub>") or " " in code:
        return None
    return f"${'^' if kind == '<super>' else '_'}{{{chr(int(code, 16))}}}$"


def _accented(character: str) -> str:
    """A letter as an accent command over an ASCII letter, if every program knows that command."""
    decomposed = unicodedata.normalize("NFD", character)
    letter, command = decomposed[0], _accent_commands().get(decomposed[1:])
    if not command or not letter.isascii() or not letter.isalpha():
        return character
    # TeX takes the dot off an i only under these four, and off a j under none. Without the dot,
    # {\'{\i}}, pandoc and Zotero read another letter.
    if (letter == "i" and command in "~=.uvHr") or (letter == "j" and command not in "cdbk"):
        return character
    return f"{{\\{command}{{{letter}}}}}" if command.isalpha() else f"{{\\{command}{letter}}}"


def _greek(character: str, capital: bool, name: str) -> str:
    """A Greek letter as a formula, because pdfTeX has it only in a font of formulas."""
    if capital:
        # BibTeX would change the case inside a bare formula, \Psi to \psi.
        return f"{{$\\{_tex_name(name).title()}$}}" if name in _GREEK_CAPITALS else character
    if name == "OMICRON":
        return "o"
    return f"$\\{_tex_name(name)}$"


def _tex_name(name: str) -> str:
    return {"LAMDA": "lambda", "FINAL SIGMA": "varsigma"}.get(name, name.lower())


def _pieces(title: str) -> Iterator[tuple[str, bool]]:
    """The parts of a title, and whether each is a formula; LaTeX remnants are undone outside."""
    done = 0
    for match in _MATH.finditer(title):
        if _is_math(match["body"]):
            yield readable(title[done : match.start()]), False
            yield match[0], True
            done = match.end()
    yield readable(title[done:]), False


def _is_math(body: str) -> bool:
    """Whether the text between two dollar signs is a formula, and not between sums of money."""
    if len(body) == 1:
        return body.isascii() and body.isalpha()
    return (
        any(sign in body for sign in "\\^_{}")
        and _MATH_BODY.fullmatch(body) is not None
        and _MATH_COMMANDS.issuperset(re.findall(r"\\([A-Za-z]+)", body))
        and not _BAD_SCRIPT.search(body)
        and _pair_up(body)
        and _pair_up(re.sub(r"\\[{}]", "", body))
    )


def _protected(formula: str) -> str:
    """A formula in braces if it has capitals, so that BibTeX does not change their case."""
    return formula if formula == formula.lower() else f"{{{formula}}}"


def _encode_words(text: str, encoded: Callable[[str], str]) -> str:
    """Running text, encoded, with names and abbreviations in braces."""
    parts: list[str] = []
    done = 0
    for word in _WORD.finditer(text):
        if word[0].islower() or word[0].isdecimal():
            continue
        article = word[0] == "A" and text[word.end() :][:1] in ("", " ")
        for start, stop in () if article else _protected_spans(word[0]):
            start, stop = start + word.start(), stop + word.start()
            # A brace before a backslash would be an accented letter for BibTeX, so it is always
            # put before a letter or digit.
            parts += encoded(text[done:start]), "{", encoded(text[start:stop]), "}"
            done = stop
    parts.append(encoded(text[done:]))
    return "".join(parts)


def _protected_spans(word: str) -> Iterator[tuple[int, int]]:
    """The parts of a word that keep their capitals: `LLaMA` of LLaMA-Based, all of SWE-Bench."""
    parts = word.split("-")
    held = [_is_name(part) for part in parts]
    for at, part in enumerate(parts[1:], 1):
        # A number belongs to the name before it: GPT-4, Phi-4.
        if part[0].isdecimal() and parts[at - 1][0].isupper():
            held[at - 1] = held[at] = True
        elif held[at - 1] and part[0].isupper() and not _MODIFIER.fullmatch(part):
            held[at] = True
    stops = list(accumulate(len(part) + 1 for part in parts))
    for kept, group in groupby(range(len(parts)), held.__getitem__):
        if kept:
            members = list(group)
            yield stops[members[0]] - len(parts[members[0]]) - 1, stops[members[-1]] - 1


def _is_name(part: str) -> bool:
    """Whether the capitals of a part of a word are more than title case."""
    inner = part[1:] != part[1:].lower()
    return inner or (part[0].isupper() and (len(part) == 1 or any(map(str.isdigit, part))))


# The tables of TeX are imported late, as most texts are plain ASCII.


@cache
def _accent_commands() -> dict[str, str]:
    """The command of each combining mark."""
    from reader.text.tex_symbols import TEX_ACCENTS

    return {mark: command for command, mark in TEX_ACCENTS.items()}


@cache
def _scripted_greek() -> dict[str, tuple[str, str]]:
    """Greek letters as superscripts and subscripts, with TeX's sign and name for each."""
    from reader.text.tex_symbols import GREEK, LOWERED, RAISED

    return {
        table[letter]: (sign, name)
        for sign, table in (("^", RAISED), ("_", LOWERED))
        for name, letter in GREEK.items()
        if letter in table and not name.startswith("var")
    }


@cache
def _math_signs() -> dict[str, str]:
    """Signs of formulas, with TeX's name for each."""
    from reader.text.tex_symbols import SYMBOLS

    return {
        sign: name
        for name in sorted(_MATH_COMMANDS & SYMBOLS.keys())
        if unicodedata.category(sign := SYMBOLS[name]) == "Sm" and not sign.isascii()
    }
