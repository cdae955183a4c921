"""The header, the key line and the words for freshness."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reader.paper import Listing, Paper, Period
from reader.tui.rendering.freshness import Freshness, clock
from reader.tui.rendering.header_line import ListCounts, header_line
from reader.tui.widgets import bars

NOW = datetime(2024, 1, 3, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("width", range(40, 201, 7))
def test_the_key_line_fits_and_always_teaches_help(width: int) -> None:
    line = bars.key_line(width)
    assert line.cell_length <= width
    assert line.plain.endswith("? help")
    assert ("ctrl+p all" in line.plain) == (width >= 100)


LISTING = Listing(
    Period.day(date(2024, 1, 2)), tuple(Paper(f"2401.{n:05d}", "T") for n in range(16)), NOW
)


def test_the_header_says_what_list_it_is_how_far_it_is_read_and_how_fresh() -> None:
    line = header_line(ListCounts(LISTING, 9, queue="175 in the queue gq"), "fetched 06:02", 120)
    assert line.plain.split("   ")[:3] == [
        " Tue 2 Jan 2024",
        "16 papers, 9 unread",
        "175 in the queue gq",
    ]
    assert line.plain.endswith("━━━━━━────── 7/16   fetched 06:02")
    assert line.cell_length == 119


def test_the_header_gives_way_from_its_end() -> None:
    def words(width: int) -> str:
        counts = ListCounts(LISTING, 9, queue="175 in the queue gq")
        line = header_line(counts, "fetched 06:02", width)
        assert line.cell_length < width
        return line.plain

    assert "fetched" in words(100)
    assert "fetched" not in words(80) and "queue" in words(80)
    assert "queue" not in words(60) and "7/16" in words(60)
    assert "7/16" not in words(45) and "16 papers, 9 unread" in words(45)
    assert "papers" not in words(30) and "9 unread" in words(30)
    assert words(20).startswith(" Tue 2 Jan")


@pytest.mark.parametrize(
    ("unread", "bar"), [(16, "────────"), (15, "━───────"), (1, "━━━━━━━─"), (0, "━━━━━━━━")]
)
def test_the_bar_is_full_where_all_is_read_empty_where_nothing_is(unread: int, bar: str) -> None:
    assert bar in header_line(ListCounts(LISTING, unread), "", 80).plain


def test_the_header_counts_what_is_shown_marked_and_broken() -> None:
    listing = replace(LISTING, papers=LISTING.papers[:1], broken=2)
    words = header_line(ListCounts(listing, 1, "up:>5", 0, 1, "by topic", "new list, gd"), "", 200)
    for part in ("1 paper, 1 unread", "/up:>5 shows 0", "1 marked", "by topic", "new list, gd"):
        assert part in words.plain
    assert "2 of 3 items could not be read" in words.plain
    unknown = replace(LISTING, papers=(), fetched_at=None)
    assert header_line(ListCounts(unknown, 0), "fetching…", 80).plain.split() == [
        *("Tue", "2", "Jan"),
        "fetching…",
    ]


def test_freshness_is_honest() -> None:
    fetched_at = NOW - timedelta(hours=2)
    fresh = Freshness().fetched(fetched_at)
    at, now = clock(fetched_at, NOW), clock(NOW, NOW)
    assert Freshness().ask().words(NOW) == "fetching…"
    assert fresh.words(NOW) == f"fetched {at}"
    assert fresh.ask().words(NOW) == f"fetching…, list of {at}"
    assert fresh.ask().rest().words(NOW) == f"fetched {at}"
    lost = fresh.ask().failed(NOW, offline=True)
    assert lost.words(NOW) == f"Offline: as of {at}"
    later = lost.ask().failed(NOW + timedelta(hours=1), offline=True)
    assert later.words(NOW) == f"Offline: as of {at}"
    assert fresh.failed(NOW, offline=False).words(NOW) == f"not refreshed at {now}, list of {at}"
    assert later.fetched(NOW).words(NOW) == f"fetched {now}"


def test_another_day_is_named() -> None:
    local = NOW.astimezone()
    assert clock(NOW, NOW) == f"{local:%H:%M}"
    assert clock(NOW - timedelta(days=40), NOW).startswith("24 Nov 2023 ")
    assert clock(NOW - timedelta(days=1), NOW) == f"{local:%H:%M} yesterday"
    assert clock(NOW - timedelta(days=2), NOW).startswith("1 Jan ")


def test_without_a_network_the_header_says_from_when_the_list_is() -> None:
    yesterday = NOW - timedelta(days=1)
    lost = Freshness().fetched(yesterday).failed(NOW, offline=True)
    assert lost.words(NOW) == f"Offline: as of {yesterday.astimezone():%H:%M} yesterday"
    assert Freshness().failed(NOW, offline=True).words(NOW).startswith("offline since ")


@pytest.mark.parametrize(
    ("layout", "width", "said"),
    [("titles", 120, True), ("titles, one line", 80, True), ("titles, one line", 45, False)],
)
def test_a_layout_that_is_not_the_usual_is_named_where_there_is_room(
    layout: str, width: int, said: bool
) -> None:
    listing = Listing(Period.day(date(2024, 1, 2)), (Paper("2401.00001", "A"),), NOW)
    line = header_line(ListCounts(listing, 1, layout=layout), "", width).plain
    assert (layout in line) is said
    assert "unread" in line
