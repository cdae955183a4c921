"""Web pages of the service, of our own invention: markup around data for its scripts."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import Any

Write = Callable[[str, Any], str]
"""Writes the element for a target with its data."""


def as_sent(target: str, props: Any) -> str:
    """As the service sends it: the target first, the data in double quotes."""
    data = _json(props).replace("&", "&amp;").replace('"', "&quot;")
    return f'<div class="SVELTE_HYDRATER contents" data-target="{target}" data-props="{data}">'


def prettified(target: str, props: Any) -> str:
    """As tools that tidy up write it: sorted, over several lines, single quotes where they fit."""
    data = html.escape(_json(props), quote=False).replace("'", "&#x27;")
    return f"<DIV\n  class = contents\n  data-props = '{data}'\n  data-target={target} hidden\n  >"


def page(target: str, props: Any, write: Write = as_sent) -> str:
    """A page for one target, among the others that every page has."""
    return (
        '<!DOCTYPE html><html class=""><head><meta charset="utf-8"><title>Papers < all</title>'
        f'<script>const a = \'<div data-target="{target}" data-props="{{}}">\' // don\'t</script>'
        f'</head><body class="{target}Page"><!--[--><!-- <div data-target="{target}"> -->'
        f"{write('MainHeader', {'isWide': False})}</div><main>{write(target, props)}"
        "<article><a href='/papers/x'>A card</a></article></div></main></body></html>"
    )


def listing_props(items: list[Any], **told: Any) -> dict[str, Any]:
    """The data of a page of daily papers; `told` says of what period it is."""
    return {
        "canSubmit": False,
        "dailyPapers": [
            {**each, "upvoted": False} if isinstance(each, dict) else each for each in items
        ],
        "publisher": {"fullname": "A Curator", "name": "curator"},
        "query": {},
        **told,
    }


def paper_props(paper: dict[str, Any], comments: list[dict[str, Any]]) -> dict[str, Any]:
    """The data of the page of one paper, its replies within what they answer."""
    return {
        "comments": nested(comments),
        "primaryEmailConfirmed": False,
        "paper": paper,
        "canSubmit": False,
        "upvoted": False,
        "upvoters": [],
        "query": {},
    }


def nested(comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Flat comments with every reply in the `replies` of what it answers."""
    copies = {each["id"]: {**each, "data": {**each["data"]}} for each in comments}
    roots: list[dict[str, Any]] = []
    for each in copies.values():
        parent = copies.get(each["data"].get("parentCommentId", ""))
        (parent.setdefault("replies", []) if parent else roots).append(each)
    return roots


def _json(props: Any) -> str:
    return json.dumps(props, ensure_ascii=False, separators=(",", ":"))
