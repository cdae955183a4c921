"""Items as the service sends them, of our own invention."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

ABSENT: Any = object()
"""In place of a value: the key is not there at all."""

_ABSTRACT = (
    "We ask whether a model that is told less can do more. On four tasks it can: with 54.6\\% of "
    "the words it keeps all of its accuracy.\n  The code is at https://example.org/less."
)
_ON_WRAPPER = {"numComments", "submittedBy", "isAuthorParticipating", "thumbnail", "mediaUrls"}
_ON_BOTH = {"organization"}
_ON_COMMENT = {"edited", "hidden", "hiddenBy", "hiddenReason", "latest", "reactions"}


def item(
    id: str = "2401.00001",  # noqa: A002 - the service's own word
    title: str = "Less is Enough: An Invented Paper",
    day: str = "2024-01-02",
    **fields: Any,
) -> dict[str, Any]:
    """An item of a day's list.

    Args:
        id: the arXiv id.
        title: on the paper and on the wrapper.
        day: the Daily Papers day; the paper was published the day before.
        fields: any other key, put where the service puts it; `ABSENT` takes a key away.
    """
    published = date.fromisoformat(day) - timedelta(days=1)
    paper: dict[str, Any] = {
        "id": id,
        "authors": [author("Ada Example"), author("Bo van der Muster")],
        "publishedAt": f"{published.isoformat()}T17:59:08.000Z",
        "submittedOnDailyAt": f"{day}T03:10:00.000Z",
        "title": title,
        "submittedOnDailyBy": {**user("Cy Probe", "cyprobe"), "user": "cyprobe"},
        "summary": _ABSTRACT,
        "upvotes": 12,
        "discussionId": "65a000000000000000000001",
        "projectPage": f"https://example.org/{id}",
        "githubRepo": "https://github.com/example/less",
        "githubStars": 34,
        "ai_summary": "A model that is told less can do more.",
        "ai_keywords": ["language models", "brevity"],
    }
    wrapper: dict[str, Any] = {
        "publishedAt": f"{published.isoformat()}T12:59:08.000Z",
        "title": title,
        "summary": _ABSTRACT,
        "thumbnail": f"https://example.org/thumbnails/{id}.png",
        "numComments": 2,
        "submittedBy": user("Cy Probe", "cyprobe"),
        "isAuthorParticipating": False,
    }
    for name, value in (
        {"organization": group("Institute of Samples", "samples")} | fields
    ).items():
        if name in _ON_WRAPPER | _ON_BOTH:
            wrapper[name] = value
        if name not in _ON_WRAPPER:
            paper[name] = value
    return {"paper": _present(paper), **_present(wrapper)}


def items(count: int, day: str = "2024-01-02") -> list[dict[str, Any]]:
    """Different items of one day, the first with the most upvotes."""
    start = 1000 * date.fromisoformat(day).day
    return [
        item(f"2401.{start + n:05d}", f"Invented Paper {n}", day, upvotes=count - n)
        for n in range(count)
    ]


def comment(
    id: str = "65b000000000000000000001",  # noqa: A002 - the service's own word
    raw: str = "What about **longer** prompts?",
    *,
    by: str = "Di Reader",
    at: str = "2024-01-02T09:00:00.000Z",
    parent: str | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A comment of a flat list, as `?field=comments` gives it.

    Args:
        id: its own.
        raw: Markdown.
        by: the full name of who wrote it.
        at: when.
        parent: the id of the comment that it answers.
        fields: any other key, put where the service puts it.
    """
    login = by.casefold().replace(" ", "")
    data: dict[str, Any] = {
        "edited": False,
        "hidden": False,
        "latest": {"raw": raw, "html": f"<p>{raw}</p>", "updatedAt": at, "author": user(by, login)},
        "numEdits": 0,
        "editors": [login],
        "reactions": [],
        "isReport": False,
    }
    entry = {"id": id, "author": user(by, login), "createdAt": at, "type": "comment", "data": data}
    if parent:
        data["parentCommentId"] = parent
    for name, value in fields.items():
        (data if name in _ON_COMMENT else entry)[name] = value
    return entry


def reaction(emoji: str, *logins: str) -> dict[str, Any]:
    return {"reaction": emoji, "users": list(logins), "count": len(logins)}


def linked(id: str, likes: int | None = 3) -> dict[str, Any]:  # noqa: A002
    """A model, data set or Space as a paper's answer lists it; Spaces tell no likes."""
    told = {} if likes is None else {"likes": likes}
    return {"id": id, "author": id.partition("/")[0], "private": False, **told}


def author(name: str, *, hidden: bool = False) -> dict[str, Any]:
    return {"_id": "65a000000000000000000002", "name": name, "hidden": hidden}


def user(fullname: str, name: str) -> dict[str, Any]:
    return {
        "_id": "65a000000000000000000003",
        "avatarUrl": "/avatars/65a0.svg",
        "fullname": fullname,
        "name": name,
        "type": "user",
        "isPro": False,
    }


def group(fullname: str, name: str) -> dict[str, Any]:
    return {"_id": "65a000000000000000000004", "name": name, "fullname": fullname}


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not ABSENT}
