"""What a list's own keywords say again and again: subjects that no table knows beforehand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from reader.topics.subject_cues import words

Words = tuple[str, ...]

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
"""Words that say nothing of a subject when no other stands beside them."""


def unabbreviated(papers: Iterable[Sequence[str]]) -> list[list[Words]]:
    """The keywords of each paper as words, abbreviations written out where the list says how.

    A keyword that ends in ``(GRPO)`` says what GRPO stands for; so does one with those initials,
    where only one has them.
    """
    papers = [list(keywords) for keywords in papers]
    meanings = _meanings(keyword for keywords in papers for keyword in keywords)
    return [[_written_out(keyword, meanings) for keyword in keywords] for keywords in papers]


def _written_out(keyword: str, meanings: Mapping[str, Words]) -> Words:
    defined = _DEFINED.fullmatch(keyword)
    plain = words(defined[1] if defined else keyword)
    return meanings.get(plain[0], plain) if len(plain) == 1 else plain


def _meanings(keywords: Iterable[str]) -> dict[str, Words]:
    defined: dict[str, Words] = {}
    by_initials: dict[str, set[Words]] = {}
    alone: set[str] = set()
    for keyword in dict.fromkeys(keywords):
        if match := _DEFINED.fullmatch(keyword):
            defined.setdefault("".join(words(match[2])), words(match[1]))
            keyword = match[1]
        plain = words(keyword)
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


def phrases_of(keywords: Iterable[Words]) -> set[Words]:
    """All runs of words in a paper's keywords that may name a subject."""
    found: set[Words] = set()
    for keyword in keywords:
        # A single word is taken only where it is a keyword of its own.
        shortest = 1 if len(keyword) == 1 else 2
        for length in range(shortest, min(_LONGEST, len(keyword)) + 1):
            for start in range(len(keyword) - length + 1):
                found.add(keyword[start : start + length])
    return {phrase for phrase in found if _is_telling(phrase)}


def _is_telling(phrase: Words) -> bool:
    if phrase[0] in _STOP or phrase[-1] in _STOP:
        return False
    return not all(word in _GENERAL or len(word) == 1 or word.isdigit() for word in phrase)


def cover(
    papers: Mapping[int, set[Words]], least: int, most: int
) -> Iterator[tuple[Words, list[int]]]:
    """The phrases that cover the most of some papers, each with those it covers and none before.

    Args:
        papers: the phrases of each.
        least: how many papers a phrase has to cover.
        most: how many it may; what nearly all have in common tells nothing.
    """
    left = dict(papers)
    while left:
        counts = Counter(phrase for found in left.values() for phrase in found)
        fit = ((count, phrase) for phrase, count in counts.items() if least <= count <= most)
        # Of those that cover as many the longer says more.
        best = max(fit, key=lambda each: (each[0], len(each[1]), each[1]), default=None)
        if best is None:
            return
        taken = [place for place, found in left.items() if best[1] in found]
        for place in taken:
            del left[place]
        yield best[1], taken


def spelling(phrase: Words, keywords: Iterable[str]) -> str:
    """A phrase as the keywords write it most often; of those the one with fewer capitals."""
    spellings: Counter[str] = Counter()
    width = len(phrase)
    for keyword in keywords:
        spans = [match.span() for match in re.finditer(r"[^\W_]+", keyword)]
        plain = words(keyword)
        if len(plain) != len(spans):
            continue
        for start in range(len(plain) - width + 1):
            if plain[start : start + width] == phrase:
                written = keyword[spans[start][0] : spans[start + width - 1][1]]
                # At the end of a keyword it has the ending that it has when it stands alone.
                spellings[written] += 2 if start + width == len(plain) else 1
    if not spellings:
        return " ".join(phrase)
    return min(spellings, key=lambda each: (-spellings[each], sum(map(str.isupper, each)), each))
