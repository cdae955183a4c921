"""A list of papers folded into groups: by what they are about, or by who wrote them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reader.paper import Paper
from reader.topics.keyword_phrases import Words, cover, phrases_of, spelling, unabbreviated
from reader.topics.subject_cues import Cues, words
from reader.topics.subjects import SUBJECTS

OTHER = "other"
NO_ORGANIZATION = "no organisation"

_MOST_GROUPS = 11
"""Beside ``other``."""
_PAPERS_PER_GROUP = 60
"""A group of a long list has at least one in so many of its papers."""
_SHORT_LIST = 60
"""Two papers are a group in a list of so many."""
_SPLIT_FROM = 20
"""A shorter list has no group so large that it is parted."""
_LARGEST_SHARE = 0.3
_COMMON_SHARE = 0.6
_VAGUE = 0.5
"""What a subject weighs that says little of a paper."""
_FAR_FETCHED = 0.33
"""A paper goes to no subject that it points to less than this much as strongly as to another."""

_Homes = list[str]
"""The name of the group of each paper."""


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that are folded together."""

    name: str
    papers: tuple[Paper, ...]
    """In the order of the list."""


def by_topic(papers: Sequence[Paper]) -> tuple[Group, ...]:
    """Groups by what the papers are about, the largest first, ``other`` last.

    Each paper is in exactly one. A group has at least two papers, in a longer list more, and
    there are at most twelve. Which subjects a paper points to depends on it alone, so that one
    that joins the list later moves no other, unless a group comes to be or vanishes by it.
    """
    if not papers:
        return ()
    keywords = unabbreviated([paper.keywords for paper in papers])
    cues = Cues(SUBJECTS)
    pointing = [cues.evidence(*each) for each in zip(papers, keywords, strict=True)]
    least = max(2 if len(papers) <= _SHORT_LIST else 3, len(papers) // _PAPERS_PER_GROUP)
    homes = _settled(pointing, least)
    phrases = [_phrases(paper, own) for paper, own in zip(papers, keywords, strict=True)]
    spelled = [keyword for paper in papers for keyword in paper.keywords or (paper.title,)]
    homes = _gathered(homes, phrases, cues, least, spelled)
    homes = _split(homes, phrases, cues, least, spelled)
    return _groups(papers, _largest(homes, least))


def by_organization(papers: Sequence[Paper]) -> tuple[Group, ...]:
    """Groups by who wrote the papers, the largest first; last those alone of theirs, and of none.

    Each paper is in exactly one.
    """
    keys = [" ".join(words(paper.organization or "")) for paper in papers]
    counts = Counter(keys)
    named: dict[str, str] = {}
    for key, paper in zip(keys, papers, strict=True):
        named.setdefault(key, paper.organization or "")
    homes = [
        NO_ORGANIZATION if not key else named[key] if counts[key] > 1 else OTHER for key in keys
    ]
    return _groups(papers, homes)


def _settled(pointing: Sequence[Mapping[str, float]], least: int) -> _Homes:
    """Each paper under the subject that it points to most, of those that enough papers share.

    The smallest falls first, and its papers go where they point to next.
    """
    order = {subject.name: place for place, subject in enumerate(SUBJECTS)}
    ranked = []
    for strengths in pointing:
        enough = _FAR_FETCHED * max(strengths.values(), default=0.0)
        fit = (name for name, strength in strengths.items() if strength >= enough)
        ranked.append(sorted(fit, key=lambda name: (strengths[name], -order[name])))
    members: dict[str, list[int]] = {name: [] for name in order}
    members[OTHER] = []
    settling = list(range(len(ranked)))
    standing = set(order)
    while True:
        for place in settling:
            while ranked[place] and ranked[place][-1] not in standing:
                ranked[place].pop()
            members[ranked[place][-1] if ranked[place] else OTHER].append(place)
        smallest = min(standing, key=lambda name: (len(members[name]), -order[name]), default=OTHER)
        if len(members[smallest]) >= least and len(standing) <= _MOST_GROUPS:
            break
        if not standing:
            break
        standing.remove(smallest)
        settling = members.pop(smallest)
    return _homes(members, len(ranked))


def _gathered(
    homes: _Homes, phrases: Sequence[set[Words]], cues: Cues, least: int, spelled: Sequence[str]
) -> _Homes:
    """Papers of no subject, or of one that says little, under what their keywords share."""
    vague = {subject.name for subject in SUBJECTS if subject.weight <= _VAGUE} | {OTHER}
    loose = {
        place: {phrase for phrase in phrases[place] if not cues.found(phrase)}
        for place, home in enumerate(homes)
        if home in vague
    }
    homes = list(homes)
    for phrase, taken in cover(loose, least, len(homes)):
        name = spelling(phrase, spelled)
        for place in taken:
            homes[place] = name
    return homes


def _split(
    homes: _Homes, phrases: Sequence[set[Words]], cues: Cues, least: int, spelled: Sequence[str]
) -> _Homes:
    """Groups that hold too much of a list parted by what their keywords share."""
    homes = list(homes)
    if len(homes) < _SPLIT_FROM:
        return homes
    most = int(_LARGEST_SHARE * len(homes))
    for home, count in Counter(homes).items():
        if count <= most or home == OTHER:
            continue
        inside = {
            place: {phrase for phrase in phrases[place] if cues.found(phrase).keys() <= {home}}
            for place, each in enumerate(homes)
            if each == home
        }
        for phrase, taken in cover(inside, least, int(_COMMON_SHARE * count)):
            if homes.count(home) <= most:
                break
            name = spelling(phrase, spelled)
            for place in taken:
                homes[place] = name
    return homes


def _phrases(paper: Paper, keywords: Sequence[Words]) -> set[Words]:
    # A title is no keyword, but where there is none its words are all that is short enough.
    return phrases_of(keywords or [words(paper.title)])


def _largest(homes: _Homes, least: int) -> _Homes:
    """No more groups than can be seen at once, and none too small."""
    counts = Counter(home for home in homes if home != OTHER)
    stay = {name for name, count in counts.most_common(_MOST_GROUPS) if count >= least}
    return [home if home in stay else OTHER for home in homes]


def _homes(members: Mapping[str, Sequence[int]], count: int) -> _Homes:
    homes = [OTHER] * count
    for name, places in members.items():
        for place in places:
            homes[place] = name
    return homes


def _groups(papers: Sequence[Paper], homes: Sequence[str]) -> tuple[Group, ...]:
    members: dict[str, list[Paper]] = {}
    for paper, home in zip(papers, homes, strict=True):
        members.setdefault(home, []).append(paper)
    groups = [Group(name, tuple(each)) for name, each in members.items()]
    last = {OTHER: 1, NO_ORGANIZATION: 2}
    return tuple(sorted(groups, key=lambda group: (last.get(group.name, 0), -len(group.papers))))
