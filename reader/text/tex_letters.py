r"""The letters and digits of a text, which are the same however it was written down.

A title is written in TeX, in Unicode, or in what is left of either: `$\tau^2$-Bench`, `τ²-Bench`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from reader.text.plain import fold
from reader.text.tex_symbols import GREEK, SPACES, SWITCHES, SYMBOLS, WORDS, compose_accents

_GROUP = r"\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+\}"
# Of the two arguments of these, one is not printed where the title is.
_TWO = re.compile(
    rf"\\texorpdfstring\s*+(?P<kept>{_GROUP})\s*+{_GROUP}"
    rf"|\\(?:textcolor|colorbox|href)\s*+{_GROUP}(?=\s*+\{{)"
    rf"|\\(?:footnote|thanks|label|color|[hv]space)\*?\s*+{_GROUP}"
)
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)|\\[^A-Za-z&]|[{}$]")
_STYLES = re.compile(
    r"(?:text|math)[a-z]*|bm|emph|underline|uline|boldsymbol|pmb|ensuremath|[mh]box|operatorname"
    r"|uppercase|lowercase|NoCaseChange|Make(?:Upp|Low)ercase|url|path|noopsort|relax|[dt]?frac"
    r"|nicefrac|sqrt|overline|bar|vec|(?:wide)?hat|(?:wide)?tilde|d?dot|acute|grave|breve|check"
    r"|[uvHcdbkrt]"
)
_TAG = re.compile(r"</?(?:i|b|u|em|tt|sub|sup|scp?|strong|span|inline-formula|mml:\w+|jats:\w+)>")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&apos;": "'"}
_ENTITY = re.compile("|".join(_ENTITIES))
# What Unicode would spell with letters though no one writes them, and two signs that some spell.
_SIGNS = str.maketrans({"™": "", "®": "", "©": "", "℠": "", "º": "", "ª": "", "×": "x", "&": "and"})
_GREEK_NAME = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)")
_NO_LETTER = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    r"""The letters and digits of a text in lower case, without accents, Greek letters spelled.

    The time is linear in the length of the text.

    >>> letters(r"{$\tau^2$}-Bench: {\'E}tude of {\LaTeX}."), letters("τ²-bench — Etude of LaTeX")
    ('tau2benchetudeoflatex', 'tau2benchetudeoflatex')
    """
    if "\\" in text:
        text = _TWO.sub(_printed, text)
        # The second time for a letter that has two accents.
        text = compose_accents(compose_accents(text))
        text = _COMMAND.sub(_meaning, text)
    else:
        text = text.translate(_DELIMITERS)
    if "&" in text or "<" in text:
        text = _TAG.sub("", _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], text))
    folded = fold(text.replace("\\&", "&").translate(_SIGNS)).casefold()
    if not folded.isascii():
        folded = "".join(map(_spelled, folded))
    return _NO_LETTER.sub("", folded)


_DELIMITERS = str.maketrans("", "", "{}$")


def _printed(command: re.Match[str]) -> str:
    return command["kept"] or ""


def _meaning(command: re.Match[str]) -> str:
    name = command["name"]
    if name is None:
        return ""
    if name in SYMBOLS:
        return SYMBOLS[name]
    greek = name.removeprefix("text").removeprefix("up").removeprefix("var")
    if greek in GREEK:
        return GREEK[greek]
    if name in WORDS:
        return WORDS[name]
    return "" if name in SWITCHES or name in SPACES or _STYLES.fullmatch(name) else name


@lru_cache(maxsize=1024)
def _spelled(character: str) -> str:
    """The English name of a Greek letter; any other character as it is."""
    match = _GREEK_NAME.match(unicodedata.name(character, ""))
    # Nobody can tell an omicron from an o, and Unicode has the modern spelling of one letter.
    return (
        match[1].lower().replace("omicron", "o").replace("lamda", "lambda") if match else character
    )
