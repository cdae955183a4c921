"""The units of systemd and the line of cron: what they run is what was meant."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.digest.timer import calling_words, timer_text
from reader.errors import ConfigError

PROGRAM = "/opt/reader/bin/paper-reader"
HERE = Path("/srv/here")
ODD = """it's "100%" of $HOME; \\% \\n `id` #1 *"""


def files(text: str) -> dict[str, str]:
    """The units of a text by their names, and the line for cron."""
    found = {}
    for part in text.split("# ~/.config/systemd/user/")[1:]:
        name, _, content = part.partition("\n")
        found[name] = content.partition("\n# ")[0]
    found["cron"] = next(line for line in text.splitlines() if line.startswith("30 7 * * * "))
    return found


def words_of_cron(line: str) -> bytes:
    """What cronie passes to the shell: `do_command.c` there."""
    command = line.removeprefix("30 7 * * * ")
    passed, is_escaped = "", False
    for letter in command:
        if is_escaped and letter == "%":
            passed = passed[:-1]
        elif letter == "%" and not is_escaped:
            break
        is_escaped = letter == "\\" and not is_escaped
        passed += letter
    return passed.encode()


def test_it_tells_both_and_how_to_switch_them_on() -> None:
    text = timer_text([PROGRAM], ["--mail", "me"], {}, HERE)
    found = files(text)
    assert list(found) == ["paper-reader-digest.service", "paper-reader-digest.timer", "cron"]
    service, timer, cron = found.values()
    assert f"ExecStart={PROGRAM} digest --mail me\n" in service and "Type=oneshot" in service
    assert "Environment" not in service
    assert "OnCalendar=*-*-* 07:30:00\n" in timer and "Persistent=true" in timer
    assert timer.endswith("[Install]\nWantedBy=timers.target\n")
    assert cron == f"30 7 * * * {PROGRAM} digest --mail me"
    assert "systemctl --user enable --now paper-reader-digest.timer" in text
    assert "loginctl enable-linger" in text and "crontab -e" in text


def test_another_digest_has_another_unit() -> None:
    text = timer_text([PROGRAM], ["--name", "My RL!"], {}, HERE, "My RL!")
    assert "paper-reader-digest-my-rl.timer" in files(text)
    assert "enable --now paper-reader-digest-my-rl.timer" in text


def test_what_is_set_for_the_program_is_set_for_it_again() -> None:
    environment = {
        "HOME": "/srv/me",
        "PAPER_READER_HOME": "papers",
        "XDG_CACHE_HOME": "/var/cache",
        "HF_TOKEN_PATH": "~/token",
        "HF_ENDPOINT": "https://hf.example",
        "EDITOR": "vi",
        "PAPER_READER_TODAY": "2024-01-03",
    }
    found = files(timer_text([PROGRAM], [], environment, HERE))
    for setting in (
        "PAPER_READER_HOME=/srv/here/papers",
        "XDG_CACHE_HOME=/var/cache",
        "HF_TOKEN_PATH=/srv/me/token",
        "HF_ENDPOINT=https://hf.example",
    ):
        assert f"Environment={setting}\n" in found["paper-reader-digest.service"]
        assert f" {setting} " in found["cron"]
    assert not [each for each in ("EDITOR", "HOME=/srv/me", "TODAY") if each in found["cron"]]


def test_no_secret_is_in_it_and_that_is_told() -> None:
    names = ("HF_TOKEN", "S2_API_KEY", "PAPER_READER_SMTP_PASSWORD")
    environment = dict.fromkeys(names, "hunter2") | {"HTTPS_PROXY": "http://me:hunter2@proxy:8080"}
    text = timer_text([PROGRAM], [], environment, HERE)
    assert "hunter2" not in text and "proxy:8080" not in text
    assert f"# Not in them, as they hold a secret: {', '.join(names)}, HTTPS_PROXY.\n" in text
    assert "mail.password_command" in text


@pytest.mark.parametrize("odd", ["a\nb", "a\rb", "a\x1bb", "\ud800"])
def test_what_no_such_file_can_hold_is_told(odd: str) -> None:
    for words, arguments, variables in (
        ([f"/{odd}"], [], {}),
        ([PROGRAM], [odd], {}),
        ([PROGRAM], [], {"PAPER_READER_HOME": odd}),
    ):
        with pytest.raises(ConfigError, match="has a line break or a control character"):
            timer_text(words, arguments, variables, HERE)


@pytest.mark.skipif(sys.platform == "win32", reason="cron needs sh")
@settings(max_examples=60)
@given(
    st.lists(
        st.text(
            st.one_of(
                st.sampled_from("%\\'\"$ `;#&|~*=-"),
                st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
            ),
            max_size=12,
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_cron_runs_the_words_that_were_meant(words: list[str]) -> None:
    endpoint = f"http://{words[0].replace('@', '')}"
    environment = {"HF_ENDPOINT": endpoint}
    script = 'printf \'%s\\0\' "$HF_ENDPOINT" "$@"'
    line = files(timer_text(["/bin/sh", "-c", script, "x"], words, environment, HERE))["cron"]
    done = subprocess.run(["/bin/sh", "-c", words_of_cron(line)], capture_output=True, check=True)
    *found, rest = done.stdout.decode().split("\0")
    assert (found, rest) == ([endpoint, "digest", *words], "")


def test_signs_that_mean_something_to_systemd_are_escaped() -> None:
    service = files(timer_text([PROGRAM], [ODD], {"PAPER_READER_HOME": "/100% $x"}, HERE))[
        "paper-reader-digest.service"
    ]
    word = r"""it's \"100%%\" of $$HOME; \\%% \\n `id` #1 *"""
    assert f'ExecStart={PROGRAM} digest "{word}"\n' in service
    assert 'Environment="PAPER_READER_HOME=/100%% $x"\n' in service


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
@pytest.mark.parametrize("folder", ["plain", "a b 100%", ODD.replace("`", "")])
def test_systemd_has_nothing_to_say(tmp_path: Path, folder: str) -> None:
    program = tmp_path / folder / "paper-reader"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    found = files(timer_text([str(program)], [ODD, ";", ""], {"PAPER_READER_HOME": ODD}, tmp_path))
    units = [tmp_path / name for name in found if name != "cron"]
    for unit in units:
        unit.write_text(found[unit.name])
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *units],
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


class TestCallingWords:
    def test_a_command_is_called_by_its_path(self, tmp_path: Path) -> None:
        (tmp_path / "paper-reader").write_text("")
        path = tmp_path / "paper-reader"
        assert calling_words(str(path), "/usr/bin/python3", HERE) == (str(path),)
        assert calling_words("paper-reader", "/usr/bin/python3", tmp_path) == (str(path),)

    def test_a_module_by_the_python_that_has_it(self, tmp_path: Path) -> None:
        (tmp_path / "__main__.py").write_text("")
        words = ("/usr/bin/python3", "-m", "reader")
        assert calling_words(str(tmp_path / "__main__.py"), words[0], HERE) == words
        assert calling_words("-c", words[0], HERE) == words
