"""`paper-reader mark` and `undo`: the reader's own work, kept whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from tinydb import TinyDB

from tests import feed_faults as faults
from tests.cli.program import Program
from tests.feed_server import FeedServer


def marks(run: Program, paper: str = "2401.00001") -> tuple[object, ...]:
    shown = run("show", "--json", paper).json
    return tuple(shown[name] for name in ("read", "starred", "tags", "note"))


def test_what_one_process_marks_the_next_one_sees(run: Program) -> None:
    ran = run("mark", "2401.00001", "--star", "--tag", "rl", "--note", "see chapter 3")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "paper-reader: “Attention Once More” is starred and read and tagged rl and with its note.\n"
    )
    assert marks(run) == (True, True, ["rl"], "see chapter 3")


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ([], ["--read"], (True, False, [], None)),
        (["--read"], ["--unread"], (False, False, [], None)),
        ([], ["--star"], (True, True, [], None)),
        ([], ["--star", "--unread"], (False, True, [], None)),
        (["--star"], ["--unstar"], (True, False, [], None)),
        (["--tag", "a", "--tag", "b"], ["--untag", "a"], (False, False, ["b"], None)),
        (["--tag", "a"], ["--untag", "a", "--tag", "a"], (False, False, ["a"], None)),
        (["--note", "first"], ["--note", "second"], (False, False, [], "second")),
        (["--note", "first"], ["--note", ""], (False, False, [], None)),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, list) else "",
)
def test_every_mark_can_be_made_and_unmade(
    here: Program, first: list[str], then: list[str], expected: tuple[object, ...]
) -> None:
    if first:
        here("mark", "2401.00001", *first)
    assert here("mark", "2401.00001", *then).code == 0
    assert marks(here) == expected


def test_a_tag_is_one_word(here: Program) -> None:
    here("mark", "2401.00001", "--tag", " deep  learning,")
    assert marks(here)[2] == ["deep-learning"]


def test_several_papers_are_one_change_that_one_undo_takes_back(here: Program) -> None:
    ran = here("mark", "2401.00001", "arXiv:2401.00002v3", "2401.00001", "--star")
    assert ran.err == "paper-reader: 2 papers are starred and read.\n"
    assert here("undo").out == "2 papers are unstarred and unread again\n"
    assert marks(here)[:2] == marks(here, "2401.00002")[:2] == (False, False)


def test_ids_can_come_from_another_command(run: Program) -> None:
    listed = run("list", "--ids", "up:<=20").out
    assert run("mark", "--read", "-", stdin=listed).code == 0
    assert run("list", "--ids", "is:read").out == listed


def test_an_empty_pipe_marks_nothing(here: Program) -> None:
    ran = here("mark", "--star", "-", stdin=" \n")
    assert ran.code == 0
    assert "No id came on the standard input; nothing was changed." in ran.err
    assert not (here.home / "journal").exists()


def test_what_is_so_already_is_no_change(here: Program) -> None:
    here("mark", "2401.00001", "--read")
    assert here("mark", "2401.00001", "--read").err == "paper-reader: Already so.\n"
    assert here("undo").code == 0
    assert here("undo").code == 1


class TestUndo:
    def test_it_says_what_came_back_and_goes_on_across_processes(self, run: Program) -> None:
        run("mark", "2401.00001", "--star")
        run("mark", "2401.00001", "--tag", "rl")
        assert run("undo").out == "“Attention Once More” is without the tag rl again\n"
        assert marks(run) == (True, True, [], None)
        assert run("undo").out == "“Attention Once More” is unstarred and unread again\n"
        assert marks(run) == (False, False, [], None)

    def test_with_nothing_left_it_fails(self, here: Program) -> None:
        ran = here("undo")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == "paper-reader: Nothing to undo.\n"

    def test_it_needs_no_network(self, here: Program, service: FeedServer) -> None:
        here("mark", "2401.00001", "--star")
        asked = len(service.requests)
        assert here("undo").code == 0
        assert len(service.requests) == asked


class TestOfAPaperThatNobodyKnows:
    def test_it_is_asked_about_when_it_is_worth_keeping(self, here: Program) -> None:
        ran = here("mark", "2401.00001", "--tag", "rl")
        assert ran.err == "paper-reader: “Attention Once More” is tagged rl.\n"

    @pytest.mark.parametrize("flag", ["--read", "--unread", "--unstar", "--untag=x", "--note="])
    def test_it_is_not_asked_about_where_no_more_is_needed(
        self, here: Program, service: FeedServer, flag: str
    ) -> None:
        assert here("mark", "2401.00001", flag).code == 0
        assert service.requests == []

    @pytest.mark.parametrize("flag", ["--star", "--tag=x", "--note=x"])
    def test_without_an_answer_the_mark_is_kept_with_a_warning(
        self, here: Program, service: FeedServer, flag: str
    ) -> None:
        service.fault = faults.not_json()
        ran = here("mark", "2401.00001", "2401.00002", flag)
        assert ran.code == 0
        assert "Nothing is known of 2401.00001 and 1 more yet: could not get" in ran.err
        assert "Until more is known, the marks stand on the id alone." in ran.err
        service.fault = None
        assert any(marks(here)[1:])

    def test_a_wrong_endpoint_costs_no_mark(self, here: Program) -> None:
        ran = here.with_(HF_ENDPOINT="huggingface.co")("mark", "2401.00001", "--star")
        assert ran.code == 0
        assert "The endpoint 'huggingface.co' cannot be used" in ran.err.replace("the", "The", 1)
        assert marks(here)[1] is True

    def test_what_the_service_does_not_know_is_refused_and_nothing_changes(
        self, here: Program
    ) -> None:
        ran = here("mark", "2401.00001", "2401.09999", "--star")
        assert ran.code == 1
        assert "The service knows no paper 2401.09999" in ran.err
        assert ran.err.endswith("; nothing was changed.\n")
        assert marks(here) == (False, False, [], None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["2401.00001"], "say what to do: --read, --star, --tag, --note …"),
        (["--read"], "say which papers: their arXiv ids, - to read them, or --from FILE."),
        (["2401.1", "--read"], "“2401.1” is no arXiv id"),
        (["2401.00001", "nonsense", "--read"], "“nonsense” is no arXiv id"),
        (["2401.00001", "--tag", " , "], "“ , ” is no tag: it needs a letter or a digit."),
    ],
    ids=["nothing to do", "no paper", "no id", "one is no id", "no tag"],
)
def test_a_wrong_command_changes_nothing(
    here: Program, arguments: list[str], sentence: str
) -> None:
    ran = here("mark", *arguments)
    assert ran.code == 2
    assert sentence in ran.err
    assert not here.home.exists()


def test_a_pipe_of_something_else_is_a_wrong_command(run: Program) -> None:
    process = run.start("mark", "--read", "-")
    _, err = process.communicate(b"\xff\xfe\x00 2401.00001")
    assert process.returncode == 2
    assert b"is no arXiv id" in err and b"Traceback" not in err


def test_plain_tinydb_shows_the_mark(run: Program) -> None:
    run("mark", "2401.00001", "--star", "--tag", "rl")
    with TinyDB(run.home / "library.json") as database:
        (document,) = database.table("marks").all()
    assert (document["paper"], document["starred"], document["tag:rl"]) == (
        *("2401.00001", True, True),
    )
    with TinyDB(run.home / "kept.json") as database:
        (document,) = database.table("papers").all()
    assert document["title"] == "Attention Once More"


def test_eight_processes_that_mark_at_once_lose_nothing(run: Program, tmp_path: Path) -> None:
    papers = [f"2401.0000{number}" for number in range(1, 9)]
    processes = [run.start("mark", paper, "--read") for paper in papers]
    for process in processes:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err.decode()
    read = [each["id"] for each in run("export", "--format", "json", "is:read").json]
    assert read == papers


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be-sig"])
def test_ids_may_begin_with_a_byte_order_mark(run: Program, encoding: str) -> None:
    written = "2401.00001\r\n2401.00002\r\n"
    content = (
        b"\xfe\xff" + written.encode("utf-16-be")
        if encoding == "utf-16-be-sig"
        else written.encode(encoding)
    )
    process = run.start("mark", "--read", "-")
    _, err = process.communicate(content, 120)
    assert (process.returncode, err) == (0, b"paper-reader: 2 papers are read.\n")


OLD_IDS = ["cs/0112017", "hep-th/9901001v2", "https://arxiv.org/abs/math.GT/0309136"]


@pytest.mark.parametrize("written", OLD_IDS)
@pytest.mark.parametrize(
    "command", [["mark", "--read"], ["show"], ["export"], ["mark", "--star", "-"]], ids=" ".join
)
def test_ids_of_before_2007_are_refused_everywhere_in_the_same_words(
    here: Program, service: FeedServer, command: list[str], written: str
) -> None:
    piped = command[-1] == "-"
    ran = here(*command, *(() if piped else (written,)), stdin=written if piped else "")
    assert (ran.code, ran.out) == (2, "")
    assert "is an arXiv id from before April 2007; Hugging Face has no such papers." in ran.err
    assert service.requests == []


def test_a_flood_on_the_standard_input_is_refused(
    here: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.cli.mark_command._MOST_PIPED", 100)
    ran = here("mark", "--read", "-", stdin="2401.00001 " * 10)
    assert (ran.code, ran.out) == (1, "")
    assert "More than 100 bytes came on the standard input; nothing was changed." in ran.err
    assert here("mark", "--read", "-", stdin="2401.00001 " * 9).code == 0
