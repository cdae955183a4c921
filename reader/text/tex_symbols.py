"""TeX symbols, accents and special letters, and superscripts and subscripts of Unicode."""

from __future__ import annotations

import re
import unicodedata

from reader.text import late_pattern

GREEK = dict(
    zip(
        """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu
        xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta
        Lambda Xi Pi Sigma Upsilon Phi Psi Omega""".split(),  # noqa: SIM905
        "αβγδεεζηθϑικλμνξπϖρϱσςτυφφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)
"""The Greek letters by their names in TeX."""

RELATIONS = {
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "leqslant": "≤", "geqslant": "≥", "neq": "≠",
    "ne": "≠", "approx": "≈", "simeq": "≃", "cong": "≅", "equiv": "≡", "sim": "∼", "propto": "∝",
    "ll": "≪", "gg": "≫", "lesssim": "≲", "gtrsim": "≳", "prec": "≺", "succ": "≻", "preceq": "⪯",
    "succeq": "⪰", "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆",
    "supset": "⊃", "supseteq": "⊇", "mid": "|", "parallel": "∥", "perp": "⊥", "models": "⊨",
    "vdash": "⊢", "coloneqq": "≔", "triangleq": "≜", "to": "→", "rightarrow": "→",
    "longrightarrow": "→", "leftarrow": "←", "longleftarrow": "←", "gets": "←",
    "leftrightarrow": "↔", "longleftrightarrow": "↔", "Rightarrow": "⇒", "Longrightarrow": "⇒",
    "Leftarrow": "⇐", "Leftrightarrow": "⇔", "implies": "⇒", "iff": "⇔", "mapsto": "↦",
    "hookrightarrow": "↪", "rightleftharpoons": "⇌", "leadsto": "⇝", "rightsquigarrow": "⇝",
}  # fmt: skip
"""Symbols of relations. A space on only one side of such a command did no more than end it."""

SIGNS = {
    "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "div": "÷", "ast": "*", "star": "⋆",
    "circ": "∘", "bullet": "•", "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "odot": "⊙",
    "cap": "∩", "cup": "∪", "setminus": "∖", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨",
    "neg": "¬", "lnot": "¬", "forall": "∀", "exists": "∃", "nexists": "∄", "emptyset": "∅",
    "varnothing": "∅", "infty": "∞", "partial": "∂", "nabla": "∇", "ell": "ℓ", "hbar": "ℏ",
    "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ", "sum": "∑", "prod": "∏", "int": "∫", "oint": "∮",
    "uparrow": "↑", "downarrow": "↓", "Uparrow": "⇑", "Downarrow": "⇓", "updownarrow": "↕",
    "nearrow": "↗", "searrow": "↘", "top": "⊤", "bot": "⊥", "angle": "∠", "triangle": "△",
    "square": "□", "Box": "□", "blacksquare": "■", "diamond": "⋄", "clubsuit": "♣",
    "spadesuit": "♠", "heartsuit": "♥", "diamondsuit": "♦", "checkmark": "✓", "cmark": "✓",
    "xmark": "✗", "dagger": "†", "ddagger": "‡", "dag": "†", "ddag": "‡", "prime": "′",
    "ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "textellipsis": "…",
    "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋", "langle": "⟨", "rangle": "⟩",
    "lvert": "|", "rvert": "|", "vert": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖",
    "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "backslash": "∖",
    "deg": "°", "degree": "°", "textdegree": "°", "S": "§", "P": "¶", "copyright": "©",
    "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "pounds": "£",
    "textsterling": "£", "euro": "€", "texteuro": "€", "textyen": "¥", "textmu": "µ",
    "textgreater": ">", "textless": "<", "textbar": "|", "textasciitilde": "~",
    "textasciicircum": "^", "textunderscore": "_", "textendash": "–", "textemdash": "—",
    "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’",
    "lq": "‘", "rq": "’", "textbullet": "•", "textperiodcentered": "·", "textdollar": "$",
    "textpercent": "%", "textpm": "±", "texttimes": "×", "item": "•",
}  # fmt: skip
"""All other symbols."""

SYMBOLS = GREEK | RELATIONS | SIGNS
"""Every symbol by its name in TeX."""

SPACES = {"quad", "qquad", "newline", "linebreak", "par", "space", "thinspace", "enspace"}
"""Commands that print a space."""

SWITCHES = frozenset(
    """it bf em rm sf tt sc sl itshape bfseries scshape slshape ttfamily sffamily rmfamily upshape
    mdseries normalfont tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge
    centering noindent displaystyle textstyle scriptstyle left right big Big bigl bigr Bigl Bigr
    bigg Bigg limits nolimits nobreakdash nobreak allowbreak protect ignorespaces xspace mathit cal
    boldmath unboldmath hfill smallskip medskip bigskip relax leavevmode nonumber""".split()  # noqa: SIM905
)
"""Commands that change the style of the rest of their group, and print nothing."""

WORDS = {
    "eg": "e.g.", "ie": "i.e.", "etc": "etc.", "etal": "et al.", "cf": "cf.", "vs": "vs.",
    "wrt": "w.r.t.", "Eg": "E.g.", "Ie": "I.e.", "aka": "a.k.a.", "viz": "viz.", "iid": "i.i.d.",
}  # fmt: skip
"""Macros that many authors define alike, and what they print."""

BOLD_LETTERS = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "P": "ℙ", "H": "ℍ", "E": "𝔼"}
"""The letters that `mathbb` prints."""

OVER = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "overline": "\u0305", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "acute": "\u0301", "grave": "\u0300", "breve": "\u0306", "check": "\u030c",
}  # fmt: skip
"""The combining marks of accents in mathematics."""

