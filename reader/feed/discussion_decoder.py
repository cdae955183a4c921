"""Decodes the discussion of a paper: comments, and the models, data sets and Spaces that name it.

It reads the answer of `GET /api/papers/{id}?field=comments`, a flat list in which comments name
their parents, and the data in a paper's web page, where replies are nested. Both have
`{id, author, createdAt, type, data: {hidden, latest: {raw, html}, reactions, parentCommentId}}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from reader.errors import FeedError
from reader.text import clean, clean_line, shorten
from reader.text.json_decoder import (
    MAX_NAME,
    JsonObject,
    count,
    first,
    full_name,
    kind,
    objects,
    texts,
)

RepositoryKind = Literal["model", "dataset", "space"]

MAX_COMMENTS = 2_000
MAX_TEXT = 65_536
"""The most that the service takes for one comment."""
MAX_REACTIONS = 50
MAX_EMOJI = 20
MAX_LINKS = 1_000

_KEYS: Mapping[RepositoryKind, str] = {"model": "Models", "dataset": "Datasets", "space": "Spaces"}
_PATHS: Mapping[RepositoryKind, str] = {"model": "", "dataset": "datasets/", "space": "spaces/"}
_REPOSITORY = re.compile(r"(?:\w[\w.-]{0,95}/)?\w[\w.-]{0,95}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a paper."""

    id: str
    author: str | None
    """The full name, or else the login."""
    login: str | None
    created: datetime | None
    """Aware, UTC."""
    text: str
    """Markdown as it was written, clean of control characters; it may hold HTML."""
    reactions: Mapping[str, int] = field(default_factory=dict)
    """How many chose each emoji."""
    edited: bool = False
    depth: int = 0
    """0 for a comment on the paper, 1 for a reply to it, and so on."""
    hidden: bool = False
    """Whether it was hidden: it has no content, but its replies keep their place below it."""


@dataclass(frozen=True, slots=True)
class LinkedRepository:
    """A model, a data set or a Space on Hugging Face that names the paper."""

    kind: RepositoryKind
    id: str
    """`owner/name`, or a bare name."""
    likes: int | None = None
    downloads: int | None = None

    @property
    def url(self) -> str:
        """Its page on Hugging Face."""
        return f"https://huggingface.co/{_PATHS[self.kind]}{self.id}"


@dataclass(frozen=True, slots=True)
class Discussion:
    """The comments on a paper, and the repositories that name it."""

    comments: tuple[Comment, ...] = ()
    """The oldest first, but every reply below the comment that it answers."""
    links: tuple[LinkedRepository, ...] = ()
    """Models, then data sets, then Spaces, each in the order of the service."""
    totals: Mapping[RepositoryKind, int] = field(default_factory=dict)
    """How many repositories of each kind there are; the service does not list them all."""


@dataclass(slots=True)
class _Node:
    """A comment and its replies, not yet decoded."""

    entry: JsonObject
    parent: str | None
    replies: list[_Node] = field(default_factory=list)
    placed: bool = False

    @property
    def age(self) -> tuple[bool, datetime]:
        """The sort key: old before new, those without a time last."""
        created = _moment(self.entry.get("createdAt"))
        return created is None, created or datetime.min.replace(tzinfo=UTC)


def decode_discussion(value: object) -> Discussion:
    """Decode the answer of the service, or the data of a paper's web page.

    A hidden comment is left out, unless it has replies. Entries that are no comments are left out,
    and their replies move up one level.

    Raises:
        FeedError: it is not an object.
    """
    if not isinstance(value, dict):
        raise FeedError(f"{kind(value)} came where the discussion of a paper was expected")
    papers = [value, *objects([value.get("paper")])]
    links: list[LinkedRepository] = []
    totals: dict[RepositoryKind, int] = {}
    for each, key in _KEYS.items():
        found = list(_links(papers, each, f"linked{key}"))
        told = [count(paper.get(f"numTotal{key}")) for paper in papers]
        if any(number is not None for number in told) or found:
            totals[each] = max(len(found), *(number or 0 for number in told))
        links += found
    comments = _without_childless_hidden(list(_comments(value.get("comments"))))
    return Discussion(comments, tuple(links), totals)


