"""What is known of how the service answers, as the header says it."""

from __future__ import annotations

from collections.abc import Callable

from reader.paper import Period
from reader.system.files import utc_now
from reader.tui.rendering import list_titles
from reader.tui.rendering.freshness import Freshness
from reader.tui.rendering.list_titles import KnownDays


class ServiceStatus:
    """A record of the questions to the service; draws nothing."""

    def __init__(self, known_days: Callable[[], KnownDays], key: Callable[[str], str]) -> None:
        """Know nothing yet.

        Args:
            known_days: tells which days have lists, without asking the service.
            key: names the key of an action.
        """
        self.known_days = known_days
        self.key = key
        self.freshness = Freshness()
        self.on_sample = False
        """The built-in sample is shown."""
        self.banner = ""
        """What stands below the header; empty where nothing needs to."""
        self.news = ""
        """What there is that the reader has not seen; empty where there is nothing."""
        self.trouble = ""
        """What has failed in the background, in two words; empty where nothing has."""

    @property
    def words(self) -> str:
        """How fresh what is shown is."""
        sample = "sample" if self.on_sample else ""
        return ", ".join(filter(None, (sample, self.freshness.words(utc_now()))))

    @property
    def asking(self) -> bool:
        """The service is being asked right now."""
        return self.freshness.asking

    @property
    def waiting(self) -> bool:
        """The service has asked to wait."""
        return self.freshness.waiting_until is not None

    def why_empty(self, period: Period) -> str:
        """What to say where a list has no papers."""
        if self.freshness.failed_at and self.freshness.offline:
            return "Offline, and never fetched. --sample shows an invented day"
        if self.freshness.failed_at:
            again, older, newer = map(self.key, ("refresh", "before", "after"))
            return (
                f"This list was never fetched. {again} tries again, {older} and {newer} go to "
                "other days."
            )
        return list_titles.why_empty(period, self.known_days(), self.key)
