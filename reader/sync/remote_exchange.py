"""Exchanges journals through a branch of a git repository.

The branch `journals` holds a folder with the journals and `.gitattributes`, and nothing else. Its
trees are joined file by file: a journal belongs to one machine, so that no text is ever merged.
Git has a directory of its own and never sees that of the journals; what it has fetched is put into
place whole, under the library's lock. Every commit follows what was there, so that a push is a
fast-forward, and begins again where another machine was quicker.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from typing import Any, NamedTuple

from reader.errors import ReaderError, SyncError
from reader.library.journal import decoded
from reader.library.journal_versions import lacking
from reader.library.library_files import explained, journal_folder, refuse_without_folder
from reader.library.stamp import LOCK, known_id
from reader.sync.git_program import GitProgram
from reader.sync.relocation import put_version
from reader.system.files import (
    PRIVATE,
    locked,
    make_folder,
    read_regular,
    replace_file,
    utc_now,
)
from reader.text import clean_line

FOLDER = "sync"
"""Git's own directory, below the home."""
SECONDS = 120.0
"""How long an exchange may take that a person waits for."""
AT_START = 30.0
"""The same of one in the background, when the app has started."""
AT_END = 5.0
"""The same of one when the app is left."""
BRANCH = "refs/heads/journals"
_TRACKED = "refs/remotes/origin/journals"
_LOCK = "sync.lock"
_STATE = "paper-reader.json"
_ATTEMPTS = 6
_ATTRIBUTES = b"*.jsonl -text -merge\n"
_NAME = re.compile(r"[0-9a-z]{1,32}(?:\.copy-[0-9a-f]{8})?\.jsonl", re.ASCII)
"""The journals that travel: those of machines, and what `put_version` keeps beside them."""
_ENTRY = re.compile(
    rb"(?P<mode>[0-7]+) \w+ (?P<object>[0-9a-f]+)(?: +(?P<size>[0-9]+|-))?\t(?P<path>.+)", re.DOTALL
)
_LARGEST = 400_000_000
"""Bytes of all journals; a thousandth of it is a year of marks."""
_OF_A_NEW_REPOSITORY = re.compile(
    r"(?:readme|licen[cs]e|copying)(?:[.-][\w.-]*)?|\.gitignore|\.gitattributes", re.IGNORECASE
)
_MOST_OTHER_BRANCHES = 3


@dataclass(slots=True)
class ExchangeReport:
    """What an exchange has done."""

    came: dict[str, int] = field(default_factory=dict)
    """How many marks came, by the name of the machine that sent them."""
    sent: int = 0
    """How many marks of this machine went out."""

    @property
    def words(self) -> str:
        """What came and went, as a part of a sentence."""
        parts = [f"{_marks(count)} from {name}" for name, count in self.came.items() if count]
        if self.sent:
            parts.append(f"{self.sent:,} sent" if parts else f"{_marks(self.sent)} sent")
        return ", ".join(parts) or "nothing new"


class _Tip(NamedTuple):
    """The newest commit of the branch."""

    commit: str
    """Empty where there is no branch yet."""
    blobs: Mapping[str, str]
    """The object of each journal, by the name of its file."""


