"""How strongly the words of a paper point to each subject."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import sqrt

from reader.paper import Paper
from reader.text import fold
from reader.topics.subjects import Subject

_WORD = re.compile(r"[^\W_]+")

_TITLE = 3.0
_KEYWORD = 1.5
_ABSTRACT = 0.75
_MENTIONS = 2
"""An abstract that names something only once is not about it: "the code is available"."""

_SHORTEST_PLURAL = 4


def words(text: str) -> tuple[str, ...]:
    """The words in plain form: without case, accents, hyphens and the ending of a plural.

    >>> words("Vision–Language Models")
    ('vision', 'language', 'model')
    """
    return tuple(map(_singular, _WORD.findall(fold(text))))


@lru_cache(maxsize=65_536)
def _singular(word: str) -> str:
    word = word.casefold()
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


class Cues:
    """Finds subjects in words."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._weights: dict[str, float] = {}
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for subject in subjects:
            self._weights[subject.name] = subject.weight
            for cue in subject.cues:
                parts = tuple(cue.split())
                self._by_first.setdefault(parts[0], []).append((parts, subject.name))
        for same in self._by_first.values():
            same.sort(key=lambda each: -len(each[0]))

    def found(self, text: Sequence[str]) -> Counter[str]:
        """How often each subject is named in some words; of cues that overlap the longest counts.

        What two subjects name with the same words counts for both.
        """
        named: Counter[str] = Counter()
        place = 0
        while place < len(text):
            taken = 0
            for cue, name in self._by_first.get(text[place], ()):
                if len(cue) < taken:
                    break
                if tuple(text[place : place + len(cue)]) == cue:
                    named[name] += 1
                    taken = len(cue)
            place += taken or 1
        return named

    def evidence(self, paper: Paper, keywords: Sequence[Sequence[str]]) -> Mapping[str, float]:
        """How strongly a paper points to each subject that it names at all.

        Args:
            paper: its title counts most; its abstract only where there are no keywords.
            keywords: those of the paper, as words.
        """
        total: dict[str, float] = {}
        self._add(total, self.found(words(paper.title)), _TITLE)
        if keywords:
            in_keywords: Counter[str] = Counter()
            for keyword in keywords:
                in_keywords.update(self.found(keyword).keys())
            self._add(total, in_keywords, _KEYWORD)
        else:
            mentions = self.found(words(paper.abstract))
            often = {name: count for name, count in mentions.items() if count >= _MENTIONS}
            self._add(total, often, _ABSTRACT)
        return total

    def _add(self, total: dict[str, float], named: Mapping[str, int], each: float) -> None:
        # The tenth mention says less than the first.
        for name, count in named.items():
            total[name] = total.get(name, 0.0) + each * self._weights[name] * sqrt(count)
