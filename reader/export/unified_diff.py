"""A unified diff of two texts that stays fast for files with many thousand entries."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

_CONTEXT = 3
_ODD_NAME = re.compile(r'[\x00-\x1f\x7f"\\]| $')
_SMALL = 40_000
"""The most pairs of lines that are compared one by one, which takes quadratic time."""
_ALIKE = 2_000
"""The most of these pairs that may be equal lines, which are compared again and again."""
_DEEPEST = 30
"""The most levels on which a gap is divided at its unique lines. Texts of a million lines need
twenty; what needs more was built to take quadratic time, and is shown as a single change."""

Pair = tuple[int, int]
"""The indices of a line in the old and in the new text."""


def unified_diff(before: str, after: str, name: str) -> str:
    """The lines that differ, with three lines of context, in the format of ``diff -u``.

    A line ends at a line feed and nowhere else, as for ``patch``. A carriage return, a form feed
    or a line separator of Unicode is a character of the line.

    Args:
        before: the old text.
        after: the new text.
        name: the name of the file, without a folder.

    Returns:
        The diff, with the line ends of the texts; empty if they are equal.
    """
    if before == after:
        return ""
    lines = list(_signed(_lines(before), _lines(after)))
    olds = list(accumulate((sign != "+" for sign, _ in lines), initial=0))
    news = list(accumulate((sign != "-" for sign, _ in lines), initial=0))
    parts = [f"--- {_file_name(f'a/{name}')}\n", f"+++ {_file_name(f'b/{name}')}\n"]
    for start, end in _hunks([at for at, (sign, _) in enumerate(lines) if sign != " "], len(lines)):
        spans = (_span(counts[start], counts[end]) for counts in (olds, news))
        parts.append("@@ -{} +{} @@\n".format(*spans))
        for sign, line in lines[start:end]:
            ends = line.endswith("\n")
            parts += sign, line, "" if ends else "\n\\ No newline at end of file\n"
    return "".join(parts)


def _lines(text: str) -> list[str]:
    *whole, last = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([last] if last else [])]


def _file_name(name: str) -> str:
    """A name as ``patch`` reads it: with a tab behind spaces, in quotes if it has odd characters.

    So git writes it too; the quotes and escapes are those of C.
    https://www.gnu.org/software/diffutils/manual/html_node/Unusual-File-Names.html
    """
    if _ODD_NAME.search(name):
        return '"' + _ODD_NAME.sub(lambda odd: f"\\{ord(odd[0]):03o}", name) + '"'
    return f"{name}\t" if " " in name else name


def _hunks(changes: Sequence[int], count: int) -> Iterator[Pair]:
    """The start and end of each hunk: changes with their context, near ones joined."""
    start = end = 0
    for at in changes:
        if at - _CONTEXT > end or not end:
            if end:
                yield start, end
            start = max(0, at - _CONTEXT)
        end = min(count, at + _CONTEXT + 1)
    yield start, end


def _span(start: int, end: int) -> str:
    # An empty span is named by the line before it.
    return f"{start + (end > start)},{end - start}"


def _signed(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every line of both texts, with a sign: removed, added or kept."""
    at = there = 0
    for following, there_following in [*_pairs(old, new), (len(old), len(new))]:
        yield from (("-", line) for line in old[at:following])
        yield from (("+", line) for line in new[there:there_following])
        if following < len(old):
            yield " ", old[following]
        at, there = following + 1, there_following + 1


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The lines that are kept, found by a patience diff: unique lines are anchors."""
    pairs: list[Pair] = []
    gaps = [(0, len(old), 0, len(new), 0)]
    while gaps:
        at, end, there, there_end, depth = gaps.pop()
        while at < end and there < there_end and old[at] == new[there]:
            pairs.append((at, there))
            at, there = at + 1, there + 1
        while at < end and there < there_end and old[end - 1] == new[there_end - 1]:
            end, there_end = end - 1, there_end - 1
            pairs.append((end, there_end))
        if at == end or there == there_end:
            continue
        if depth > _DEEPEST:
            continue
        if anchors := _anchors(old[at:end], new[there:there_end]):
            # An anchor is the first line of the gap behind it.
            starts = [(0, 0), *anchors]
            ends = [*anchors, (end - at, there_end - there)]
            gaps += (
                (at + first, at + last, there + there_first, there + there_last, depth + 1)
                for (first, there_first), (last, there_last) in zip(starts, ends, strict=True)
            )
        elif _is_small(old[at:end], new[there:there_end]):
            matcher = SequenceMatcher(None, old[at:end], new[there:there_end], autojunk=False)
            for block in matcher.get_matching_blocks():
                pairs += ((at + block.a + n, there + block.b + n) for n in range(block.size))
    return sorted(pairs)


def _is_small(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether few enough pairs of lines have to be compared."""
    if len(old) * len(new) > _SMALL:
        return False
    counts = Counter(new)
    return sum(counts[line] for line in old) <= _ALIKE


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The longest common subsequence of the lines that are unique in both texts."""
    counts, there_counts = Counter(old), Counter(new)
    places = {line: at for at, line in enumerate(new) if there_counts[line] == 1}
    common = [
        (at, places[line]) for at, line in enumerate(old) if counts[line] == 1 and line in places
    ]
    # Patience sorting: for each length, the subsequence that ends at the lowest line.
    tops: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for number, (_, there) in enumerate(common):
        pile = bisect_left(tops, there)
        before.append(ends[pile - 1] if pile else None)
        tops[pile : pile + 1] = [there]
        ends[pile : pile + 1] = [number]
    run: list[Pair] = []
    link = ends[-1] if ends else None
    while link is not None:
        run.append(common[link])
        link = before[link]
    return run[::-1]
