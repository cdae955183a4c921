"""Journals that are exchanged through a git repository: real git, a bare repository on disk."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.errors import LibraryError, SyncError
from reader.library import Library, compaction, decisions, repair
from reader.sync.git_program import GitProgram
from reader.sync.relocation import is_remote, move_journals
from reader.sync.remote_exchange import ExchangeReport, RemoteExchange
from tests.library.desk import Ticking, copied, journal, machine, marks, note, paper, read, star
from tests.sync.machines_story import Machine, table, tell
from tests.thoroughness import NIGHTLY

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="there is no git")

_ROOT = Path(__file__).parents[2]
_PATIENCE = 300
"""Seconds after which a process that hangs is given up; no speed is measured."""
STORIES = 20 if NIGHTLY else 2


def git(folder: Path, *words: str, content: bytes = b"") -> str:
    """Run git as a person does."""
    person = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    done = subprocess.run(
        ["git", *person, *words], cwd=folder, input=content, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    path = tmp_path / "remote.git"
    git(tmp_path, "init", "--quiet", "--bare", str(path))
    return path


@pytest.fixture
def one(tmp_path: Path) -> Path:
    home = tmp_path / "one"
    star(Library(home, Ticking()), paper(1))
    return home


@pytest.fixture
def two(tmp_path: Path) -> Path:
    home = tmp_path / "two"
    read(Library(home, Ticking()), 2, 3)
    return home


@pytest.fixture
def exchange(remote: Path) -> Callable[[Path], ExchangeReport]:
    return lambda home: RemoteExchange(home, str(remote)).run()


Exchange = Callable[[Path], ExchangeReport]


def test_marks_go_and_come_and_words_say_so(one: Path, two: Path, exchange: Exchange) -> None:
    assert exchange(one).words == "1 mark sent"
    report = exchange(two)
    assert report.sent == 2
    assert list(report.came.values()) == [1]
    assert report.words.startswith("1 mark from ")
    assert report.words.endswith(", 2 sent")
    assert exchange(one).words.startswith("2 marks from ")
    for home in (one, two):
        assert exchange(home).words == "nothing new"
    assert marks(Library(one)) == marks(Library(two))
    note(Library(one, Ticking()), 1, "read it again")
    exchange(one)
    open_library = Library(two, Ticking())
    exchange(two)
    assert open_library.refresh() == {paper(1).id}
    assert open_library.marks(paper(1).id).note == "read it again"


def test_the_branch_holds_journals_and_nothing_else(
    one: Path, remote: Path, exchange: Exchange
) -> None:
    (one / "journal" / "name (conflicted copy).jsonl").write_bytes(journal(one).read_bytes())
    exchange(one)
    own = f"journal/{machine(one)}.jsonl"
    assert git(remote, "ls-tree", "-r", "--name-only", "journals").split() == [
        ".gitattributes",
        own,
    ]
    assert git(remote, "for-each-ref", "--format=%(refname)") == "refs/heads/journals"
    assert git(remote, "show", f"journals:{own}") == (one / own).read_text().strip()


def test_git_never_writes_where_the_journals_are(one: Path, two: Path, exchange: Exchange) -> None:
    exchange(one)
    before = journal(one).stat().st_ino
    exchange(two)
    read(Library(one, Ticking()), 20)
    exchange(one)
    exchange(one)
    assert (one / "journal" / f"{machine(one)}.jsonl").stat().st_ino == before
    assert sorted(path.suffix for path in (one / "journal").iterdir()) == [".jsonl"] * 2


def test_a_push_of_another_machine_in_between_costs_nothing(
    one: Path, two: Path, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange(one)
    read(Library(one, Ticking()), 20)
    real = GitProgram.attempt
    raced: list[bool] = []

    def attempt(self: GitProgram, *words: str, content: bytes = b"") -> tuple[int, bytes, bytes]:
        if words[0] == "push" and not raced:
            raced.append(True)
            exchange(two)
        return real(self, *words, content=content)

    monkeypatch.setattr(GitProgram, "attempt", attempt)
    report = exchange(one)
    assert (report.sent, sum(report.came.values())) == (1, 2)
    exchange(two)
    assert marks(Library(one)) == marks(Library(two))


def test_two_runs_at_once_wait_for_each_other(one: Path, remote: Path) -> None:
    program = "from reader.sync.remote_exchange import RemoteExchange as R; import sys; "
    command = [sys.executable, "-c", f"{program}R(__import__('pathlib').Path(sys.argv[1]), "]
    command[-1] += "sys.argv[2]).run()"
    running = [
        subprocess.Popen([*command, str(one), str(remote)], cwd=_ROOT, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for process in running:
        _, err = process.communicate(timeout=_PATIENCE)
        assert (process.returncode, err) == (0, b"")
    assert git(remote, "rev-list", "--count", "journals") == "1"


def test_a_death_anywhere_loses_nothing_and_the_next_run_goes_on(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.sync.dying_exchanges", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=_ROOT,
        timeout=_PATIENCE,
        check=False,
    )
    assert not ran.returncode, ran.stderr
    told = json.loads(ran.stdout)
    assert told["places"] > 10
    assert told["wrong"] == []


def test_locks_and_halves_that_a_killed_git_leaves(
    one: Path, two: Path, exchange: Exchange
) -> None:
    exchange(one)
    read(Library(one, Ticking()), 20)
    for name in ("HEAD.lock", "config.lock", "packed-refs.lock", "refs/heads/journals.lock"):
        (one / "sync" / name).write_bytes(b"")
    (one / "sync" / "refs" / "remotes" / "origin").mkdir(parents=True, exist_ok=True)
    (one / "sync" / "refs" / "remotes" / "origin" / "journals.lock").write_bytes(b"")
    assert exchange(one).sent == 1
    (two / "sync").mkdir()
    (two / "sync" / "config").write_bytes(b"")
    (two / "sync" / "config.lock").write_bytes(b"")
    assert exchange(two).sent == 2


def test_without_git_s_directory_it_begins_again(one: Path, two: Path, exchange: Exchange) -> None:
    exchange(one)
    exchange(two)
    shutil.rmtree(one / "sync")
    assert sum(exchange(one).came.values()) == 2
    assert exchange(one).words == "nothing new"


@pytest.mark.parametrize("new", ["", "older"])
def test_a_repository_that_was_rewritten_by_force_is_made_whole_again(
    one: Path, two: Path, remote: Path, exchange: Exchange, new: str
) -> None:
    exchange(one)
    older = git(remote, "rev-parse", "journals")
    exchange(two)
    exchange(one)
    if new:
        git(remote, "update-ref", "refs/heads/journals", older)
    else:
        git(remote, "update-ref", "-d", "refs/heads/journals")
    read(Library(two, Ticking()), 30)
    for home in (two, one):
        exchange(home)
    assert paper(30).id in marks(Library(one))
    assert marks(Library(one)) == marks(Library(two))
    assert len(git(remote, "ls-tree", "-r", "--name-only", "journals").split()) == 3


def test_an_old_home_that_was_brought_back_gets_its_own_lines_again(
    one: Path, two: Path, remote: Path, exchange: Exchange
) -> None:
    backup = journal(one).read_bytes()
    star(Library(one, Ticking()), paper(40))
    exchange(one)
    journal(one).write_bytes(backup)
    (one / "library.json").unlink(missing_ok=True)
    read(Library(one, Ticking()), 41)
    exchange(one)
    exchange(two)
    for home in (one, two):
        assert {paper(40).id, paper(41).id} <= marks(Library(home, afresh=True)).keys()
    repair.repair(one)
    exchange(one)
    assert {paper(40).id, paper(41).id} <= marks(Library(one, afresh=True)).keys()


def test_a_copied_home_has_a_name_of_its_own(one: Path, tmp_path: Path, exchange: Exchange) -> None:
    exchange(one)
    clone = copied(one, tmp_path / "clone")
    (clone / "library.lock").unlink()
    read(Library(clone, Ticking()), 50)
    exchange(clone)
    read(Library(one, Ticking()), 51)
    exchange(one)
    exchange(clone)
    assert marks(Library(one)) == marks(Library(clone))
    assert machine(one) != machine(clone)
    assert len(list((one / "journal").iterdir())) == 2


def test_a_journal_made_shorter_replaces_the_long_one_and_nothing_comes_back(
    one: Path, two: Path, remote: Path, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "KEPT_ENTRIES", 2)
    monkeypatch.setattr(compaction, "KEPT_DAYS", 0)
    for number in range(20):
        read(Library(one, Ticking()), 60)
        Library(one, Ticking()).commit(decisions.unread([paper(60)]))
        read(Library(one, Ticking()), 60 + number)
    exchange(one)
    exchange(two)
    long = (two / "journal" / f"{machine(one)}.jsonl").stat().st_size
    repair.repair(one)
    exchange(one)
    exchange(two)
    exchange(one)
    for home in (one, two):
        assert (home / "journal" / f"{machine(one)}.jsonl").stat().st_size < long
        assert len(list((home / "journal").iterdir())) == 2
    assert marks(Library(one)) == marks(Library(two, afresh=True))


HOSTILE = """
[core]
    hooksPath = {hooks}
    excludesFile = {ignore}
    autocrlf = true
    fsmonitor = {hooks}/pre-push
