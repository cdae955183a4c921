"""What was meant by a word that is in no paper: the nearest one that is in some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from reader.paper import Paper
from reader.query.matcher import paper_words
from reader.text.word_search import needle

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LEAST, _MOST = 3, 40
"""Letters of a word below which anything is near, and above which nobody has misspelled it."""
_SIGNS = frozenset(':()"/<>=-')
"""Signs with a meaning of their own in a query."""
_MEANT = frozenset(("or", "not"))


def missing_word(query: str, papers: Sequence[Paper]) -> tuple[str, str]:
    """The word of a query that no paper has, and the nearest that some paper has.

    Args:
        query: as it was typed.
        papers: those that were looked through.

    Returns:
        Both empty where the query is more than plain words; the first is all of the query where
        each word is in some paper, but never all in one. The second is empty where nothing is near.
    """
    words = query.split()
    if not words or any(_SIGNS.intersection(word) or word in _MEANT for word in words):
        return "", ""
    known = Counter(word for paper in papers for word in paper_words(paper).split())
    for word in words:
        wanted = needle(word).split()
        if len(wanted) == 1 and not any(each.startswith(wanted[0]) for each in known):
            return word, nearest_word(wanted[0], known)
    return " ".join(words), ""


def nearest_word(word: str, known: Mapping[str, int]) -> str:
    """The commonest known word with one letter more, less or other, or two changed in their order.

    Empty where there is none.

    >>> nearest_word("agnet", {"agent": 3, "magnet": 1})
    'agent'
    """
    if not _LEAST <= len(word) <= _MOST:
        return ""
    return max((each for each in _near(word) if each in known), key=known.__getitem__, default="")


def _near(word: str) -> Iterable[str]:
    return dict.fromkeys(_changed(word))


def _changed(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, behind = word[:at], word[at:]
        if len(behind) > 1:
            yield before + behind[1] + behind[0] + behind[2:]
        if behind:
            yield before + behind[1:]
        for letter in _LETTERS:
            yield before + letter + behind
            if behind:
                yield before + letter + behind[1:]
