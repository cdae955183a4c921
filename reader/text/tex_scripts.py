"""Superscripts and subscripts, where Unicode has them and the text leaves no doubt."""

from __future__ import annotations

import re

from reader.text.tex_symbols import LOWERED, RAISED

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
_WORD = re.compile(r"[\w.]+\*?")

_BARE = re.compile(
    # R^3-SQL, 10^-3, 10^(-10), pass^k, FaSTA^*, 360^∘
    r"(?<=[\w)\]}⟩|…])\^(?:(?P<power>[+-]?\d++)(?!\.\d)|\((?P<bracketed>[+-]?\d{1,4})\)"
    r"|(?P<letter>[A-Za-zα-ω])(?!\w)|(?P<sign>[*∘°′†⋆⊤]+))"
    # L_2, p_i, π_0, log_2; not π_0.5, and no part of a name: Q4_0, tool_call, a_1.txt
    r"|(?<![\w.^_\\])(?P<base>[A-Za-zΑ-Ωα-ωϑϖϱℓ∑∏]|log)_(?P<index>\d{1,3}|[a-zα-ω])(?!\w|\.\w)"
    # CO_2, H_2O are told from DataClaw_0 by their letters.
    r"|(?<![\w.^_\\])(?P<chemical>CO|SO|NO)_(?P<atoms>\d)(?=\w*)"
)


def script(sign: str, content: str, following: str) -> str:
    """What is raised or lowered, from the braces after a sign.

    Args:
        sign: `^` raises, `_` lowers.
        content: what stood in the braces.
        following: the character after them.

    Returns:
        The raised or lowered characters where Unicode has them all and a reader would still
        know them; else the sign and the content, in brackets where its end could not be seen.

    >>> script("^", "10", ""), script("_", "0.5", ""), script("^", "1+o(1)", "")
    ('¹⁰', '_0.5', '^(1+o(1))')
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


def bare(text: str) -> str:
    """Superscripts and subscripts that stand without braces.

    >>> bare("R^3-SQL in O(N^2), p_i and π_0, but tool_call, Q4_0 and π_0.5")
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
