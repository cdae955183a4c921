"""Settings, the environment, and where files live."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reader.errors import ConfigError
from reader.settings import environment


class TestPlaces:
    def test_all_of_it_can_be_put_under_one_folder(self, tmp_path: Path) -> None:
        places = environment.places({"PAPER_READER_HOME": str(tmp_path)})
        assert places == environment.Places(
            tmp_path / "config.toml", tmp_path, tmp_path / "cache" / "archive.sqlite"
        )

    def test_the_folder_may_be_relative_and_may_begin_with_a_tilde(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path))
        for home in ("papers", "~/papers"):
            assert environment.places({"PAPER_READER_HOME": home}).library == tmp_path / "papers"

    def test_else_they_are_where_the_system_has_such_things(self) -> None:
        for variables in ({}, {"PAPER_READER_HOME": ""}):
            places = environment.places(variables)
            assert {place.is_absolute() for place in (places.config, places.archive)} == {True}
            assert "paper-reader" in places.library.parts

    def test_nothing_is_made(self, tmp_path: Path) -> None:
        environment.places({"PAPER_READER_HOME": str(tmp_path / "papers")})
        assert list(tmp_path.iterdir()) == []

    def test_the_home_of_nobody_is_no_place(self) -> None:
        with pytest.raises(ConfigError, match="PAPER_READER_HOME is “~nobody-such”"):
            environment.places({"PAPER_READER_HOME": "~nobody-such"})

    def test_an_account_without_a_home_is_told_which_variable_to_set(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pwd = pytest.importorskip("pwd")

        def unknown(*_: object) -> object:
            raise KeyError("uid not found")

        monkeypatch.setattr(pwd, "getpwuid", unknown)
        monkeypatch.setattr(pwd, "getpwnam", unknown)
        monkeypatch.delenv("HOME")
        for variables in ({}, {"PAPER_READER_HOME": "~/papers"}):
            with pytest.raises(ConfigError, match="PAPER_READER_HOME"):
                environment.places(variables)
        assert environment.places({"PAPER_READER_HOME": str(tmp_path)}).library == tmp_path
        assert environment.token({"HF_HOME": "~/hf"}) is None
        for name in ("CONFIG", "DATA", "CACHE"):
            monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
        assert environment.places({}).library == tmp_path / "DATA" / "paper-reader"


class TestToken:
    def test_it_is_in_the_variable(self) -> None:
        assert environment.token({"HF_TOKEN": " hf_a\n"}) == "hf_a"

    def test_or_in_the_file_that_a_variable_names(self, tmp_path: Path) -> None:
        (tmp_path / "token").write_text("hf_b\n")
        assert environment.token({"HF_TOKEN_PATH": str(tmp_path / "token")}) == "hf_b"
        assert environment.token({"HF_HOME": str(tmp_path), "HF_TOKEN": ""}) == "hf_b"

    def test_the_nearer_goes_before_the_farther(self, tmp_path: Path) -> None:
        (tmp_path / "token").write_text("hf_b")
        home = {"HF_HOME": str(tmp_path)}
        assert environment.token(home | {"HF_TOKEN": "hf_a"}) == "hf_a"
        assert environment.token(home | {"HF_TOKEN_PATH": str(tmp_path / "none")}) is None

    @pytest.mark.parametrize("name", ["HF_TOKEN_PATH", "HF_HOME"])
    def test_without_a_file_that_can_be_read_there_is_none(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "token").write_bytes(b"\xff\xfe")
        for value in (tmp_path, tmp_path / "no", "~nobody-such"):
            assert environment.token({name: str(value)}) is None
        assert environment.token({}) is None


class TestToday:
    def test_it_can_be_said(self) -> None:
        assert environment.today({"PAPER_READER_TODAY": "2024-02-29"}) == date(2024, 2, 29)

    def test_else_it_is_todays_date_in_utc(self) -> None:
        before = datetime.now(UTC).date()
        assert before <= environment.today({}) <= datetime.now(UTC).date()

    @pytest.mark.parametrize(
        "written", ["x", "2023-02-29", "20240101", "2024-W01-1", "2024-1-1", " 2024-01-01"]
    )
    def test_what_is_no_date_is_told(self, written: str) -> None:
        with pytest.raises(ConfigError, match=f"PAPER_READER_TODAY is “{written}”, which is no"):
            environment.today({"PAPER_READER_TODAY": written})