[commit]
    gpgSign = true
    template = {ignore}
[push]
    default = nothing
    gpgSign = true
[color]
    ui = always
[init]
    defaultBranch = trunk
    templateDir = {hooks}
[fetch]
    prune = true
[merge]
    ff = only
"""


def test_settings_and_variables_of_the_person_change_nothing(
    tmp_path: Path, one: Path, two: Path, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "post-index-change", "pre-commit"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/hooked\nexit 1\n")
        (hooks / name).chmod(0o755)
    (tmp_path / "ignore").write_text("*.jsonl\n")
    home = Path(os.environ["HOME"])
    home.mkdir()
    hostile = HOSTILE.format(hooks=hooks, ignore=tmp_path / "ignore")
    (home / ".gitconfig").write_text(hostile)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_NAMESPACE", "x")
    exchange(one)
    exchange(two)
    exchange(one)
    assert marks(Library(one)) == marks(Library(two))
    assert not (tmp_path / "hooked").exists()
    assert not (tmp_path / "elsewhere").exists()


def branch(remote: Path, name: str, files: dict[str, str]) -> None:
    """Put a branch with these files into a repository, with plumbing alone."""
    lines = []
    for path, text in files.items():
        blob = git(remote, "hash-object", "-w", "--stdin", content=text.encode())
        lines.append(f"100644 blob {blob}\t{path}\n")
    tree = git(remote, "mktree", content="".join(lines).encode())
    commit = git(remote, "commit-tree", tree, "-m", "one")
    git(remote, "update-ref", f"refs/heads/{name}", commit)


class TestRefusals:
    """What is refused in one sentence, and leaves the library as it was."""

    def test_a_branch_journals_with_anything_else(
        self, one: Path, remote: Path, exchange: Exchange
    ) -> None:
        branch(remote, "journals", {"thesis.tex": "x"})
        before = git(remote, "rev-parse", "journals")
        with pytest.raises(SyncError, match=r"holds thesis\.tex, which is no journal"):
            exchange(one)
        assert git(remote, "rev-parse", "journals") == before
        assert len(list((one / "journal").iterdir())) == 1

    @pytest.mark.parametrize("name", ["main", "work/in-progress"])
    def test_a_repository_of_something_else(
        self, one: Path, remote: Path, exchange: Exchange, name: str
    ) -> None:
        branch(remote, name, {"README.md": "x", "program.py": "x"})
        with pytest.raises(SyncError, match=rf"has program\.py in its branch {name}"):
            exchange(one)
        assert git(remote, "for-each-ref", "--format=%(refname:short)") == name

    def test_what_a_web_page_makes_for_a_new_one_is_let_be(
        self, one: Path, remote: Path, exchange: Exchange
    ) -> None:
        branch(remote, "main", {"README.md": "x", "LICENSE": "x", ".gitignore": "x"})
        before = git(remote, "rev-parse", "main")
        assert exchange(one).sent == 1
        assert git(remote, "rev-parse", "main") == before

    @pytest.mark.parametrize(
        ("address", "why"),
        [
            ("--upload-pack=touch hacked", "no address"),
            ("{tmp}/nothing.git", "no git repository"),
            ("https://me:secret@127.0.0.1:1/papers.git", "nothing answers"),
        ],
    )
    def test_an_address_that_leads_nowhere(
        self, tmp_path: Path, one: Path, address: str, why: str
    ) -> None:
        before = journal(one).read_bytes()
        with pytest.raises(SyncError, match=why) as caught:
            RemoteExchange(one, address.format(tmp=tmp_path)).run()
        assert "secret" not in str(caught.value)
        assert "\n" not in str(caught.value)
        assert journal(one).read_bytes() == before

    def test_no_git(
        self, one: Path, exchange: Exchange, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(SyncError, match="not installed"):
            exchange(one)

    def test_a_push_that_a_hook_there_declines(
        self, one: Path, remote: Path, exchange: Exchange
    ) -> None:
        hook = remote / "hooks" / "pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
        with pytest.raises(SyncError, match="takes nothing"):
            exchange(one)
        hook.unlink()
        assert exchange(one).sent == 1

    def test_a_git_that_never_answers_is_ended(
        self, one: Path, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "bin").mkdir()
        slow = tmp_path / "bin" / "git"
        slow.write_text("#!/bin/sh\nsleep 1000 & sleep 1000\n")
        slow.chmod(0o755)
        monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
        with pytest.raises(SyncError, match="longer than"):
            RemoteExchange(one, str(remote), 0.2).run()

    def test_a_folder_of_journals_that_is_not_there(
        self, one: Path, tmp_path: Path, exchange: Exchange
    ) -> None:
        move_journals(one, tmp_path / "disk")
        (tmp_path / "disk").rename(tmp_path / "unmounted")
        with pytest.raises(LibraryError):
            exchange(one)
        assert not (tmp_path / "disk").exists()


@pytest.mark.parametrize(
    ("target", "is_one"),
    [
        ("git@example.org:me/papers.git", True),
        ("example.org:papers", True),
        ("ssh://example.org/papers", True),
        ("https://example.org/papers", True),
        ("file:///srv/papers", True),
        ("/srv/papers.git", True),
        ("~/Sync/papers", False),
        ("papers", False),
        ("D:\\papers", False),
        ("~nobody-of-that-name/papers", False),
    ],
)
def test_what_is_an_address(target: str, is_one: bool) -> None:
    assert is_remote(target) is is_one


def test_a_bare_repository_is_one_by_any_name(remote: Path) -> None:
    plain = remote.rename(remote.with_name("papers"))
    assert is_remote(str(plain))


@pytest.mark.parametrize("seed", range(STORIES))
def test_three_machines_come_to_the_same_marks(
    tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    story(tmp_path, remote, monkeypatch, seed, 120)


def story(
    place: Path, remote: Path, monkeypatch: pytest.MonkeyPatch, seed: int, steps: int
) -> None:
    """Live through one story: exchanges may fail before or after any run of git."""
    chance = random.Random(seed)
    homes = [place / f"home-{number}" for number in range(3)]
    machines = [Machine(home, number) for number, home in enumerate(homes)]
    real, faulty = GitProgram.attempt, [True]

    def attempt(self: GitProgram, *words: str, content: bytes = b"") -> tuple[int, bytes, bytes]:
        if faulty[0] and not chance.randrange(30):
            raise SyncError("the network is gone")
        done = real(self, *words, content=content)
        if faulty[0] and not chance.randrange(30):
            raise SyncError("the network is gone")
        return done

    monkeypatch.setattr(GitProgram, "attempt", attempt)
    failures = []

    def exchange(number: int) -> None:
        try:
            RemoteExchange(homes[number], str(remote)).run()
        except SyncError as error:
            failures.append(error)

    tell(machines, chance, steps, exchange)
    faulty[0] = False
    for _ in range(2):
        for number in range(3):
            exchange(number)
    assert all(str(error) == "the network is gone" for error in failures)
    for each in machines:
        each.library.refresh()
        each.library.checkpoint()
    first = table(homes[0])
    assert all(table(home, afresh=afresh) == first for home in homes for afresh in (False, True))
    assert len(first) > 3
    names = {path.name for path in (homes[0] / "journal").iterdir()}
    assert names == {f"{machine(home)}.jsonl" for home in homes}, "no copies"
