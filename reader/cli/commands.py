"""The command `paper-reader` and the commands below it."""

from __future__ import annotations

from datetime import date

import click

from reader import __version__
from reader.cli import listing, marking, settings
from reader.cli.doctor import doctor
from reader.cli.exporting import export
from reader.cli.options import DAY, offline_option


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--date", "day", type=DAY, help="Open the list of this day, not the newest.")
@offline_option
@click.option("--sample", is_flag=True, help="Open the built-in day; marks on it are not kept.")
@click.version_option(__version__, "--version", "-V", message="paper-reader %(version)s")
@click.pass_context
def paper_reader(context: click.Context, day: date | None, offline: bool, sample: bool) -> None:
    """Read the Hugging Face Daily Papers in the terminal: triage, star, tag, cite.

    Without a command the app opens on the newest day's list; ? in it shows every key.

    \b
    Examples:
      paper-reader                       the newest list
      paper-reader --date 2026-07-24     the list of a day
      paper-reader --sample              a look around without a network
      paper-reader list is:unread 'up:>20'
      paper-reader export -o refs.bib    the starred papers as BibTeX
    """
    if context.invoked_subcommand:
        if day or offline or sample:
            raise click.UsageError(
                "--date, --offline and --sample before a command are for the app alone; what is "
                f"for the command comes after it: paper-reader {context.invoked_subcommand} …"
            )
        return
    from reader.cli.opening import open_app

    open_app(context, day, offline=offline, sample=sample)


paper_reader.add_command(listing.list_papers)
paper_reader.add_command(listing.show)
paper_reader.add_command(listing.fetch)
paper_reader.add_command(marking.mark)
paper_reader.add_command(marking.undo)
paper_reader.add_command(export)
paper_reader.add_command(settings.config)
paper_reader.add_command(doctor)
