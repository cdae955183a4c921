"""The backfill: fetches the lists of many days into the archive; can be interrupted any time."""

from __future__ import annotations

import contextlib
import gc
import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from reader.archive import Archive
from reader.archive.listing_store import RawListing
from reader.errors import FeedError
from reader.feed.item_decoder import identify_items
from reader.listings import check_empty_list, is_final
from reader.net import Refused, Unreachable
from reader.net.rate_limits import MAX_IN_FLIGHT
from reader.paper import Period
from reader.system.files import utc_now

if TYPE_CHECKING:
    from reader.feed.huggingface import HuggingFace

_TICK = 0.25
"""Seconds between two progress reports where nothing happens."""
_AHEAD = 2 * MAX_IN_FLIGHT
"""Days that are queued at one time, so that no thread is idle while lists are being stored."""

_BACK_OFF = 10.0
"""Seconds of the first backoff where the service does not say how long to wait. Each further one is
twice as long, so that together they outlast its window of five minutes."""
_MOST_WAITS = 6
"""The most backoffs in a row before the run is stopped."""
_LONGEST_WAIT = 900.0
_JITTER = 2.0
_MOMENT = 0.01
_MOST_FAILURES = 10
"""The most days that fail in a row before the run is stopped."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait of the backfill."""

    seconds: float
    """How much longer it takes."""
    reason: str
    """Why it waits, in a few words."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the backfill is."""

    days: int
    """The days to fetch."""
    kept: int = 0
    """The days whose list is in the archive now."""
    failed: int = 0
    papers: int = 0
    """The papers in the lists that were stored."""
    wait: Wait | None = None

    @property
    def done(self) -> int:
        """The days that need not be fetched any more in this run."""
        return self.kept + self.failed


@dataclass(frozen=True, slots=True)
class BackfillResult:
    """The result of a backfill."""

    progress: Progress
    broken: int
    """Items that could not be decoded, in the lists that were stored."""
    failed: Mapping[date, FeedError]
    """The days that could not be fetched, each with its error."""
    notices: tuple[str, ...]
    """For each list that was read from its web page, why the API would not do, in a sentence."""
    stopped: FeedError | None
    """Why the run was stopped before all days were fetched; None where it was not."""


def missing_days(archive: Archive, since: date, until: date) -> list[date]:
    """The days from `since` to `until` whose lists are not final in the archive, newest first.

    Raises:
        ArchiveError: the archive cannot be read.
    """
    fetched = archive.fetched(since, until)
    days = (until - timedelta(back) for back in range((until - since).days + 1))
    return [day for day in days if day not in fetched or not is_final(day, fetched[day])]


@dataclass(slots=True)
class _Outcome:
    """What a run has come to so far; see `BackfillResult`."""

    broken: int = 0
    failed: dict[date, FeedError] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    stopped: FeedError | None = None


