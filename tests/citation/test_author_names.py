"""Author names divided into given names, particle, family name and suffix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.citation import AuthorName
from tests.export import recorded_papers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tri Dao", AuthorName("Tri", "", "Dao")),
        ("  Tri\n  Dao ", AuthorName("Tri", "", "Dao")),
        ("Daniel Y. Fu", AuthorName("Daniel Y.", "", "Fu")),
        ("Flor Miriam Plaza-del-Arco", AuthorName("Flor Miriam", "", "Plaza-del-Arco")),
        ("Stéphane d'Ascoli", AuthorName("Stéphane", "", "d'Ascoli")),
        ("Yunzhen yao", AuthorName("Yunzhen", "", "yao")),
        ("Praveen S V", AuthorName("Praveen S", "", "V")),
    ],
)
def test_the_last_word_is_the_family_name(text: str, expected: AuthorName) -> None:
    assert AuthorName.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Laurens van der Maaten", AuthorName("Laurens", "van der", "Maaten")),
        ("Nando de Freitas", AuthorName("Nando", "de", "Freitas")),
        ("Fernando De la Torre", AuthorName("Fernando De", "la", "Torre")),
        ("Maria Angels de Luis Balaguer", AuthorName("Maria Angels", "de", "Luis Balaguer")),
    ],
)
def test_words_in_lower_case_are_a_particle(text: str, expected: AuthorName) -> None:
    assert AuthorName.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jian Liang", AuthorName("jian", "", "Liang")),
        ("jinghong lan", AuthorName("jinghong", "", "lan")),
        ("éric de Vries", AuthorName("éric", "de", "Vries")),
    ],
)
def test_a_first_word_in_lower_case_is_a_given_name(text: str, expected: AuthorName) -> None:
    assert AuthorName.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hal Daumé III", AuthorName("Hal", "", "Daumé", "III")),
        ("Antonio Laverghetta Jr.", AuthorName("Antonio", "", "Laverghetta", "Jr.")),
        ("Antonio Laverghetta, Jr.", AuthorName("Antonio", "", "Laverghetta", "Jr.")),
        ("Vincent van Gogh Sr", AuthorName("Vincent", "van", "Gogh", "Sr")),
    ],
)
def test_a_suffix_stands_apart(text: str, expected: AuthorName) -> None:
    assert AuthorName.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dao, Tri", AuthorName("Tri", "", "Dao")),
        ("van Gogh, Vincent", AuthorName("Vincent", "van", "Gogh")),
        ("King, Jr., Martin Luther", AuthorName("Martin Luther", "", "King", "Jr.")),
        ("van, Vincent", AuthorName("Vincent", "", "van")),
    ],
)
def test_a_comma_puts_the_family_name_first(text: str, expected: AuthorName) -> None:
    assert AuthorName.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("李 飞飞", AuthorName("飞飞", "", "李")),
        ("山田　太郎", AuthorName("太郎", "", "山田")),
        ("김 철수", AuthorName("철수", "", "김")),
        ("李, 飞飞", AuthorName("飞飞", "", "李")),
        ("Bo 李", AuthorName("Bo", "", "李")),
        ("Иван Петров", AuthorName("Иван", "", "Петров")),
    ],
)
def test_in_chinese_japanese_and_korean_the_family_name_comes_first(
    text: str, expected: AuthorName
) -> None:
    assert AuthorName.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "DeepSeek-AI",
        "NVIDIA",
        "Li",
        "Kimi Team",
        "Team Cohere",
        "SIMA team",
        "The Soofi-Team",
        "LG AI Research",
        "MOSI. AI",
        "Mind Lab",
        "Clark Labs Inc.",
        "ATLAS Collaboration",
        "Baichuan-M2 Team",
        "GLM-4. 5 Contributors",
        "Anna Meyer and Bo Han",
        "Meyer, Han, and others",
        "李飞飞",
        "卡尔·马克思",
        "智谱 团队",
        "One, Two, Three",
    ],
)
def test_groups_and_single_words_are_never_divided(text: str) -> None:
    assert AuthorName.parse(text) == AuthorName(family=text, is_group=True)


@pytest.mark.parametrize("text", ["Qingyao Ai", "Ai Li", "Hannah Openshaw", "Tim Teaman"])
def test_a_person_may_be_called_like_a_group(text: str) -> None:
    given_name, family = text.split()
    assert AuthorName.parse(text) == AuthorName(given_name, "", family)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("and Lei Bai", "Lei Bai"),
        ("Lei Bai and", "Lei Bai"),
        ("Shuhan Song§", "Shuhan Song"),
        ("Shuhan Song*†", "Shuhan Song"),
        ("Shuhan Song¹,²", "Shuhan Song"),
        ("{Shuhan} Song;", "Shuhan Song"),
        ("Shu\u200bhan Song\x1b", "Shuhan Song"),
        (r"Ahmet \"Ust\"un", "Ahmet Üstün"),
        (r"Nguy\~ên Lam", "Nguyễn Lam"),
        (r"Jos{\'e} Mu\~{n}oz", "José Muñoz"),
        (r"Mart{\'{\i}}n \v{C}ech", "Martín Čech"),
        ("Jose\u0301 Cano", "José Cano"),
    ],
)
def test_junk_and_tex_are_taken_off(text: str, clean: str) -> None:
    first, last = clean.split()
    assert AuthorName.parse(text) == AuthorName(first, "", last)


@pytest.mark.parametrize("text", ["", " ", "§", "{}", "*,;"])
def test_nothing_gives_an_empty_name(text: str) -> None:
    assert AuthorName.parse(text) == AuthorName()


@given(st.text(st.one_of(st.sampled_from("aAéÉ ,.-\\'\"{}§"), st.characters())))
def test_any_text_gives_tidy_parts(text: str) -> None:
    name = AuthorName.parse(text)
    for part in (name.given, name.particle, name.family, name.suffix):
        assert part == " ".join(part.split())
        assert not set(part) & set("{}")
    if name.is_group:
        assert name.family
        assert not name.given + name.particle + name.suffix
    if name.given + name.particle + name.suffix:
        assert name.family


def test_recorded_names_lose_no_word() -> None:
    for paper in recorded_papers().values():
        for author in paper.authors:
            name = AuthorName.parse(author.name)
            parts = (name.given, name.particle, name.family, name.suffix)
            whole = " ".join(filter(None, parts))
            assert whole == author.name.removeprefix("and ").rstrip("§")
