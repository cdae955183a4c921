"""Settings: what may be set, and what becomes of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

import reader.settings.settings_template
from reader.errors import ConfigError
from reader.settings import SETTINGS, Setting, read_settings
from reader.settings.settings_template import settings_template, write_template


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


class TestSettings:
    def test_without_a_file_the_defaults_hold(self, tmp_path: Path) -> None:
        settings = read_settings(tmp_path / "config.toml", {})
        assert (settings.theme, settings.endpoint) == ("auto", "https://huggingface.co")
        assert set(settings.sources.values()) == {"default"}
        assert settings.problems == ()

    @pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte-order mark"])
    def test_the_file_goes_before_the_defaults(self, tmp_path: Path, mark: str) -> None:
        path = write(tmp_path, f'{mark}theme = "light"\r\n')
        settings = read_settings(path, {})
        assert (settings.theme, settings.sources["theme"]) == ("light", str(path))
        assert (settings.sources["endpoint"], settings.problems) == ("default", ())

    def test_a_variable_goes_before_the_file(self, tmp_path: Path) -> None:
        path = write(tmp_path, 'endpoint = "https://one.example"')
        assert read_settings(path, {"HF_ENDPOINT": " "}).endpoint == "https://one.example"
        settings = read_settings(path, {"HF_ENDPOINT": "https://two.example"})
        assert settings.endpoint == "https://two.example"
        assert settings.sources["endpoint"] == "HF_ENDPOINT"

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ('\ntheme = "pink"', "line 2: theme is “pink”, but must be one of auto, dark, light"),
            ("theme = 1", "line 1: theme must be text in quotes"),
            ("[theme]\nx = 1", "line 2: there is no setting theme.x"),
            ("queue_days = true", "line 1: queue_days must be a whole number; 7 is used"),
            ("queue_days = 7.0", "line 1: queue_days must be a whole number; 7 is used"),
            ("queue_days = " + "9" * 5000, "is not TOML: exceeds the limit"),
            ("\n[keys]\nread = 1", "line 3: keys.read must be text in quotes, or a list of such"),
            (
                "# a\ncolour = 1",
                "line 2: there is no setting colour; there are theme, endpoint",
            ),
            ("theme =", "is not TOML: invalid value (at end of document); the defaults are used"),
            ("x = " + "[" * 10_000, "is not TOML: "),
        ],
    )
    def test_a_mistake_is_named_with_its_place_and_the_defaults_hold(
        self, tmp_path: Path, text: str, problem: str
    ) -> None:
        path = write(tmp_path, text)
        settings = read_settings(path, {})
        (said,) = settings.problems
        assert said.startswith(str(path)) and problem in said
        assert (settings.theme, settings.endpoint) == ("auto", "https://huggingface.co")

    def test_the_pattern_of_keys_and_the_bibliographies_are_tables(self, tmp_path: Path) -> None:
        text = '[citation]\nkey = "{Family}{yy}"\n\n[bibliography]\nfiles = ["~/a.bib", "b.bib"]'
        settings = read_settings(write(tmp_path, text), {})
        assert (settings.citation_key, settings.problems) == ("{Family}{yy}", ())
        assert settings.bibliography_files == ("~/a.bib", "b.bib")

    def test_a_pattern_that_cannot_be_used_is_named_with_its_line(self, tmp_path: Path) -> None:
        settings = read_settings(write(tmp_path, '[citation]\n\nkey = "{author}"'), {})
        (said,) = settings.problems
        assert "line 3: citation.key is “{author}”, which has {author}, but there are" in said
        assert settings.citation_key == "{family}{year}{title}"

    @pytest.mark.parametrize(
        ("written", "used", "said"),
        [
            ("0", 1, "0"),
            ("-5", 1, "-5"),
            ("61", 60, "61"),
            ("1000000", 60, "1000000"),
            ("0x" + "f" * 9_000, 60, "a number of many digits"),
        ],
        ids=["none", "negative", "one more", "many", "thousands of digits"],
    )
    def test_of_a_number_outside_its_range_the_nearest_is_used(
        self, tmp_path: Path, written: str, used: int, said: str
    ) -> None:
        path = write(tmp_path, f'theme = "dark"\nqueue_days = {written}')
        settings = read_settings(path, {})
        assert (settings.queue_days, settings.sources["queue_days"]) == (used, str(path))
        assert settings.problems == (
            f"{path}, line 2: queue_days is {said}, but must be from 1 to 60; {used} is used",
        )

    @pytest.mark.parametrize("written", ["1", "60"])
    def test_the_ends_of_a_range_are_in_it(self, tmp_path: Path, written: str) -> None:
        settings = read_settings(write(tmp_path, f"queue_days = {written}"), {})
        assert (settings.queue_days, settings.problems) == (int(written), ())

    def test_one_mistake_costs_no_other_setting(self, tmp_path: Path) -> None:
        path = write(tmp_path, 'theme = "pink"\nendpoint = "https://one.example"')
        assert read_settings(path, {}).endpoint == "https://one.example"

    def test_a_file_that_cannot_be_read_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "config.toml"
        path.write_bytes(b"\xff")
        assert read_settings(path, {}).problems == (f"{path} is not UTF-8; the defaults are used",)
        path.unlink()
        path.mkdir()
        (problem,) = read_settings(path, {}).problems
        assert problem == f"{path} cannot be read: is a directory; the defaults are used"


class TestSwitches:
    """A setting that is either on or off."""

    @pytest.fixture(autouse=True)
    def _switch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        switch = Setting("lamps.lit", False, "Whether the lamps are lit.")
        for module in (reader.settings, reader.settings.settings_template):
            monkeypatch.setattr(module, "SETTINGS", (*SETTINGS, switch))

    @pytest.mark.parametrize(("written", "on"), [("true", True), ("false", False)])
    def test_true_and_false_are_what_it_may_be(
        self, tmp_path: Path, written: str, on: bool
    ) -> None:
        settings = read_settings(write(tmp_path, f"[lamps]\nlit = {written}"), {})
        assert (settings.is_on("lamps.lit"), settings.problems) == (on, ())

    @pytest.mark.parametrize("written", ["1", "0", '"yes"', '"true"', "[true]", "1.0"])
    def test_anything_else_is_told_and_the_default_holds(
        self, tmp_path: Path, written: str
    ) -> None:
        path = write(tmp_path, f"[lamps]\nlit = {written}")
        settings = read_settings(path, {})
        assert not settings.is_on("lamps.lit")
        said = "lamps.lit must be true or false, without quotes; false is used"
        assert settings.problems == (f"{path}, line 2: {said}",)

    def test_the_template_has_a_place_for_it(self) -> None:
        text = "[lamps]\n\n# Whether the lamps are lit.\n# true or false.\n# lit = false\n"
        assert text in settings_template()


class TestMail:
    """What is said of mail, and what of that is refused."""

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ('to = "nobody"', "mail.to is “nobody”, which is no address such as me@example.org"),
            ('from = "a@"', "mail.from is “a@”, which has no name of a host such as example.org"),
            ('to = "jörg@example.org"', "which has a letter before its @ that is not ASCII"),
            ('server = "smtp.example.org"', "which has no port, as in smtp.example.org:587"),
            ('server = "smtp.example.org:0"', "which has no port from 1 to 65535"),
            ('server = "smtp.example.org:99999"', "which has no port from 1 to 65535"),
            ('server = "smtps://smtp.example.org"', "which is more than a server and its port"),
            ('server = ":587"', "which has no name of a host"),
            ("sendmail = 'msmtp \"-t'", "which has a quote that is not closed"),
            ("sendmail = ' '", "which is no command"),
        ],
    )
    def test_a_mistake_is_told_with_its_line(self, tmp_path: Path, line: str, said: str) -> None:
        path = write(tmp_path, f'[mail]\nuser = "me"\n{line}\n')
        settings = read_settings(path, {})
        (problem,) = settings.problems
        assert problem.startswith(f"{path}, line 3: mail.") and said in problem
        assert problem.endswith("; none is used")
        assert settings.values["mail.user"] == "me"

    @pytest.mark.parametrize("name", ["password", "passwd", "smtp_pass", "Password", "secret"])
    def test_a_password_is_refused_and_not_said(self, tmp_path: Path, name: str) -> None:
        text = f'[mail]\npassword_command = "pass show mail"\n{name} = "hunter2"\n'
        path = write(tmp_path, text)
        settings = read_settings(path, {})
        (problem,) = settings.problems
        assert problem.startswith(f"{path}, line 3: mail.{name}: a password is not read from")
        assert "PAPER_READER_SMTP_PASSWORD" in problem and "mail.password_command" in problem
        assert "hunter2" not in problem + repr(settings.values)
        assert settings.values["mail.password_command"] == "pass show mail"

    @pytest.mark.parametrize(
        "server", ["smtps://me:hunter2@smtp.example.org:465", "me:hunter2@smtp.example.org:465"]
    )
    def test_nor_is_one_said_that_stands_in_an_address(self, tmp_path: Path, server: str) -> None:
        (problem,) = read_settings(write(tmp_path, f'[mail]\nserver = "{server}"'), {}).problems
        assert "…@smtp.example.org:465”" in problem and "hunter2" not in problem

    def test_of_a_server_and_a_command_the_server_is_used(self, tmp_path: Path) -> None:
        text = '[mail]\nserver = "smtp.example.org:587"\nsendmail = "msmtp -t"\n'
        path = write(tmp_path, text)
        settings = read_settings(path, {})
        (problem,) = settings.problems
        assert problem.startswith(f"{path}, line 3: mail.sendmail and mail.server are both set")
        assert problem.endswith("mail.server is used")
        assert settings.values["mail.server"] == "smtp.example.org:587"
        assert settings.values["mail.sendmail"] == ""

    def test_after_a_mistaken_change_what_was_in_force_stays(self, tmp_path: Path) -> None:
        path = write(tmp_path, '[mail]\nto = "me@example.org"')
        before = read_settings(path, {})
        path = write(tmp_path, '[mail]\nto = "nobody"')
        after = read_settings(path, {}, before)
        assert after.values["mail.to"] == "me@example.org"
        assert after.problems[0].endswith("me@example.org is used")


class TestTemplate:
    def test_every_setting_is_named_and_none_is_set(self) -> None:
        text = settings_template()
        assert all(line.startswith(("#", "[")) for line in text.splitlines() if line)
        names = (setting.name.rpartition(".")[2] for setting in SETTINGS)
        assert all(f"# {name} = " in text for name in names)

    def test_without_the_comment_signs_it_says_the_defaults(self, tmp_path: Path) -> None:
        lines = settings_template().splitlines()
        code = (line.removeprefix("# ") for line in lines if " = " in line or line.startswith("["))
        path = write(tmp_path, "\n".join(code))
        settings = read_settings(path, {})
        assert settings.problems == ()
        assert settings.values == {setting.name: setting.default for setting in SETTINGS}

    def test_it_is_written_only_where_nothing_is(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "config.toml"
        write_template(path)
        assert path.read_text() == settings_template()
        with pytest.raises(ConfigError, match="is there already; it was left as it is"):
            write_template(path)

    def test_where_it_cannot_be_written_that_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(ConfigError, match=r"config\.toml cannot be written: "):
            write_template(tmp_path / "file" / "config.toml")


def test_free_tables_hold_one_text_or_several_and_know_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path, 'theme = "dark"\n[keys]\nread = ["r", "<enter>"]\n[mute]\nx = "up:<2"')
    settings = read_settings(path, {})
    assert settings.problems == ()
    assert settings.tables["keys"] == {"read": ("r", "<enter>")}
    assert settings.tables["mute"] == {"x": ("up:<2",)}
    assert settings.where("keys.read") == f"{path}, line 3"
    assert settings.where("mute.x") == f"{path}, line 5"
