"""What the program writes about a reader is nobody else's business, whatever the umask."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")


@pytest.fixture(params=[0o000, 0o022, 0o277], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """What the system takes from new files: nothing, as usual, or what nobody would expect."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def permissions(folder: Path) -> dict[str, str]:
    """Those of everything below a folder, without its own."""
    return {
        str(path.relative_to(folder)): f"{stat.S_IMODE(path.stat().st_mode):04o}"
        for path in sorted(folder.rglob("*"))
    }


def used(program: Program) -> None:
    """A day of a reader: a list, a mark, settings, what is cited, what was typed."""
    program("config", "init")
    bibliography = program.home.parent / "refs.bib"
    bibliography.write_text("@misc{a, eprint = {2401.00001}}\n")
    bibliography.chmod(0o644)
    with (program.home / "config.toml").open("a") as settings:
        settings.write(f'[bibliography]\nfiles = ["{bibliography}"]\n')
    program("list", "is:cited")
    program("mark", "2401.00001", "--star")
    program("show", "2401.00001", "--discussion")


@pytest.mark.usefixtures("umask")
def test_files_and_folders_are_private(run: Program) -> None:
    used(run)
    found = permissions(run.home)
    kinds = {name: (run.home / name).is_dir() for name in found}
    assert found == {name: "0700" if kinds[name] else "0600" for name in found}
    assert {"cache", "cache/archive.sqlite", "config.toml", "journal"} <= found.keys()


def test_caches_that_others_may_read_are_put_right_when_they_are_opened(run: Program) -> None:
    used(run)
    cache = run.home / "cache"
    for path in (cache, *cache.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    run.home.chmod(0o755)
    used_again = ("list", "is:cited"), ("mark", "2401.00001", "--read")
    for words in (*used_again, ("show", "2401.00001", "--discussion")):
        run(*words)
    assert set(permissions(cache).values()) == {"0600"}
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert stat.S_IMODE(run.home.stat().st_mode) == 0o755, "the person made it"
