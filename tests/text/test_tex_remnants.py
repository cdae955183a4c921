"""LaTeX remnants, as they come and as they are shown."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text import clean_paragraphs, readable

ESCAPES = r"""
a gain of 54.6\% → a gain of 54.6%
95\%ile → 95%ile
Q\&A with \#1 → Q&A with #1
a\_b and \{x\} → a_b and {x}
only \$0.1 a page → only $0.1 a page
Network\ for → Network for
1.5\,TB of memory → 1.5 TB of memory
Yet \,Pro is brittle → Yet Pro is brittle
a wide \; gap → a wide gap
base\-line → baseline
first \\ second → first second
a range of \~8B models → a range of ~8B models
item \3) of a list → item 3) of a list
\_private\_name → _private_name
1{,}879 cases → 1,879 cases
"""
STYLES = r"""
\emph{very} \textbf{bold} → very bold
\textbf{a \emph{nested} word} → a nested word
{\it vs.} and {\bf BOLD} and {\em so} → vs. and BOLD and so
the set--{\em name}--of → the set–name–of
\textsc{Small}-Caps → Small-Caps
\textit{RL}-based \textit{Co}-training → RL-based Co-training
\textbf{C}ausal \textbf{M}odel → Causal Model
(\textit{DnD)}, a method → (DnD), a method
\underline{line} \texttt{code} → line code
an open \emph{end → an open end
tasks\footnote{Code is coming → tasks Code is coming
first\footnote{See below.} second → first (See below.) second
\textsuperscript{2}nd → ²nd
a \color{red} warning → a warning
\textcolor{red}{warning} → warning
\large words \normalsize again → words again
\b{several words} → several words
LLaMA\nobreakdash-3.1 → LLaMA-3.1
\label{sec:one}Words → Words
as shown \cite{key2024} → as shown [key2024]
"""
MACROS = r"""
we present \ours, a framework → we present \ours, a framework
\method{} beats \mname → \method beats \mname
our \ModelName~significantly wins → our \ModelName significantly wins
{\name} combines → \name combines
\ourMethod-trained models → \ourMethod-trained models
\omniedit and \GitChameleon → omniedit and GitChameleon
changes (\eg, light), \ie and \etc. → changes (e.g., light), i.e. and etc.
\LaTeX, code → LaTeX, code
of the model\pyrag here → of the model pyrag here
N\log N steps → N log N steps
"""
ACCENTS = r"""
\"Ust\"un → Üstün
na\"{\i}vely → naïvely
Nguy\~ên and Nguy\~{ê}n → Nguyễn and Nguyễn
St\ütz and St\"ütz → Stütz and Stütz
Pok\'emon and Fr\'echet → Pokémon and Fréchet
Schr\"odinger, Schr{\"o}dinger, Schr\"{o}dinger → Schrödinger, Schrödinger, Schrödinger
Erd\H{o}s, \v{S}koda, Fran\c{c}ois → Erdős, Škoda, François
vis-\`a-vis → vis-à-vis
S\o ren and {\L}ukasz → Søren and Łukasz
Stra\ss e, \AE gir → Straße, Ægir
the query\'s content → the query's content
Ma\'nczak → Mańczak
"""
QUOTES = """
``quoted'' words → “quoted” words
''wrong'' at both ends → “wrong” at both ends
``half" a pair → “half” a pair
a `single' one → a ‘single’ one
an apostrophe's place → an apostrophe's place
the `cat.n.01` synset → the `cat.n.01` synset
rock 'n' roll → rock 'n' roll
`don't stop' they said → ‘don’t stop’ they said
a Student`s-t law → a Student`s-t law
"""
DASHES = r"""
pages 1--4 → pages 1–4
one --- two → one — two
one -- two → one – two
signals--vision → signals–vision
run it with --flag → run it with --flag
(--verbose or --quiet) → (--verbose or --quiet)
a --> b <-- c → a --> b <-- c
a rule ---- here → a rule ---- here
10.5--12\% → 10.5–12%
"""
TIES = """
a Model~(PPRM) → a Model (PPRM)
Step-Audio~2 and Task~B → Step-Audio 2 and Task B
about ~13% of all → about ~13% of all
1~4 images, 60%~70%, 1M~4M → 1~4 images, 60%~70%, 1M~4M
by +8.67~pp → by +8.67 pp
10x ~ 50x → 10x ~ 50x
a home of ~/notes → a home of ~/notes
models,~i.e., both → models, i.e., both
"""
FORMULAS = r"""
$\alpha$-Flow → α-Flow
$k$-NN and pass@$k$ → k-NN and pass@k
SL$^{2}$A → SL²A
LLM$\times$MapReduce → LLM×MapReduce
$\mu$P → μP
$μ$LO → μLO
GAE ($\lambda=1$, $\gamma=1$) → GAE (λ=1, γ=1)
$\mathcal{O}(n^2)$ → O(n²)
$\mathbb{R}^d$ → ℝᵈ
$\pi_0.5$-KI → π_0.5-KI
at least \(9.6\times\) fewer → at least 9.6× fewer
\[E = mc^2\] → E = mc²
$\frac{a}{b}$ and $\frac{a+1}{2}$ → a/b and (a+1)/2
$\sqrt{d}$ and $\sqrt{d+1}$ → √d and √(d+1)
A=B=C\neq A → A=B=C≠A
p\approx0.37 → p≈0.37
\textgreater 96\% → > 96%
5.15{\deg} and ({\Delta}{\Delta}G) → 5.15° and (ΔΔG)
$\hat{x}$ → x̂
A$^*$ search → A* search
"""
MONEY = r"""
it costs $1 → it costs $1
for 1$: cheap → for 1$: cheap
between $5 and $10 → between $5 and $10
($5/$10) → ($5/$10)
$200k-$300k → $200k-$300k
(\$148K) → ($148K)
a cost of \1 million → a cost of $1 million
less than \0.1. → less than $0.1.
at least \1.49M in profit → at least $1.49M in profit
replaced by /\1/ → replaced by /1/
"""
SCRIPTS = r"""
R^3-SQL → R³-SQL
X^{2}-Gaussian → X²-Gaussian
in O(N^2) and 2^{128} → in O(N²) and 2¹²⁸
pass^k, 3^L → passᵏ, 3ᴸ
FaSTA^* and q^{*} → FaSTA* and q*
10^-3, 10^{-3}, 10^(-10) → 10⁻³, 10⁻³, 10⁻¹⁰
V_{0.5} and π_{0.5} → V_0.5 and π_0.5
G_{stack} → G_stack
p_i, L_2, π_0, log_2 → pᵢ, L₂, π₀, log₂
p^α, D^γ, x^{\theta}; α_ρ, f_φ → pᵅ, Dᵞ, xᶿ; αᵨ, fᵩ
v_θ has no letter of its own, x^ω neither → v_θ has no letter of its own, x^ω neither
h_{i+1} - h_i → hᵢ₊₁ - hᵢ
n^{1+o(1)} → n^(1+o(1))
d^{0.75} → d^0.75
x_{ab}c → x_(ab)c
tool_call, Q4_0, ibm_fez → tool_call, Q4_0, ibm_fez
DataClaw_0 and π_RL → DataClaw_0 and π_RL
the file a_1.txt → the file a_1.txt
a lone ^ and _ here → a lone ^ and _ here
2^0.5 → 2^0.5
press ^C → press ^C
v_t^top → vₜᵀ
"""
LOST = r"""
a 3times3 filter → a 3×3 filter
an N times K grid, H times W times C → an N × K grid, H × W × C
12^3 times 4 cells → 12³ × 4 cells
at G approx 1, f(x) approx g(x) → at G ≈ 1, f(x) ≈ g(x)
85.2 pm 0.3, μ pm σ, x pm y → 85.2 ± 0.3, μ ± σ, x ± y
mean pm standard deviation → mean ± standard deviation
1.45times faster → 1.45× faster
10times-20times larger → 10×-20× larger
512times512 pixels → 512×512 pixels
an NtimesN grid → an N×N grid
R^{mtimes n} → R^(m×n)
LLMtimesMapReduce → LLM×MapReduce
200mtimes130m → 200m×130m
d_k times d_v → dₖ × dᵥ
256 times 256 → 256 × 256
R^{d times d} → R^(d × d)
7{times} faster → 7× faster
{sim}11% faster → ∼11% faster
sim20% of calls → ∼20% of calls
sim!30 FPS → ∼30 FPS
20sim40 years → 20∼40 years
(sim 1\% of it) → (∼1% of it)
geq 90% → ≥ 90%
(leq3B parameters) → (≤3B parameters)
approx 0.8 → ≈ 0.8
for n leq k → for n ≤ k
64.1 rightarrow 70.3 → 64.1 → 70.3
3.38rightarrow3.75 → 3.38→3.75
z_{t}rightarrow z_{0} → zₜ→z₀
+20.86%uparrow and → +20.86%↑ and
360^circ video → 360° video
360^{circ} video → 360° video
(360^circtimes180^circ) → (360°×180°)
infty-LLMs → ∞-LLMs
O(N cdot T) → O(N · T)
eta_2propto d^{-1} → η₂∝d⁻¹
lceil log_2 N rceil → ⌈log₂ N⌉
langle P_u, B rangle → ⟨Pᵤ, B⟩
R^textbf{2AI} → R²AI
texttt{D}ual-texttt{H}ead → Dual-Head
Self-text{CO}rrecting → Self-COrrecting
teal{Tool-use} and red{Warning} → Tool-use and Warning
distant {bf MASK} tokens → distant MASK tokens
the ttfamily project page → the project page
Oleft( m log n^2 right) → O(m log n²)
pi_0 and theta_{GRPO} → π₀ and θ_GRPO
lambda > 1 and alpha=0.5 → λ > 1 and α=0.5
(epsilon, delta)-DP → (ε, δ)-DP
binary (pm1) layers → binary (±1) layers
sum_{i=1} f_i → ∑ᵢ₌₁ fᵢ
p(y mid x) → p(y | x)
x!in!{4,8} → x∈{4,8}
tau^3-Bench → τ³-Bench
"""
PROSE = """
three times the size → three times the size
repeat n times a day, I times X → repeat n times a day, I times X
from 3 pm to 5 pm, at 7 pm 20 came → from 3 pm to 5 pm, at 7 pm 20 came
3 times as fast → 3 times as fast
in times of need → in times of need
The NYTimes Corpus → The NYTimes Corpus
sim-to-real and sim2real → sim-to-real and sim2real
a draft-based-approx-llm → a draft-based-approx-llm
approx. 35K programs → approx. 35K programs
leqembi and Leq → leqembi and Leq
an approximately right answer → an approximately right answer
press the rightarrow key → press the rightarrow key
to the left (or right) → to the left (or right)
the left(ist) and the right) → the left(ist) and the right)
Phi-3, Omega and tau-bench → Phi-3, Omega and tau-bench
partial observability → partial observability
muP and DeltaNet → muP and DeltaNet
a set {-1, 0, 1} → a set {-1, 0, 1}
the prompt {question} here → the prompt {question} here
the <think> token → the <think> token
sentences glued.Then more → sentences glued.Then more
C# and F# in R&B → C# and F# in R&B
GPT-4 at 5 pm 3 days → GPT-4 at 5 pm 3 days
gg-bench and ll cool → gg-bench and ll cool
"""
ADDRESSES = r"""
at \url{https://a.org/x}. → at https://a.org/x.
at url{https://a.org/x} → at https://a.org/x
code~\url{https://a.org} → code https://a.org
https://a.org/SDXL\_NCP-DPO\_v0.1 → https://a.org/SDXL_NCP-DPO_v0.1
https://a.org/one\allowbreak/two → https://a.org/one/two
\href{https://a.org}{our page} → our page (https://a.org)
\href{https://a.org/x}{a.org/x} → https://a.org/x
https://a.org/{https://a.org/}. → https://a.org/.
https://a.org/p{GitHub}. → GitHub (https://a.org/p).
https://a.org/p{this http URL}. → this http URL (https://a.org/p).
<a href="https://a.org/p">the page</a> → the page (https://a.org/p)
https://a.org/x--y_1/3times3^2 → https://a.org/x--y_1/3times3^2
https://a.org/~user → https://a.org/~user
\label{https://a.org} → \label{https://a.org}
\href{https://a.org/x{X}, https://b.org/y{Y}}. → https://a.org/x, https://b.org/y.
"""
TABLES = [ESCAPES, STYLES, MACROS, ACCENTS, QUOTES, DASHES, TIES, FORMULAS, MONEY, SCRIPTS, LOST]
PAIRS = [
    tuple(line.split(" → ", 1))
    for table in [*TABLES, PROSE, ADDRESSES]
    for line in table.strip().splitlines()
]


def test_there_are_enough_examples() -> None:
    assert len(PAIRS) >= 150


@pytest.mark.parametrize(("source", "shown"), PAIRS)
def test_a_remnant_is_undone_and_stays_so(source: str, shown: str) -> None:
    assert readable(source) == shown
    if not shown.startswith("\\"):
        assert readable(shown) == shown


def test_a_clean_text_is_returned_as_it_is() -> None:
    text = "An ordinary abstract, with π and words. It ends here."
    assert readable(text) is text


PIECES = st.sampled_from(
    [
        *"\\{}$^_~`'\"-<>()[]| \n",
        *("\\emph{", "\\frac", "\\ours", "\\url{", "\\href{", "times", "left(", "right)", "geq "),
        *("sim", "^circ", "$x$", "https://a.org/", "textbf{", "\\%", "\\'", "''", "``", "π", "3"),
        *("a", "\\1", "pi_", "{bf ", "\\(", "\\)", "\ufdd0", "rightarrow", "<a href=", "--"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_combination_breaks_it_or_loses_a_word(text: str) -> None:
    shown = readable(text)
    assert shown.count("https://a.org/") == text.count("https://a.org/")
    assert "\ufdd0" not in shown or shown == text, "what has no remnants is not looked at"
    assert readable(clean_paragraphs(shown, 10_000)) is not None


@given(st.text(alphabet="abc 3π.,", max_size=60), st.text(alphabet="abc 3π.,", max_size=60))
def test_balanced_braces_stay_balanced(one: str, two: str) -> None:
    for source in (
        f"\\emph{{{one}}}{two}",
        f"{{{one}}}^{{{two}}}",
        f"x_{{{one}\\ours}} {{\\it {two}}}",
    ):
        depth = 0
        for brace in re.findall("[{}]", readable(source)):
            depth += 1 if brace == "{" else -1
            assert depth >= 0
        assert depth == 0


UNITS = [
    *("\\", "{", "}", "$", "$a ", "\\(", "^{", "_{", "`", "`a ", "''", "``a", "--", "~", "\\emph{"),
    *("left(", "left( ", "times", "3times", "aa^", "a_", "https://", "https://a.org{", "<a href="),
    *("\\1", "sim1", "<a href=http://a>", "\\href{https://a.org}{", "1,", "\\frac{a}", "pi_", "("),
    *("rightarrow ", "a' `", "\\'", "\\allowbreak ", "{bf ", "=", "a.", "-", "a-", "''a", "lceil"),
    *(" ", "https://a.org/\\_", "\\foo", "{\\it ", "a", "A", "1", "https://a.org/x", "mathbf{"),
]


@pytest.mark.parametrize("unit", UNITS)
def test_ten_times_the_text_takes_about_ten_times_as_long(unit: str) -> None:
    def cost(length: int) -> float:
        text = (unit * length)[:length]
        best = float("inf")
        for attempt in range(3):
            started = time.process_time()
            readable(text + " " * attempt)
            best = min(best, time.process_time() - started)
        return best

    # Quadratic work would be a hundred times as long; what is too short to measure is no matter.
    assert cost(20_000) < 40 * max(cost(2_000), 0.001)


def test_a_comment_sign_goes_and_a_percent_sign_stays() -> None:
    commented = "a cold start. % such as this, where we train % effectively on 54 % of a large % of"
    assert readable(commented) == (
        "a cold start. such as this, where we train effectively on 54 % of a large % of"
    )
    for kept in ("5 % of it", "a small % of all", "what % improvement", "x % y", "100 % correct"):
        assert readable(kept) == kept


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("OmniEdit: Editing for All", "We present OmniEdit; OmniEdit-trained OmniEdit wins."),
        ("Depth Anything V2: More", "We present Depth Anything V2; Depth Anything V2-trained"),
        ("Editing for All", r"We present \ours; \method-trained omniedit wins."),
        ("A study of edits: a survey", r"We present \ours; \method-trained omniedit wins."),
    ],
)
def test_a_macro_for_the_authors_own_work_is_what_the_title_begins_with(
    title: str, shown: str
) -> None:
    written = r"We present \ours; \method{}-trained \omniedit wins."
    assert readable(written, title).startswith(shown)
