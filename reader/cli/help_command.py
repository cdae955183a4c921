"""The command that explains the others: `help`."""

from __future__ import annotations

import click

from reader.cli.command_line import TOPIC, ReaderCommand
from reader.cli.output import print_line


@click.command("help", cls=ReaderCommand)
@click.argument("command", type=TOPIC, nargs=-1)
@click.pass_context
def help_(context: click.Context, command: tuple[str, ...]) -> None:
    """What a command does and takes; without one, which commands there are.

    \b
    Examples:
      paper-reader help
      paper-reader help export
      paper-reader help config init
    """
    above = context.find_root()
    found: click.Command = above.command
    for name in command:
        if not isinstance(found, click.Group):
            raise click.UsageError(f"“{name}” is too much: {above.command_path} has no commands.")
        _, below, _ = found.resolve_command(above, [name])
        assert below is not None
        above, found = click.Context(below, info_name=name, parent=above), below
    print_line(found.get_help(above))
