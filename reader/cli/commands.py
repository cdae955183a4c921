"""The command `paper-reader` and the commands below it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import click

from reader.cli.command_line import ReaderGroup
from reader.cli.options import offline_option, period_options
from reader.system.release import VERSION

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from reader.paper import Period

_GAPS = 6
"""Columns before and behind a name, as click has them."""


class _Place(NamedTuple):
    """Where a command is, and what the list of all commands says of it."""

    module: str
    """Below `reader.cli`."""
    name: str
    summary: str
    """The first sentence of its help; so that it is listed without being imported."""


_COMMANDS = {
    "check": _Place(
        "check_command",
        "check",
        "Ask arXiv for new versions and withdrawals of papers; of the starred ones without a "
        "QUERY.",
    ),
    "config": _Place(
        "config_command",
        "config",
        "The settings in force, where they come from, and a file to start from.",
    ),
    "digest": _Place(
        "digest_command",
        "digest",
        "What is new for you, as a mail, a feed or a page; each paper once.",
    ),
    "doctor": _Place(
        "doctor_command",
        "doctor",
        "Say what is wrong with settings, library, archive and installation, and what to do.",
    ),
    "export": _Place(
        "export_command",
        "export",
        "Print papers as a bibliography; the starred ones, where no QUERY says otherwise.",
    ),
    "fetch": _Place(
        "fetch_command",
        "fetch",
        "Fetch lists into the archive, so that they open at once and offline.",
    ),
    "help": _Place(
        "help_command",
        "help_",
        "What a command does and takes, or a page of the manual; without a name, which there are.",
    ),
    "list": _Place(
        "list_command",
        "list_papers",
        "Print the papers of a day, or of another list, in feed order, one a line.",
    ),
    "mark": _Place(
        "mark_command",
        "mark",
        "Mark papers: all of them in one change, which one `paper-reader undo` undoes.",
    ),
    "read": _Place(
        "read_command",
        "read",
        "Print a whole paper: its text, formulas, tables, notes and references.",
    ),
    "search": _Place(
        "search_command",
        "search",
        "Print what was ever fetched and is found for a query, the best first, one a line.",
    ),
    "show": _Place(
        "show_command",
        "show",
        "Print one paper whole.",
    ),
    "stats": _Place(
        "stats_command",
        "stats",
        "Count what was read, starred and tagged: by day, by week, by tag and by organisation.",
    ),
    "sync": _Place(
        "sync_command",
        "sync",
        "Keep one library on several machines: by a git repository, or a folder that is carried.",
    ),
    "undo": _Place(
        "mark_command",
        "undo",
        "Undo the last change, and say what came back.",
    ),
}


class Commands(ReaderGroup):
    """A group that imports a command when it is called, so that the app opens without them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Their names, in alphabetical order."""
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """The command of that name, if there is one."""
        if cmd_name not in _COMMANDS:
            return None
        module, name, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"reader.cli.{module}"), name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """The options, or the commands that begin so, none of which is imported."""
        from click.shell_completion import CompletionItem

        named = [
            CompletionItem(name, help=place.summary)
            for name, place in _COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """Write what each command does, in as many words as one line has room for."""
        room = formatter.width - _GAPS - max(map(len, _COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, click.Command(name, help=place.summary).get_short_help_str(room))
                    for name, place in _COMMANDS.items()
                ]
            )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; one that is none is told with those near it."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            # What click looks through is empty, as nothing is imported before it is called.
            near = self.list_commands(ctx)
            if meant := _meant_command(error.command_name):
                raise click.UsageError(f"{error} Did you mean {meant}?", ctx) from error
            raise click.NoSuchCommand(error.command_name, None, near, ctx) from error


def _meant_command(word: str) -> str:
    """The command line that is meant by an id or a part of a query that stands alone, if any."""
    from reader.paper import paper_id

    if paper := paper_id(word):
        return f"paper-reader show {paper}"
    from shlex import quote

    return f"paper-reader list {quote(word)}" if ":" in word else ""


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@period_options
@offline_option
@click.option("--sample", is_flag=True, help="Open the built-in day; marks on it are not kept.")
@click.version_option(VERSION, "--version", "-V", message="paper-reader %(version)s")
@click.pass_context
def paper_reader(
    context: click.Context, period: Period | None, offline: bool, sample: bool
) -> None:
    """Read the Hugging Face Daily Papers in the terminal: triage, star, tag, cite.

    Without a command the app opens on the newest day's list; ? in it shows every key.

    \b
    Examples:
      paper-reader                       the newest list
      paper-reader --date 2026-07-24     the list of a day
      paper-reader --queue               what is unread since the queue was left
      paper-reader --sample              a look around without a network
      paper-reader list is:unread 'up:>20'
      paper-reader export -o refs.bib    the starred papers as BibTeX
    """
    if context.invoked_subcommand:
        if period or offline or sample:
            raise click.UsageError(
                "options before a command are for the app alone; what is for the command comes "
                f"after it: paper-reader {context.invoked_subcommand} …"
            )
        return
    from reader.cli.app_command import open_app

    open_app(period, offline=offline, sample=sample)
