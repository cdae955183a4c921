"""The command `paper-reader` and the commands below it."""

from __future__ import annotations

from importlib import import_module

import click

from reader.cli.options import offline_option, period_options
from reader.paper import Period
from reader.system.release import VERSION

_COMMANDS = {
    "check": ("check_command", "check"),
    "config": ("config_command", "config"),
    "doctor": ("doctor_command", "doctor"),
    "export": ("export_command", "export"),
    "fetch": ("fetch_command", "fetch"),
    "help": ("help_command", "help_"),
    "list": ("list_command", "list_papers"),
    "mark": ("mark_command", "mark"),
    "search": ("search_command", "search"),
    "show": ("show_command", "show"),
    "stats": ("stats_command", "stats"),
    "undo": ("mark_command", "undo"),
}
"""The module below `reader.cli` that each is in, and its name there."""


class Commands(click.Group):
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
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"reader.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; one that is none is told with those near it."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            # What click looks through is empty, as nothing is imported before it is called.
            near = self.list_commands(ctx)
            raise click.NoSuchCommand(error.command_name, None, near, ctx) from error


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
