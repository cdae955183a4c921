"""Family names in other scripts, in ASCII letters."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.citation.romanization import family_name, latin_words, romanized, romanized_family


@pytest.mark.parametrize(
    ("name", "family"),
    [
        # The family first, with a space and without.
        ("李飞飞", "li"),
        ("李 飞飞", "li"),
        ("李　飞飞", "li"),
        ("李，飞飞", "li"),
        ("李", "li"),
        ("王力", "wang"),
        ("欧阳娜娜", "ouyang"),
        ("歐陽脩", "ouyang"),
        ("诸葛亮", "zhuge"),
        ("上官 婉儿", "shangguan"),
        ("曾国藩", "zeng"),
        ("单田芳", "shan"),
        ("尉迟恭", "yuchi"),
        ("清华大学", "qinghuadaxue"),
        ("智谱 团队", "zhiputuandui"),
        ("卡尔·马克思", "makesi"),
        ("山田 太郎", "yamada"),
        ("山田太郎", "yamada"),
        ("山田はなこ", "yamada"),
        ("佐々木 小次郎", "sasaki"),
        ("長谷川太郎", "hasegawa"),
        ("たなか たろう", "tanaka"),
        ("ﾀﾅｶ ﾀﾛｳ", "tanaka"),
        ("ジョン・スミス", "sumisu"),
        ("김철수", "kim"),
        ("김 철수", "kim"),
        ("박지성", "park"),
        ("남궁민수", "namgung"),
        ("선우", "seon"),
        # The family last, unless the end of the name says otherwise.
        ("Иван Петров", "petrov"),
        ("И. И. Щербаков", "shcherbakov"),
        ("Щербаков И. И.", "shcherbakov"),
        ("Щербаков, Иван", "shcherbakov"),
        ("Иванов Иван Иванович", "ivanov"),
        ("Роман Аркадьевич Абрамович", "abramovich"),
        ("Юрий Соловьёв", "solovev"),
        ("Олена Єременко", "ieremenko"),
        ("Γιώργος Παπαδόπουλος", "papadopoulos"),
        ("Αγγελική Ευαγγέλου", "evangelou"),
        ("Άννα Ευθυμίου", "efthymiou"),
        ("محمد العلي", "alaly"),
        ("محمد الخوارزمي", "alkhwarzmy"),
        ("محمد عبد الله", "abdallh"),
        ("رضا کریمی", "krymy"),
        ("דוד לוי", "lvy"),
        ("राहुल शर्मा", "sharma"),
        ("नरेन्द्र पटेल", "patel"),
        ("สมชาย ใจดี", "chaidi"),
        ("გიორგი სააკაშვილი", "saakashvili"),
        ("Արամ Հակոբյան", "hakobyan"),
        ("😀", ""),
        ("", ""),
    ],
)
def test_the_family_name_in_ascii(name: str, family: str) -> None:
    assert romanized_family(name) == family


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Fei-Fei Li (李飞飞)", "Fei-Fei Li"),
        ("李飞飞 Fei-Fei Li", "Fei-Fei Li"),
        ("Lin 林", "Lin"),
        ("J. 李", ""),
        ("李飞飞", ""),
        ("Θεανώ Ξ", "Ξ"),
        ("π Team", "π Team"),
    ],
)
def test_of_two_scripts_latin_is_taken(name: str, latin: str) -> None:
    assert latin_words(name) == latin


SCRIPTS = st.sampled_from("李飞々山田はカ・김철남궁иванович.,،，ΑαυγΠου محمدعبدאבशर्मใจჰա⠿😀'-éǄﬁ²٣")


@given(st.text() | st.text(SCRIPTS, max_size=12))
def test_any_name_gives_plain_letters(name: str) -> None:
    assert re.fullmatch("[a-z0-9]*", romanized_family(name))
    assert re.fullmatch("[a-z0-9]*", romanized(name))
    assert latin_words(name) == " ".join(latin_words(name).split())


@given(st.text(SCRIPTS, min_size=1, max_size=12))
def test_the_family_name_is_a_part_of_the_name(name: str) -> None:
    assert set(family_name(name)) <= set(name)


def test_the_library_is_imported_when_such_a_name_is_met() -> None:
    script = """
import sys
from reader.citation.key_proposal import propose_key
from reader.paper import Author, Paper
def loaded():
    return sum(name in sys.modules for name in ("anyascii", "reader.citation.romanization"))
for name in ("Bo Müller-Öz", "李飞飞"):
    key = propose_key(Paper("2401.00001", "Attention", authors=(Author(name),)), lambda _: False)
    print(key, loaded())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "mulleroz2024attention 0\nli2024attention 2\n", done.stderr
