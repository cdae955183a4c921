"""`paper-reader fetch`: into the archive, for later and offline."""

from __future__ import annotations

import re
import signal
from collections import Counter
from datetime import date
from email.message import Message

import pytest

from reader.cli.fetch_command import progress_words
from reader.listings.backfill import Progress
from reader.net.rate_limits import MAX_IN_FLIGHT
from tests import feed_faults as faults
from tests.cli.program import Program
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.terminal import Terminal


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


class TestManyDays:
    """`fetch --since`; it is the third of January, so there are few."""

    SPAN = ("fetch", "--since", "2023-12-30")

    def test_all_days_are_fetched_and_not_asked_for_again(
        self, run: Program, service: FeedServer
    ) -> None:
        ran = run(*self.SPAN)
        assert (ran.code, ran.out) == (0, "")
        assert ran.err == (
            "paper-reader: 2023-12-30 to 2024-01-03: 5 days fetched with 4 papers; "
            "5 of 5 days in the archive.\n"
        )
        asked = len(service.requests)
        assert run(*self.SPAN).err == (
            "paper-reader: 2023-12-30 to 2024-01-03: all of 5 days are complete in the archive.\n"
        )
        assert len(service.requests) == asked
        service.fault = faults.not_json()
        assert run("list", "--offline", "--date", "2024-01-01").ids == ["2312.00009"]

    def test_it_ends_where_it_is_told_to(self, here: Program, service: FeedServer) -> None:
        assert here(*self.SPAN, "--until", "2023-12-31").code == 0
        assert sorted(days(service)) == ["2023-12-30", "2023-12-31"]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--since", "2024-01-02", "--until", "2024-01-01"], "is later than --until"),
            (["--since", "2023-05-03"], "the Daily Papers begin on 2023-05-04"),
            (["--since", "2024-01-04"], "2024-01-04 has not begun yet"),
            (["--since", "2024-01-01", "--until", "2024-01-04"], "has not begun yet"),
            (["--since", "then"], "is no date such as"),
            (["--until", "2024-01-01"], "--until needs --since"),
            (["--since", "2024-01-01", "--date", "2024-01-01"], "exclude each other"),
        ],
    )
    def test_a_span_that_is_none_is_a_wrong_command(
        self, here: Program, service: FeedServer, arguments: list[str], said: str
    ) -> None:
        ran = here("fetch", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert service.requests == []

    def test_days_that_fail_are_named_with_the_reason(
        self, here: Program, service: FeedServer
    ) -> None:
        service.days["2024-01-02"] = service.days["2024-01-01"] = [{}]
        ran = here(*self.SPAN)
        assert ran.code == 1
        summary, failures = ran.err.splitlines()
        assert summary.endswith("3 days fetched with 0 papers; 3 of 5 days in the archive.")
        assert failures == (
            "paper-reader: 2024-01-01, 2024-01-02: none of the 1 papers of that day could be "
            "read; paper-reader may be too old for what the service sends; the same command asks "
            "for them again."
        )

    def test_without_a_network_one_sentence_says_so(self, here: Program) -> None:
        ran = here.with_(HF_ENDPOINT="http://127.0.0.1:9")(*self.SPAN)
        assert (ran.code, ran.err) == (
            1,
            "paper-reader: Could not reach 127.0.0.1:9: nothing answers there; nothing was "
            "fetched, and the same command asks again.\n",
        )

    def test_lists_from_web_pages_are_said_to_be(self, here: Program, service: FeedServer) -> None:
        service.fault = faults.of_the_api(faults.status(500))
        ran = here("fetch", "--since", "2024-01-01", "--until", "2024-01-02")
        assert ran.code == 0
        assert "2 lists read from web pages. The first:" in ran.err

    def test_a_wait_is_said_where_there_is_no_terminal(
        self, run: Program, service: FeedServer
    ) -> None:
        service.quotas.most["api"] = 2
        process = run.start(*self.SPAN)
        assert process.stderr
        said = process.stderr.readline().decode()
        assert re.fullmatch(
            r"paper-reader: [12] of 5 days, waiting [45]:\d\d: the service takes no more requests "
            r"for now\.\n",
            said,
        )
        process.send_signal(signal.SIGINT)
        _, rest = process.communicate(timeout=120)
        assert process.returncode == 130
        assert re.fullmatch(
            r"paper-reader: Interrupted; the lists? of [12] days? (was|were) kept, and the same "
            r"command goes on from there\.\n",
            rest.decode(),
        )

    def test_what_was_kept_when_it_was_killed_is_not_asked_for_again(
        self, run: Program, service: FeedServer
    ) -> None:
        service.quotas.most["api"] = 20
        process = run.start("fetch", "--since", "2023-12-01")
        assert process.stderr
        waiting = re.search(rb"(\d+) of 34 days, waiting", process.stderr.readline())
        assert waiting and 10 < int(waiting[1]) <= 20
        process.kill()
        process.communicate(timeout=120)
        service.quotas.most["api"] = 1_000
        assert run("fetch", "--since", "2023-12-01").code == 0
        counted = Counter(days(service))
        assert len(counted) == 34
        assert sum(times == 1 for times in counted.values()) >= int(waiting[1])

    @pytest.mark.parametrize("moment", [1, 6, 25, 60])
    def test_killed_at_any_moment_it_loses_what_was_on_its_way_alone(
        self, run: Program, service: FeedServer, monkeypatch: pytest.MonkeyPatch, moment: int
    ) -> None:
        asked = service.asked

        def asked_and_killed(path: str, headers: Message) -> None:
            asked(path, headers)
            if len(service.requests) == moment:
                process.kill()

        monkeypatch.setattr(service, "asked", asked_and_killed)
        process = run.start("fetch", "--since", "2023-11-01")
        process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL
        assert run("fetch", "--since", "2023-11-01").code == 0
        counted = Counter(days(service))
        assert len(counted) == 64
        assert sum(times > 1 for times in counted.values()) <= 2 * MAX_IN_FLIGHT
        assert run("doctor").code == 0

    def test_two_at_once_do_each_other_no_harm(self, run: Program, service: FeedServer) -> None:
        both = [run.start("fetch", "--since", "2023-11-01") for _ in range(2)]
        for process in both:
            _, said = process.communicate(timeout=120)
            assert process.returncode == 0, said.decode()
        assert max(Counter(days(service)).values()) <= 2
        asked = len(service.requests)
        assert "complete" in run("fetch", "--since", "2023-11-01", "--until", "2024-01-01").err
        assert len(service.requests) == asked

    def test_eight_first_starts_fill_one_archive(self, run: Program) -> None:
        highlight_spans = [
            ("--since", f"2023-{month:02}-01", "--until", f"2023-{month:02}-20")
            for month in range(5, 13)
        ]
        highlight_spans[0] = ("--since", "2023-05-04", "--until", "2023-05-20")
        processes = [run.start("fetch", *span) for span in highlight_spans]
        for process in processes:
            _, said = process.communicate(timeout=120)
            assert process.returncode == 0, said.decode()
        for span in highlight_spans:
            assert "complete" in run("fetch", *span).err


class TestInATerminal:
    def terminal(self, run: Program, **variables: str) -> Terminal:
        environment = run.environment | variables
        return Terminal([*run.command, *TestManyDays.SPAN], environment, columns=90)

    def test_progress_is_drawn_in_one_line_and_wiped_at_the_end(
        self, run: Program, service: FeedServer
    ) -> None:
        service.quotas.most["api"] = 3
        with self.terminal(run) as terminal:
            terminal.wait_for("of 5 days, waiting")
            assert terminal.text.count("days") == 1
            terminal.process.send_signal(signal.SIGINT)
            assert terminal.leave() == 130
            assert terminal.text.startswith("paper-reader: Interrupted; the list")
            assert "waiting" not in terminal.text
            assert b"\r\x1b[2K" in terminal.written and b"m" not in colours(terminal.written)

    def test_a_bar_says_how_far_it_is(self, run: Program) -> None:
        with self.terminal(run) as terminal:
            assert terminal.leave() == 0
        assert "░".encode() in terminal.written
        assert re.search(rb"\d of 5 days, \d papers?", terminal.written)

    @pytest.mark.parametrize(
        ("seconds", "said"),
        [
            (0.0, "2 of 5 days, 30 papers"),
            (1.0, "2 of 5 days, 30 papers, 2.0 days/s, 0:02 left"),
            (60.0, "2 of 5 days, 30 papers, 2.0 days/min, 1:30 left"),
        ],
    )
    def test_it_says_how_fast_it_is_and_how_long_it_may_take(
        self, seconds: float, said: str
    ) -> None:
        assert progress_words(Progress(days=5, kept=2, papers=30), seconds) == said


def days(service: FeedServer) -> list[str]:
    """The days that were asked for, one as often as it was."""
    return [day for each in service.requests if (day := each.query.get("date"))]


def colours(written: bytes) -> bytes:
    """The ends of all escape sequences."""
    return b"".join(re.findall(rb"\x1b\[[\d;]*([a-zA-Z])", written))
