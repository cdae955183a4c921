"""Fold a list of papers into groups: by topic or by organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reader.paper import Paper
from reader.topics.keyword_phrases import (
    Phrase,
    candidate_phrases,
    common_spelling,
    expand_abbreviations,
    greedy_cover,
)
from reader.topics.subjects import SUBJECTS, SubjectScorer, normalized_words

OTHER = "other"
NO_ORGANIZATION = "no organisation"

_MOST_GROUPS = 11
"""Beside ``other``."""
_PAPERS_PER_GROUP = 60
"""A group of a long list has at least one of this many of its papers."""
_SHORT_LIST = 60
"""In a list of up to this many papers, two are a group."""
_SPLIT_FROM = 20
"""No group of a shorter list is split."""
_LARGEST_SHARE = 0.3
"""A group with a larger share of the list is split."""
_COMMON_SHARE = 0.6
"""A phrase that a larger share of a group has does not split it."""
_VAGUE = 0.5
"""A subject of at most this weight says little about a paper."""
_FAR_FETCHED = 0.33
"""A paper cannot go to a subject whose score is below this share of its best score."""

_GroupNames = list[str]
"""The name of the group of each paper."""


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that are folded together."""

    name: str
    papers: tuple[Paper, ...]
    """In the order of the list."""


def group_by_topic(papers: Sequence[Paper]) -> tuple[Group, ...]:
    """Groups by topic, the largest first, ``other`` last.

    Each paper is in exactly one group. A group has at least two papers, in a longer list more, and
    there are at most twelve groups. The scores of a paper depend on it alone. So a paper that is
    added to the list moves no other one, unless a group appears or vanishes with it.
    """
    if not papers:
        return ()
    keywords = expand_abbreviations([paper.keywords for paper in papers])
    scorer = SubjectScorer(SUBJECTS)
    scores = [scorer.scores(*each) for each in zip(papers, keywords, strict=True)]
    least = max(2 if len(papers) <= _SHORT_LIST else 3, len(papers) // _PAPERS_PER_GROUP)
    names = _by_subject(scores, least)
    phrases = [_phrases(paper, own) for paper, own in zip(papers, keywords, strict=True)]
    spellings = [keyword for paper in papers for keyword in paper.keywords or (paper.title,)]
    names = _by_keywords(names, phrases, scorer, least, spellings)
    names = _split_large(names, phrases, scorer, least, spellings)
    return _groups(papers, _keep_largest(names, least))


def group_by_organization(papers: Sequence[Paper]) -> tuple[Group, ...]:
    """Groups by organisation, the largest first; each paper is in exactly one.

    The last groups are ``other``, for organisations with a single paper, and that of no
    organisation.
    """
    keys = [" ".join(normalized_words(paper.organization or "")) for paper in papers]
    counts = Counter(keys)
    named: dict[str, str] = {}
    for key, paper in zip(keys, papers, strict=True):
        named.setdefault(key, paper.organization or "")
    names = [
        NO_ORGANIZATION if not key else named[key] if counts[key] > 1 else OTHER for key in keys
    ]
    return _groups(papers, names)


def _by_subject(scores: Sequence[Mapping[str, float]], least: int) -> _GroupNames:
    """Put each paper under its best subject that has enough papers.

    The smallest subject is dropped first, and its papers go to their next best subject.
    """
    order = {subject.name: place for place, subject in enumerate(SUBJECTS)}
    ranked = []
    for strengths in scores:
        enough = _FAR_FETCHED * max(strengths.values(), default=0.0)
        fit = (name for name, strength in strengths.items() if strength >= enough)
        ranked.append(sorted(fit, key=lambda name: (strengths[name], -order[name])))
    members: dict[str, list[int]] = {name: [] for name in order}
    members[OTHER] = []
    moving = list(range(len(ranked)))
    remaining = set(order)
    while True:
        for place in moving:
            while ranked[place] and ranked[place][-1] not in remaining:
                ranked[place].pop()
            members[ranked[place][-1] if ranked[place] else OTHER].append(place)
        smallest = min(
            remaining, key=lambda name: (len(members[name]), -order[name]), default=OTHER
        )
        if len(members[smallest]) >= least and len(remaining) <= _MOST_GROUPS:
            break
        if not remaining:
            break
        remaining.remove(smallest)
        moving = members.pop(smallest)
    return _names_by_place(members, len(ranked))


def _by_keywords(
    names: _GroupNames,
    phrases: Sequence[set[Phrase]],
    scorer: SubjectScorer,
    least: int,
    spellings: Sequence[str],
) -> _GroupNames:
    """Put papers of no subject, or of a vague one, under a phrase that their keywords share."""
    vague = {subject.name for subject in SUBJECTS if subject.weight <= _VAGUE} | {OTHER}
    loose = {
        place: {phrase for phrase in phrases[place] if not scorer.count(phrase)}
        for place, name in enumerate(names)
        if name in vague
    }
    names = list(names)
    for phrase, covered in greedy_cover(loose, least, len(names)):
        new_name = common_spelling(phrase, spellings)
        for place in covered:
            names[place] = new_name
    return names


def _split_large(
    names: _GroupNames,
    phrases: Sequence[set[Phrase]],
    scorer: SubjectScorer,
    least: int,
    spellings: Sequence[str],
) -> _GroupNames:
    """Split groups that hold too much of the list, by phrases that their keywords share."""
    names = list(names)
    if len(names) < _SPLIT_FROM:
        return names
    most = int(_LARGEST_SHARE * len(names))
    for name, count in Counter(names).items():
        if count <= most or name == OTHER:
            continue
        inside = {
            place: {phrase for phrase in phrases[place] if scorer.count(phrase).keys() <= {name}}
            for place, each in enumerate(names)
            if each == name
        }
        for phrase, covered in greedy_cover(inside, least, int(_COMMON_SHARE * count)):
            if names.count(name) <= most:
                break
            new_name = common_spelling(phrase, spellings)
            for place in covered:
                names[place] = new_name
    return names


def _phrases(paper: Paper, keywords: Sequence[Phrase]) -> set[Phrase]:
    # Without keywords, the words of the title are the only text that is short enough.
    return candidate_phrases(keywords or [normalized_words(paper.title)])


def _keep_largest(names: _GroupNames, least: int) -> _GroupNames:
    """Keep the largest groups, and put the papers of all others under ``other``."""
    counts = Counter(name for name in names if name != OTHER)
    stay = {name for name, count in counts.most_common(_MOST_GROUPS) if count >= least}
    return [name if name in stay else OTHER for name in names]


def _names_by_place(members: Mapping[str, Sequence[int]], count: int) -> _GroupNames:
    names = [OTHER] * count
    for name, places in members.items():
        for place in places:
            names[place] = name
    return names


def _groups(papers: Sequence[Paper], names: Sequence[str]) -> tuple[Group, ...]:
    members: dict[str, list[Paper]] = {}
    for paper, name in zip(papers, names, strict=True):
        members.setdefault(name, []).append(paper)
    groups = [Group(name, tuple(each)) for name, each in members.items()]
    last = {OTHER: 1, NO_ORGANIZATION: 2}
    return tuple(sorted(groups, key=lambda group: (last.get(group.name, 0), -len(group.papers))))
