"""Family names in other scripts than Latin, written in ASCII letters: `李飞飞` gives `li`.

Single letters are anyascii's; here is which part of a name is that of the family, and where a
family is read otherwise than its letters. anyascii is imported when the first such name is met.
"""

from __future__ import annotations

import re
import unicodedata

from reader.citation import FAMILY_FIRST, GROUP_END
from reader.text import late_pattern
from reader.text.plain import LATIN

_LATIN_LETTER = late_pattern(f"[{LATIN}]")
_GREEK = late_pattern("[Ͱ-Ͽἀ-῿]")

# A name that is transcribed from the West has its given name first: 卡尔·马克思, ジョン・スミス.
_DOT = late_pattern("[·・‧･•]")
_COMMA = late_pattern("[,，、،]")
_HAN = "々〆〇㐀-䶿一-鿿豈-﫿𠀀-𿿽"
_HAN_ALONE = late_pattern(f"[{_HAN}]+")
_HAN_THEN_KANA = late_pattern(f"([{_HAN}]+)[ぁ-ゟァ-ヿ]+")
_HANGUL_ALONE = late_pattern("[가-힣]+")
_INITIAL = late_pattern(r"\w\.?-?(?:\w\.?)?")

_PATRONYMIC = late_pattern(r"\w{2,}(?:ович|евич|йович|ївна|овна|евна|ична|инична)", re.IGNORECASE)
# These make one name with the word behind them: عبد الله.
_ARABIC_BEGINNINGS = frozenset({"عبد", "أبو", "ابو", "آل"})

# Families of two characters, which a given name follows.
_HAN_PAIRS = frozenset(
    re.findall(
        r"\w+",
        """欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 司空 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐
        宇文 长孙 長孫 端木 独孤 獨孤 南宫 南宮 东方 東方 百里 呼延 轩辕 軒轅 鲜于 鮮于 闻人
        聞人 澹台 澹臺 太史 赫连 赫連 申屠 濮阳 濮陽 淳于 单于 單于 拓跋 万俟 萬俟 闾丘 閭丘
        钟离 鍾離 宗政 仲孙 仲孫 东郭 東郭 西门 西門 公冶 完颜 完顏""",
    )
)
_HANGUL_PAIRS = frozenset(re.findall(r"\w+", "남궁 황보 제갈 사공 선우 서문 독고 동방"))

# Families that are usually read otherwise than their characters, the commonest Japanese ones, and
# the spellings that most Koreans have chosen.
# https://en.wikipedia.org/wiki/List_of_common_Japanese_surnames, .../List_of_Korean_surnames
_READINGS = dict(
    re.findall(
        r"(\w+)=(\w+)",
        """曾=zeng 单=shan 單=shan 解=xie 仇=qiu 区=ou 區=ou 查=zha 翟=zhai 朴=piao 缪=miao
        繆=miao 种=chong 员=yun 員=yun 祭=zhai 洗=xian 召=shao 秘=bi 繁=po 折=she 覃=qin
        尉迟=yuchi 尉遲=yuchi 万俟=moqi 萬俟=moqi 单于=chanyu 單于=chanyu 澹台=tantai
        澹臺=tantai 佐藤=sato 鈴木=suzuki 高橋=takahashi 田中=tanaka 伊藤=ito 渡辺=watanabe
        渡邊=watanabe 山本=yamamoto 中村=nakamura 小林=kobayashi 加藤=kato 吉田=yoshida
        山田=yamada 佐々木=sasaki 山口=yamaguchi 松本=matsumoto 井上=inoue 木村=kimura
        斎藤=saito 斉藤=saito 齋藤=saito 清水=shimizu 山崎=yamazaki 阿部=abe 池田=ikeda
        橋本=hashimoto 山下=yamashita 石川=ishikawa 中島=nakajima 前田=maeda 藤田=fujita
        小川=ogawa 後藤=goto 岡田=okada 長谷川=hasegawa 村上=murakami 石井=ishii 近藤=kondo
        坂本=sakamoto 遠藤=endo 青木=aoki 藤井=fujii 西村=nishimura 福田=fukuda 太田=ota
        三浦=miura 岡本=okamoto 松田=matsuda 中川=nakagawa 中野=nakano 原田=harada 小野=ono
        田村=tamura 竹内=takeuchi 김=kim 이=lee 박=park 최=choi 정=jung 강=kang 조=cho 윤=yoon
        임=lim 오=oh 신=shin 권=kwon 안=ahn 유=yoo 고=ko 문=moon 노=noh 심=shim 곽=kwak 주=joo
        우=woo 구=koo 선우=sunwoo 독고=dokgo""",
    )
)

_INDIC_BLOCKS = range(0x900, 0xD80, 0x80)


def _indic(first: int, last: int) -> str:
    """A class of the same letters of all scripts of India, whose blocks in Unicode run in step."""
    spans = (f"{chr(block + first)}-{chr(block + last)}" for block in _INDIC_BLOCKS)
    return f"[{''.join(spans)}]"


