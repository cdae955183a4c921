"""Citation keys of the library: proposed, fixed for ever, and made unique across machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from reader.text import late_pattern

if TYPE_CHECKING:
    from reader.paper import Paper

PROPOSED = "citation_key"
"""The field of the key that a paper gets when it is first starred."""

FIXED = "fixed_key"
"""The field of the key with which a paper was exported or copied; it never changes."""


_KEY = late_pattern(r"[^\s\"#%'(),={}~\\]{1,1000}")


def is_key(value: str) -> bool:
    """Whether BibTeX accepts it as a key, and it has no harmful characters."""
    return bool(_KEY.fullmatch(value)) and value.isprintable()


def mistakenly_proposed(key: str, paper: Paper, pattern: str | None) -> bool:
    """Whether an earlier version proposed a key by mistake; see `key_proposal.is_mistaken`."""
    # Most keys begin with a plain name and are right, which needs no import to be seen.
    name = paper.authors[0].name.rpartition(" ")[2].lower() if paper.authors else ""
    begins = key.lower().startswith(name) and not key[len(name) :][:1].isalpha()
    if begins and name.isascii() and name.isalpha() and not {"'", "’"} & set(paper.title):
        return False
    from reader.citation.key_proposal import DEFAULT_PATTERN, is_mistaken

    return is_mistaken(key, paper, pattern or DEFAULT_PATTERN)


class HeldKey(NamedTuple):
    """The key in the fields of one paper."""

    key: str
    fixed: bool
    stamp: str


class CitationKeys:
    """The citation key of each paper.

    Keys depend on the fields of the papers only, so they are the same on every machine. A fixed
    key stays. If several papers were proposed the same key, the one that had it first keeps it,
    and the others get a suffix.
    """

    def __init__(self, documents: Iterable[Mapping[str, Any]] = ()) -> None:
        self._held: dict[str, HeldKey] = {}
        self._holders: dict[str, frozenset[str]] = {}
        self._crowded: set[str] = set()
        self._yielded: dict[str, str] = {}
        self.is_stale = False
        """A key has changed since they were made unique."""
        for document in documents:
            if FIXED in document or PROPOSED in document:
                self._hold(document)
        self._disambiguate()

    def of(self, paper: str) -> str | None:
        """Return the key of a paper; None if it has none."""
        held = self._held.get(paper)
        return self._yielded.get(paper, held.key) if held else None

    def fixed(self, paper: str) -> bool:
        """Whether the key of a paper was exported or copied."""
        return paper in self._held and self._held[paper].fixed

    def taken(self, key: str) -> bool:
        """Whether a key (in lower case) belongs to a paper, or was proposed for one."""
        return key in self._holders or key in self._yielded.values()

    def fixed_for(self, key: str) -> frozenset[str]:
        """Return the papers for which a key is fixed."""
        holders = self._holders.get(key.lower(), frozenset())
        return frozenset(paper for paper in holders if self._held[paper].fixed)

    def hold(self, document: Mapping[str, Any]) -> None:
        """Take over the key of a paper from its fields; `disambiguate` is to be called then."""
        self.is_stale = self._hold(document) or self.is_stale

    def disambiguate(self) -> None:
        """Make the keys unique again, as one of them has changed."""
        self.is_stale = False
        self._disambiguate()

    def conflicts(self) -> Iterator[tuple[str, list[str]]]:
        """Iterate over the keys that are fixed for several papers, and those papers."""
        for key in sorted(self._crowded):
            fixed = self.fixed_for(key)
            if len(fixed) > 1:
                yield key, sorted(fixed)

    def _hold(self, document: Mapping[str, Any]) -> bool:
        """Record the key of a paper; return whether it changed."""
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

    def _disambiguate(self) -> None:
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