class RemoteExchange:
    """The exchange of one library with one repository."""

    def __init__(self, home: Path, remote: str, seconds: float = SECONDS) -> None:
        """Do nothing yet.

        Args:
            home: the folder of the library.
            remote: the address of the repository.
            seconds: how long it may take.

        Raises:
            SyncError: it is no address.
        """
        if remote.startswith("-") or not remote.strip():
            raise SyncError(f"“{remote}” is no address of a git repository")
        self._home = home
        self._git = GitProgram(home / FOLDER, remote, seconds)
        self._state = home / FOLDER / _STATE

    def run(self) -> ExchangeReport:
        """Exchange once; all that was done when it fails stays done, and nothing is lost.

        Raises:
            ReaderError: it failed; the message says what to do.
        """
        with explained(f"{self._home / FOLDER} cannot be used"):
            make_folder(self._home / FOLDER)
            with locked(self._home / _LOCK):
                try:
                    self._git.prepare()
                    report = self._run()
                except ReaderError as error:
                    self._note(error.sentence)
                    raise
                self._note("")
                return report

    def has_unsent(self) -> bool:
        """Whether there is something here that was not sent yet; nobody is asked.

        Raises:
            ReaderError: it cannot be told.
        """
        with explained(f"{self._home / FOLDER} cannot be read"):
            state = self._read_state()
            return state.get("remote") != self._git.remote or self._sums() != state.get("sums")

    def _note(self, failure: str) -> None:
        """Remember when this was, and why it failed."""
        at = utc_now().isoformat(timespec="seconds")
        with contextlib.suppress(OSError):
            self._write_state({**self._read_state(), "at": at, "failure": failure})

    def _run(self) -> ExchangeReport:
        report = ExchangeReport()
        state = self._read_state()
        self._git.keep_ssh_silent()
        pushed = ""
        for _ in range(_ATTEMPTS):
            refs = self._references()
            there = refs.get(BRANCH, "")
            if there and there == state.get("tip") and self._sums() == state.get("sums"):
                return report
            if state.get("remote") != self._git.remote:
                self._refuse_foreign(refs)
            tip = self._fetch(there)
            sums, commit = self._join(tip, report)
            if commit == tip.commit or not (pushed := self._push(commit, there)):
                self._git.run("update-ref", BRANCH, commit)
                self._write_state({"remote": self._git.remote, "tip": commit, "sums": sums})
                if commit != tip.commit:
                    self._git.start_maintenance()
                return report
        raise SyncError(f"{self._git.shown_remote}: {pushed}; the next time goes on from here")

    def _references(self) -> dict[str, str]:
        """The branches of the repository, with their commits."""
        lines = self._git.run("ls-remote", "--heads", "--", self._git.remote).decode().splitlines()
        return {name: commit for commit, _, name in (line.partition("\t") for line in lines)}

    def _refuse_foreign(self, refs: Mapping[str, str]) -> None:
        """Raise SyncError where the repository has branches that hold more than a new one's."""
        others = [name for name in refs if name != BRANCH]
        shown = self._git.shown_remote
        if len(others) > _MOST_OTHER_BRANCHES:
            raise SyncError(
                f"{shown} has {len(others)} branches of its own; nothing was exchanged. Name a "
                "repository for the journals alone"
            )
        for name in others:
            self._git.run(
                *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--depth=1"),
                *("--filter=blob:none", "--", self._git.remote, f"+{name}:refs/looked-at"),
            )
            for path, _ in self._tree("refs/looked-at", recursive=False):
                if not _OF_A_NEW_REPOSITORY.fullmatch(path):
                    raise SyncError(
                        f"{shown} has {clean_line(path, 80)} in its branch "
                        f"{clean_line(name.removeprefix('refs/heads/'), 80)}; nothing was "
                        "exchanged. Name a repository for the journals alone"
                    )
            self._git.run("update-ref", "-d", "refs/looked-at")

    def _tree(self, tree: str, *, recursive: bool) -> Iterator[tuple[str, str]]:
        """Yield the path and the object of each file; of what is none, its path and a slash.

        Raises:
            SyncError: they are too large together.
        """
        options = ["-r", "-l"] if recursive else []
        size = 0
        for entry in self._git.run("ls-tree", "-z", *options, tree).split(b"\0"):
            if found := _ENTRY.fullmatch(entry):
                path = found["path"].decode("utf-8", "replace")
                size += int(found["size"]) if (found["size"] or b"-") != b"-" else 0
                if size > _LARGEST:
                    raise SyncError(
                        f"{self._git.shown_remote} holds more than {_LARGEST // 10**6} MB of "
                        "journals; nothing was exchanged"
                    )
                is_file = found["mode"].startswith(b"100")
                yield (path, found["object"].decode()) if is_file else (f"{path}/", "")

    def _fetch(self, there: str) -> _Tip:
        """Fetch the branch, and refuse what is no journal."""
        if not there:
            return _Tip("", {})
        self._git.run(
            *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--"),
            *(self._git.remote, f"+{BRANCH}:{_TRACKED}"),
        )
        commit = self._git.run("rev-parse", "--verify", _TRACKED).decode().strip()
        blobs = {}
        for path, blob in self._tree(commit, recursive=True):
            name = path.removeprefix("journal/")
            if blob and path != name and _NAME.fullmatch(name):
                blobs[name] = blob
            elif path != ".gitattributes":
                raise SyncError(
                    f"the branch journals of {self._git.shown_remote} holds "
                    f"{clean_line(path, 80)}, which is no journal; nothing was exchanged. Name "
                    "another repository"
                )
        return _Tip(commit, blobs)

    def _join(self, tip: _Tip, report: ExchangeReport) -> tuple[dict[str, str], str]:
        """Put what came into place; return the journals that go out, and their commit."""
        local = self._local()
        wanted = {
            name: blob for name, blob in tip.blobs.items() if blob != _blob(local.get(name, b""))
        }
        came = dict(zip(wanted, self._contents(list(wanted.values())), strict=True))
        own = f"{known_id(self._home)}.jsonl"
        with explained(f"{self._home} cannot be written"), locked(self._home / LOCK):
            refuse_without_folder(self._home)
            folder = journal_folder(self._home)
            for name, content in came.items():
                put_version(folder / name, content, preferred=name != own)
            after = self._local()
        for name, content in came.items():
            if name == own:
                continue
            if count := _count_new(local.get(name, b""), content):
                machine = self._name_of(tip.commit, name)
                report.came[machine] = report.came.get(machine, 0) + count
        mine = after.get(own, b"")
        if tip.blobs.get(own) != _blob(mine):
            report.sent = _count_new(came.get(own, b""), mine)
        blobs = {name: self._stored(tip, name, content) for name, content in after.items()}
        return {name: _blob(content) for name, content in after.items()}, self._commit(tip, blobs)

    def _local(self) -> dict[str, bytes]:
        """The journals here that travel."""
        folder = journal_folder(self._home)
        try:
            names = sorted(path.name for path in folder.iterdir())
        except FileNotFoundError:
            return {}
        return {name: read_regular(folder / name) for name in names if _NAME.fullmatch(name)}

    def _sums(self) -> dict[str, str]:
        return {name: _blob(content) for name, content in self._local().items()}

    def _contents(self, blobs: list[str]) -> Iterator[bytes]:
        """Read objects, all at once."""
        asked = "".join(f"{blob}\n" for blob in blobs).encode()
        said = self._git.run("cat-file", "--batch", content=asked) if blobs else b""
        at = 0
        for blob in blobs:
            end = said.index(b"\n", at)
            _, kind, size = said[at:end].decode().split(" ")
            if kind != "blob":
                raise SyncError(f"{self._git.shown_remote}: {blob} is no file")
            yield said[end + 1 : end + 1 + int(size)]
            at = end + 2 + int(size)

    def _stored(self, tip: _Tip, name: str, content: bytes) -> str:
        """The object of a journal, which is written where the repository has it not."""
        if (blob := _blob(content)) == tip.blobs.get(name):
            return blob
        return self._git.run("hash-object", "-w", "--stdin", content=content).decode().strip()

    def _commit(self, tip: _Tip, blobs: Mapping[str, str]) -> str:
        """The commit with these journals; the newest one there, where nothing is new."""
        if tip.commit and blobs == tip.blobs:
            return tip.commit
        attributes = self._git.run("hash-object", "-w", "--stdin", content=_ATTRIBUTES)
        journals = "".join(f"100644 blob {blob}\t{name}\0" for name, blob in blobs.items())
        tree = self._git.run("mktree", "-z", content=journals.encode()).decode().strip()
        root = f"100644 blob {attributes.decode().strip()}\t.gitattributes\0"
        root += f"040000 tree {tree}\tjournal\0" if blobs else ""
        whole = self._git.run("mktree", "-z", content=root.encode()).decode().strip()
        parents = ("-p", tip.commit) if tip.commit else ()
        words = b"Marks\n"
        return self._git.run("commit-tree", whole, *parents, content=words).decode().strip()

    def _push(self, commit: str, before: str) -> str:
        """Push a commit; return why that failed where another machine was quicker."""
        code, out, err = self._git.attempt(
            *("push", "--porcelain", "--no-verify", "--", self._git.remote, f"{commit}:{BRANCH}")
        )
        if not code:
            return ""
        why = self._git.reason(out + err)
        if self._references().get(BRANCH, "") == before:
            raise SyncError(f"{self._git.shown_remote} takes nothing: {why}")
        return why

    def _name_of(self, commit: str, name: str) -> str:
        """What the machine that changed a journal last calls itself."""
        said = self._git.run("log", "-1", "--format=%an", commit, "--", f"journal/{name}")
        return clean_line(said.decode("utf-8", "replace"), 40) or name.partition(".")[0]

    def _read_state(self) -> dict[str, Any]:
        return _state_in(self._state)

    def _write_state(self, state: Mapping[str, Any]) -> None:
        replace_file(self._state, json.dumps(state).encode(), PRIVATE)


def last_exchange(home: Path) -> tuple[str, str]:
    """Return when journals were exchanged last (ISO, UTC), and why that failed; empty if never.

    Raises:
        LibraryError: it cannot be read.
    """
    with explained(f"{home / FOLDER} cannot be read"):
        state = _state_in(home / FOLDER / _STATE)
    at, failure = (str(state.get(name) or "") for name in ("at", "failure"))
    return clean_line(at, 40), clean_line(failure, 400)


def _state_in(path: Path) -> dict[str, Any]:
    try:
        state = json.loads(read_regular(path))
    except (FileNotFoundError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _blob(content: bytes) -> str:
    """The name that git gives to a file with this content."""
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _count_new(before: bytes, after: bytes) -> int:
    """How many marks one version of a journal has that another has not."""
    if after.startswith(before):
        entries = decoded(after[len(before) :]).entries
    else:
        entries = decoded(b"".join(lacking(before, after))).entries
    return sum(len({change.paper for change in entry.changes} - {""}) for entry in entries)


def _marks(count: int) -> str:
    return "1 mark" if count == 1 else f"{count:,} marks"
