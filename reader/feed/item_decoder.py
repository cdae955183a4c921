"""Decodes JSON items of the feed into papers, cleaned and bounded in size.

The shapes are those of the service's OpenAPI document and of recorded answers since 2024. Only an
arXiv id and a title are needed; whatever else is missing or of a wrong type is unknown, because
the service sends more, and other, than its document says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from reader.errors import FeedError
from reader.paper import ARXIV_ID, Author, Paper
from reader.text import clean_line, clean_paragraphs
from reader.text.json_decoder import MAX_NAME, JsonObject, count, first, full_name, kind, texts
from reader.text.links import address

# Well above the largest that was seen in 12,635 papers.
MAX_TITLE = 500
MAX_ABSTRACT = 20_000
MAX_AUTHORS = 5_000
MAX_SUMMARY = 4_000
MAX_KEYWORDS = 100
MAX_KEYWORD = 100
MAX_ITEMS = 10_000

_VERSION = re.compile(r"v[0-9]+$")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BrokenItem(ValueError):  # noqa: N818 - it is named for what it is, not for what it does
    """An item of the feed cannot be decoded into a paper; the message says why."""


class DecodedItems(NamedTuple):
    """A decoded list: each paper once, in feed order."""

    papers: tuple[Paper, ...]
    items: tuple[object, ...]
    """The items that the papers were made of, as they came; `items[i]` became `papers[i]`."""
    reasons: tuple[str, ...]
    """Why the other items could not be decoded, a sentence each."""

    @property
    def broken(self) -> int:
        """How many items could not be decoded."""
        return len(self.reasons)


def decode_items(items: object, day: date | None) -> DecodedItems:
    """Decode a list as the service sends it; a broken item does not affect the others.

    Args:
        items: the JSON value of the answer.
        day: the Daily Papers day of the list, for items that do not name theirs.

    Raises:
        FeedError: it is no list, or one that is too long.
    """
    found: dict[str, tuple[Paper, object]] = {}
    reasons = []
    for number, item in enumerate(_bounded(items), start=1):
        try:
            paper = decode_item(item, day)
        except BrokenItem as error:
            reasons.append(f"item {number}: {error}")
        else:
            found.setdefault(paper.id, (paper, item))
    return DecodedItems(
        tuple(paper for paper, _ in found.values()),
        tuple(item for _, item in found.values()),
        tuple(reasons),
    )


class IdentifiedItems(NamedTuple):
    """A list with the ids of its items alone, which is enough to store it."""

    items: tuple[tuple[str, object], ...]
    """The id of each paper and its item as it came; each paper once, in feed order."""
    broken: int
    """How many items could not be decoded."""


def identify_items(items: object) -> IdentifiedItems:
    """Find the ids of the papers in a list; agrees with `decode_items`, but is much quicker.

    Raises:
        FeedError: it is no list, or one that is too long.
    """
    found: dict[str, object] = {}
    broken = 0
    for item in _bounded(items):
        try:
            identifier, *_ = _identity(item)
        except BrokenItem:
            broken += 1
        else:
            found.setdefault(identifier, item)
    return IdentifiedItems(tuple(found.items()), broken)


def decode_item(item: object, day: date | None = None) -> Paper:
    """Decode one item.

    Args:
        item: `{"paper": {...}, ...}` as lists have it, or a paper by itself.
        day: the Daily Papers day, for an item that does not name it.

    Raises:
        BrokenItem: it has no usable arXiv id or no title.
    """
    identifier, title, paper, wrapper = _identity(item)
    both = (paper, wrapper)
    return Paper(
        id=identifier,
        title=title,
        abstract=first(clean_paragraphs(t, MAX_ABSTRACT) for t in texts(both, "summary")) or "",
        authors=tuple(Author(name) for name in _names(paper.get("authors"))),
        # The wrapper's date once was that of submission and now is some hours too early.
        published=_date(paper.get("publishedAt")),
        listed=_date(paper.get("submittedOnDailyAt")) or day,
        upvotes=count(paper.get("upvotes")),
        comments=count(wrapper.get("numComments")),
        organization=full_name(both, "organization", "submitterOrganization"),
        submitter=full_name(both, "submittedOnDailyBy", "submittedBy"),
        summary=first(clean_line(text, MAX_SUMMARY) for text in texts(both, "ai_summary")),
        keywords=_keywords(paper.get("ai_keywords")),
        github=address(paper.get("githubRepo")),
        github_stars=count(paper.get("githubStars")),
        project=address(paper.get("projectPage")),
        withdrawn_at=_date(paper.get("withdrawnAt")),
    )


def item_problem(item: object) -> str | None:
    """Why an item cannot be decoded; None where it can."""
    try:
        _identity(item)
    except BrokenItem as error:
        return str(error)
    return None


def _bounded(items: object) -> list[object]:
    """Check that the value is a list, and not too long."""
    if not isinstance(items, list):
        raise FeedError(f"{kind(items)} came where a list of papers was expected")
    if len(items) > MAX_ITEMS:
        raise FeedError(f"a list of {len(items):,} papers is more than can be true")
    return items


def _identity(item: object) -> tuple[str, str, JsonObject, JsonObject]:
    """The id, the title, the paper object and its wrapper.

    Where both have a field, that of the nested paper has changed its meaning less over the years.
    """
    if not isinstance(item, dict):
        raise BrokenItem(f"{kind(item)} is not a paper")
    nested = item.get("paper")
    paper: JsonObject = nested if isinstance(nested, dict) else item
    identifier = _identifier(paper.get("id"))
    title = first(clean_line(text, MAX_TITLE) for text in texts((paper, item), "title"))
    if title is None:
        raise BrokenItem(f"{identifier} has no title")
    return identifier, title, paper, item


def _identifier(value: object) -> str:
    if not isinstance(value, str):
        raise BrokenItem("there is no arXiv id")
    bare = _VERSION.sub("", value.strip())
    # Digits of other scripts are digits to a regular expression, but not to arXiv.
    if not ARXIV_ID.fullmatch(bare):
        raise BrokenItem(f"“{clean_line(value, 40)}” is not an arXiv id")
    return bare


def _names(authors: object) -> Iterable[str]:
    if not isinstance(authors, list):
        return
    for author in authors[:MAX_AUTHORS]:
        # One that is `hidden` wrote the paper too; a profile does not show it, and that is all.
        if isinstance(author, dict):
            name = author.get("name")
            if isinstance(name, str) and (name := clean_line(name, MAX_NAME)):
                yield name


def _keywords(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    texts = (text for text in value[:MAX_KEYWORDS] if isinstance(text, str))
    cleaned = (clean_line(text, MAX_KEYWORD) for text in texts)
    distinct: dict[str, str] = {}
    for keyword in filter(None, cleaned):
        distinct.setdefault(keyword.casefold(), keyword)
    return tuple(distinct.values())


def _date(value: object) -> date | None:
    if not isinstance(value, str) or not (match := _DAY.match(value)):
        return None
    try:
        return date.fromisoformat(match[0])
    except ValueError:
        return None
