"""Citation keys: proposed, fixed for ever, and told apart where two machines gave the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

PROPOSED = "citation_key"
"""The field of a key that was given when the paper was first starred."""

FIXED = "fixed_key"
"""The field of the key under which the paper was exported or copied; it never changes."""


_KEY = re.compile(r"[^\s\"#%'(),={}~\\]{1,1000}")


def is_key(value: str) -> bool:
    """BibTeX can have it for a key, and nothing in it is harmful."""
    return bool(_KEY.fullmatch(value)) and value.isprintable()


class HeldKey(NamedTuple):
    """A key as one paper's fields have it."""

    key: str
    fixed: bool
    stamp: str


class CitationKeys:
    """The key that each paper is cited by.

    They follow from the papers' fields alone, so they are the same on every machine: a fixed key
    stays; of the papers whose proposed key is the same the one that had it first keeps it, and
    the others yield.
    """

    def __init__(self, documents: Iterable[Mapping[str, Any]] = ()) -> None:
        self._held: dict[str, HeldKey] = {}
        self._holders: dict[str, frozenset[str]] = {}
        self._crowded: set[str] = set()
        self._yielded: dict[str, str] = {}
        for document in documents:
            if FIXED in document or PROPOSED in document:
                self._hold(document)
        self._tell_apart()

    def of(self, paper: str) -> str | None:
        """The key of a paper; None where none was given yet."""
        held = self._held.get(paper)
        return self._yielded.get(paper, held.key) if held else None

    def fixed(self, paper: str) -> bool:
        """The key has been exported or copied."""
        return paper in self._held and self._held[paper].fixed

    def taken(self, key: str) -> bool:
        """The key, in lower case, belongs to a paper, or would but for another."""
        return key in self._holders or key in self._yielded.values()

    def promised(self, key: str) -> frozenset[str]:
        """The papers for which the key is fixed."""
        holders = self._holders.get(key.lower(), frozenset())
        return frozenset(paper for paper in holders if self._held[paper].fixed)

    def update(self, document: Mapping[str, Any]) -> None:
        """Take note of the fields that a paper has now."""
        if self._hold(document):
            self._tell_apart()

    def shared(self) -> Iterator[tuple[str, list[str]]]:
        """Each key that is fixed for several papers, and which those are."""
        for key in sorted(self._crowded):
            fixed = self.promised(key)
            if len(fixed) > 1:
                yield key, sorted(fixed)

    def _hold(self, document: Mapping[str, Any]) -> bool:
        """Whether that is another key than before."""
        paper, before = document["paper"], self._held.get(document["paper"])
        field = FIXED if document.get(FIXED) else PROPOSED
        if not (key := document.get(field)):
            return False
        held = HeldKey(str(key), field == FIXED, document["stamps"][field])
        if held == before:
            return False
        if before:
            self._place(before.key.lower(), lambda holders: holders - {paper})
        self._held[paper] = held
        self._place(held.key.lower(), lambda holders: holders | {paper})
        return True

    def _place(self, key: str, change: Callable[[frozenset[str]], frozenset[str]]) -> None:
        holders = change(self._holders.get(key, frozenset()))
        self._holders[key] = holders
        if not holders:
            del self._holders[key]
        (self._crowded.add if len(holders) > 1 else self._crowded.discard)(key)

    def _tell_apart(self) -> None:
        if not self._crowded and not self._yielded:
            return
        from reader.citation.key_proposal import unique_key

        yielded: dict[str, str] = {}
        taken = set(self._holders)
        for paper in sorted(self._yielding(), key=self._claim):
            yielded[paper] = unique_key(self._held[paper].key, lambda key: key.lower() in taken)
            taken.add(yielded[paper].lower())
        self._yielded = yielded

    def _yielding(self) -> Iterator[str]:
        for key in self._crowded:
            _, *others = sorted(self._holders[key], key=self._claim)
            yield from (paper for paper in others if not self._held[paper].fixed)

    def _claim(self, paper: str) -> tuple[bool, str, str]:
        held = self._held[paper]
        return not held.fixed, held.stamp, paper
