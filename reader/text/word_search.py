"""When a word is found in a text, and where: the one rule for filters, the index and highlights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from reader.text import readable, strip_joiners
from reader.text.plain import fold

Span = tuple[int, int]
"""Where a part of a text begins and where it ends."""

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Chinese and Japanese are written without spaces, so that each character counts as a word there.
_WORD = re.compile(rf"[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]+")
# Most texts are in ASCII, for which there is a quicker way: a table, and a word for a line end.
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_LINE_END = "\x01"
_PLAIN = {
    code: letter.lower() if letter.isalnum() else " "
    for code, letter in enumerate(map(chr, range(128)))
} | {ord("\n"): f" {_LINE_END} "}


def search_words(text: str) -> str:
    """Normalise a text for word search: each word with a space before it, lines kept apart.

    A word is a run of letters and digits; everything else separates words. LaTeX remnants are
    undone, accents and case are dropped. A query is found in a text where
    ``search_words(query) in search_words(text)``: its words follow one another, and the last of
    them may be the beginning of a longer word.

    >>> search_words("GPT-4: a Müller's tale")
    ' gpt 4 a muller s tale'
    """
    shown = readable(text)
    if shown.isascii():
        return _spaced(shown)
    return "\n".join(map(_spaced, _normalized(shown).split("\n")))


def _spaced(text: str) -> str:
    """The words of a normalised text, each with a space before it; lines only if it is ASCII."""
    if not text.isascii():
        text = _NOT_ASCII.sub(_letters, text)
    if text.isascii():
        words = text.translate(_PLAIN).split()
        return " ".join(("", *words)).replace(f" {_LINE_END}", "\n")
    return " ".join(("", *_WORD.findall(text)))


def _letters(match: re.Match[str]) -> str:
    """The same, unless it has no word, as dashes and quotes have none."""
    return match[0] if _WORD.search(match[0]) else " "


@lru_cache(maxsize=256)
def needle(text: str) -> str:
    """The words of a query, on one line, to be looked for in the `search_words` of a text."""
    return search_words(" ".join(text.split()))


def highlight_spans(text: str, terms: Iterable[str]) -> list[Span]:
    """Where words and phrases are found in a text: in order, without overlaps.

    Args:
        text: as it is on screen.
        terms: as `Query.terms` gives them.

    >>> highlight_spans("Flash-Attention, flashier", ["flash"])
    [(0, 5), (17, 22)]
    """
    wanted = [words for term in terms if (words := needle(term).split())]
    found: list[Span] = []
    for start, end in sorted(_occurrences(text, wanted)) if wanted else ():
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _occurrences(text: str, wanted: list[list[str]]) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        plain, origins = _with_origins(line)
        words_of_line = [(match[0], match.start()) for match in _WORD.finditer(plain)]
        for words in wanted:
            for at in range(len(words_of_line) - len(words) + 1):
                run = words_of_line[at : at + len(words)]
                *others, (last, begin) = run
                if [word for word, _ in others] == words[:-1] and last.startswith(words[-1]):
                    end = origins[begin + len(words[-1]) - 1] + 1
                    yield start + origins[run[0][1]], start + end
        start += len(line) + 1


def _with_origins(line: str) -> tuple[str, list[int]]:
    """The normalised line, and for each of its characters the index that it had in the line."""
    if line.isascii():
        return line.lower(), list(range(len(line)))
    letters = [(letter, at) for at, each in enumerate(line) for letter in _normalized(each)]
    return "".join(letter for letter, _ in letters), [at for _, at in letters]


def _normalized(text: str) -> str:
    """A text without accents, case and invisible joiners, which do not count in a search."""
    return fold(strip_joiners(text)).casefold()
