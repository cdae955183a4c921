"""Sends a mail by a command, and has a command say a password; neither takes longer than told."""

from __future__ import annotations

import shlex
import signal
from pathlib import Path

from reader.errors import DeliveryError
from reader.system.child_process import Ended, run_child
from reader.system.files import reason
from reader.text import clean_line

SECONDS_TO_SEND = 25.0
"""Such a command puts the mail into a queue, or sends it itself."""
SECONDS_FOR_PASSWORD = 60.0
"""A person may have to type a passphrase first."""

_LONGEST_WORDS = 200
_FROM_HEADERS = "-t"
_NO_DOTS = ("-i", "-oi")
"""So that a line with one dot on it does not end the mail."""
_MEANINGS = {
    64: "it does not know its options",
    65: "it cannot read the mail",
    67: "it knows no such recipient",
    68: "it knows no such host",
    69: "what it needs is not there",
    70: "it has a mistake in itself",
    71: "the system gives it no resources",
    72: "a file of the system is missing",
    73: "it cannot write a file",
    74: "it cannot read or write",
    75: "it could not send just now; try again later",
    76: "the server speaks another protocol",
    77: "it is not allowed to; does its login work?",
    78: "its configuration is wrong",
    126: "it cannot be run",
    127: "it runs something that is not there",
}
"""Of the exit codes of sysexits.h and, from 126 on, of the shell."""


def send_by_command(content: bytes, command: str, seconds: float = SECONDS_TO_SEND) -> None:
    """Send a mail by a command such as ``msmtp -t``, which is run without a shell.

    Args:
        content: the mail, with the line ends of files; the recipient is taken from its headers.
        command: its words; ``~`` at its start is a home folder.
        seconds: how long it may take.

    Raises:
        DeliveryError: it was not sent, or that cannot be known.
    """
    words = shlex.split(command)
    name = words[0]
    words[0] = str(Path(name).expanduser()) if name.startswith("~") else name
    if _FROM_HEADERS not in words:
        words.append(_FROM_HEADERS)
    if not any(each in words for each in _NO_DOTS):
        words.append(_NO_DOTS[0])
    try:
        ended = run_child(words, content, seconds)
    except TimeoutError as error:
        said = f"“{name}” of mail.sendmail was stopped, as {error}"
        raise DeliveryError(said, perhaps_taken=True) from error
    except FileNotFoundError as error:
        raise DeliveryError(f"there is no program “{name}”, which mail.sendmail names") from error
    except (OSError, RuntimeError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise DeliveryError(f"“{name}” of mail.sendmail cannot be run: {why}") from error
    if ended.code:
        said = f"“{name}” of mail.sendmail {_how(ended)}"
        raise DeliveryError(said, perhaps_taken=ended.code < 0)


def password_of_command(command: str, seconds: float = SECONDS_FOR_PASSWORD) -> bytes:
    """The first line of what a command prints, which the shell runs, as for mutt and msmtp.

    Raises:
        DeliveryError: there is none.
    """
    name = "the command of mail.password_command"
    try:
        ended = run_child(command, b"", seconds)
    except TimeoutError as error:
        raise DeliveryError(f"{name} was stopped, as {error}") from error
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise DeliveryError(f"{name} cannot be run: {why}") from error
    password = ended.output.partition(b"\n")[0].removesuffix(b"\r")
    if ended.code:
        hidden = ended.errors.replace(password, b"") if password else ended.errors
        how = _how(Ended(ended.code, b"", hidden))
        raise DeliveryError(f"{name} {how}")
    if not password:
        raise DeliveryError(f"{name} printed no password")
    return password


def _how(ended: Ended) -> str:
    """How a command failed, and its own last words about that."""
    if ended.code < 0:
        try:
            how = f"was ended by {signal.Signals(-ended.code).name}"
        except ValueError:
            how = f"was ended by signal {-ended.code}"
    else:
        meaning = _MEANINGS.get(ended.code)
        how = f"ended with {ended.code}{f', which means that {meaning}' if meaning else ''}"
    lines = ended.errors.decode("utf-8", "replace").split("\n")
    words = next(
        (said for line in reversed(lines) if (said := clean_line(line, _LONGEST_WORDS))), ""
    )
    return f"{how} ({words.rstrip('.')})" if words else how
