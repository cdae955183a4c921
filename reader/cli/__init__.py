"""The face on the command line."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the program as the shell called it.

    Exits with 0 done, 1 it could not be done, 2 the command was wrong, 130 interrupted.
    """
    import click

    from reader.cli.commands import paper_reader
    from reader.errors import ReaderError

    try:
        paper_reader.main(prog_name="paper-reader", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ReaderError as error:
        click.echo(f"paper-reader: {error.sentence}", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("paper-reader: interrupted; what was done before stays done.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has enough; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(0)
