"""Whatever the network does, every command answers with one sentence and never a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import reader.net.deadline
from tests import feed_faults as faults
from tests.cli.program import Program
from tests.feed_server import FeedServer

COMMANDS = [
    ["list"],
    ["list", "--json", "--date", "2024-01-02"],
    ["show", "2401.00001"],
    ["fetch"],
    ["fetch", "--date", "2024-01-01"],
    ["export", "2401.00001", "2401.00002"],
]


@pytest.fixture
def impatient(here: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program of a person who waits less than half a minute."""
    monkeypatch.setattr(reader.net.deadline, "TIME_BUDGET", 0.3)
    return here


FAULTS: dict[str, Callable[[], faults.Fault]] = {
    "bad request": lambda: faults.status(400, body=b'{"error":"Invalid"}'),
    "no rights": lambda: faults.status(403),
    "gone": lambda: faults.status(410),
    "broken": lambda: faults.status(500),
    "down": lambda: faults.status(503, {"Retry-After": "3600"}),
    "too many requests": lambda: faults.too_many_requests({"RateLimit": '"api";r=0;t=214'}),
    "not JSON": faults.not_json,
    "an object": faults.an_object,
    "null": lambda: faults.body(b"null"),
    "nothing": lambda: faults.body(b""),
    "deep nesting": lambda: faults.body(b"[" * 100_000),
    "not UTF-8": lambda: faults.body(b'["\xff"]'),
    "broken gzip": lambda: faults.body(b"plain", {"Content-Encoding": "gzip"}),
    "no connection": faults.drop,
    "cut short": faults.cut_short,
    "silence": faults.hang,
    "byte by byte": faults.drip,
    "headers byte by byte": faults.drip_headers,
    "a loop": lambda: faults.redirect("/api/daily_papers?again"),
    "sent to a file": lambda: faults.redirect("file:///etc/passwd"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_fault_is_one_sentence(
    impatient: Program, service: FeedServer, command: list[str], fault: Callable[[], faults.Fault]
) -> None:
    service.fault = fault()
    ran = impatient(*command)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("paper-reader: ") and ran.err.endswith(".\n")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_service_that_is_not_there_is_one_sentence(here: Program, command: list[str]) -> None:
    ran = here.with_(HF_ENDPOINT="http://127.0.0.1:9")(*command)
    assert (ran.code, ran.out) == (1, "")
    assert "ould not reach 127.0.0.1:9: nothing answers there" in ran.err


def test_what_asks_several_times_waits_no_longer_than_what_asks_once(
    here: Program, service: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long enough for the first to be asked, however busy the machine is.
    monkeypatch.setattr(reader.net.deadline, "TIME_BUDGET", 3.0)
    papers = [f"2401.{number:05d}" for number in range(40)]
    service.fault = faults.hang()
    ran = here("mark", "--star", *papers)
    assert ran.code == 0
    assert "Nothing is known of 2401.00000 and 39 more yet" in ran.err
    asked = {asked.path for asked in service.requests}
    assert asked == {"/api/papers/2401.00000"}, "the first has taken all the time there is"


def test_a_real_process_says_the_same(run: Program, service: FeedServer) -> None:
    service.fault = faults.drop()
    ran = run("list")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"paper-reader: Could not reach {service.url.removeprefix('http://')}: the answer breaks "
        "off or is not HTTP; nothing of this list was fetched before: try again with a network, or "
        "look at paper-reader --sample.\n"
    )


def test_a_busy_service_is_asked_again(run: Program, service: FeedServer) -> None:
    service.fault = faults.status(503, times=1)
    assert len(run("list").lines) == 3


def test_the_token_goes_along_and_the_program_says_who_it_is(
    here: Program, service: FeedServer
) -> None:
    here.with_(HF_TOKEN="hf_secret")("list")
    headers = service.requests[0].headers
    assert headers["Authorization"] == "Bearer hf_secret"
    assert headers["User-Agent"].startswith("paper-reader/")


def test_control_characters_of_the_service_never_reach_the_terminal(
    here: Program, service: FeedServer
) -> None:
    service.fault = faults.status(418, body=b'{"error":"\\u001b[2J\\u009b31m gone \\u202e"}')
    ran = here("list")
    assert ran.code == 1
    assert "“[2J31m gone”" in ran.err


def test_a_list_read_from_its_web_page_is_listed_and_said_to_be(
    here: Program, feed_server: FeedServer
) -> None:
    feed_server.fault = faults.of_the_api(faults.status(500))
    ran = here("list", "--ids", "--date", "2024-01-02")
    assert ran.code == 0
    assert len(ran.lines) == len(feed_server.days["2024-01-02"])
    assert "HTTP 500" in ran.err


def test_a_wait_that_the_service_asks_for_is_said_and_kept(
    here: Program, feed_server: FeedServer
) -> None:
    feed_server.fault = faults.too_many_requests({"RateLimit": '"api";r=0;t=3'}, times=1)
    ran = here("list", "--ids", "--date", "2024-01-02")
    assert ran.code == 0
    assert re.search(r"Waiting \d s: the service takes no more requests for now", ran.err)
