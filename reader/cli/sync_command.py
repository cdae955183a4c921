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

if TYPE_CHECKING:
    from reader.settings.environment import Places
    from reader.sync.known_machines import KnownMachine

_NOTHING_SET = (
    "no folder is set: paper-reader sync init FOLDER moves the journals into one that Syncthing, "
    "Dropbox or a network disk carries between your machines"
)


@click.group(cls=ReaderGroup, invoke_without_command=True)
@click.pass_context
def sync(context: click.Context) -> None:
    """Keep the library of several machines the same, by a folder that is carried between them.

    Every machine writes a journal of its own into that folder and reads those of the others, so
    that marks, tags, notes, citation keys and the queue are the same everywhere. What carries the
    folder is yours: Syncthing, Dropbox, Nextcloud, a network disk.

    \b
    Examples:
      paper-reader sync init ~/Sync/papers
      paper-reader sync status
      paper-reader sync off
    """
    if context.invoked_subcommand is not None:
        return
    places = environment.places()
    settings = read_settings(places.config)
    for sentence in settled_journals(places, settings):
        print_message(sentence)
    if not settings.values["sync.folder"]:
        raise ConfigError(_NOTHING_SET)
    print_remark("other programs carry the folder, so that there is nothing to do here")
    _print_status(places)


@sync.command()
@click.argument("folder", metavar="FOLDER")
def init(folder: str) -> None:
    """Move the journals into FOLDER, and set sync.folder; the same on every machine.

    Notes travel too: whoever can read the folder can read them.

    \b
    Examples:
      paper-reader sync init ~/Sync/papers
    """
    from reader.settings.settings_file import set_entries
    from reader.sync.relocation import move_journals

    places = environment.places()
    # A link in it may lead elsewhere one day, so it stays.
    target = Path(os.path.abspath(Path(folder).expanduser()))  # noqa: PTH100
    edit = set_entries(places.config, "sync", {"folder": str(target)})
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
    _print_status(places)


@sync.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def status(as_json: bool) -> None:
    """Say where the journals are, and which machines have some there; nothing is changed.

    With --json "folder" (null where the journals are at home), "is_there", "machines" (the
    journals, each with "machine", "own" and the day of its last change, "last").

    \b
    Examples:
      paper-reader sync status
      paper-reader sync status --json
    """
    _print_status(environment.places(), as_json=as_json)


@sync.command()
def off() -> None:
    """Bring the journals home, those of the other machines too, and share them no more.

    What is in the folder stays there for the other machines.

    \b
    Examples:
      paper-reader sync off
    """
    from reader.settings.settings_file import set_entries
    from reader.sync import relocation

    places = environment.places()
    settings = read_settings(places.config)
    if not settings.values["sync.folder"] and relocation.is_settled(places.library, None):
        print_remark("nothing is shared: the journals are at home")
        return
    edit = set_entries(places.config, "sync", {"folder": None})
    try:
        relocation.move_journals(places.library, None)
    except ReaderError:
        edit.take_back()
        raise
    print_remark(f"the journals are at home again, in {places.library / 'journal'}")


def _print_status(places: Places, *, as_json: bool = False) -> None:
    from reader.sync.known_machines import known_machines
    from reader.sync.relocation import shared_folder

    folder = shared_folder(places.library)
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
        told = {"folder": str(folder) if folder else None, "is_there": is_there, "machines": rows}
        print_json(told)
        return
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