def _links(
    papers: Iterable[JsonObject], each: RepositoryKind, key: str
) -> Iterator[LinkedRepository]:
    seen = set()
    for repository in (one for paper in papers for one in objects(paper.get(key))[:MAX_LINKS]):
        name = repository.get("id")
        if isinstance(name, str) and _REPOSITORY.fullmatch(name) and name not in seen:
            seen.add(name)
            likes, downloads = count(repository.get("likes")), count(repository.get("downloads"))
            yield LinkedRepository(each, name, likes, downloads)


def _comments(value: object) -> Iterator[Comment]:
    """Every comment, each followed by its replies."""
    said = _collected(value)
    by_id = {name: each for each in said if (name := _identifier(each.entry))}
    roots: list[_Node] = []
    for each in said:
        parent = by_id.get(each.parent or "")
        (parent.replies if parent else roots).append(each)
    # Comments that answer each other in a circle cannot be reached from the roots.
    for start in (*sorted(roots, key=lambda each: each.age), *said):
        waiting = [(start, 0)]
        while waiting:
            each, depth = waiting.pop()
            if each.placed:
                continue
            each.placed = True
            comment = _comment(each.entry, depth)
            if comment:
                yield comment
                depth += 1
            replies = sorted(each.replies, key=lambda reply: reply.age, reverse=True)
            waiting += [(reply, depth) for reply in replies]


def _without_childless_hidden(comments: list[Comment]) -> tuple[Comment, ...]:
    """Leave out hidden comments without visible replies."""
    kept: list[Comment] = []
    for comment in reversed(comments):
        # The comment behind it is a reply if it is deeper.
        if not comment.hidden or (kept and kept[-1].depth > comment.depth):
            kept.append(comment)
    return tuple(reversed(kept))


def _collected(value: object) -> list[_Node]:
    """All entries, nested ones as well, in the order of the document."""
    said: list[_Node] = []
    seen: set[str] = set()
    waiting: list[tuple[JsonObject, str | None]] = [
        (each, None) for each in reversed(objects(value))
    ]
    while waiting and len(said) < MAX_COMMENTS:
        entry, within = waiting.pop()
        name = _identifier(entry)
        if name not in seen:
            named = first(texts([_data(entry)], "parentCommentId"))
            said.append(_Node(entry, named or within))
        if name:
            seen.add(name)
        waiting += [(reply, name) for reply in reversed(objects(entry.get("replies")))]
    return said


def _comment(entry: JsonObject, depth: int) -> Comment | None:
    """Decode an entry; None where it is no comment."""
    data = _data(entry)
    if entry.get("type", "comment") != "comment":
        return None
    name = clean_line(_identifier(entry) or "", MAX_NAME)
    if data.get("hidden"):
        return Comment(name, None, None, None, "", depth=depth, hidden=True)
    latest = data.get("latest")
    written = first(texts([latest], "raw")) if isinstance(latest, dict) else None
    text = shorten(clean((written or "")[: MAX_TEXT + 1]).strip(), MAX_TEXT)
    if not text:
        return None
    author = entry.get("author")
    logins = (login for key in ("name", "user") for login in _names(author, key))
    return Comment(
        id=name,
        author=full_name([entry], "author"),
        login=first(logins),
        created=_moment(entry.get("createdAt")),
        text=text,
        reactions=_reactions(data.get("reactions")),
        edited=data.get("edited") is True,
        depth=depth,
    )


def _names(author: object, key: str) -> Iterator[str]:
    if isinstance(author, dict):
        yield from (clean_line(text, MAX_NAME) for text in texts([author], key))


def _identifier(entry: JsonObject) -> str | None:
    return first(texts([entry], "id"))


def _data(entry: JsonObject) -> JsonObject:
    data = entry.get("data")
    return data if isinstance(data, dict) else {}


def _reactions(value: object) -> dict[str, int]:
    chosen: dict[str, int] = {}
    for each in objects(value)[:MAX_REACTIONS]:
        emoji = first(clean_line(text, MAX_EMOJI) for text in texts([each], "reaction"))
        number = count(each.get("count"))
        if emoji and number:
            chosen[emoji] = chosen.get(emoji, 0) + number
    return chosen


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
