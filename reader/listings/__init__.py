"""How a list is come by: a period, the queue, second chances, a saved page, many days at once.

Here is how one list is asked of the service and kept in the archive.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reader.archive import Archive
from reader.errors import ArchiveError, FeedError, ReaderError
from reader.net import Unreachable
from reader.paper import Listing, Period
from reader.system.files import reason
from reader.text.json_decoder import JsonObject

if TYPE_CHECKING:
    from reader.feed.huggingface import HuggingFace
    from reader.feed.list_requests import ListAnswer

# A day's list grows until about half past one in the night after it (UTC in summer, an hour later
# in winter), when the service turns to the next.
_CLOSES = timedelta(days=1, hours=3)


@dataclass(frozen=True, slots=True)
class LoadedListing:
    """A listing, and why it may be out of date."""

    listing: Listing
    problem: ReaderError | None = None
    """The error, if the service could not be asked or the archive failed."""
    notice: str | None = None
    """If the list was read from its web page, a sentence that says why the API would not do."""

    @property
    def final(self) -> bool:
        """Whether the list was fetched after its last day was over, so that it will not grow."""
        if self.listing.period.kind == "queue":
            return False
        days, fetched_at = self.listing.period.days, self.listing.fetched_at
        return bool(days) and fetched_at is not None and is_final(days[-1], fetched_at)


class ListFetcher:
    """Fetches lists from the service; any thread may call any method."""

    def __init__(
        self,
        archive: Archive,
        service: Callable[[], HuggingFace],
        today: Callable[[], date],
        now: Callable[[], datetime],
    ) -> None:
        """Set up; nothing is fetched yet.

        Args:
            archive: where lists are stored.
            service: returns the client; called when it is needed, may raise FeedError.
            today: returns the last day that can have a list.
            now: the clock.
        """
        self.archive = archive
        self.service = service
        self._today = today
        self.now = now

    @property
    def today(self) -> date:
        """The last day that can have a list."""
        return self._today()

    def fetch(self, period: Period) -> LoadedListing:
        """Fetch a list, and store it.

        Raises:
            FeedError: there was no readable answer. The archive is as it was.
        """
        from reader.feed.item_decoder import decode_items

        moment = self.now().astimezone(UTC)
        answer = self._changes(period)
        if answer.items is None:
            with contextlib.suppress(ArchiveError):
                known = self.archive.mark_unchanged(period, moment) and self.archive.listing(period)
                if known:
                    return LoadedListing(known)
            answer = _ask(self.service(), period, self.today)
        decoded = decode_items(answer.items, period.date if period.kind == "day" else None)
        if not decoded.papers:
            check_empty_list(period, decoded.broken, self.archive)
        fresh = Listing(period, decoded.papers, moment, decoded.broken)
        ids = (paper.id for paper in decoded.papers)
        items = zip(ids, decoded.items, strict=True)
        try:
            self.archive.store(period, items, decoded.broken, moment, answer.etag)
            kept = self.archive.listing(period)
        except ArchiveError as error:
            return LoadedListing(fresh, error, answer.reason)
        return LoadedListing(kept or fresh, notice=answer.reason)

    def _changes(self, period: Period) -> ListAnswer:
        """The answer of the service; without items where the list has not changed."""
        etag = None
        if period.kind == "day":
            with contextlib.suppress(ArchiveError):
                etag = self.archive.etag(period)
        service = self.service()
        return service.day(period.date, etag) if etag else _ask(service, period, self.today)

    def newest_day(self) -> date | None:
        """The newest day for which the service lists a paper; None where it cannot tell.

        Raises:
            Unreachable: the service cannot be asked.
        """
        from reader.feed.item_decoder import decode_items

        try:
            items = self.service().latest()
        except Unreachable:
            raise
        except FeedError:
            return None
        listed = (paper.listed for paper in decode_items(items, None).papers)
        return max((day for day in listed if day and day <= self.today), default=None)


def is_final(day: date, moment: datetime) -> bool:
    """Whether the list of a day, fetched at that moment, is complete and will not grow."""
    return moment >= datetime.combine(day, time(), UTC) + _CLOSES


def had_papers(archive: Archive, day: date) -> bool:
    """Whether the list of a day has papers in the archive."""
    with contextlib.suppress(ArchiveError):
        listing = archive.listing(Period.day(day))
        return bool(listing and listing.papers)
    return False


def check_empty_list(period: Period, broken: int, archive: Archive) -> None:
    """Check a list that came without a single paper.

    Args:
        period: the period of the list.
        broken: how many items could not be decoded.
        archive: holds the list as it was before.

    Raises:
        FeedError: it cannot be true, and must not replace the stored list.
    """
    if broken:
        raise FeedError(
            f"none of the {broken} papers of {period.title} could be read; "
            "paper-reader may be too old for what the service sends"
        )
    if period.kind == "day" and had_papers(archive, period.date):
        raise FeedError(f"the service says all at once that {period.title} has no papers")


def _ask(service: HuggingFace, period: Period, today: date) -> ListAnswer:
    """Request the list of a period.

    Args:
        service: the client.
        period: the period.
        today: the last day that can have a list.

    Raises:
        FeedError: there was no readable answer.
    """
    match period.kind:
        case "day":
            return service.day(period.date)
        case "week" if period.value.endswith("W53"):
            return _merge([service.day(day) for day in period.days if day <= today])
        case "week":
            return service.week(period.value)
        case "month":
            return service.month(period.value)
        case "trending":
            return service.trending()
        case "search":
            return service.search(period.value)
        case "queue" | "archive" | "library" | "chances" | "page" | "paper":
            raise ValueError(f"the service has no such list as a {period.kind}")


def _merge(answers: list[ListAnswer]) -> ListAnswer:
    """Merge the lists of days into one of a week, most upvotes first as the service sorts it.

    This is for week 53: the service refuses it, though a year in five or six has one (ISO 8601).
    """
    from reader.feed.list_requests import ListAnswer

    items = [item for answer in answers for item in answer.items or ()]
    reasons = (answer.reason for answer in answers if answer.reason)
    reason = next(reasons, None)
    return ListAnswer(
        sorted(items, key=_upvotes, reverse=True), "page" if reason else "api", reason
    )


def _upvotes(item: object) -> int:
    paper: JsonObject = item.get("paper", item) if isinstance(item, dict) else {}
    votes = paper.get("upvotes") if isinstance(paper, dict) else None
    return votes if isinstance(votes, int) else 0


def load_saved_page(path: Path) -> Listing:
    """The list in a page of Daily Papers that was saved from a browser; as old as its file.

    Raises:
        FeedError: the file cannot be read, or is no such page.
    """
    from reader.feed.item_decoder import decode_items
    from reader.feed.web_page import MAX_PAGE, listing_items
    from reader.system.pipes import read_named

    try:
        html = read_named(path, 4 * MAX_PAGE).decode("utf-8", "replace")
        saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise FeedError(f"{path} cannot be read: {reason(error)}") from error
    try:
        shown = listing_items(html)
    except FeedError as error:
        raise FeedError(f"{path}: {str(error).rstrip('.')}") from error
    decoded = decode_items(shown.items, shown.day)
    return Listing(Period("page", str(path)), decoded.papers, saved_at, decoded.broken)
