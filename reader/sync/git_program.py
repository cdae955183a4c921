"""Runs git, so that no setting of the person changes what it does, and none is lost that it needs.

Only commands that work on objects and references are used: there is no working tree, no index, no
hook and no signature. Keys, agents, credential helpers and proxies are those of the person.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from reader.errors import SyncError
from reader.text import clean_line
from reader.text.links import without_password

_LOCAL = (
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS"),
    *("GIT_CONFIG_COUNT", "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE"),
    *("GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS"),
    *("GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_COMMON_DIR"),
    *("GIT_NAMESPACE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_TRACE"),
)
"""What `git rev-parse --local-env-vars` names: left by a hook, it would lead elsewhere."""
_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    *("commit.gpgSign=false", "push.gpgSign=false", "push.followTags=false"),
    *("core.autocrlf=false", "core.fsmonitor=false", "core.logAllRefUpdates=false"),
    *("color.ui=false", "gc.auto=0", "maintenance.auto=false", "advice.detachedHead=false"),
    *("fetch.recurseSubmodules=false", "push.recurseSubmodules=no", "fetch.prune=false"),
)
_OLDEST = (2, 29)
"""The first version that can fetch without writing FETCH_HEAD."""
_SSH = "ssh -oBatchMode=yes -oConnectTimeout=10"
_LONGEST_REASON = 200
_REASONS = (
    ("permission denied", "it refuses your key or your account"),
    ("host key verification failed", "its key is not known; connect to it with ssh once"),
    ("terminal prompts disabled", "it asks for a password; use a key or a credential helper"),
    ("authentication failed", "it refuses your password"),
    ("could not resolve host", "its name is not known; is there a network?"),
    ("name or service not known", "its name is not known; is there a network?"),
    ("connection refused", "nothing answers there"),
    ("failed to connect", "nothing answers there"),
    ("connection timed out", "it does not answer"),
    ("no space left", "the disk is full"),
    ("dubious ownership", "it belongs to somebody else; see safe.directory in git help config"),
    ("does not appear to be a git repository", "there is no git repository"),
    ("repository not found", "there is no such repository, or your key does not open it"),
    ("does not exist", "there is no such repository"),
)


class GitProgram:
    """Git, with a directory of its own."""

    def __init__(
        self, folder: Path, remote: str, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Run nothing yet.

        Args:
            folder: git's own directory.
            remote: the address of the other repository.
            seconds: how long all commands may take together.
            now: a clock that only goes forward.
        """
        self.folder = folder
        self.remote = remote
        self._seconds = seconds
        self._now = now
        self._until = now() + seconds
        self._environment = _environment(folder)

    @property
    def shown_remote(self) -> str:
        """The address as it may be shown."""
        return without_password(self.remote) if "://" in self.remote else self.remote

    def prepare(self) -> None:
        """Make git's directory where there is none, and take away locks that a kill has left.

        To be called by one process at a time.

        Raises:
            SyncError: there is no git, or an older one than is needed.
        """
        if not all((self.folder / name).exists() for name in ("HEAD", "config", "objects", "refs")):
            self._refuse_old()
            # In one that a kill left half made, this makes what is missing.
            (self.folder / "config.lock").unlink(missing_ok=True)
            self.run("init", "--quiet", "--bare", "--template=", str(self.folder))
        for lock in (*self.folder.glob("*.lock"), *(self.folder / "refs").rglob("*.lock")):
            lock.unlink(missing_ok=True)

    def run(self, *arguments: str, content: bytes = b"") -> bytes:
        """Run a command; return what it writes.

        Args:
            arguments: behind `git`.
            content: what it reads.

        Raises:
            SyncError: it failed, or took too long.
        """
        code, out, err = self.attempt(*arguments, content=content)
        if code:
            raise SyncError(f"{self.shown_remote}: {self.reason(out + err)}")
        return out

    def attempt(self, *arguments: str, content: bytes = b"") -> tuple[int, bytes, bytes]:
        """Run a command; return its exit code and what it writes; raises as `run` for a hang."""
        settings = (word for each in _SETTINGS for word in ("-c", each))
        command = ["git", *settings, *arguments]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment,
                cwd=self.folder.parent,
                # Ssh would ask at the terminal, and ctrl+c would end git in the midst.
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise SyncError("git is not installed, which exchanges the journals") from error
        except OSError as error:
            raise SyncError(f"git cannot be started: {error.strerror}") from error
        try:
            left = max(0.01, self._until - self._now())
            out, err = process.communicate(content, left)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise SyncError(
                f"{self.shown_remote} took longer than {self._seconds:.0f} seconds; nothing is "
                "lost, and the next time goes on from here"
            ) from error
        except BaseException:
            _end(process)
            raise
        return process.returncode, out, err

    def start_maintenance(self) -> None:
        """Let git pack its objects where there are many, beside and after this process."""
        settings = ("gc.auto=500", "gc.autoDetach=true", "gc.autoPackLimit=20")
        words = [word for each in settings for word in ("-c", each)]
        with contextlib.suppress(SyncError):
            self.attempt(*words, "gc", "--auto", "--quiet")

    def keep_ssh_silent(self) -> None:
        """Keep ssh from asking at the terminal, unless the person has said how it is run."""
        environment = self._environment
        scheme, is_address, _ = self.remote.partition("://")
        if (is_address and "ssh" not in scheme) or Path(self.remote).is_absolute():
            return
        if "GIT_SSH_COMMAND" in environment or "GIT_SSH" in environment:
            return
        code, _, _ = self.attempt("config", "--get", "core.sshCommand")
        if code:
            environment["GIT_SSH_COMMAND"] = _SSH

    def _refuse_old(self) -> None:
        said = self.run("--version").decode("utf-8", "replace")
        found = re.search(r"(\d+)\.(\d+)", said)
        if found and (int(found[1]), int(found[2])) < _OLDEST:
            wanted = ".".join(map(str, _OLDEST))
            raise SyncError(f"git {found[0]} is too old; {wanted} or newer is needed")

    def reason(self, said: bytes) -> str:
        """Why a command failed, from what it has written."""
        text = said.decode("utf-8", "replace")
        for sign, why in _REASONS:
            if sign in text.lower():
                return why
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        fatal = [line for line in lines if line.startswith(("fatal:", "error:", "!"))]
        last = (fatal or lines or ["git failed and did not say why"])[0]
        shown = last.replace(self.remote, self.shown_remote).partition(": ")[2] or last
        return clean_line(shown, _LONGEST_REASON)


def _environment(folder: Path) -> dict[str, str]:
    found: Mapping[str, str] = {
        name: value for name, value in os.environ.items() if name not in _LOCAL
    }
    host = (os.uname().nodename if hasattr(os, "uname") else "").partition(".")[0] or "a machine"
    person = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", host), ("EMAIL", "paper-reader@localhost"))
    }
    return {
        **found,
        **person,
        "GIT_DIR": str(folder),
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "LANGUAGE": "",
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
