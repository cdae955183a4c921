"""The header, the key line and the words for freshness."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from reader.paper import Listing, Paper, Period
from reader.tui.rendering.freshness import Freshness, clock
from reader.tui.widgets import bars

NOW = datetime(2024, 1, 3, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("width", range(40, 201, 7))
def test_the_key_line_fits_and_always_teaches_help_and_quit(width: int) -> None:
    line = bars.key_line(width)
    assert line.cell_length <= width
    if width >= 60:
        assert "? help" in line.plain
        assert "q quit" in line.plain


def test_the_header_gives_way_from_its_end() -> None:
    facts = ["9 unread", "16 papers"]
    wide = bars.header("Fri 24 Jul 2026", facts, "fetched 06:02", 80).plain
    assert wide.startswith(" Fri 24 Jul 2026  ·  9 unread  ·  16 papers")
    assert wide.endswith("fetched 06:02")
    assert len(wide) == 79
    narrow = bars.header("Fri 24 Jul 2026", facts, "fetched 06:02", 45).plain
    assert "9 unread" in narrow
    assert "papers" not in narrow
    assert len(narrow) <= 45


def test_the_header_counts() -> None:
    papers = tuple(Paper(f"2401.{n:05d}", "T") for n in range(3))
    listing = Listing(Period.day(date(2024, 1, 2)), papers, NOW, broken=2)
    assert bars.ListCounts(listing, 1).facts == [
        "2 of 5 items could not be read",
        "1 unread",
        "3 papers",
    ]
    one = Listing(listing.period, papers[:1], NOW)
    assert bars.ListCounts(one, 1, "up:>5", 0).facts == ["/up:>5 shows 0", "1 unread", "1 paper"]


def test_freshness_is_honest() -> None:
    fetched_at = NOW - timedelta(hours=2)
    fresh = Freshness().fetched(fetched_at)
    at, now = clock(fetched_at, NOW), clock(NOW, NOW)
    assert Freshness().ask().words(NOW) == "fetching…"
    assert fresh.words(NOW) == f"fetched {at}"
    assert fresh.ask().words(NOW) == f"fetching…, list of {at}"
    assert fresh.ask().rest().words(NOW) == f"fetched {at}"
    lost = fresh.ask().failed(NOW, offline=True)
    assert lost.words(NOW) == f"offline since {now}, list of {at}"
    later = lost.ask().failed(NOW + timedelta(hours=1), offline=True)
    assert later.words(NOW) == f"offline since {now}, list of {at}"
    assert fresh.failed(NOW, offline=False).words(NOW) == f"not refreshed at {now}, list of {at}"
    assert later.fetched(NOW).words(NOW) == f"fetched {now}"


def test_another_day_is_named() -> None:
    local = NOW.astimezone()
    assert clock(NOW, NOW) == f"{local:%H:%M}"
    assert clock(NOW - timedelta(days=40), NOW).startswith("24 Nov 2023 ")
    assert clock(NOW - timedelta(days=1), NOW).startswith("2 Jan ")
