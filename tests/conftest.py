"""What every test stands on: no network but the loopback, no settings but its own."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
from collections import Counter
from collections.abc import Iterator
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from reader.system import log
from tests.feed_server import FeedServer
from tests.recorded import ARCHIVE, folder
from tests.thoroughness import load_profile

# Textual reads it once, when it is first imported.
os.environ["TEXTUAL_ANIMATIONS"] = "none"

PATIENCE = 600
"""Seconds after which a test that waits for what never comes is ended; no speed is measured."""

# What nohup or a shell starts in the background ignores some signals, and so would every program
# that a test starts and then interrupts. A handler of one's own is not passed on: exec(3p).
for _name in ("SIGINT", "SIGQUIT", "SIGHUP"):
    if (_signal := getattr(signal, _name, None)) and signal.getsignal(_signal) is signal.SIG_IGN:
        signal.signal(_signal, lambda *_: None)

load_profile()

_OURS = ("HF_", "PAPER_READER_", "TEXTUAL_", "XDG_")
_THE_PLUGINS = {"TEXTUAL_SNAPSHOT_TEMPDIR"}
_THEIRS = {
    *("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "NETRC"),
    "PIP_CONSTRAINT",
    *("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUEST_METHOD"),
    *("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES"),
    *(
        "EDITOR",
        "VISUAL",
        "BROWSER",
        "TMUX",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "TERMUX_VERSION",
        "WSL_DISTRO_NAME",
    ),
}


def pytest_xdist_auto_num_workers() -> int | None:
    """One process more than there are cores, as each waits a third of its time."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ or not hasattr(os, "sched_getaffinity"):
        return None
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave no empty folder in the temporary one: pytest does, with a link to what is gone."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    last: Path | None = getattr(factory, "_basetemp", None)
    if last is None or last.exists() or hasattr(session.config, "workerinput"):
        return
    link = last.parent / "pytest-current"
    with contextlib.suppress(OSError):
        if link.is_symlink() and not link.exists():
            link.unlink()
        last.parent.rmdir()


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Say in one line what was skipped, and why."""
    skipped = terminalreporter.stats.get("skipped", ())
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    if reasons:
        said = "; ".join(f"{reason} ({count})" for reason, count in sorted(reasons.items()))
        terminalreporter.write_line(f"Skipped {len(skipped)}: {said}")


@pytest.fixture(autouse=True)
def _nothing_of_the_developer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings, the token, the proxies and the home of whoever runs the tests are hidden."""
    for name in list(os.environ):
        if name in _THE_PLUGINS:
            continue
        if name.startswith(_OURS) or name.upper() in _THEIRS:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Nothing of what is imported now is garbage."""
    gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """It stays to the end, and to look through it again and again takes an eighth of the time."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _collected_as_usual(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A program sets aside what it has, as it lasts to the end of the process; here it does not."""
    for name in ("freeze", "unfreeze"):
        monkeypatch.setattr(gc, name, lambda: None)
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.fixture(autouse=True)
def _an_end() -> Iterator[None]:
    """Every wait of a test has an end, also where somebody forgot to say which."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def give_up(*_: object) -> None:
        raise TimeoutError(f"the test has been waiting for {PATIENCE} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that looks for the outside world fails, also where the code copes with that."""
    strayed: list[object] = []

    def guarded(original: Any) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family != getattr(socket, "AF_UNIX", None) and not _loopback(address[0]):
                strayed.append(address)
                raise OSError(f"a test connects to {address}")
            return original(self, address)

        return connect

    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **options: Any) -> Any:
        if host is not None and not _loopback(host):
            strayed.append(host)
            raise socket.gaierror(socket.EAI_NONAME, f"a test looks up {host}")
        return resolve(host, *rest, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    if strayed:
        pytest.fail(f"the test went outside the loopback: {strayed}")


def _loopback(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def mistakes(tmp_path: Path) -> Iterator[Mistakes]:
    """A test fails that makes the program write to its log, unless it has taken what is there."""
    taken = Mistakes(tmp_path)
    log.set_folder(lambda: tmp_path / "log")
    yield taken
    if left := taken.take():
        pytest.fail(f"the program went wrong:\n{left}")


class Mistakes:
    """What the program has logged of its own mistakes, wherever its home was."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self) -> str:
        """All of it, which is no mistake of the test's then."""
        said = ""
        for file in sorted(self._folder.rglob(log.FILE_NAME)):
            said += file.read_text("utf-8")
            file.unlink()
        return said


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder that holds everything of the program."""
    monkeypatch.setenv("PAPER_READER_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    """The papers service, on 3 January 2024 and with no papers yet."""
    with FeedServer(today=date(2024, 1, 3)) as server:
        yield server


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded days: the archive where it is at hand, else a small set."""
    return folder()


@pytest.fixture(scope="session")
def archived() -> Path:
    """The archive of recorded days, pages and answers; tests that need it are skipped without."""
    if not ARCHIVE.is_dir():
        pytest.skip("the archive of recorded answers is not here")
    return ARCHIVE
