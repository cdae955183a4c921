"""`--fields` and `--limit` of the commands that list papers."""

from __future__ import annotations

import pytest

from reader.export.json_record import FIELDS
from tests.cli.program import Program
from tests.feed_items import author, item
from tests.feed_server import FeedServer

COMMANDS = (["list"], ["search", "up:>0"], ["search", "--online", "words"])


@pytest.fixture(params=COMMANDS, ids=" ".join)
def command(request: pytest.FixtureRequest, here: Program, service: FeedServer) -> list[str]:
    """A command that lists papers."""
    here("fetch")
    command: list[str] = request.param
    return command


def test_they_are_the_keys_of_the_object_in_their_order(here: Program) -> None:
    assert list(here("list", "--json").json[0]) == list(FIELDS)


def test_json_has_these_keys_alone_in_the_order_given(here: Program, command: list[str]) -> None:
    whole = here(*command, "--json").json
    ran = here(*command, "--json", "--fields", "title, id,upvotes,title")
    assert ran.json == [{name: each[name] for name in ("title", "id", "upvotes")} for each in whole]
    assert list(ran.json[0]) == ["title", "id", "upvotes"]


def test_without_json_they_are_columns_with_tabs_between_them(
    here: Program, command: list[str]
) -> None:
    here(
        "mark", "2401.00001", "--star", "--tag", "rl", "--tag", "b c", "--note", "one\n\ntwo\tthree"
    )
    ran = here(*command, "--fields", "id,starred,tags,note,version,authors")
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in ran.lines}
    names = "Ada Example; Bo van der Muster"
    assert rows["2401.00001"] == ["true", "b-c; rl", "one two three", "", names]
    assert rows["2401.00002"] == ["false", "", "", "", names]


@pytest.mark.parametrize("name", FIELDS)
def test_every_one_can_be_had_alone(here: Program, name: str) -> None:
    whole = here("list", "--json").json
    assert here("list", "--json", "--fields", name).json == [{name: each[name]} for each in whole]
    assert len(here("list", "--fields", name).lines) == len(whole)


def test_a_text_from_outside_is_no_column_of_its_own(here: Program, service: FeedServer) -> None:
    service.days["2024-01-02"] = [
        item("2401.00007", "A\tB\nC", authors=[author("D\tE; F"), author("G")], summary="x\n\ny")
    ]
    assert here("list", "--fields", "id,title,authors,abstract").out == (
        "2401.00007\tA B C\tD E; F; G\tx y\n"
    )


@pytest.mark.parametrize(
    ("given", "wrong", "meant"),
    [("titel", "titel", "title"), ("id,Title", "Title", "title"), ("id,,title", "", None)],
)
def test_one_that_there_is_not_is_told_with_the_nearest(
    here: Program, service: FeedServer, command: list[str], given: str, wrong: str, meant: str
) -> None:
    asked = len(service.requests)
    ran = here(*command, "--fields", given)
    assert (ran.code, ran.out, len(service.requests)) == (2, "", asked)
    assert f"“{wrong}” is no field." in ran.err
    assert ("Did you mean" in ran.err) is bool(meant)
    assert not meant or f"Did you mean “{meant}”?" in ran.err
    assert f"The fields are {', '.join(FIELDS)}." in ran.err


def test_ids_are_an_output_of_their_own(here: Program, command: list[str]) -> None:
    for other in (["--json"], ["--fields", "id"]):
        ran = here(*command, "--ids", *other)
        assert (ran.code, ran.out) == (2, "")
        assert "--ids excludes --json and --fields." in ran.err


def test_a_limit_takes_the_first(here: Program, command: list[str]) -> None:
    whole = here(*command, "--ids")
    assert len(whole.lines) > 1
    for form in (["--ids"], ["--fields", "id"]):
        ran = here(*command, "--limit", "1", *form)
        assert ran.lines == whole.lines[:1]
        assert "--limit brings more" in ran.err
    assert here(*command, "--limit", "100", "--ids").out == whole.out
    for wrong in ("0", "-1", "x"):
        assert here(*command, "--limit", wrong).code == 2


def test_without_a_limit_a_list_is_whole(here: Program, service: FeedServer) -> None:
    from tests.feed_items import items

    service.days["2024-01-02"] = items(60, "2024-01-02")
    assert len(here("list").lines) == 60


def test_what_arxiv_said_is_among_them(here: Program) -> None:
    assert (
        here("list", "--fields", "id,version,withdrawn", "--limit", "1").out == "2401.00001\t\t\n"
    )
