"""Processes of the program that are there at once: copies of one that has imported everything.

To start Python and to import the program takes many times as long as most commands. Where the
start itself is not what a test is about, `Forked` stands for `subprocess.Popen`: a process as real
in its streams, its signals, its exit code, its folder and its variables. The server is a process of
its own, with one thread, as nothing else can be forked safely.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import json
import os
import pkgutil
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Self

PROGRAM = (sys.executable, "-m", "reader")
"""What is forked where this is the beginning of a command."""
_OF_THE_START = ("PYTHON", "LC_", "TEXTUAL_", "ESCDELAY")
"""Variables that count while Python starts or while a module is imported."""
_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("TEXTUAL_")},
    "PYTHONUTF8": "1",
    "PYTHONUNBUFFERED": "",
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
}
"""That of the server, with what tests give to the program."""
_OF_A_PLUGIN = "TEXTUAL_SNAPSHOT_TEMPDIR"
_LATER = (
    *("anyascii", "asyncio", "concurrent.futures.thread", "ctypes.util", "encodings.idna"),
    *("h11", "html.parser", "httpx", "inspect", "logging.handlers", "markdown_it", "platform"),
    *("platformdirs", "platformdirs.unix", "pty", "regex", "rich.markdown", "selectolax.lexbor"),
    *("sqlite3", "ssl", "tinydb", "tomlkit", "tomllib", "traceback", "truststore", "uuid"),
    *("textual.app", "textual.drivers.linux_driver", "unicodedata", "webbrowser"),
)
"""What is imported only when it is first used."""


def can_fork(command: Sequence[str], env: Mapping[str, str]) -> bool:
    """Whether a forked process would be what a new one were."""
    counting = {name for name in env if name.startswith(_OF_THE_START)} - {_OF_A_PLUGIN}
    as_here = all(env[name] == _ENVIRONMENT.get(name) for name in counting)
    return hasattr(os, "fork") and tuple(command[:3]) == PROGRAM and as_here


class Forked:
    """A process of the program, used as `subprocess.Popen` is.

    Args:
        command: as for a new process.
        env: all its variables.
        cwd: its folder; that of this process where there is none.
        streams: a file, a descriptor or `subprocess.PIPE` for stdin, stdout and stderr.
        start_new_session: it is its own session.
        anybody: root may do no more in it than any other account.
    """

    stdin: IO[bytes] | None = None
    stdout: IO[bytes] | None = None
    stderr: IO[bytes] | None = None

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        cwd: Path | None = None,
        *,
        start_new_session: bool = False,
        anybody: bool = False,
        **streams: Any,
    ) -> None:
        self.returncode: int | None = None
        umask = os.umask(0)
        os.umask(umask)
        request = {
            "arguments": list(command[3:]),
            "env": dict(env),
            "cwd": str(cwd or Path.cwd()),
            "umask": umask,
            "session": start_new_session,
            "anybody": anybody,
        }
        theirs, ours = [], []
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            mine, other = _ends(streams[name], number)
            theirs.append(other)
            if mine is not None:
                ours.append(other)
                setattr(self, name, mine)
        self._said, child = socket.socketpair()
        with child:
            socket.send_fds(_server(), [b"!"], [child.fileno(), *theirs])
        for descriptor in ours:
            os.close(descriptor)
        self._said.sendall(json.dumps(request).encode() + b"\n")
        self._lines = self._said.makefile("rb")
        self.pid = int(self._lines.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream:
                stream.close()
        self.wait()

    def poll(self) -> int | None:
        """The exit status, where it has ended."""
        if self.returncode is None and _ready(self._said):
            self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; the exit status, negative where a signal ended it."""
        if self.returncode is None:
            if timeout is not None and not _ready(self._said, timeout):
                raise subprocess.TimeoutExpired("a forked process", timeout)
            self.returncode = int(self._lines.readline())
            self._lines.close()
            self._said.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def communicate(
        self, given: bytes | None = None, timeout: float | None = None
    ) -> tuple[bytes, bytes]:
        """Write to its stdin, and read to the ends of its stdout and stderr."""
        read: dict[str, bytes] = {"stdout": b"", "stderr": b""}

        def collect(name: str, stream: IO[bytes]) -> None:
            read[name] = stream.read()
            stream.close()

        threads = [
            threading.Thread(target=collect, args=(name, stream), daemon=True)
            for name in read
            if (stream := getattr(self, name)) and not stream.closed
        ]
        for thread in threads:
            thread.start()
        if self.stdin and not self.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self.stdin.write(given or b"")
                self.stdin.close()
        for thread in threads:
            thread.join(timeout)
        self.wait(timeout)
        return read["stdout"], read["stderr"]


