"""The signs that TeX has names for, and the raised and lowered characters that Unicode has."""

from __future__ import annotations

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
"""Signs that stand between two things: a blank on one side only was there to end the command."""

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
"""All other signs."""

SYMBOLS = GREEK | RELATIONS | SIGNS
"""Every sign by its name in TeX."""

SPACES = {"quad", "qquad", "newline", "linebreak", "par", "space", "thinspace", "enspace"}
"""Commands that stand for a blank."""

SWITCHES = frozenset(
    """it bf em rm sf tt sc sl itshape bfseries scshape slshape ttfamily sffamily rmfamily upshape
    mdseries normalfont tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge
    centering noindent displaystyle textstyle scriptstyle left right big Big bigl bigr Bigl Bigr
    bigg Bigg limits nolimits nobreakdash nobreak allowbreak protect ignorespaces xspace mathit cal
    boldmath unboldmath hfill smallskip medskip bigskip relax leavevmode nonumber""".split()  # noqa: SIM905
)
"""Commands that change how the rest of their group looks, and print nothing."""

WORDS = {
    "eg": "e.g.", "ie": "i.e.", "etc": "etc.", "etal": "et al.", "cf": "cf.", "vs": "vs.",
    "wrt": "w.r.t.", "Eg": "E.g.", "Ie": "I.e.", "aka": "a.k.a.", "viz": "viz.", "iid": "i.i.d.",
}  # fmt: skip
"""Macros that many authors define alike, and what they stand for."""

BOLD_LETTERS = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "P": "ℙ", "H": "ℍ", "E": "𝔼"}
"""What `mathbb` makes of a letter."""

OVER = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "overline": "\u0305", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "acute": "\u0301", "grave": "\u0300", "breve": "\u0306", "check": "\u030c",
}  # fmt: skip
"""The combining mark that an accent of mathematics sets over one letter."""

RAISED = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθιφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᶥᵠᵡ",
        strict=True,
    )
)
"""The characters that exist as superscripts."""

LOWERED = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
"""The characters that exist as subscripts."""
