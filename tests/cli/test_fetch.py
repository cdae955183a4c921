"""`paper-reader fetch`: into the archive, for later and offline."""

from __future__ import annotations

from datetime import date

from tests import feed_faults as faults
from tests.cli.program import Program
from tests.feed_items import item
from tests.feed_server import FeedServer


def test_the_newest_list_is_there_without_a_network_afterwards(
    run: Program, service: FeedServer
) -> None:
    ran = run("fetch")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "paper-reader: 2024-01-02: 3 papers in the archive.\n"
    service.fault = faults.not_json()
    assert len(run("list", "--offline").lines) == 3


def test_a_day_can_be_fetched(here: Program) -> None:
    assert here("fetch", "--date", "2024-01-01").err == (
        "paper-reader: 2024-01-01: 1 paper in the archive.\n"
    )
    assert here("list", "--offline", "--date", "2024-01-01").ids == ["2312.00009"]


def test_a_day_that_is_over_is_not_asked_for_again(here: Program, service: FeedServer) -> None:
    here("fetch", "--date", "2024-01-01")
    asked = len(service.requests)
    assert here("fetch", "--date", "2024-01-01").code == 0
    assert here("list", "--date", "2024-01-01").code == 0
    assert len(service.requests) == asked


def test_an_empty_day_is_fetched_too(here: Program, service: FeedServer) -> None:
    ran = here("fetch", "--date", "2023-12-31")
    assert (ran.code, ran.err) == (0, "paper-reader: 2023-12-31: 0 papers in the archive.\n")
    asked = len(service.requests)
    assert here("list", "--date", "2023-12-31").code == 0
    assert len(service.requests) == asked


def test_without_an_answer_it_fails_even_where_the_list_is_known(
    here: Program, service: FeedServer
) -> None:
    here("fetch")
    service.fault = faults.not_json()
    ran = here("fetch")
    assert ran.code == 1
    assert "the answer is not JSON." in ran.err


def test_broken_items_are_counted(here: Program, service: FeedServer) -> None:
    service.days["2024-01-03"] = [item("2401.00033"), {}]
    assert here("fetch").err == (
        "paper-reader: 2024-01-03: 1 paper in the archive.\n"
        "paper-reader: 1 of 2 papers could not be read and had to be left out.\n"
    )


def test_marks_are_not_touched(here: Program) -> None:
    here("fetch")
    assert not (here.home / "journal").exists()


def test_a_late_paper_joins_the_list(here: Program, service: FeedServer) -> None:
    # The day is in the future of the clock of this machine, and therefore open.
    service.today = date(2999, 1, 1)
    service.days["2999-01-01"] = [item("2401.00033", day="2999-01-01", upvotes=1)]
    future = here.on(service.today)
    assert future("list").ids == ["2401.00033"]
    service.days["2999-01-01"].append(item("2401.00034", day="2999-01-01", upvotes=9))
    assert future("list").ids == ["2401.00034", "2401.00033"]