class Backfill:
    """One run over many days.

    Threads of a pool fetch and decode; the thread that calls `run` stores their lists in batches,
    and where it has to wait it indexes what the archive has.
    Whenever the program ends, only the lists that were not stored yet are lost.
    """

    def __init__(
        self,
        archive: Archive,
        service: HuggingFace,
        today: Callable[[], date],
        watch: Callable[[Progress], None],
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Set up; nothing is fetched yet.

        Args:
            archive: where the lists are stored.
            service: the client; its `waiting` callback is replaced during the run.
            today: returns the day that may not have begun at the service.
            watch: called with the progress, in the thread that calls `run`.
            now: the clock.
            clock: seconds, for the backoff.
            pause: sleeps for some seconds.
        """
        self._archive = archive
        self._service = service
        self._today = today
        self._watch = watch
        self._now = now
        self._clock = clock
        self._pause = pause
        self._to_ask: deque[date] = deque()
        self._known: Mapping[date, datetime] = {}
        self._asked: dict[Future[RawListing | None], date] = {}
        self._answered: SimpleQueue[Future[RawListing | None]] = SimpleQueue()
        self._progress = Progress(0)
        self._outcome = _Outcome()
        self._failures_in_a_row: list[FeedError] = []
        self._waits_in_a_row = 0
        self._refused: Refused | None = None
        self._announced: tuple[float, str] = (0.0, "")

    def run(self, days: Iterable[date]) -> BackfillResult:
        """Fetch days, in this order, and store their lists.

        A day that fails does not stop the others; a network that is gone does. Where the rate limit
        is used up, the run backs off and goes on. It can be interrupted at any time; requests in
        flight end when the client is closed.

        Raises:
            ArchiveError: the archive cannot be used.
        """
        self._to_ask.extend(days)
        if self._to_ask:
            self._known = self._archive.fetched(min(self._to_ask), max(self._to_ask))
        self._progress = Progress(len(self._to_ask))
        before, self._service.waiting = self._service.waiting, self._announce
        pool = ThreadPoolExecutor(MAX_IN_FLIGHT, "filling")
        # The lists are many objects without cycles; looking for cycles takes a tenth of the time.
        gc.disable()
        try:
            with self._archive.kept_open():
                while (self._to_ask or self._asked) and not self._outcome.stopped:
                    self._submit_days(pool)
                    self._collect()
                    self._report()
        finally:
            gc.enable()
            pool.shutdown(wait=False, cancel_futures=True)
            self._service.waiting = before
        outcome = self._outcome
        return BackfillResult(
            self._progress,
            outcome.broken,
            outcome.failed,
            tuple(outcome.notices),
            outcome.stopped,
        )

    def _submit_days(self, pool: ThreadPoolExecutor) -> None:
        if self._refused and not self._asked:
            self._wait_for(self._refused)
        while self._to_ask and not self._refused and len(self._asked) < _AHEAD:
            day = self._to_ask.popleft()
            future = pool.submit(self._ask, day)
            self._asked[future] = day
            future.add_done_callback(self._answered.put)

    def _collect(self) -> None:
        """Store the lists that have arrived, once there are several or some time has passed."""
        futures: list[Future[RawListing | None]] = []
        with contextlib.suppress(Empty):
            while len(futures) < min(MAX_IN_FLIGHT, len(self._asked)):
                futures.append(self._answered.get(timeout=_TICK))
        if not futures:
            self._archive.index_portion()
        answers: list[RawListing | None] = []
        for future in futures:
            day = self._asked.pop(future)
            try:
                answers.append(future.result())
            except FeedError as error:
                self._fail(day, error)
        if answers:
            self._store(answers)

    def _store(self, answers: list[RawListing | None]) -> None:
        fetched = [each for each in answers if each]
        if fetched:
            self._archive.store_many(fetched)
        self._failures_in_a_row.clear()
        self._waits_in_a_row = 0
        self._outcome.broken += sum(each.broken for each in fetched)
        self._progress = replace(
            self._progress,
            kept=self._progress.kept + len(answers),
            papers=self._progress.papers + sum(len(each.items) for each in fetched),
        )

    def _ask(self, day: date) -> RawListing | None:
        """Fetch the list of a day; None where the archive has it, or the day has not begun."""
        period = Period.day(day)
        etag = self._archive.etag(period) if day in self._known else None
        moment = self._now()
        try:
            answer = self._service.day(day, etag)
            if answer.items is None and not self._archive.mark_unchanged(period, moment):
                answer = self._service.day(day)
        except Refused as error:
            if error.status == HTTPStatus.BAD_REQUEST and day >= self._today():
                return None
            raise
        if answer.items is None:
            return None
        found = identify_items(answer.items)
        if not found.items:
            check_empty_list(period, found.broken, self._archive)
        if answer.reason:
            self._outcome.notices.append(answer.reason)
        return RawListing(period, found.items, found.broken, moment, answer.etag)

    def _fail(self, day: date, error: FeedError) -> None:
        if isinstance(error, Refused) and _asks_to_wait(error):
            self._refused = error
            self._to_ask.appendleft(day)
            return
        self._outcome.failed[day] = error
        self._progress = replace(self._progress, failed=len(self._outcome.failed))
        self._failures_in_a_row.append(error)
        gone = [each for each in self._failures_in_a_row if isinstance(each, Unreachable)]
        if len(gone) >= MAX_IN_FLIGHT or len(self._failures_in_a_row) >= _MOST_FAILURES:
            self._outcome.stopped = error

    def _wait_for(self, refused: Refused) -> None:
        """Back off until the service may accept requests again; stop the run after too many."""
        asked = refused.wait or 0.0
        if asked > _LONGEST_WAIT or self._waits_in_a_row >= _MOST_WAITS:
            self._outcome.stopped = refused
            return
        self._refused = None
        seconds = max(asked, _BACK_OFF * 2**self._waits_in_a_row) + random.uniform(0, _JITTER)
        self._waits_in_a_row += 1
        until = self._clock() + seconds
        while (left := until - self._clock()) > _MOMENT:
            self._report(Wait(left, _reason(refused)))
            if not self._archive.index_portion():
                self._pause(min(1.0, left))

    def _announce(self, seconds: float, reason: str) -> None:
        """The client waits by itself; called in the thread that waits."""
        self._announced = (self._clock() + seconds, reason)

    def _report(self, wait: Wait | None = None) -> None:
        until, reason = self._announced
        if wait is None and (left := until - self._clock()) > 0:
            wait = Wait(left, reason)
        self._watch(replace(self._progress, wait=wait))


def _asks_to_wait(error: Refused) -> bool:
    return error.status == HTTPStatus.TOO_MANY_REQUESTS or error.wait is not None


def _reason(refused: Refused) -> str:
    if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
        return "the service takes no more requests for now"
    return f"the service is out of order (HTTP {refused.status})"
