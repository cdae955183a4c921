"""How old what is on screen is, in a few words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is known about the age of a listing."""

    fetched_at: datetime | None = None
    asking: bool = False
    """The service is being asked right now."""
    waiting_until: datetime | None = None
    """The service may not be asked before."""
    failed_at: datetime | None = None
    """When asking began to fail."""
    offline: bool = False
    """It fails because the service cannot be reached at all."""
    from_page: bool = False
    """The list was read from its web page."""
    saved: bool = False
    """The list was read from a page that somebody saved."""

    def ask(self) -> Freshness:
        """The service is being asked."""
        return replace(self, asking=True, waiting_until=None)

    def wait(self, until: datetime) -> Freshness:
        """The service has asked to wait."""
        return replace(self, asking=False, waiting_until=until)

    def rest(self) -> Freshness:
        """The service is no longer asked."""
        return replace(self, asking=False, waiting_until=None)

    def fetched(
        self, at: datetime | None, *, from_page: bool = False, saved: bool = False
    ) -> Freshness:
        """A list is shown as it was at that time, and nothing is known to be wrong."""
        return Freshness(at, from_page=from_page, saved=saved)

    def failed(self, now: datetime, *, offline: bool) -> Freshness:
        """The service was asked in vain."""
        return replace(self.rest(), failed_at=self.failed_at or now, offline=offline)

    def words(self, now: datetime) -> str:
        """Such as ``fetched 06:02`` or ``Offline: as of 09:40 yesterday``."""
        age = f"list of {clock(self.fetched_at, now)}" if self.fetched_at else ""
        if self.waiting_until:
            until = f"{self.waiting_until.astimezone():%H:%M:%S}"
            return ", ".join(filter(None, (f"waiting until {until}", age)))
        if self.asking:
            return ", ".join(filter(None, ("fetching…", age)))
        if self.failed_at and self.offline and self.fetched_at:
            return f"Offline: as of {clock(self.fetched_at, now)}"
        if self.failed_at:
            since = clock(self.failed_at, now)
            trouble = f"offline since {since}" if self.offline else f"not refreshed at {since}"
            return ", ".join(filter(None, (trouble, age)))
        where = " from the web page" if self.from_page else ""
        verb = "saved" if self.saved else "fetched"
        return f"{verb} {clock(self.fetched_at, now)}{where}" if self.fetched_at else ""


def clock(moment: datetime, now: datetime) -> str:
    """A time of day in the reader's own zone, with the day where it is not today."""
    local, today = moment.astimezone(), now.astimezone().date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.date() == today - timedelta(1):
        return f"{local:%H:%M} yesterday"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {local:%b}{year} {local:%H:%M}"
