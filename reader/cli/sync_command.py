"""The command `sync`: one library on several machines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli.command_line import ReaderGroup
from reader.cli.options import settled_journals
from reader.cli.output import print_json, print_line, print_message, print_remark
from reader.errors import ConfigError, ReaderError
from reader.settings import environment, read_settings
from reader.text.links import without_password

if TYPE_CHECKING:
    from reader.settings import Settings
    from reader.settings.environment import Places
    from reader.sync.known_machines import KnownMachine

_NOTHING_SET = (
    "nothing is set up: paper-reader sync init REMOTE exchanges marks through a git repository, "
    "sync init FOLDER through a folder that Syncthing, Dropbox or a network disk carries"
)


@click.group(cls=ReaderGroup, invoke_without_command=True)
@click.pass_context
def sync(context: click.Context) -> None:
    """Keep one library on several machines: by a git repository, or a folder that is carried.

    Without a command, journals are exchanged once with the repository that is set. Every machine
    writes a journal of its own and reads those of the others, so that marks, tags, notes, citation
    keys and the queue are the same everywhere.

    \b
    Examples:
      paper-reader sync init git@example.org:me/papers.git
      paper-reader sync init ~/Sync/papers
      paper-reader sync
      paper-reader sync status
      paper-reader sync off
    """
    if context.invoked_subcommand is not None:
        return
    from reader.sync.relocation import wanted_folder

    places = environment.places()
    settings = read_settings(places.config)
    # Raises where they name no folder that can be used.
    wanted_folder(settings)
    for sentence in settled_journals(places, settings):
        print_message(sentence)
    if settings.values["sync.folder"]:
        print_remark("other programs carry the folder, so that there is nothing to do here")
        _print_status(places, settings)
    elif remote := str(settings.values["sync.remote"]):
        _exchange(places, remote)
    else:
        raise ConfigError(_NOTHING_SET)


@sync.command()
@click.argument("target", metavar="REMOTE | FOLDER")
def init(target: str) -> None:
    """Begin to share: through a git repository, or through a folder; the same on every machine.

    REMOTE is the address of a repository for the journals alone, which may be empty; they are in
    its branch journals. It is set as sync.remote, and journals are exchanged once. FOLDER is one
    that other programs carry; it is set as sync.folder, and the journals move there.

    With a repository the app exchanges journals by itself from then on, when it starts and when it
    is left (sync.auto).

    Notes travel too, and in a repository the name of this machine: whoever can read the repository
    or the folder can read them.

    \b
    Examples:
      paper-reader sync init git@example.org:me/papers.git
      paper-reader sync init ~/Sync/papers
    """
    from reader.sync.relocation import is_remote

    places = environment.places()
    # A link in it may lead elsewhere one day, so it stays.
    path = os.path.abspath(Path(target).expanduser())  # noqa: PTH100
    if is_remote(target):
        _begin_remote(places, path if Path(path).exists() else target)
    else:
        _begin_folder(places, Path(path))
    _print_status(places, read_settings(places.config))


def _begin_remote(places: Places, remote: str) -> None:
    from reader.settings.settings_file import set_entries
    from reader.sync.relocation import move_journals

    edit = set_entries(places.config, "sync", {"folder": None, "remote": remote, "auto": True})
    try:
        move_journals(places.library, None)
        _exchange(places, remote)
    except ReaderError:
        edit.take_back()
        raise
    print_remark(f"{places.config} says so; whoever can read that repository can read your notes")


def _begin_folder(places: Places, target: Path) -> None:
    from reader.settings.settings_file import set_entries
    from reader.sync.relocation import move_journals

    edit = set_entries(places.config, "sync", {"folder": str(target), "remote": None, "auto": True})
    try:
        moved = move_journals(places.library, target)
    except ReaderError:
        edit.take_back()
        raise
    if moved:
        print_remark(
            f"the journals are in {target} now, as {places.config} says; whoever can read that "
            "folder can read your notes"
        )
    else:
        print_remark(f"the journals are in {target} already")


def _exchange(places: Places, remote: str) -> None:
    from reader.sync.remote_exchange import RemoteExchange

    print_remark(f"{RemoteExchange(places.library, remote).run().words}")


@sync.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def status(as_json: bool) -> None:
    """Say where the journals are, and which machines have some there; nothing is changed.

    With --json "folder" (null where the journals are at home), "remote" (the repository, or null),
    "last_exchange" (with it, ISO, UTC), "failure" (of that, a sentence or null),
    "is_there" (the folder is), "machines" (the
    journals, each with "machine", "own" and the day of its last change, "last").

    \b
    Examples:
      paper-reader sync status
      paper-reader sync status --json
    """
    places = environment.places()
    _print_status(places, read_settings(places.config), as_json=as_json)


@sync.command()
def off() -> None:
    """Bring the journals home, those of the other machines too, and share them no more.

    What is in the folder or in the repository stays there for the other machines.

    \b
    Examples:
      paper-reader sync off
    """
    from reader.settings.settings_file import set_entries
    from reader.sync import relocation

    places = environment.places()
    settings = read_settings(places.config)
    is_set = settings.values["sync.folder"] or settings.values["sync.remote"]
    if not is_set and relocation.is_settled(places.library, None):
        print_remark("nothing is shared: the journals are at home")
        return
    edit = set_entries(places.config, "sync", {"folder": None, "remote": None, "auto": None})
    try:
        relocation.move_journals(places.library, None)
    except ReaderError:
        edit.take_back()
        raise
    print_remark(f"the journals are at home again, in {places.library / 'journal'}")


def _print_status(places: Places, settings: Settings, *, as_json: bool = False) -> None:
    from reader.sync.known_machines import known_machines
    from reader.sync.relocation import shared_folder
    from reader.sync.remote_exchange import last_exchange

    folder = shared_folder(places.library)
    remote = without_password(str(settings.values["sync.remote"]))
    at, failure = last_exchange(places.library) if remote else ("", "")
    is_there = folder is None or folder.is_dir()
    machines = known_machines(places.library) if is_there else []
    if as_json:
        rows = [
            {
                "machine": each.machine,
                "own": each.is_own,
                "copy": each.is_copy,
                "last": each.last.date().isoformat() if each.last else None,
            }
            for each in machines
        ]
        shared = {"folder": str(folder) if folder else None, "remote": remote or None}
        exchange = {"last_exchange": at or None, "failure": failure or None}
        print_json({**shared, **exchange, "is_there": is_there, "machines": rows})
        return
    if remote:
        print_line(f"repository: {remote}")
        print_line(
            f"last exchange: {at or 'none yet'}{f', which failed. {failure}' if failure else ''}"
        )
    where = f"in {folder}" if folder else f"at home, in {places.library / 'journal'}"
    print_line(f"journals: {where}{'' if is_there else ', which is not there'}")
    for each in machines:
        print_line(_line(each))
    if not machines and is_there:
        print_line("  nothing was marked yet")


def _line(known: KnownMachine) -> str:
    whose = " (this machine)" if known.is_own else " (a copy; doctor --repair takes it in)"
    last = f"last changed {known.last:%Y-%m-%d}" if known.last else "nothing in it yet"
    return f"  {known.machine}{whose if known.is_own or known.is_copy else ''}: {last}"
