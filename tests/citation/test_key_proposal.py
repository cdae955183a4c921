"""The citation key proposed for a paper."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.citation.key_proposal import (
    DEFAULT_PATTERN,
    KEY_FIELDS,
    is_mistaken,
    pattern_problem,
    propose_key,
)
from reader.paper import Author, Paper
from reader.settings import SETTINGS
from tests.export import recorded_papers


def free(key: str) -> bool:
    """No key is taken."""
    return False


def paper(title: str, *authors: str, published: date | None = date(2025, 3, 1)) -> Paper:
    return Paper(
        "2307.08691", title, authors=tuple(Author(name) for name in authors), published=published
    )


def test_surname_year_and_first_telling_word() -> None:
    flash = paper("FlashAttention-2: Faster Attention", "Tri Dao", published=date(2023, 7, 17))
    assert propose_key(flash, free) == "dao2023flashattention"


@pytest.mark.parametrize(
    ("author", "surname"),
    [
        ("Vincent van Gogh", "gogh"),
        ("Łukasz Müller-Öz", "mulleroz"),
        ("Hal Daumé III", "daume"),
        ("Bo O'Neill", "oneill"),
        ("DeepSeek-AI", "deepseekai"),
        ("Kimi Team", "kimiteam"),
        ("01.AI", "ai"),
        ("Θεανώ Ξ", "xi"),
        ("Lin 林", "lin"),
        ("Əli Əliyev", "eliyev"),
        ("ʻAbd al-Karim", "alkarim"),
        ("Jean d'Alembert", "dalembert"),
        ("π Team", "piteam"),
        ("😀 ♥", "anonymous"),
        ("", "anonymous"),
    ],
)
def test_surname_is_folded(author: str, surname: str) -> None:
    assert propose_key(paper("Attention", author), free) == f"{surname}2025attention"


def test_first_author_that_can_be_written_gives_the_surname() -> None:
    assert propose_key(paper("Attention", "😀", "Tri Dao"), free) == "dao2025attention"
    assert propose_key(paper("Attention", "林", "Tri Dao"), free) == "lin2025attention"


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("A Survey of Attention", "survey"),
        ("On the How and Why of It: Mamba", "mamba"),
        ("DeepSeek-R1: Reasoning", "deepseek"),
        ("X^{2}-Gaussian", "x2"),
        ("V^3: Viewing", "v3"),
        ("R&B: Mixtures", "rb"),
        ("π_RL: Policies", "pirl"),
        ("Λ-Nets", "lambda"),
        (r"$\nabla^2$DFT", "nabla2dft"),
        ("3D Gaussians at 100k Points", "gaussians"),
        ("4DLangVGGT", "4dlangvggt"),
        ("Let's Verify", "verify"),
        ("Über Modelle", "uber"),
        (r"\emph{Emphatic} \& Loud", "emphatic"),
        ("What Is This?", "what"),
        ("1.5", "1"),
        ("注意力", ""),
        ("", ""),
        ("L'évolution des modèles", "evolution"),
        ("L’Évolution", "evolution"),
        ("L‘évolution", "evolution"),
        ("lʼart du possible", "art"),
        (r"L'{\'e}volution", "evolution"),
        (r"L\textquoteright{}évolution", "evolution"),
        ("D'où venons-nous ?", "ou"),
        ("“L'homme”", "homme"),
        ("Qu'est-ce qu'un modèle ?", "est"),
        ("Jusqu'à l'aube", "aube"),
        ("Dell'arte", "arte"),
        ("DELL’ARTE", "arte"),
        ("dell' arte", "arte"),
        ("Un'analisi", "analisi"),
        ("All'ombra", "ombra"),
        ("Nell’universo", "universo"),
        ("L'aigua", "aigua"),
        ("'s Gravenhage", "gravenhage"),
        ("’t Hooft", "hooft"),
        ("Aujourd'hui", "aujourdhui"),
        ("All's Well", "alls"),
        ("Moore's Law", "moores"),
        ("O'Neill Cylinders", "oneill"),
        ("Don't Stop", "dont"),
        ("Y'all Know", "yall"),
        ("M'Bert", "mbert"),
        ("Model'action", "modelaction"),
        ("Анализ данных", "analiz"),
        ("Ανάλυση δεδομένων", "analysi"),
        ("αβ-CROWN", "alphabeta"),
        ("БERT", "bert"),
        ("ƏBench", "ebench"),
    ],
)
def test_first_telling_word(title: str, word: str) -> None:
    assert propose_key(paper(title, "Tri Dao"), free) == f"dao2025{word}"


def test_year_of_the_identifier_where_the_day_is_unknown() -> None:
    assert propose_key(paper("Attention", "Tri Dao", published=None), free) == "dao2023attention"


def test_no_year_where_nothing_tells_it() -> None:
    unknown = Paper("unknown", "Attention", authors=(Author("Tri Dao"),))
    assert propose_key(unknown, free) == "daoattention"


def test_taken_keys_get_letters() -> None:
    taken: set[str] = set()
    for _ in range(1 + 26 + 2):
        taken.add(propose_key(paper("Attention", "Tri Dao"), taken.__contains__))
    base = "dao2025attention"
    assert taken == {base, base + "aa", base + "ab"} | {
        base + letter for letter in "abcdefghijklmnopqrstuvwxyz"
    }


@given(st.text(), st.lists(st.text(), max_size=3), st.integers(0, 60))
def test_any_paper_gets_a_key_that_every_program_accepts(
    title: str, authors: list[str], clashes: int
) -> None:
    asked: list[str] = []

    def taken(key: str) -> bool:
        asked.append(key)
        return len(asked) <= clashes

    key = propose_key(paper(title, *authors), taken)
    assert re.fullmatch("[a-z][a-z0-9]*", key)
    assert asked[-1] == key
    assert len(set(asked)) == clashes + 1


def test_recorded_papers_get_short_keys_of_their_own() -> None:
    keys = sorted(recorded_papers(), key=len)
    assert all(re.fullmatch("[a-z][a-z0-9]*20[0-9]{2}[a-z0-9]+", key) for key in keys)
    assert len(keys[len(keys) // 2]) <= 16


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        (DEFAULT_PATTERN, "dao2023flashattention"),
        ("{Family}{yy}", "Dao23"),
        ("{family}:{year}-{words}", "dao:2023-flashattentionfasterbetter"),
        ("{Family}{Title}_{id}", "DaoFlashattention_2307.08691"),
        ("{family}{Words}", "daoFlashattentionFasterBetter"),
        ("ml/{family}", "ml/dao"),
    ],
)
def test_a_pattern_makes_other_keys(pattern: str, key: str) -> None:
    title = "FlashAttention: A Faster and Better Attention"
    flash = paper(title, "Tri Dao", published=date(2023, 7, 17))
    assert pattern_problem(pattern) is None
    assert propose_key(flash, free, pattern) == key
    # BibTeX compares keys without regard to case.
    assert propose_key(flash, {key.lower()}.__contains__, pattern) == f"{key}a"


patterns = st.lists(
    st.sampled_from([f"{{{name}}}" for name in KEY_FIELDS]) | st.sampled_from("aZ0:_.+/-"),
    max_size=5,
).map("".join)


@given(patterns | st.text(max_size=12), st.text(), st.lists(st.text(), max_size=2))
def test_whatever_pattern_can_be_used_makes_keys_that_every_program_accepts(
    pattern: str, title: str, authors: list[str]
) -> None:
    if pattern_problem(pattern) is None:
        key = propose_key(paper(title, *authors), free, pattern)
        assert re.fullmatch("[A-Za-z0-9][A-Za-z0-9:_.+/-]*", key)


def test_the_settings_name_the_usual_pattern_and_every_field() -> None:
    (setting,) = (each for each in SETTINGS if each.name == "citation.key")
    assert setting.default == DEFAULT_PATTERN
    assert all(f"{{{name}}}" in setting.meaning for name in KEY_FIELDS)


def test_a_key_never_begins_with_a_sign_and_is_never_empty() -> None:
    nameless = Paper("x", "")
    assert propose_key(nameless, free, "{title}-{year}-{id}") == "x"
    assert propose_key(nameless, free, "{title}") == "anonymous"


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("{author}{year}", "has {author}, but there are {family}, {Family}, {year}"),
        ("{family} {year}", "has “ ”, which cannot stand in a key"),
        ("{family}{", "has “{”, which cannot stand in a key"),
        ("{family},x", "has “,”, which cannot stand in a key"),
        ("müller{year}", "has “ü”, which cannot stand in a key"),
        ("dao", "has no field such as {family}"),
        ("", "has no field such as {family}"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_explained(pattern: str, problem: str) -> None:
    said = pattern_problem(pattern)
    assert said is not None and said.startswith(problem)


class TestMistakenKeys:
    """Keys that earlier versions proposed: without the first author, or with an elided article."""

    ALL = paper("L’évolution des modèles", "Ada Example", "Bo Muster", "Cy Probe", "Di Reader")
    FOREIGN = paper("Attention", "李飞飞")

    @pytest.mark.parametrize(
        "key",
        [
            "muster2025levolution",
            "probe2025evolution",
            "reader2025levolutionab",
            "example2025levolution",
            "anonymous2025levolution",
        ],
    )
    def test_they_are_known(self, key: str) -> None:
        assert is_mistaken(key, self.ALL)

    @pytest.mark.parametrize(
        "key",
        [
            "example2025evolution",
            "example2025evolutionb",
            "example2024levolution",
            "Muster2025levolution",
            "muster2025levolution-2",
            "muster2025levolutionary",
            "mine",
            "",
        ],
    )
    def test_others_are_not_taken_for_such(self, key: str) -> None:
        assert not is_mistaken(key, self.ALL)

    def test_a_name_that_could_not_be_written(self) -> None:
        assert is_mistaken("anonymous2025attention", self.FOREIGN)
        assert not is_mistaken("anonymous2025attention", paper("Attention", "😀"))
        assert not is_mistaken("anonymous2025attention", paper("Attention", "Anonymous"))

    def test_the_pattern_of_the_settings_counts(self) -> None:
        assert is_mistaken("Muster25Levolution", self.ALL, "{Family}{yy}{Title}")
        assert not is_mistaken("Example25Evolution", self.ALL, "{Family}{yy}{Title}")
        assert not is_mistaken("2307.08691", self.ALL, "{id}")

    @given(st.lists(st.sampled_from(["Ada Example", "林", "Bo Muster"]), max_size=4), st.text())
    def test_a_key_of_today_is_never_one(self, authors: list[str], title: str) -> None:
        taken: set[str] = set()
        for _ in range(3):
            key = propose_key(paper(title, *authors), taken.__contains__)
            assert not is_mistaken(key, paper(title, *authors))
            taken.add(key)
