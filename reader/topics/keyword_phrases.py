"""Phrases that the keywords of a list share: subjects that are in no table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from reader.topics.subjects import normalized_words

Phrase = tuple[str, ...]

_LONGEST = 3
_DEFINED = re.compile(r"(.+\S)\s*\(([A-Za-z][\w-]{1,9})\)")
_SHORTEST_ABBREVIATION = 2
_STOP_WORDS = """
a an and as at by for from in into its of on or over per the to under up via with without is are
be we our it that this
"""
_GENERAL_WORDS = """
ability accuracy adaptive ai alignment analysis application approach architecture art attention
automated automatic aware based baseline bench benchmark budget capability challenge
classification complex computational consistency context control cost cross data dataset deep
design domain downstream driven dynamic dynamics effective efficiency efficient embedding end
entropy error evaluation experiment fidelity fine foundation framework gap general generalization
generation generative generator global gradient hidden high human improvement inference
information input intelligence internal joint knowledge language large latency latent layer
learned learning level llm local long loss low mathematical mechanism method metric modality model
modeling modular module multi multiple natural network neural new novel objective open
optimization output paper parallel parameter performance pipeline post pre prediction problem
process property quality rate ratio real representation research resource response result robust
robustness sample scalability scale scaling score self semantic sequence set short shot signal
similarity single small space specific stage state step strategy structure structured study
supervised synthetic system target task technique test text textual threshold time token tool top
train training trajectory transfer transformer tuning uncertainty understanding unified
unsupervised update user value weight wise world zero
"""
_STOP = frozenset(_STOP_WORDS.split())
_GENERAL = _STOP | frozenset(_GENERAL_WORDS.split())
"""Words that name no subject unless there is another word in the phrase."""


def expand_abbreviations(papers: Iterable[Sequence[str]]) -> list[list[Phrase]]:
    """The keywords of each paper as normalised words, with abbreviations expanded.

    A keyword that ends in ``(GRPO)`` defines GRPO. A keyword with the initials of an abbreviation
    defines it too, if it is the only one.
    """
    papers = [list(keywords) for keywords in papers]
    meanings = _meanings(keyword for keywords in papers for keyword in keywords)
    return [[_written_out(keyword, meanings) for keyword in keywords] for keywords in papers]


def _written_out(keyword: str, meanings: Mapping[str, Phrase]) -> Phrase:
    defined = _DEFINED.fullmatch(keyword)
    plain = normalized_words(defined[1] if defined else keyword)
    return meanings.get(plain[0], plain) if len(plain) == 1 else plain


def _meanings(keywords: Iterable[str]) -> dict[str, Phrase]:
    defined: dict[str, Phrase] = {}
    by_initials: dict[str, set[Phrase]] = {}
    alone: set[str] = set()
    for keyword in dict.fromkeys(keywords):
        if match := _DEFINED.fullmatch(keyword):
            defined.setdefault("".join(normalized_words(match[2])), normalized_words(match[1]))
            keyword = match[1]
        plain = normalized_words(keyword)
        if len(plain) > _SHORTEST_ABBREVIATION:
            by_initials.setdefault("".join(word[0] for word in plain), set()).add(plain)
        elif len(plain) == 1 and sum(letter.isupper() for letter in keyword) > 1:
            alone.add(plain[0])
    guessed = {
        short: next(iter(long))
        for short, long in by_initials.items()
        if short in alone and len(long) == 1
    }
    return guessed | defined


def candidate_phrases(keywords: Iterable[Phrase]) -> set[Phrase]:
    """All sequences of words in the keywords of a paper that may name a subject."""
    found: set[Phrase] = set()
    for keyword in keywords:
        # A single word counts only if it is a whole keyword.
        shortest = 1 if len(keyword) == 1 else 2
        for length in range(shortest, min(_LONGEST, len(keyword)) + 1):
            for start in range(len(keyword) - length + 1):
                found.add(keyword[start : start + length])
    return {phrase for phrase in found if _is_significant(phrase)}


def _is_significant(phrase: Phrase) -> bool:
    if phrase[0] in _STOP or phrase[-1] in _STOP:
        return False
    return not all(word in _GENERAL or len(word) == 1 or word.isdigit() for word in phrase)


def greedy_cover(
    papers: Mapping[int, set[Phrase]], least: int, most: int
) -> Iterator[tuple[Phrase, list[int]]]:
    """The phrases that cover the most papers, by a greedy set cover.

    Args:
        papers: the phrases of each paper.
        least: the least papers that a phrase has to cover.
        most: the most that it may cover; a phrase of nearly all papers says nothing.

    Yields:
        Each phrase, with the papers that it covers and no phrase before it does.
    """
    left = dict(papers)
    while left:
        counts = Counter(phrase for found in left.values() for phrase in found)
        fit = ((count, phrase) for phrase, count in counts.items() if least <= count <= most)
        # Of phrases that cover equally many papers, the longest says most.
        best = max(fit, key=lambda each: (each[0], len(each[1]), each[1]), default=None)
        if best is None:
            return
        taken = [place for place, found in left.items() if best[1] in found]
        for place in taken:
            del left[place]
        yield best[1], taken


def common_spelling(phrase: Phrase, keywords: Iterable[str]) -> str:
    """A phrase as the keywords write it most often; of equal ones that with fewer capitals."""
    spellings: Counter[str] = Counter()
    width = len(phrase)
    for keyword in keywords:
        spans = [match.span() for match in re.finditer(r"[^\W_]+", keyword)]
        plain = normalized_words(keyword)
        if len(plain) != len(spans):
            continue
        for start in range(len(plain) - width + 1):
            if plain[start : start + width] == phrase:
                written = keyword[spans[start][0] : spans[start + width - 1][1]]
                # At the end of a keyword, the phrase has the ending that it has alone.
                spellings[written] += 2 if start + width == len(plain) else 1
    if not spellings:
        return " ".join(phrase)
    return min(spellings, key=lambda each: (-spellings[each], sum(map(str.isupper, each)), each))