Process = Forked | subprocess.Popen[bytes]


def _ready(side: socket.socket, timeout: float = 0) -> bool:
    """Whether there is something to read, now or within some seconds."""
    with selectors.DefaultSelector() as selector:
        selector.register(side, selectors.EVENT_READ)
        return bool(selector.select(timeout))


def _ends(stream: Any, number: int) -> tuple[IO[bytes] | None, int]:
    """This process's end of a stream, where it has one, and the descriptor for the other."""
    if stream == subprocess.PIPE:
        reading, writing = os.pipe()
        return (
            (os.fdopen(writing, "wb"), reading)
            if number == 0
            else (os.fdopen(reading, "rb"), writing)
        )
    return None, stream if isinstance(stream, int) else stream.fileno()


@cache
def _server() -> socket.socket:
    """The connection to the server, which is started by the first process that is wanted."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fork_server", str(theirs.fileno())],
            env=_ENVIRONMENT,
            cwd=Path(__file__).parents[1],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )

    def leave() -> None:
        ours.close()
        process.wait()

    atexit.register(leave)
    return ours


def import_everything() -> None:
    """Import the program, and what it imports only when it is used."""
    import reader

    for module in pkgutil.walk_packages(reader.__path__, "reader."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in _LATER:
        import_module(name)


def serve(control: socket.socket) -> None:
    """Fork for every byte on a connection, until it is closed.

    It returns at the end of the connection, by leaving the program, and in each forked process.
    """
    waking, woken = socket.socketpair()
    woken.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken.fileno())
    running: dict[int, int] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(waking, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is waking:
                    waking.recv(4096)
                    _tell_the_dead(running)
                    continue
                byte, descriptors, *_ = socket.recv_fds(control, 1, 4)
                if not byte:
                    sys.exit()
                if not (pid := os.fork()):
                    _become(*descriptors)
                    return
                said, *streams = descriptors
                for descriptor in streams:
                    os.close(descriptor)
                running[pid] = said
                os.write(said, b"%d\n" % pid)


def _tell_the_dead(running: dict[int, int]) -> None:
    """Say of each process that has ended how it did."""
    for pid in list(running):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            said = running.pop(pid)
            with contextlib.suppress(BrokenPipeError):
                os.write(said, b"%d\n" % os.waitstatus_to_exitcode(status))
            os.close(said)


def _become(said: int, *streams: int) -> None:
    """Make this forked process what a new one were."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with open(said, closefd=False) as lines:
        request = json.loads(lines.readline())
    if request["session"]:
        os.setsid()
    os.umask(request["umask"])
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
    os.closerange(3, 1024)
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        errors = "backslashreplace" if name == "stderr" else "surrogateescape"
        mode = "r" if name == "stdin" else "w"
        buffering = 1 if name == "stderr" else -1
        stream = os.fdopen(number, mode, buffering, "utf-8", errors, closefd=False)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.argv = ["paper-reader", *request["arguments"]]
    if request["anybody"]:
        _drop_privileges()


def _drop_privileges() -> None:
    """Give up all capabilities, such as to pass over the modes of files: capset(2)."""
    version_3 = 0x20080522
    header, none = (ctypes.c_uint32 * 2)(version_3, 0), (ctypes.c_uint32 * 6)()
    drop = getattr(ctypes.CDLL(None), "capset", None)
    if not drop or drop(header, none):
        sys.exit("privileges cannot be dropped")


def run_and_leave() -> None:
    """Run the program; at its end leave as a process does, without taking every module apart."""
    import reader.cli

    code: object = 0
    try:
        reader.cli.main()
    except SystemExit as end:
        code = end.code
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    import_everything()
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
    run_and_leave()
