"""What has systemd or cron make a digest every morning; it is shown, and nothing is installed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from reader.errors import ConfigError

HOUR, MINUTE = 7, 30
"""In the morning of this machine's time zone."""

_FOLDERS_AND_FILES = (
    *("PAPER_READER_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"),
    *("HF_HOME", "HF_TOKEN_PATH"),
    *("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"),
)
"""Variables whose values are of another place where a path is not from the root."""
_OTHERS = (
    *("HF_ENDPOINT", "SSL_CERT_DIR"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
)
_SECRETS = ("HF_TOKEN", "S2_API_KEY", "PAPER_READER_SMTP_PASSWORD")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PLAIN = re.compile(r"[\w@+=:,./-]+", re.ASCII)
"""A word that neither systemd nor a shell reads otherwise than it is written."""
_SPECIAL = set("\"'\\$")
_TIMER = f"""\
[Unit]
Description=New papers every morning, by paper-reader

[Timer]
OnCalendar=*-*-* {HOUR:02}:{MINUTE:02}:00
Persistent=true
RandomizedDelaySec=10min

[Install]
WantedBy=timers.target
"""
"""What was missed while the machine was off is made up for; not everybody asks at once."""
_HOW_TO_SWITCH_ON = """\
# Write both files, then switch the timer on:
#   systemctl --user daemon-reload
#   systemctl --user enable --now {unit}.timer
# It runs while you are logged in; also while you are not after:
#   loginctl enable-linger
# To see what it did:
#   journalctl --user -u {unit}
"""
_SHELL_THAT_CALLS = ("/bin/sh", "-c", 'exec "$0" "$@"')


def timer_text(
    command: Sequence[str],
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    name: str = "daily",
) -> str:
    """The units of systemd and the line of a crontab for a digest, and how to switch them on.

    Args:
        command: the words that call this program, the first of them a path from the root.
        arguments: what follows ``digest``, such as ``--mail me``.
        environment: the variables; those that the program reads are set for it again.
        folder: the one in which this is asked, which paths may start from.
        name: that of the digest.

    Raises:
        ConfigError: a word or a variable has a line break in it, or what no such file can hold.
    """
    words = [*command, "digest", *arguments]
    variables = _variables(environment, folder)
    for each in (*words, *variables.values()):
        if _CONTROL.search(each):
            raise ConfigError(
                f"“{each}” has a line break or a control character in it, which neither systemd "
                "nor cron can be told"
            )
    label = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    unit = "paper-reader-digest" + ("" if label in ("", "daily") else f"-{label}")
    units = (environment.get("XDG_CONFIG_HOME") or "~/.config").rstrip("/") + "/systemd/user"
    return (
        f"# {units}/{unit}.service\n{_service(words, variables)}\n"
        f"# {units}/{unit}.timer\n{_TIMER}\n{_HOW_TO_SWITCH_ON.format(unit=unit)}\n"
        f"# Or a line for cron, which crontab -e opens:\n{_crontab_line(words, variables)}\n"
        f"{_remarks(environment)}"
    )


def calling_words(program: str, python: str, folder: Path) -> tuple[str, ...]:
    """The words that call this program again from anywhere.

    Args:
        program: ``sys.argv[0]``.
        python: ``sys.executable``, for a program that was run as a module.
        folder: the one in which it was called.
    """
    path = folder / program
    if path.suffix == ".py" or not path.is_file():
        return (python, "-m", "reader")
    return (str(path),)


def _service(words: Sequence[str], variables: Mapping[str, str]) -> str:
    if _SPECIAL & set(words[0]):
        # systemd takes no program with such a name, but any argument.
        words = [*_SHELL_THAT_CALLS, *words]
    settings = (
        f"Environment={_systemd_word(f'{each}={value}', _percent)}\n"
        for each, value in variables.items()
    )
    line = " ".join(_systemd_word(word, _percent_and_dollar) for word in words)
    return (
        "[Unit]\nDescription=New papers, by paper-reader\n\n"
        f"[Service]\nType=oneshot\n{''.join(settings)}ExecStart={line}\n"
    )


def _crontab_line(words: Iterable[str], variables: Mapping[str, str]) -> str:
    settings = (f"{each}={_cron_word(value)}" for each, value in variables.items())
    return " ".join((f"{MINUTE} {HOUR} * * *", *settings, *map(_cron_word, words)))


def _remarks(environment: Mapping[str, str]) -> str:
    """What is not in the files although it is set here; empty where that is nothing."""
    left = [name for name in _SECRETS if environment.get(name)]
    left += (name for name in _OTHERS if "@" in environment.get(name, ""))
    if not left:
        return ""
    remark = f"\n# Not in them, as they hold a secret: {', '.join(left)}.\n"
    if _SECRETS[-1] in left:
        remark += "# For the mail, set mail.password_command to what prints the password.\n"
    return remark


def _variables(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The variables that count for the program, but for those with a secret in them."""
    home = environment.get("HOME", "")
    found = {}
    for name in _FOLDERS_AND_FILES:
        if value := environment.get(name, ""):
            if home and (value == "~" or value.startswith("~/")):
                value = f"{home}{value[1:]}"
            found[name] = str(folder / value)
    for name in _OTHERS:
        value = environment.get(name, "")
        if value and "@" not in value:
            found[name] = value
    return found


def _percent(word: str) -> str:
    # It begins a specifier: systemd.unit(5).
    return word.replace("%", "%%")


def _percent_and_dollar(word: str) -> str:
    # It begins a variable: systemd.service(5).
    return _percent(word).replace("$", "$$")


def _systemd_word(word: str, escaped: Callable[[str], str]) -> str:
    """A word as unit files quote it: systemd.syntax(7)."""
    if _PLAIN.fullmatch(word):
        return word
    quoted = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped(quoted)}"'


def _cron_word(word: str) -> str:
    """A word for a shell that a crontab calls: crontab(5).

    A percent sign ends the line there unless a backslash is before it, which not every cron takes
    away. Outside the quotes the shell does.
    """
    if _PLAIN.fullmatch(word):
        return word
    return "'" + word.replace("'", "'\\''").replace("%", "'\\%'") + "'"