RAISED = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθιφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᶥᵠᵡ",
        strict=True,
    )
)
"""Characters that Unicode has as superscripts."""

LOWERED = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
"""Characters that Unicode has as subscripts."""


TEX_ACCENTS = dict(
    zip(
        "`'^\"~=.uvHcdbkr",
        "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0323\u0331\u0328\u030a",
        strict=True,
    )
)
"""The combining marks of accent commands in text."""

_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ",
    "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
}  # fmt: skip
_NAMES = "|".join(sorted(_LETTERS, key=len, reverse=True))

# \"u, \"{u}, \v{s}, \c c, na\"{\i}ve, and any of them in braces of its own. A letter under an
# accent may carry one already (\~ê). The dotless i and j are there only to be accented.
_UNDER = r"\\?(?P<{0}>[^\W\d_])"
_ACCENT = late_pattern(
    r"(?P<open>\{)?\\(?:"
    r"(?!'s(?![^\W\d_]))"
    rf"(?P<sign>[\"'`^~=.])(?:{_UNDER.format('bare')}|\{{ ?{_UNDER.format('braced')} ?\}})"
    rf"|(?P<word>[uvHcdbkr])(?:\{{ ?{_UNDER.format('held')} ?\}}|[ ]{_UNDER.format('apart')}\b))"
    r"(?(open)\})"
    rf"|(?P<opened>\{{)?\\(?P<letter>{_NAMES})(?![A-Za-z])(?:\{{\}}|(?P<gap> )(?=[a-z]))?"
    r"(?(opened)\})"
)
_PERHAPS = late_pattern(r"\\[A-Za-z\"'`^~=.]")
# An apostrophe that somebody escaped: \'s.
_APOSTROPHE = late_pattern(r"(?<=[^\W\d_])\\'(?=s(?![^\W\d_]))")


def compose_accents(text: str) -> str:
    r"""Replace the accent commands and the special letters of TeX by letters.

    >>> compose_accents(r"\"Ust\"un, na\"{\i}ve, Erd\H{o}s, S\o ren, {\L}ukasz")
    'Üstün, naïve, Erdős, Søren, Łukasz'
    """
    # Most backslashes escape a percent sign, which is quickly found out.
    if not _PERHAPS.search(text):
        return text
    return _APOSTROPHE.sub("'", _ACCENT.sub(_letter, text))


def _letter(match: re.Match[str]) -> str:
    if name := match["letter"]:
        # Inside a word the space only ended the command: S\o ren.
        before = match.string[: match.start()][-1:]
        ends = match["gap"] and not (before.isalpha() or name[0].isupper())
        return _LETTERS[name] + (" " if ends else "")
    under = match["bare"] or match["braced"] or match["held"] or match["apart"]
    mark = TEX_ACCENTS[match["sign"] or match["word"]]
    accented = unicodedata.normalize("NFC", under + mark)
    # An accent on a letter that already has one was written twice.
    return under if len(accented) > 1 and not under.isascii() else accented
