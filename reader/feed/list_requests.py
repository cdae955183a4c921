"""The lists that the service has: where each is asked for, and what came of asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import quote

if TYPE_CHECKING:
    from reader.feed.web_page import PageListing

PAGE_SIZE = 100
"""The most that the service gives at once; without it, it gives 50 and busy days lose their end."""
MAX_PAGES = 50

_PARAMETERS = {"day": "date", "week": "week", "month": "month"}


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """The items of a list, raw as they came, and where they came from."""

    items: list[object] | None
    """None where the list is the one whose `etag` was given, unchanged."""
    source: Literal["api", "page"] = "api"
    reason: str | None = None
    """Where it was read from the web page, why the API would not do, in a sentence."""
    etag: str | None = None
    """To be given when asking again; None where the service gave none that speaks for the whole."""


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A list to be asked for."""

    kind: Literal["day", "week", "month", "trending", "newest"]
    value: str = ""
    """`2026-07-24`, `2026-W30`, `2026-07`; nothing for what is trending or newest."""

    @classmethod
    def day(cls, day: date) -> Self:
        """The list of one day."""
        return cls("day", day.isoformat())

    @property
    def what(self) -> str:
        """What it is, in words."""
        return f"the papers of {self.value}" if self.value else f"the {self.kind} papers"

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters for the API.

        Trending is a list of its own, which no day goes with; the newest papers of all days are
        what comes where nothing is asked for.
        """
        chosen = {_PARAMETERS[self.kind]: self.value} if self.value else {}
        if self.kind == "trending":
            chosen = {"sort": "trending"}
        return {**chosen, "limit": str(PAGE_SIZE)}

    @property
    def pages(self) -> int:
        """How many pages to read at most; what trends and what is newest has no end."""
        return MAX_PAGES if self.value else 1

    @property
    def path(self) -> str:
        """Where its web page is."""
        if self.kind == "newest":
            return "/papers"
        if self.kind == "trending":
            return "/papers/trending"
        return f"/papers/{_PARAMETERS[self.kind]}/{quote(self.value, safe='')}"

    def shown_by(self, listing: PageListing, *, moved: bool) -> bool:
        """Whether a page shows this list; the service sends us on to another where it has none.

        Args:
            listing: what the page shows.
            moved: the page is not the one that was asked for.
        """
        if self.kind == "trending":
            return listing.trending
        if self.kind == "newest":
            return listing.kind == "day" and not listing.trending
        if listing.trending or listing.kind != self.kind:
            return False
        return listing.value == self.value if listing.value else not moved
