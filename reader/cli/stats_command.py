"""The command that counts what was done: `stats`."""

from __future__ import annotations

import os
import shutil

import click

from reader.cli.command_line import ReaderCommand
from reader.cli.options import command_session
from reader.cli.output import can_encode, print_json, print_line, print_remark

_NARROWEST = 60
_WIDEST = 120


@click.command(cls=ReaderCommand)
@click.option("--json", "as_json", is_flag=True, help="Everything that was ever counted, as JSON.")
def stats(as_json: bool) -> None:
    """Count what was read, starred and tagged: by day, by week, by tag and by organisation.

    A day is your own, from midnight to midnight. What was undone does not count. A streak is of
    days on which something was read; a weekend ends none, as it has no lists.

    \b
    Examples:
      paper-reader stats
      paper-reader stats --json
    """
    from reader.statistics import report_lines

    with command_session(offline=True) as session:
        found = session.statistics()
    if as_json:
        print_json(found.as_record())
    elif not found.days:
        print_remark(
            "nothing is marked yet, so that there is nothing to count; paper-reader opens the "
            "newest list"
        )
    else:
        width = min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size().columns))
        blocks = can_encode("█▏") and os.environ.get("TERM") != "dumb"
        for line in report_lines(found, width, blocks=blocks):
            print_line(line)
