"""The command about the settings: `config`."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from reader.cli.command_line import ReaderGroup
from reader.cli.output import print_json, print_line, print_message, print_remark
from reader.errors import ConfigError
from reader.settings import SETTINGS, Settings, environment, read_settings
from reader.settings.settings_template import write_template
from reader.text.links import without_password

_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.group(cls=ReaderGroup, invoke_without_command=True)
@_json_option
@click.pass_context
def config(context: click.Context, as_json: bool) -> None:
    """The settings in force, where they come from, and a file to start from.

    \b
    Examples:
      paper-reader config
      paper-reader config path
      paper-reader config init
      paper-reader config edit
    """
    if context.invoked_subcommand is None:
        context.invoke(show, as_json=as_json)
    elif as_json:
        name = context.invoked_subcommand
        raise click.UsageError(f"--json comes after the command: paper-reader config {name} …")


@config.command()
@_json_option
def show(as_json: bool) -> None:
    """Print the settings in force and where each comes from.

    The object of --json has "settings", where each name has its "value" and its "source" (default,
    a file, or a variable of the environment), "file", the path of the settings, and the paths of
    "library" and "archive".

    \b
    Examples:
      paper-reader config show
      paper-reader config show --json
    """
    places = environment.places()
    settings = read_settings(places.config)
    shown = list(_in_force(settings))
    if as_json:
        named = {name: {"value": value, "source": source} for name, value, source in shown}
        print_json(
            {
                "settings": named,
                "file": str(places.config),
                "library": str(places.library),
                "archive": str(places.archive),
            }
        )
    else:
        for name, value, source in shown:
            print_line(f"{name} = {json.dumps(value, ensure_ascii=False)}  # {source}")
        print_line(f"# library: {places.library}")
        print_line(f"# archive: {places.archive}")
    for problem in (*environment.environment_problems(), *settings.problems):
        print_message(problem)


def _in_force(settings: Settings) -> Iterator[tuple[str, object, str]]:
    """The name of each setting, its value and its source."""
    for setting in SETTINGS:
        value, source = settings.values[setting.name], settings.sources[setting.name]
        if isinstance(value, str) and "://" in value:
            value = without_password(value)
        yield setting.name, value, source
    for table, entries in settings.tables.items():
        for name, texts in entries.items():
            several = texts[0] if len(texts) == 1 else list(texts)
            yield f"{table}.{name}", several, str(settings.path)


@config.command()
@_json_option
def path(as_json: bool) -> None:
    """Print where the settings file is, or would be; with --json as "file" in an object.

    \b
    Examples:
      paper-reader config path
    """
    file = str(environment.places().config)
    if as_json:
        print_json({"file": file})
    else:
        print_line(file)


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
    print_remark(f"{path} written")


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
