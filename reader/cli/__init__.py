"""The command line: what the shell calls, and the exit code that it gets."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import NoReturn


COLLECTING = gc.get_threshold()
"""How often Python collects garbage by itself."""
_OBJECTS = 50_000
"""After so many new objects it is collected here: to look through them takes an eighth of a start,
and most commands have ended before."""


def main() -> NoReturn:
    """Run the program as the shell called it.

    Exits with 0 done, 1 it could not be done, 2 the command was wrong, 130 interrupted.
    """
    gc.set_threshold(_OBJECTS)
    try:
        if not sys.argv[1:]:
            from reader.system import kept_frame
            from reader.system.release import VERSION

            kept_frame.paint(VERSION)
        sys.exit(0 if _says_version() else _run())
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        # Nothing of it need be looked through once more at the end.
        gc.freeze()


def _says_version() -> bool:
    """Print the version if that alone is asked for, as scripts do; False where it is not done."""
    if sys.argv[1:] not in (["--version"], ["-V"]) or sys.stdout is None:
        return False
    from reader.system.release import VERSION

    try:
        sys.stdout.write(f"paper-reader {VERSION}\n")
        sys.stdout.flush()
    except OSError:
        # It is tried again where it is known what to say about that.
        return False
    return True


def _run() -> int:
    from reader.system import cleandoc, load_late

    # What click and dataclasses import for what no command does; one is slower than SQLite.
    load_late("inspect", cleandoc=cleandoc)
    if uname := getattr(os, "uname", None):
        load_late("platform", system=lambda: uname().sysname)
    from reader.cli import output
    from reader.system import log
    from reader.system.threads import catch_all

    log.set_folder(_log_folder, _secrets)
    output.prepare_streams()
    if _completes():
        return 0
    # Also where it is data, still in the buffer, that could not be written before a message.
    with catch_all(lambda error: output.print_message(str(error))):
        try:
            return _run_command()
        except output.OutputClosedError:
            return 0
    return 1


def _completes() -> bool:
    """Answer a shell that completes a word; whatever goes wrong, nothing is said in its line."""
    question = os.environ.get("_PAPER_READER_COMPLETE")
    if not question:
        return False
    from reader.cli import shell_completion
    from reader.system.threads import catch_all

    with catch_all(lambda _: None):
        return shell_completion.answer(question)
    return True


def _log_folder() -> Path:
    from reader.settings import environment

    return environment.log_folder()


def _secrets() -> list[str]:
    from reader.settings import environment

    return environment.secrets()


def _unnamed_file() -> str:
    """What an error is about that names no file."""
    try:
        os.getcwd()  # noqa: PTH109 - read to see whether it is there
    except OSError:
        return "the folder in which this was typed is gone or closed to you, so that a file in it"
    return "a file"


def _run_command() -> int:
    import click

    from reader.cli import output
    from reader.errors import QueryError, ReaderError

    try:
        code = _run_click()
        output.flush_output()
    except click.ClickException as error:
        output.print_usage_error(error)
        return error.exit_code
    except QueryError as error:
        output.print_query_error(error)
        return 2
    except ReaderError as error:
        output.print_message(str(error))
        return 1
    except OSError as error:
        from reader.system.files import reason

        output.print_message(f"{error.filename or _unnamed_file()} cannot be used: {reason(error)}")
        return 1
    except click.Abort:
        output.print_message("interrupted; what was done before stays done")
        return 130
    # An `Exit` comes back as its code, the end of a command as None.
    return code if isinstance(code, int) else 0


def _run_click() -> object:
    """Run the command; whatever is said after it is on the screen that was there before."""
    from reader.cli.commands import paper_reader

    try:
        return paper_reader.main(prog_name="paper-reader", standalone_mode=False)
    finally:
        if not sys.argv[1:]:
            from reader.system import kept_frame

            kept_frame.release()
