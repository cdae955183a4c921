"""Where in a text the words of a query stand, to be made to stand out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reader.query.matcher import needle
from reader.query.query_words import WORD, folded

Span = tuple[int, int]
"""Where a part of a text begins and where it ends."""


def spans(text: str, terms: Iterable[str]) -> list[Span]:
    """The parts of a text that are found for words and phrases, in order and apart.

    Args:
        text: as it is on screen.
        terms: as `Query.terms` gives them.

    >>> spans("Flash-Attention, flashier", ["flash"])
    [(0, 5), (17, 22)]
    """
    wanted = [words for term in terms if (words := needle(term).split())]
    found: list[Span] = []
    for start, end in sorted(_found(text, wanted)) if wanted else ():
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _found(text: str, wanted: list[list[str]]) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        plain, places = _plain(line)
        there = [(match[0], match.start()) for match in WORD.finditer(plain)]
        for words in wanted:
            for at in range(len(there) - len(words) + 1):
                run = there[at : at + len(words)]
                *others, (last, begin) = run
                if [word for word, _ in others] == words[:-1] and last.startswith(words[-1]):
                    end = places[begin + len(words[-1]) - 1] + 1
                    yield start + places[run[0][1]], start + end
        start += len(line) + 1


def _plain(line: str) -> tuple[str, list[int]]:
    """A line as its words are looked for in it, and which letter each of its letters comes from."""
    if line.isascii():
        return line.lower(), list(range(len(line)))
    letters = [(letter, at) for at, each in enumerate(line) for letter in folded(each)]
    return "".join(letter for letter, _ in letters), [at for _, at in letters]
