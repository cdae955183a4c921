"""`paper-reader sync`: one library on several machines, set up as a person does it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.library.desk import journal, machine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Sync"


@pytest.fixture
def laptop(here: Program) -> Program:
    assert here("mark", "2401.00001", "--star").code == 0
    return here


@pytest.fixture
def server(here: Program, tmp_path: Path) -> Program:
    return replace(here, home=tmp_path / "server")


def test_a_folder_is_set_up_with_one_command_on_each_machine(
    laptop: Program, server: Program, folder: Path
) -> None:
    first = laptop("sync", "init", str(folder))
    assert (first.code, len(first.lines)) == (0, 2)
    assert "can read your notes" in first.err
    assert server("sync", "init", str(folder)).code == 0
    assert server("list", "--date", "2024-01-02", "is:starred", "--ids").ids == ["2401.00001"]
    server("mark", "2401.00002", "--note", "from the server")
    assert laptop("list", "--date", "2024-01-02", "note:server", "--ids").ids == ["2401.00002"]


def test_a_real_process_does_the_same(run: Program, folder: Path) -> None:
    run("mark", "2401.00001", "--star")
    assert run("sync", "init", str(folder)).code == 0
    assert list(folder.glob("*.jsonl"))
    assert run("sync", "off").code == 0
    assert journal(run.home)


def test_the_settings_say_so_and_keep_what_they_said(laptop: Program, folder: Path) -> None:
    file = laptop.home / "config.toml"
    before = '# mine\nqueue_days = 3 # days\n\n[citation]\ncopy = "key"\n'
    file.write_text(before)
    laptop("sync", "init", str(folder))
    assert file.read_text().startswith(before)
    assert laptop("config", "--json").json["settings"]["sync.folder"]["value"] == str(folder)
    laptop("sync", "off")
    assert file.read_text() == before


def test_the_template_is_filled_in(laptop: Program, folder: Path) -> None:
    laptop("config", "init")
    laptop("sync", "init", str(folder))
    assert laptop("config", "--json").json["settings"]["sync.folder"]["value"] == str(folder)
    laptop("sync", "off")
    laptop("sync", "init", str(folder))
    assert laptop("sync", "status", "--json").json["folder"] == str(folder)


def test_the_setting_written_by_hand_counts_at_the_next_command(
    laptop: Program, folder: Path
) -> None:
    file = laptop.home / "config.toml"
    file.write_text(f'[sync]\nfolder = "{folder}"\n')
    said = laptop("list", "--date", "2024-01-02", "--offline").err
    assert f"The journals are in {folder} now" in said
    assert list(folder.glob("*.jsonl"))
    assert str(folder) not in laptop("list", "--date", "2024-01-02", "--offline").err
    file.write_text("")
    assert "again" in laptop("list", "--date", "2024-01-02", "--offline").err
    assert journal(laptop.home)


def test_what_cannot_be_set_up_changes_nothing(laptop: Program, folder: Path) -> None:
    ran = laptop("sync", "init", str(folder / "not" / "there"))
    assert (ran.code, ran.out) == (1, "")
    assert "is not there" in ran.err
    assert laptop("config", "--json").json["settings"]["sync.folder"]["value"] == ""
    assert journal(laptop.home)


def test_status_and_off_of_what_was_never_shared(laptop: Program) -> None:
    told = laptop("sync", "status", "--json").json
    assert told["folder"] is None
    assert [each["own"] for each in told["machines"]] == [True]
    assert laptop("sync").code == 1
    assert "nothing is shared" in laptop("sync", "off").err.lower()


def test_status_of_a_folder_that_is_gone(laptop: Program, folder: Path) -> None:
    laptop("sync", "init", str(folder))
    folder.rename(folder.with_name("away"))
    ran = laptop("sync", "status")
    assert (ran.code, ran.lines) == (0, [f"journals: in {folder}, which is not there"])
    refused = laptop("mark", "2401.00002", "--read")
    assert refused.code == 1
    assert "mounted" in refused.err
    assert laptop("sync", "off").code == 1
    assert laptop("config", "--json").json["settings"]["sync.folder"]["value"] == str(folder)


def test_an_empty_library_can_begin_in_the_folder(server: Program, folder: Path) -> None:
    ran = server("sync", "init", str(folder))
    assert ran.lines[-1].strip() == "nothing was marked yet"
    server("mark", "2401.00001", "--read")
    assert list(folder.glob("*.jsonl"))
    assert not (server.home / "journal").exists()


@pytest.mark.parametrize(
    "name", ["name.jsonl.orig", "name (conflicted copy).jsonl", "name 2.jsonl"]
)
def test_copies_are_read_for_what_they_hold(
    laptop: Program, server: Program, folder: Path, name: str
) -> None:
    folder.mkdir()
    (folder / name.replace("name", journal(laptop.home).stem)).write_bytes(
        journal(laptop.home).read_bytes()
    )
    for part in ("x.jsonl.part", ".x.jsonl.icloud", "x.jsonl.tmp", "x.jsonl.!sync", ".x.jsonl"):
        (folder / part).write_text('{"v":1,"sta')
    ran = server("sync", "init", str(folder))
    assert ran.code == 0
    listed = server("list", "--date", "2024-01-02", "is:starred", "--ids")
    assert listed.ids == ["2401.00001"]
    assert "cannot be read" not in listed.err
    assert server("doctor", "--repair").code == 0
    (left,) = (path for path in folder.iterdir() if path.name[0] != "." and "json" in path.suffix)
    assert left.stem == machine(server.home)
    assert server("list", "--date", "2024-01-02", "is:starred", "--ids").ids == ["2401.00001"]


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    if not shutil.which("git"):
        pytest.skip("there is no git")
    path = tmp_path / "papers.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(path)], check=True)
    return path


def test_a_repository_is_set_up_with_one_command_on_each_machine(
    laptop: Program, server: Program, remote: Path
) -> None:
    first = laptop("sync", "init", str(remote))
    assert first.code == 0
    assert "1 mark sent" in first.err
    assert "can read your notes" in first.err
    assert "1 mark from " in server("sync", "init", str(remote)).err
    listed = server("list", "--date", "2024-01-02", "is:starred", "--ids")
    assert listed.ids == ["2401.00001"]
    server("mark", "2401.00002", "--read")
    assert "1 mark sent" in server("sync").err
    assert "1 mark from " in laptop("sync").err
    assert "othing new" in laptop("sync").err
    told = laptop("sync", "status", "--json").json
    assert (told["remote"], told["folder"], len(told["machines"])) == (str(remote), None, 2)
    assert laptop("sync", "off").code == 0
    assert laptop("sync").code == 1


def test_a_repository_that_cannot_be_used_is_not_set(laptop: Program, tmp_path: Path) -> None:
    ran = laptop("sync", "init", str(tmp_path / "nothing.git"))
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert laptop("sync", "status", "--json").json["remote"] is None


def test_from_a_folder_to_a_repository_and_back(
    laptop: Program, folder: Path, remote: Path
) -> None:
    laptop("sync", "init", str(folder))
    assert laptop("sync", "init", str(remote)).code == 0
    assert journal(laptop.home)
    told = laptop("sync", "status", "--json").json
    assert (told["folder"], told["remote"]) == (None, str(remote))
    assert laptop("sync", "init", str(folder)).code == 0
    told = laptop("sync", "status", "--json").json
    assert (told["folder"], told["remote"]) == (str(folder), None)


def test_both_at_once_are_refused_in_words(laptop: Program, folder: Path, remote: Path) -> None:
    file = laptop.home / "config.toml"
    file.write_text(f'[sync]\nfolder = "{folder}"\nremote = "{remote}"\n')
    ran = laptop("sync")
    assert ran.code == 1
    assert "both set" in ran.err
    assert journal(laptop.home)
    assert "both set" in laptop("list", "--offline", "--date", "2024-01-02").err
