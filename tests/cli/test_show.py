"""`paper-reader show`: one paper, whole."""

from __future__ import annotations

import pytest

from tests import feed_faults as faults
from tests.cli.program import Program
from tests.feed_items import ABSENT, author, comment, item, linked
from tests.feed_server import FeedServer


def test_all_that_is_known_is_printed(run: Program) -> None:
    ran = run("show", "2401.00001")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "Attention Once More\n"
        "Ada Example, Bo van der Muster\n"
        "\n"
        "organization: Institute of Samples\n"
        "submitter:    Cy Probe\n"
        "published:    2024-01-01\n"
        "listed:       2024-01-02\n"
        "upvotes:      30\n"
        "github:       https://github.com/example/less\n"
        "github stars: 34\n"
        "project:      https://example.org/2401.00001\n"
        "arxiv:        https://arxiv.org/abs/2401.00001\n"
        "pdf:          https://arxiv.org/pdf/2401.00001\n"
        "url:          https://huggingface.co/papers/2401.00001\n"
        "marks:        unread\n"
        "\n"
        "Abstract\n"
        "We ask whether a model that is told less can do more. On four tasks it can: with\n"
        "54.6% of the words it keeps all of its accuracy.\n"
        "The code is at https://example.org/less.\n"
        "\n"
        "Summary\n"
        "A model that is told less can do more.\n"
        "\n"
        "Keywords\n"
        "language models, brevity\n"
    )


def test_what_is_unknown_is_left_out(here: Program, service: FeedServer) -> None:
    sparse = ("summary", "ai_summary", "ai_keywords", "organization", "githubRepo", "upvotes")
    service.days["2024-01-02"] = [
        item("2401.00007", "A Title Alone", authors=[], **dict.fromkeys(sparse, ABSENT))
    ]
    out = here("show", "2401.00007").out
    assert out.startswith("A Title Alone\n\n")
    assert "Abstract" not in out and "upvotes" not in out and "None" not in out


def test_marks_are_shown(here: Program) -> None:
    here("mark", "2401.00001", "--star", "--tag", "rl", "--note", "see chapter 3")
    marks = next(line for line in here("show", "2401.00001").lines if line.startswith("marks:"))
    assert marks == (
        "marks:        read, starred, #rl, note: see chapter 3, citation key: example2024attention"
    )


@pytest.mark.parametrize(
    "pasted",
    [
        "2401.00001v2",
        "arXiv:2401.00001",
        "https://arxiv.org/pdf/2401.00001v1.pdf",
        "https://huggingface.co/papers/2401.00001",
        "https://www.alphaxiv.org/abs/2401.00001",
        " 2401.00001\n",
    ],
)
def test_an_id_may_have_any_form_that_a_person_pastes(here: Program, pasted: str) -> None:
    assert here("show", "--json", pasted).json["id"] == "2401.00001"


def test_json_is_one_object_and_the_same_as_in_a_list(here: Program) -> None:
    listed = here("list", "--json").json[0]
    assert here("show", "--json", "2401.00001").json == listed


def test_a_paper_that_was_seen_needs_no_network(here: Program, service: FeedServer) -> None:
    here("list")
    shown = here("show", "2401.00001").out
    service.fault = faults.not_json()
    assert here("show", "2401.00001").out == shown
    assert here("show", "2401.00001", "--offline").out == shown


def test_a_paper_that_was_shown_once_is_known_from_then_on(
    run: Program, service: FeedServer
) -> None:
    shown = run("show", "2312.00009").out
    asked = len(service.requests)
    assert run("show", "2312.00009", "--offline").out == shown
    assert len(service.requests) == asked


def test_a_paper_that_the_service_does_not_know_is_a_failure(here: Program) -> None:
    ran = here("show", "2401.09999")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "paper-reader: The service knows no paper 2401.09999, only those that somebody has shown "
        "it.\n"
    )


def test_offline_a_paper_that_nobody_has_seen_is_a_failure(
    here: Program, service: FeedServer
) -> None:
    ran = here("show", "--offline", "2401.00001")
    assert (ran.code, service.requests) == (1, [])
    assert "The network is not used, as --offline was given." in ran.err


def test_an_answer_about_another_paper_is_not_believed(here: Program, service: FeedServer) -> None:
    service.fault = faults.body(b'{"id": "2401.00002", "title": "Another"}')
    ran = here("show", "2401.00001")
    assert (ran.code, ran.out) == (1, "")
    assert "asked about 2401.00001 and told about 2401.00002" in ran.err


@pytest.mark.parametrize("wrong", ["2401", "2401.000011", "attention", ""])
def test_what_is_no_id_is_a_wrong_command(here: Program, service: FeedServer, wrong: str) -> None:
    ran = here("show", wrong)
    assert (ran.code, ran.out, service.requests) == (2, "", [])
    assert f"“{wrong}” is no arXiv id such as 2307.08691, nor an address of one." in ran.err


def test_a_thousand_authors_are_printed(here: Program, service: FeedServer) -> None:
    names = [author(f"Ada Number{n}") for n in range(1000)]
    service.days["2024-01-02"] = [item("2401.00007", authors=names)]
    out = here("show", "2401.00007").out
    assert "Ada Number999" in out.replace("\n", " ")


def test_without_a_network_the_discussion_is_as_it_was(here: Program, service: FeedServer) -> None:
    service.comments["2401.00001"] = [
        comment("c1", "A fine paper.", edited=True),
        comment("c2", "Spam.", hidden=True),
        comment("c3", "No.", parent="c2"),
    ]
    service.linked["2401.00001"] = {"models": [linked("example/less", 7) | {"downloads": 9}]}
    here("show", "--discussion", "2401.00001")
    ran = here("show", "--discussion", "--offline", "2401.00001")
    assert ran.code == 0
    assert "\nDi Reader, 2024-01-02, edited\n  A fine paper." in ran.out
    assert "\nA comment that was hidden.\n\n  Di Reader, 2024-01-02\n    No." in ran.out
    assert "as --offline was given. The discussion is as it was on 20" in ran.err
    told = here("show", "--discussion", "--json", "--offline", "2401.00001").json["discussion"]
    assert told["fetched_at"].endswith("+00:00")
    assert [each["hidden"] for each in told["comments"]] == [False, True, False]
    assert told["links"][0] | {"url": ""} == {
        "kind": "model",
        "id": "example/less",
        "url": "",
        "likes": 7,
        "downloads": 9,
    }


def test_a_discussion_that_was_never_fetched_costs_not_the_paper(here: Program) -> None:
    here("list")
    ran = here("show", "--discussion", "--offline", "2401.00001")
    assert ran.code == 1
    assert "Attention Once More" in ran.out
    assert "Nobody has said" not in ran.out
    assert "The network is not used" in ran.err
    assert "the discussion of 2401.00001 was never fetched before" in ran.err
    ran = here("show", "--discussion", "--offline", "--json", "2401.00001")
    assert (ran.code, ran.json["discussion"]) == (1, None)


def test_a_discussion_is_as_it_was_also_where_the_service_fails(
    here: Program, service: FeedServer
) -> None:
    service.comments["2401.00001"] = [comment("c1", "A fine paper.")]
    here("show", "--discussion", "2401.00001")
    service.fault = faults.status(500)
    ran = here("show", "--discussion", "2401.00001")
    assert ran.code == 0
    assert "A fine paper." in ran.out
    assert "The discussion is as it was on 20" in ran.err