# Where letters are read together or in another order, a vowel is not written, or anyascii has
# nothing for a letter. Greek is as in ELOT 743.
_READ_TOGETHER = (
    ("ου", "ou"),
    ("([αε])υ(?=[θκξπσςτφχψ]|$)", r"\1f"),
    ("([αε])υ", r"\1v"),
    ("γ(?=[γξχ])", "n"),
    ("nγ", "ng"),
    ("^μπ", "b"),
    ("إ", "i"),
    ("[اآأٱع]|[ةى]$", "a"),
    ("([เแโใไເແໂໃໄ])([ก-ฮກ-ຮ])", r"\2\1"),
    (f"({_indic(0x15, 0x39)}{_indic(0x3C, 0x3C)}?)(?={_indic(0x15, 0x39)})", r"\1a"),
    (_indic(0x36, 0x37), "sh"),
    ("(.)々", r"\1\1"),
)


def latin_words(name: str) -> str:
    """The words of a name that are in Latin letters, where it is given in two scripts; else empty.

    A single Greek letter is a symbol, and goes with them.

    >>> latin_words("Fei-Fei Li (李飞飞)"), latin_words("李 飞飞"), latin_words("π Team")
    ('Fei-Fei Li', '', 'π Team')
    """
    words = [word for word in name.split() if not _is_other(word)]
    if not any(len(_LATIN_LETTER.findall(word)) > 1 or _GREEK.search(word) for word in words):
        return ""
    return " ".join(words)


def romanized_family(name: str) -> str:
    """The family name of a person, or the whole name of a group, in lower-case ASCII letters.

    It comes first in Chinese, Japanese and Korean, and last elsewhere. Characters that Chinese and
    Japanese share are read as Chinese ones. The result is empty where no letter can be read.
    """
    family = family_name(unicodedata.normalize("NFKC", name))
    return _READINGS.get(family) or romanized(family)


def romanized(text: str) -> str:
    """A text in lower-case ASCII letters and digits; symbols and unknown letters are left out."""
    from anyascii import anyascii

    # Of an emoji it would give the name.
    letters = "".join(each for each in text if unicodedata.category(each)[0] in "LMN").lower()
    if _GREEK.search(letters):
        parts = unicodedata.normalize("NFD", letters)
        letters = "".join(each for each in parts if not unicodedata.combining(each))
    for written, read in _READ_TOGETHER:
        letters = re.sub(written, read, letters)
    return "".join(filter(str.isalnum, anyascii(letters).lower()))


def family_name(name: str) -> str:
    """The family name in a name of other scripts, as it is written; the whole of a single word.

    >>> family_name("欧阳娜娜"), family_name("山田 太郎"), family_name("Иван Петров")
    ('欧阳', '山田', 'Петров')
    """
    head, *tail = (part.strip() for part in _COMMA.split(name))
    if tail and head:
        return head.split()[-1] if len(head.split()) > 1 and not tail[0] else head
    if len(parts := [part for part in _DOT.split(head) if part.strip()]) > 1:
        return parts[-1].strip()
    words = [word.strip("()（）[]【】「」“”\"'") for word in head.split()]
    words = [word for word in words if word] or [head]
    if FAMILY_FIRST.search(words[0]):
        if GROUP_END.search(words[-1]):
            return " ".join(words)
        return words[0] if len(words) > 1 else _split_off(words[0])
    return _last_name(words)


def _is_other(word: str) -> bool:
    """Whether a word is in another script than Latin."""
    letters = [letter for letter in word if letter.isalpha()]
    if not letters or _LATIN_LETTER.search(word):
        return False
    return len(letters) > 1 or not _GREEK.match(letters[0])


def _split_off(word: str) -> str:
    """The family name at the start of a name in Chinese, Japanese or Korean without a space."""
    if len(word) > 2 and word in _READINGS:
        return word
    if match := _HAN_THEN_KANA.fullmatch(word):
        return match[1]
    if _HANGUL_ALONE.fullmatch(word):
        return word[: 2 if word[:2] in _HANGUL_PAIRS and len(word) > 2 else 1]
    if not _HAN_ALONE.fullmatch(word):
        return word
    if word[:2] in _HAN_PAIRS and len(word) > 2:
        return word[:2]
    if len(word) < 4:
        return word[:1]
    # It is Japanese.
    known = (word[:length] for length in (3, 2) if word[:length] in _READINGS)
    return next(known, word[:2] if len(word) == 4 else word)


def _last_name(words: list[str]) -> str:
    """The family name of a name with the given names first, unless its end shows that they are not.

    `Иванов И. И.` and `Иванов Иван Иванович` begin with it.
    """
    full = [word for word in words if not _INITIAL.fullmatch(word)] or words
    if full[-1] != words[-1]:
        return full[0]
    if len(words) > 2 and _PATRONYMIC.fullmatch(words[-1]) and not _PATRONYMIC.fullmatch(words[-2]):
        return words[0]
    if len(words) > 1 and words[-2] in _ARABIC_BEGINNINGS:
        return "".join(words[-2:])
    return words[-1]
