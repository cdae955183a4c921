"""The command about the settings: `config`."""

from __future__ import annotations

import json

import click

from reader.cli.output import print_line, print_message
from reader.errors import ConfigError
from reader.settings import SETTINGS, environment, read_settings
from reader.settings.settings_template import write_template
from reader.text.links import without_password


@click.group(invoke_without_command=True)
@click.pass_context
def config(context: click.Context) -> None:
    """The settings in force, where they come from, and a file to start from.

    \b
    Examples:
      paper-reader config
      paper-reader config path
      paper-reader config init
      paper-reader config edit
    """
    if context.invoked_subcommand is None:
        context.invoke(show)


@config.command()
def show() -> None:
    """Print the settings in force and where each comes from.

    \b
    Examples:
      paper-reader config show
    """
    places = environment.places()
    settings = read_settings(places.config)
    for setting in SETTINGS:
        value, source = settings.values[setting.name], settings.sources[setting.name]
        if isinstance(value, str) and "://" in value:
            value = without_password(value)
        print_line(f"{setting.name} = {json.dumps(value, ensure_ascii=False)}  # {source}")
    for table, entries in settings.tables.items():
        for name, texts in entries.items():
            shown = texts[0] if len(texts) == 1 else list(texts)
            print_line(
                f"{table}.{name} = {json.dumps(shown, ensure_ascii=False)}  # {settings.path}"
            )
    print_line(f"# library: {places.library}")
    print_line(f"# archive: {places.archive}")
    for problem in (*environment.environment_problems(), *settings.problems):
        print_message(problem)


@config.command()
def path() -> None:
    """Print where the settings file is, or would be.

    \b
    Examples:
      paper-reader config path
    """
    print_line(str(environment.places().config))


@config.command()
def init() -> None:
    """Write a settings file to start from, in which nothing is set yet.

    One that is there already is left as it is.

    \b
    Examples:
      paper-reader config init
    """
    path = environment.places().config
    write_template(path)
    print_message(f"{path} written")


@config.command()
def edit() -> None:
    """Open the settings file in $EDITOR; where there is none, one to start from.

    \b
    Examples:
      paper-reader config edit
    """
    path = environment.places().config
    if not path.exists():
        write_template(path)
    try:
        click.edit(filename=str(path))
    except click.ClickException as error:
        raise ConfigError(f"the editor failed ({error.message}); set EDITOR") from error
    for problem in read_settings(path).problems:
        print_message(problem)
