r"""TeX commands that lost their backslash: 3times3, geq 90%, textbf{2AI}.

The feed strips dollar signs and backslashes from formulas and leaves the names of the commands.
Most of these are English words as well, so a name is replaced only if the characters next to it
prove that it was a command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from reader.text import late_pattern
from reader.text.tex_symbols import GREEK, RELATIONS, SYMBOLS

Replacement = Callable[[re.Match[str]], str]


class _Rule(NamedTuple):
    """A pattern that proves a word to be a TeX command, and its replacement."""

    needles: tuple[str, ...]
    """Every text that the pattern matches contains one of these; a substring search is fast."""
    pattern: re.Pattern[str]
    replacement: Replacement


def _sign(match: re.Match[str]) -> str:
    """The symbol of the group `word`, and the space of the group `gap` if it has a meaning."""
    word, gap = match["word"], match.groupdict().get("gap") or ""
    before = match.string[match.start() - 1] if match.start() else " "
    if word in RELATIONS and not before.isspace() and before not in "([":
        # z_{t}rightarrow z_{0}: the space only ended the command.
        gap = ""
    return SYMBOLS[word] + gap


def _rule(needles: str, pattern: str, replacement: Replacement = _sign) -> _Rule:
    """Make a rule; its needles are separated by a vertical bar."""
    return _Rule(tuple(needles.split("|")), late_pattern(pattern, re.VERBOSE), replacement)


def _if_in(names: Iterable[str], replacement: Replacement = _sign) -> Replacement:
    """Replace only words of a set: faster than a pattern with all of them as alternatives."""
    known = frozenset(names)
    return lambda match: replacement(match) if match["word"] in known else match[0]


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_SMALL = {name for name in GREEK if name.islower()}
_CAPITAL = GREEK.keys() - _SMALL
_ARROW = _any(name for name in SYMBOLS if name.endswith("arrow"))
_SCRIPTED = _any({*GREEK, "circ", "top", "star", "ast", "dagger", "prime", "perp", "infty"})
_STYLED = frozenset(
    """text textbf textit texttt textsc textrm textsf textsuperscript textsubscript emph underline
    mathrm mathbf mathcal mathbb mathsf mathit mathtt operatorname boldsymbol url footnote sqrt red
    blue green teal orange purple cyan magenta brown gray violet""".split()  # noqa: SIM905
)
# One that is a quantity, and no word of its own.
_LETTER = "[B-HJ-Zb-hj-wyzΑ-ω]"
_NO_WORD = r"(?<![A-Za-z\\/.-])"

_RULES = (
    # textbf{2AI}, url{…}, R^textbf{2}, Self-text{CO}, teal{Tool-use}
    _rule(
        "{",
        r"(?<![A-Za-z\\]) (?P<word>[a-z]++) (?=\{)",
        _if_in(_STYLED, lambda match: "\\" + match[0]),
    ),
    # {bf MASK}, the ttfamily project
    _rule(
        "{bf |{it |{em |{tt |{sc |ttfamily",
        r"(?<=\{)(?:bf|it|em|tt|sc)(?=\ ) | (?<![\w\\/.-])ttfamily(?=\ )",
        lambda match: "\\" + match[0],
    ),
    # 360^circ, 360^{circ}, v^top, p^theta, 360^circtimes180
    _rule("^{", rf"(?<=\^)\{{(?P<word>{_SCRIPTED})\}}"),
    _rule("^", rf"(?<=\^)(?P<word>{_SCRIPTED})(?=times\d|[^A-Za-z]|$)"),
    # 7{times}, {sim}11%
    _rule("{", rf"\{{(?P<word>times|sim|approx|cdot|pm|circ|leq|geq|{_ARROW})\}}"),
    # 3times3, 1.45times, 10times-20times
    _rule("times", r"(?P<word>times)(?<=\dtimes)(?![a-z])"),
    # NtimesN, mtimes n
    _rule("times", r"(?P<word>times)(?<=(?<![A-Za-z])[A-Za-z]times)\ ?(?=[A-Za-z0-9](?![a-z]))"),
    # LLMtimesMapReduce, 360^circtimes180, 200mtimes130m
    _rule("times", r"(?P<word>times)(?<=[A-Z0-9)}\]∘]times)(?=[A-Z0-9(])"),
    _rule("times", r"(?P<word>times)(?<=\d[a-z]times)(?=\d)"),
    # d_k times d_v; in the braces of a script: {d times d}
    _rule(
        " times ",
        r"(?<=[A-Za-z]_[A-Za-z0-9]\ )(?P<word>times)(?=\ [A-Za-z]_)"
        r"| (?<=[\^_]\{[A-Za-z0-9]\ )times(?=\ [A-Za-z0-9]\})",
        lambda _: "×",
    ),
    # 256 times 256
    _rule(
        " times ",
        r"(?<![\w.])(?P<left>\d{1,6})\ times\ (?=(?P=left)(?![\w.]))",
        lambda match: f"{match['left']} × ",
    ),
    # N times K, 12^3 times 4, W_q times x_k
    _rule(
        " times ",
        rf"(?:(?<=(?<![\w'’.-]){_LETTER}\ )|(?<=\^\d\ )|(?<=\^\{{\d\}}\ )|(?<=[\w)][²³⁴-⁹]\ ))"
        rf"(?P<word>times)(?=\ {_LETTER}(?![\w'’])|(?<=[\d}}²³⁴-⁹]\ times)\ \d)",
    ),
    # G approx H, f(x) approx g(x)
    _rule(
        "approx",
        r"(?:(?<=(?<![\w'’.-])[A-Za-zΑ-ω]\ )|(?<=[)\]]\ ))(?P<word>approx)(?P<gap>\ )"
        r"(?=[A-Za-zΑ-ω](?![\w'’])|[A-Za-z]+[(_^])",
    ),
    # 85.2 pm 0.3, μ pm σ, mean pm standard deviation; not from 3 pm to 5 pm
    _rule(
        " pm ",
        r"(?:(?<=\d\.\d\ )|(?<=\d\.\d\d\ )|(?<=\d\.\d\d\d\ )|(?<=\d%\ )|(?<=(?<!\w)[α-ω]\ ))"
        r"(?P<word>pm)(?=\ \d|\ [α-ω](?!\w))"
        r"|(?<=(?<![\w'’.-])[B-HJ-Zb-hj-z]\ )pm(?=\ [B-HJ-Zb-hj-z](?![\w'’]))"
        r"|(?<=\bmean\ )pm(?=\ (?:[\w-]*standard|std|s\.?d|s\.?e|[\w-]*deviation)\b)",
        lambda _: "±",
    ),
    # geq 90%, leq3B, approx 0.8, leq 3^L; "approx. 35K" is an abbreviation
    _rule(
        "geq|leq|neq|approx",
        rf"{_NO_WORD}(?P<word>geq|leq|neq|approx)(?P<gap>\ ?)(?=[~<-]?\d|\\?\$\d)",
    ),
    # n leq k, Kgeq5
    _rule(
        "geq|leq|neq",
        r"(?:(?<=(?<![A-Za-z'])[A-Za-z\d]\ )(?=[gln]eq\ [A-Za-z](?![\w'’]))"
        r"|(?<=(?<![A-Za-z])[A-Za-z])(?=[gln]eq\d)) (?P<word>geq|leq|neq)",
    ),
    # sim20%, sim!30 FPS, 20sim40, 1.3B sim14B; not sim2real
    _rule(
        "sim",
        r"(?P<word>sim)(?:(?<=\dsim)|(?<![\w\\/.-]sim))!?"
        r"(?=\d[\d.,]*+(?:\\?%|times|[KMBTkx+]?(?![A-Za-z-])))",
    ),
    # (sim 1\%, (pm1)
    _rule("(sim ", r"(?<=\()(?P<word>sim)\ (?=\d[\d.,]*+(?:[KMBTk]\b|\\?%))"),
    _rule("(pm", r"(?<=\()(?P<word>pm)(?=\d++(?:\.\d+)?[)%])"),
    # 64.1 rightarrow 70.3, z_{t}rightarrow z_{0}; not the rightarrow key
    _rule(
        "arrow",
        r"(?<![A-Za-z\\/_-])(?<!\bthe\ )(?<!\ba\ )(?<!\ban\ )"
        rf"(?P<word>{_ARROW})(?![A-Za-z_-])"
        r"(?P<gap>\ ?)(?!(?:symbol|operator|key|command|macro)s?\b)",
    ),
    # infty-LLMs, q_i propto p_i, eta_2propto d
    _rule("infty|propto", r"(?<![A-Za-z\\/.-])(?P<word>infty|propto)(?![A-Za-z])(?P<gap>\ ?)"),
    # lceil log_2 N rceil
    _rule("lceil|lfloor|langle", r"(?<![A-Za-z\\])(?P<word>lceil|lfloor|langle)(?![a-z])\ ?"),
    _rule("rceil|rfloor|rangle", r"(?:(?<![A-Za-z\\ ])|\ )(?P<word>rceil|rfloor|rangle)(?![a-z])"),
    # O(N cdot T), lambdacdot d
    _rule(
        "cdot",
        rf"{_NO_WORD}(?P<left>{_any(_SMALL)})?cdot(?![A-Za-z])",
        lambda match: GREEK.get(match["left"], "") + "·",
    ),
    _rule("boldsymbol", r"(?<![A-Za-z\\])boldsymbol(?=[Α-ω])", lambda _: ""),
    # {o_0, a_0, dots}
    _rule("dots}", r"(?<=,\ )(?P<word>[lc]?dots)(?=\})"),
    # varepsilon^2
    _rule("vare|varp|vart", rf"{_NO_WORD}(?P<word>var(?:epsilon|phi|theta))(?![A-Za-z])"),
    # pi_0, tau^3, theta_{GRPO}, phi_r; Theta_d(1); p_theta(x)
    _rule(
        "_|^",
        r"(?<![\w\\.])(?P<word>[a-z]++)(?=[_^](?:\{|\d|[A-Za-z](?![A-Za-z0-9_])))",
        _if_in({*_SMALL, "ell"}),
    ),
    _rule(
        "_",
        r"(?<![\w\\.])(?P<word>[A-Z][a-z]++)(?=_(?:\{|[a-z](?![A-Za-z0-9_])))",
        _if_in(_CAPITAL),
    ),
    _rule("_", r"(?<=(?<![\w.])[A-Za-z]_)(?P<word>[a-z]++)(?![\w-])", _if_in(_SMALL)),
    # lambda > 1, alpha=0.5
    _rule(
        "=|<|>",
        r"(?<![\w\\/.-])(?P<word>[A-Za-z]++)(?=\ ?[=<>]=?\ ?-?\.?\d)",
        _if_in(GREEK),
    ),
    # (epsilon, delta)-DP
    _rule(
        "epsilon,",
        r"(?<=\()(?:var)?epsilon,(?P<gap>\ ?)delta(?=\))",
        lambda match: f"ε,{match['gap']}δ",
    ),
    # m{delta}
    _rule("{", r"(?<=\w\{)(?P<word>[a-z]++)(?=\})", _if_in(_SMALL)),
    # sum_{i=1}, R(x)=sum_k
    _rule(
        "sum_|prod_",
        r"(?<![A-Za-z_\\])(?P<word>sum|prod)(?=_\{)|(?<==)(?:sum)(?=_[a-z]\b)",
        lambda match: SYMBOLS[match["word"] or "sum"],
    ),
    # p(y mid x), x!in!{4,8}
    _rule(" mid ", r"(?<=\([a-z]\ )(?P<word>mid)(?P<gap>\ )(?=[a-z]\b)"),
    _rule("!in!", r"!(?P<word>in)!"),
)

_BRACKETS = late_pattern(r"left(?P<open>[(\[]) ?(?P<body>[^()\[\]]{1,200}?) ?right(?P<close>[)\]])")


def restore_backslashes(text: str) -> str:
    r"""Replace names that are certainly TeX by their symbols, and give commands their backslash.

    >>> restore_backslashes("3times3 filters, three times, and geq 90% of textbf{2AI}")
    '3×3 filters, three times, and ≥ 90% of \\textbf{2AI}'
    """
    for rule in _RULES:
        if any(map(text.__contains__, rule.needles)):
            text = rule.pattern.sub(rule.replacement, text)
    if "left(" in text or "left[" in text:
        text = _BRACKETS.sub(r"\g<open>\g<body>\g<close>", text)
    return text
