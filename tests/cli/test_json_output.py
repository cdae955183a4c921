"""JSON is written as `json.dumps` writes it, by every command that prints data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.cli.output import print_json
from tests import feed_faults as faults
from tests.cli.program import Program
from tests.feed_server import FeedServer

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('aé"\\\n\t'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("aé"), inner, max_size=4),
)


@given(value=VALUES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_indented_as_the_standard_library_does(
    value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    print_json(value)
    assert capsys.readouterr().out == json.dumps(value, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize(
    "command",
    [
        *("list", "show 2401.00001", "search up:>0", "stats", "check", "config", "config show"),
        *("config path", "doctor", "fetch", "fetch --since 2024-01-01"),
        *("mark 2401.00001 --star", "undo"),
    ],
)
def test_every_command_that_prints_data_can_print_it_as_json(here: Program, command: str) -> None:
    here("fetch")
    here("mark", "2401.00002", "--read")
    ran = here(*command.split(), "--json")
    assert ran.code == 0
    assert ran.out == json.dumps(ran.json, ensure_ascii=False, indent=2) + "\n"


class TestMark:
    def test_has_the_papers_that_changed_as_list_prints_them(self, here: Program) -> None:
        here("list")
        ran = here("mark", "2401.00002", "2401.00001", "--star", "--tag", "rl", "--json")
        both = {each["id"]: each for each in here("list", "--json").json}
        assert ran.json == [both["2401.00002"], both["2401.00001"]]
        assert [each["tags"] for each in ran.json] == [["rl"], ["rl"]]
        again = here("mark", "2401.00002", "--star", "--json")
        assert (again.json, again.err) == ([], "paper-reader: Already so.\n")

    def test_has_none_where_no_id_came(self, here: Program) -> None:
        assert here("mark", "--read", "-", "--json").json == []

    def test_has_what_is_known_of_a_paper_by_its_id_alone(self, here: Program) -> None:
        (paper,) = here("mark", "2401.09876", "--read", "--json").json
        assert (paper["id"], paper["title"], paper["read"]) == ("2401.09876", None, True)

    def test_has_those_of_a_file(self, here: Program, tmp_path: Path) -> None:
        here("mark", "2401.00001", "--star", "--tag", "rl")
        (tmp_path / "marks.json").write_text(here("export", "--format", "json").out)
        (tmp_path / "refs.bib").write_text(here("export").out)
        there = here.with_(PAPER_READER_HOME=str(tmp_path / "other"))
        (taken,) = there("mark", "--from", "marks.json", "--json").json
        assert (taken["id"], taken["tags"]) == ("2401.00001", ["rl"])
        (found,) = there("mark", "--from", "refs.bib", "--untag", "rl", "--json").json
        assert (found["id"], found["tags"]) == ("2401.00001", [])


def test_undo_has_the_papers_whose_marks_came_back(here: Program) -> None:
    before = here("list", "--json").json
    here("mark", "2401.00001", "2401.00003", "--star")
    ran = here("undo", "--json")
    keys = {each["id"]: each["citation_key"] for each in here("list", "--json").json}
    assert ran.json == [each | {"citation_key": keys[each["id"]]} for each in before[::2]]
    assert here("undo", "--json").code == 1


class TestFetch:
    def test_has_one_day(self, here: Program) -> None:
        assert here("fetch", "--date", "2024-01-01", "--json").json == {
            "since": "2024-01-01",
            "until": "2024-01-01",
            "days": 1,
            "in_archive": 1,
            "fetched": 1,
            "papers": 1,
            "unreadable": 0,
            "failed": [],
        }

    def test_has_many_days_and_what_failed(self, here: Program, service: FeedServer) -> None:
        here("fetch", "--date", "2024-01-01")
        days = ("fetch", "--since", "2024-01-01", "--json")
        told = here(*days).json
        assert {name: told[name] for name in ("since", "until", "days", "in_archive")} == {
            "since": "2024-01-01",
            "until": "2024-01-03",
            "days": 3,
            "in_archive": 3,
        }
        assert (told["fetched"], told["papers"], told["failed"]) == (2, 3, [])

    def test_has_the_days_that_failed(self, here: Program, service: FeedServer) -> None:
        service.fault = faults.status(410)
        ran = here("fetch", "--since", "2024-01-02", "--until", "2024-01-02", "--json")
        assert (ran.code, ran.json["in_archive"]) == (1, 0)
        assert all(each["date"] == "2024-01-02" and each["reason"] for each in ran.json["failed"])
        assert ran.json["failed"] or "nothing was fetched" in ran.err


class TestConfig:
    def test_has_each_setting_with_its_source(self, here: Program) -> None:
        here.home.mkdir()
        file = here.home / "config.toml"
        file.write_text('queue_days = 9\n[views]\na = "author:dao"\n')
        told = here.with_(HF_ENDPOINT="http://name:pass@127.0.0.1:1")("config", "--json").json
        settings = told["settings"]
        assert settings["queue_days"] == {"value": 9, "source": str(file)}
        assert settings["theme"] == {"value": "auto", "source": "default"}
        assert settings["views.a"] == {"value": "author:dao", "source": str(file)}
        assert settings["endpoint"]["source"] == "HF_ENDPOINT"
        assert "pass" not in settings["endpoint"]["value"]
        assert told["file"] == str(file)
        assert told["library"] == str(here.home)
        assert told["archive"] == str(here.home / "cache" / "archive.sqlite")

    def test_is_asked_for_behind_the_command(self, here: Program) -> None:
        assert here("config", "show", "--json").json == here("config", "--json").json
        ran = here("config", "--json", "path")
        assert (ran.code, ran.out) == (2, "")
        assert "paper-reader config path …" in ran.err
