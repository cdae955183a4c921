"""Reads lists and discussions from the data that the web pages of the service carry for scripts.

Such a page has `<div data-target="DailyPapers" data-props="{...}">`, or `PaperContent` on the
page of one paper. A page may be any file that somebody saved, and the tree of a hostile one could
take all memory; so the tag is searched in the text, and only that tag is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from selectolax.lexbor import LexborHTMLParser

from reader.net import MalformedAnswer
from reader.text.json_decoder import JsonObject, decode, first, texts

MAX_PAGE = 32 * 1024 * 1024
"""Characters; a month of a hundred papers has about two million."""

_MAX_MARKUP = 10_000
"""Characters of a tag outside of quotes; its parser is slow with very many attributes."""

# A start tag up to the > that is outside of quotes, which count only after =. What is not markup
# is passed over whole: comments, and elements that end only with their own name.
_ATTRIBUTES = r"""(?: [^>=]++ | =\s*+"[^"]*+(?:"|\Z) | =\s*+'[^']*+(?:'|\Z) | = )*+"""
_MARKUP = re.compile(
    rf"""<!--.*?(?:-->|\Z)
    | <(?P<raw>script|style|textarea|title)(?=[\s/>]) {_ATTRIBUTES} .*?(?:</(?P=raw)|\Z)
    | (?P<tag><[a-z]{_ATTRIBUTES} (?:>|\Z))""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class PageListing:
    """The list on a page."""

    items: list[object]
    """In the same shape as those of the API."""
    kind: Literal["day", "week", "month"] | None
    """The kind of its period, if the page says so."""
    value: str | None
    """The period, if the page says so: `2026-07-24`, `2026-W30`, `2026-07`."""
    trending: bool
    """Whether it is the list of trending papers."""

    @property
    def day(self) -> date | None:
        """The day of the list; None where it is not that of a day."""
        return date.fromisoformat(self.value) if self.kind == "day" and self.value else None


def listing_items(html: str) -> PageListing:
    """Read the list from a page of Daily Papers, of any period.

    Raises:
        FeedError: it is no such page, or its data cannot be decoded.
    """
    props = _props(html, "DailyPapers", "dailyPapers", "a page of daily papers")
    items = props["dailyPapers"]
    if not isinstance(items, list):
        raise MalformedAnswer("the list in the page cannot be read")
    kind, value = _period(props)
    trending = props.get("isTrending") is True
    return PageListing(
        [_without_visitor(item) for item in items],
        None if trending else kind,
        None if trending else value,
        trending,
    )


def paper_props(html: str) -> dict[str, object]:
    """Read the data from the page of one paper: `{"comments": [...], "paper": {...}}` and more.

    Raises:
        FeedError: it is no such page, or its data cannot be decoded.
    """
    return _props(html, "PaperContent", "comments", "the page of a paper with its discussion")


def _props(html: str, target: str, key: str, what: str) -> dict[str, object]:
    """The data of the first element for `target` that has `key`."""
    if len(html) > MAX_PAGE:
        raise MalformedAnswer(f"the page is larger than {MAX_PAGE // 1024**2} MB")
    problem = f"this is not {what}"
    for written in _data(html, target):
        try:
            props = decode(written)
        except ValueError:
            problem = "the data in the page cannot be read"
            continue
        if isinstance(props, dict) and key in props:
            return props
    raise MalformedAnswer(problem)


def _data(html: str, target: str) -> Iterator[str]:
    """The data of all elements for `target`, as written, their entities undone."""
    for match in _MARKUP.finditer(html):
        tag = match["tag"]
        if not tag or target not in tag or len(_QUOTED.sub("", tag)) > _MAX_MARKUP:
            continue
        # The parser takes no lone surrogates; nor has any file that was read as UTF-8.
        element = LexborHTMLParser(tag.encode("utf-8", "replace")).css_first("[data-target]")
        if element and element.attributes.get("data-target") == target:
            yield element.attributes.get("data-props") or ""


def _period(props: JsonObject) -> tuple[Literal["day", "week", "month"] | None, str | None]:
    """What the list is of, and which; older pages tell the instant at which the day began."""
    told = first(texts([props], "dateString")) or first(texts([props], "date")) or ""
    day = _day(told)
    match props.get("periodType"):
        case "week":
            if day:
                year, number, _ = day.isocalendar()
                return "week", f"{year:04}-W{number:02}"
            return "week", told if _WEEK.fullmatch(told) else None
        case "month":
            if day:
                return "month", f"{day:%Y-%m}"
            return "month", told if _MONTH.fullmatch(told) else None
        case "day" | None:
            return ("day", day.isoformat()) if day else (None, None)
        case _:
            return None, None


def _day(text: str) -> date | None:
    match = _DATE.match(text)
    try:
        return date.fromisoformat(match[0]) if match else None
    except ValueError:
        return None


def _without_visitor(item: object) -> object:
    """An item without what a page adds for who looks at it."""
    if not isinstance(item, dict):
        return item
    return {key: value for key, value in item.items() if key != "upvoted"}
