"""Letters of Unicode that are raised, lowered or have an accent."""

from __future__ import annotations

import unicodedata

_PLAIN = "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ"
_LOW_PLAIN = "0123456789+-=()aehijklmnoprstuvxβγρφχ"
_LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ"
_STANDING = "′″‴*†‡"
"""Signs that are raised already."""

_SUPERSCRIPTS = {
    **dict(zip(_PLAIN, _RAISED, strict=True)),
    **{sign: sign for sign in _STANDING},
    "−": "⁻", "∗": "*", "⋆": "*", "⊤": "ᵀ", "∘": "°", "ϕ": "ᵠ",
}  # fmt: skip
_SUBSCRIPTS = {**dict(zip(_LOW_PLAIN, _LOWERED, strict=True)), "−": "₋", "ϕ": "ᵩ"}

_ACCENTS = {
    "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "‾": "\u0304",
    "˙": "\u0307", "¨": "\u0308", "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300",
    "→": "\u20d7", "⃗": "\u20d7", "˚": "\u030a", "―": "\u0304", "_": "\u0332", "¯¯": "\u0305",
    "∼": "\u0303",
}  # fmt: skip
_NAMES = {
    "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "∼": "tilde", "→": "vec", "⃗": "vec",
    "¯": "bar", "‾": "bar", "―": "bar", "˙": "dot", "¨": "ddot", "ˇ": "check", "˘": "breve",
}  # fmt: skip


_LONGEST_ATOM = 40
_SCRIPTS = frozenset((*_SUPERSCRIPTS.values(), *_SUBSCRIPTS.values()))


def is_atom(text: str) -> bool:
    """Whether a text is one number, or one letter with its scripts and accents."""
    if text.replace(".", "", 1).isdecimal():
        return True
    rest = text[1:]
    return 0 < len(text) <= _LONGEST_ATOM and all(
        each in _SCRIPTS or unicodedata.combining(each) for each in rest
    )


def raised(text: str) -> str | None:
    """The text in raised letters; None where one of them does not exist."""
    return _mapped(text, _SUPERSCRIPTS)


def lowered(text: str) -> str | None:
    """The text in lowered letters; None where one of them does not exist."""
    return _mapped(text, _SUBSCRIPTS)


def _mapped(text: str, letters: dict[str, str]) -> str | None:
    if not text or not all(letter in letters for letter in text):
        return None
    return "".join(letters[letter] for letter in text)


def accented(base: str, accent: str) -> str | None:
    """One letter with an accent, or a name for it around several; None for what is no accent."""
    if accent not in _ACCENTS:
        return None
    letters = [each for each in base if not unicodedata.combining(each)]
    if len(letters) == 1 and not base[0].isspace():
        return unicodedata.normalize("NFC", base + _ACCENTS[accent])
    return f"{_NAMES[accent]}({base})" if accent in _NAMES else None
