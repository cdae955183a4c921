"""Whether two spellings of a name can be those of one person."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from reader.text import late_pattern
from reader.text.plain import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PARTICLES = frozenset(
    re.findall(
        r"\w+",
        """af al av bin da dal de del della den der des di do dos du e el ibn la las le los of och
        ten ter van vande vanden vander vom von y zu zum zur""",
    )
)
_NICKNAME = late_pattern(r"""\([^()]*\)|["“”„][^"“”„]*["“”„]|``[^`']*''""")
_APOSTROPHE = late_pattern(r"['’‘`´ʹʼ]")
# DBLP numbers people of one name: Bea Muster 0002.
_NUMBER = late_pattern(r"\s[0-9]{4}$")
_WORD = late_pattern(r"[^\W_]+")
_ET_AL = late_pattern(r"(?:\s|,)et\.?\s+al\b", re.IGNORECASE)
_LONGEST_INITIALS = 3
_MOST_WORDS = 10
_LONGEST = 300
# German and Scandinavian letters, as they are written where only ASCII can be.
_DIGRAPHS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
     "Å": "Aa", "Ø": "Oe"}
)  # fmt: skip

_Words = tuple[str, ...]


def is_same_author(one: str, other: str) -> bool:
    """Whether two names, in Unicode and without TeX, can be those of one person.

    The order of given names and family name does not count, nor where a writer took the one to end
    and the other to begin, nor suffixes, particles, accents, hyphens. An initial stands for a name
    that begins with it, and a middle initial may be missing; any other part may not.

    >>> is_same_author("Prado Lima, M.", "Marco Prado Lima")
    True
    >>> is_same_author("Muster, Bernd", "Bea Muster"), is_same_author("M. Lima", "Maria C. Lima")
    (False, True)
    """
    pairs = product(set(_spellings(one)), set(_spellings(other)))
    if _ET_AL.search(one) or _ET_AL.search(other):
        # Muster et al.: who writes so gives the family name alone.
        return any(_are_one_family(*words) for words in pairs)
    return any(_are_same(*words) for words in pairs)


def can_be_same_author(one: str, other: str) -> bool:
    """Whether two names differ at most in middle names, so that a co-author in common proves it.

    >>> can_be_same_author("Maria Clara Lima", "Maria Lima")
    True
    """
    return any(
        len(mine) > 1 and len(theirs) > 1 and mine[-1] == theirs[-1]
        and _is_same_name(mine[0], theirs[0])
        for mine, theirs in product(set(_spellings(one)), set(_spellings(other)))
    )  # fmt: skip


def _spellings(name: str) -> Iterator[_Words]:
    """The words of a name, given names first, as they are folded and as they are written out."""
    name = name[:_LONGEST]
    head, _, tail = name.partition(",")
    # Bea Muster, Ada Example: a list of two names.
    for each in (name, head) if " " in head.strip() and " " in tail.strip() else (name,):
        yield _words(each)
        yield _words(each.translate(_DIGRAPHS))


def _words(name: str) -> _Words:
    name = _APOSTROPHE.sub("", _NICKNAME.sub(" ", _ET_AL.split(name)[0]))
    name = _NUMBER.sub("", name.rstrip())
    family, *others = (_WORD.findall(fold(part)) for part in name.split(","))
    # Family, Jr, Given as well as Given Family, Jr.
    given = [part for part in others if not _is_suffix(part)]
    shouted = all(word.isupper() for word in family)
    words = [
        piece
        for word in (word for part in given for word in part)
        for piece in (_initials(word) if not shouted else (word,))
    ]
    words += family if given else _spread(family)
    kept = [word.casefold() for word in words]
    return tuple(kept[:1] + [word for word in kept[1:] if word not in _SUFFIXES])[:_MOST_WORDS]


def _is_suffix(words: list[str]) -> bool:
    return not words or (len(words) == 1 and words[0].casefold() in _SUFFIXES)


def _spread(words: list[str]) -> list[str]:
    """A name that is written given names first, with its initials apart."""
    if all(word.isupper() for word in words):
        return words
    return [piece for word in words[:-1] for piece in _initials(word)] + words[-1:]


def _initials(word: str) -> tuple[str, ...]:
    """The letters of JS, which stand for James Stuart; any other word as it is."""
    return tuple(word) if word.isupper() and len(word) <= _LONGEST_INITIALS else (word,)


def _are_same(one: _Words, other: _Words) -> bool:
    if not one or not other:
        return False
    if "".join(one) == "".join(other):
        return True
    if sorted(one) == sorted(other) and not any(map(_is_initial, one)):
        return True
    mine, theirs = _tails(one), _tails(other)
    return any(
        _are_same_given(one[: mine[family]], other[: theirs[family]])
        for family in mine.keys() & theirs.keys()
        if not _is_initial(family)
    )


def _are_one_family(one: _Words, other: _Words) -> bool:
    return _are_same(one, other) or "".join(one) in _tails(other) or "".join(other) in _tails(one)


def _tails(words: _Words) -> dict[str, int]:
    """What can be the family name, and how many words are before it."""
    return {"".join(words[at:]): at for at in range(1, len(words))}


def _are_same_given(one: _Words, other: _Words) -> bool:
    one, other = _without_particles(one), _without_particles(other)
    if "".join(one) == "".join(other):
        return True
    if not _is_same_name(one[0], other[0]):
        return False
    few, many = sorted((one, other), key=len)
    rest = iter(many[1:])
    missing: list[str] = []
    for name in few[1:]:
        for candidate in rest:
            if _is_same_name(name, candidate):
                break
            missing.append(candidate)
        else:
            return False
    missing += rest
    # Who writes an initial for the first name writes no other name out.
    return _is_initial(few[0]) or all(map(_is_initial, missing))


def _without_particles(given: _Words) -> _Words:
    return given[:1] + tuple(word for word in given[1:] if word not in _PARTICLES)


def _is_same_name(one: str, other: str) -> bool:
    """Whether two given names are equal, or one is the initial of the other."""
    return one == other or (one[0] == other[0] and (_is_initial(one) or _is_initial(other)))


def _is_initial(word: str) -> bool:
    """Whether a folded word is a single letter of a script that has capitals."""
    return len(word) == 1 and word.islower()
