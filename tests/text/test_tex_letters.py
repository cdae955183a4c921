"""The letters of a title, which are the same in TeX, in Unicode and in what is left of either."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.tex_letters import letters


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"{$\tau$}-sheep", "τ-Sheep"),
        (r"\(\tau\)-sheep", "tau sheep"),
        (r"{\ensuremath{\tau}}-sheep", "τ-sheep"),
        (r"{\texttau}-sheep", "τ-sheep"),
        (r"{$\pi_{0.5}$}-Sheep", "π_0.5-Sheep"),
        (r"{$\pi_0$}-Sheep", "π₀-Sheep"),
        (r"$\varepsilon$-greedy", "ϵ-greedy"),
        (r"$\mu$P", "µP"),
        (r"{$\Lambda$}-calculus", "λ-calculus"),
        (r"Barn Doors at {$O(n\log n)$} Cost", r"Barn Doors at $O(n\log n)$ Cost"),
        (r"$\mathcal{O}(N^{2})$", "O(N²)"),
        (r"x\textsuperscript{2} and CO$_2$", "x² and CO₂"),
        (r"Image-to-{\LaTeX}.", "Image-to-LaTeX"),
        (r"{\"U}ber Na{\"\i}ve {\L}{\'o}d{\'z}", "Über Naïve Łódź"),
        (r"Nguy{\~{\^e}}n", "Nguyễn"),
        (r"\textsc{Wool}: {\em soft} \emph{and} \textbf{warm}", "Wool: soft and warm"),
        (r"256$\times$256", "256×256"),
        ("256x256", "256×256"),
        (r"Cheap \& Fast", "Cheap and Fast"),
        ("Cheap &amp; Fast", "Cheap & Fast"),
        (r"100\% of X\_y\#1", "100% of X_y#1"),
        (r"\texorpdfstring{$\alpha$}{alpha}-VAE", "α-VAE"),
        (r"\href{https://example.org}{Wool}\thanks{to all}", "Wool"),
        ("<i>Ovis aries</i> 2<sub>n</sub>", "Ovis aries 2n"),
        ("{GPT}{-}4: What?!", "GPT-4 — what"),
        ("Wool™", r"Wool\texttrademark"),
        ("Μαλλί", "μαλλι"),
    ],
)
def test_one_title_in_two_spellings(tex: str, plain: str) -> None:
    assert letters(tex) == letters(plain)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Wool 2", "Wool"), ("α-Wool", "β-Wool"), (r"$\pi_0$", r"$\pi_{0.5}$"), ("羊", "山羊")],
)
def test_two_titles(one: str, other: str) -> None:
    assert letters(one) != letters(other)


@given(st.text())
def test_only_letters_and_digits_are_left(text: str) -> None:
    found = letters(text)
    assert all(map(str.isalnum, found)) or not found.isascii()
    assert letters(f"{{{text}}}") == found or "\\" in text
