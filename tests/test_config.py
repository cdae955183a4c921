"""Settings, the environment, and where files live."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reader import config
from reader.errors import ConfigError


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


class TestPlaces:
    def test_all_of_it_can_be_put_under_one_folder(self, tmp_path: Path) -> None:
        places = config.places({"PAPER_READER_HOME": str(tmp_path)})
        assert places == config.Places(
            tmp_path / "config.toml", tmp_path, tmp_path / "cache" / "archive.sqlite"
        )

    def test_the_folder_may_be_relative_and_may_begin_with_a_tilde(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path))
        for home in ("papers", "~/papers"):
            assert config.places({"PAPER_READER_HOME": home}).library == tmp_path / "papers"

    def test_else_they_are_where_the_system_has_such_things(self) -> None:
        for environment in ({}, {"PAPER_READER_HOME": ""}):
            places = config.places(environment)
            assert {place.is_absolute() for place in (places.config, places.archive)} == {True}
            assert "paper-reader" in places.library.parts

    def test_nothing_is_made(self, tmp_path: Path) -> None:
        config.places({"PAPER_READER_HOME": str(tmp_path / "papers")})
        assert list(tmp_path.iterdir()) == []

    def test_the_home_of_nobody_is_no_place(self) -> None:
        with pytest.raises(ConfigError, match="PAPER_READER_HOME is “~nobody-such”"):
            config.places({"PAPER_READER_HOME": "~nobody-such"})


class TestSettings:
    def test_without_a_file_the_defaults_hold(self, tmp_path: Path) -> None:
        settings = config.settings(tmp_path / "config.toml", {})
        assert (settings.theme, settings.endpoint) == ("auto", "https://huggingface.co")
        assert set(settings.sources.values()) == {"default"}
        assert settings.problems == ()

    @pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte-order mark"])
    def test_the_file_goes_before_the_defaults(self, tmp_path: Path, mark: str) -> None:
        path = write(tmp_path, f'{mark}theme = "light"\r\n')
        settings = config.settings(path, {})
        assert (settings.theme, settings.sources["theme"]) == ("light", str(path))
        assert (settings.sources["endpoint"], settings.problems) == ("default", ())

    def test_a_variable_goes_before_the_file(self, tmp_path: Path) -> None:
        path = write(tmp_path, 'endpoint = "https://one.example"')
        assert config.settings(path, {"HF_ENDPOINT": " "}).endpoint == "https://one.example"
        settings = config.settings(path, {"HF_ENDPOINT": "https://two.example"})
        assert settings.endpoint == "https://two.example"
        assert settings.sources["endpoint"] == "HF_ENDPOINT"

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ('\ntheme = "pink"', "line 2: theme is “pink”, but must be one of auto, dark, light"),
            ("theme = 1", "line 1: theme must be text in quotes"),
            ("[theme]\nx = 1", "line 1: theme must be text in quotes"),
            ("# a\ncolour = 1", "line 2: there is no setting colour; there are theme, endpoint"),
            ("theme =", "is not TOML: invalid value (at end of document); the defaults are used"),
            ("x = " + "[" * 10_000, "is not TOML: "),
        ],
        ids=["choice", "type", "table", "name", "syntax", "nesting"],
    )
    def test_a_mistake_is_named_with_its_place_and_the_defaults_hold(
        self, tmp_path: Path, text: str, problem: str
    ) -> None:
        path = write(tmp_path, text)
        settings = config.settings(path, {})
        (said,) = settings.problems
        assert said.startswith(str(path)) and problem in said
        assert (settings.theme, settings.endpoint) == ("auto", "https://huggingface.co")

    def test_one_mistake_costs_no_other_setting(self, tmp_path: Path) -> None:
        path = write(tmp_path, 'theme = "pink"\nendpoint = "https://one.example"')
        assert config.settings(path, {}).endpoint == "https://one.example"

    def test_a_file_that_cannot_be_read_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "config.toml"
        path.write_bytes(b"\xff")
        assert config.settings(path, {}).problems == (
            f"{path} is not UTF-8; the defaults are used",
        )
        path.unlink()
        path.mkdir()
        (problem,) = config.settings(path, {}).problems
        assert problem == f"{path} cannot be read: is a directory; the defaults are used"


class TestTemplate:
    def test_every_line_is_a_comment_and_names_every_setting(self) -> None:
        template = config.template()
        assert all(line.startswith("#") for line in template.splitlines() if line)
        assert all(f"# {setting.name} = " in template for setting in config.SETTINGS)

    def test_without_the_comment_signs_it_says_the_defaults(self) -> None:
        lines = [line[2:] for line in config.template().splitlines() if " = " in line]
        defaults = {setting.name: setting.default for setting in config.SETTINGS}
        assert tomllib.loads("\n".join(lines)) == defaults

    def test_it_is_written_only_where_nothing_is(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "config.toml"
        config.write_template(path)
        assert path.read_text() == config.template()
        with pytest.raises(ConfigError, match="is there already; it was left as it is"):
            config.write_template(path)

    def test_where_it_cannot_be_written_that_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(ConfigError, match=r"config\.toml cannot be written: "):
            config.write_template(tmp_path / "file" / "config.toml")


class TestToken:
    def test_it_is_in_the_variable(self) -> None:
        assert config.token({"HF_TOKEN": " hf_a\n"}) == "hf_a"

    def test_or_in_the_file_that_a_variable_names(self, tmp_path: Path) -> None:
        (tmp_path / "token").write_text("hf_b\n")
        assert config.token({"HF_TOKEN_PATH": str(tmp_path / "token")}) == "hf_b"
        assert config.token({"HF_HOME": str(tmp_path), "HF_TOKEN": ""}) == "hf_b"

    def test_the_nearer_goes_before_the_farther(self, tmp_path: Path) -> None:
        (tmp_path / "token").write_text("hf_b")
        home = {"HF_HOME": str(tmp_path)}
        assert config.token(home | {"HF_TOKEN": "hf_a"}) == "hf_a"
        assert config.token(home | {"HF_TOKEN_PATH": str(tmp_path / "none")}) is None

    @pytest.mark.parametrize("name", ["HF_TOKEN_PATH", "HF_HOME"])
    def test_without_a_file_that_can_be_read_there_is_none(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "token").write_bytes(b"\xff\xfe")
        for value in (tmp_path, tmp_path / "no", "~nobody-such"):
            assert config.token({name: str(value)}) is None
        assert config.token({}) is None


class TestToday:
    def test_it_can_be_said(self) -> None:
        assert config.today({"PAPER_READER_TODAY": "2024-02-29"}) == date(2024, 2, 29)

    def test_else_it_is_todays_date_in_utc(self) -> None:
        before = datetime.now(UTC).date()
        assert before <= config.today({}) <= datetime.now(UTC).date()

    @pytest.mark.parametrize(
        "written", ["x", "2023-02-29", "20240101", "2024-W01-1", "2024-1-1", " 2024-01-01"]
    )
    def test_what_is_no_date_is_told(self, written: str) -> None:
        with pytest.raises(ConfigError, match=f"PAPER_READER_TODAY is “{written}”, which is no"):
            config.today({"PAPER_READER_TODAY": written})
