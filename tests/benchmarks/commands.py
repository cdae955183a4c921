"""What commands take from the shell and back: `python -m tests.benchmarks commands`.

The program is the installed one, in a home with an archive and marks. Its floors are the least that
Python can do: `python -c pass`, and a console script as pip makes it whose `main` does nothing. A
list that is not in the archive is asked of the loopback service, as the client `hf` of Hugging Face
asks for it.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from tests.benchmarks import homes
from tests.benchmarks.table import NotHereError, Row, Samples, Work, in_turn

SIZES = ((1_000, 500), (100_000, 50_000))
"""Papers in the archive, and marks."""
CLOSED = homes.TODAY - timedelta(4)
"""A day that is over, so that nobody has to be asked for its list."""


def rows() -> list[Row]:
    """Commands, each against a floor of Python."""
    script, python = "console script", "python -c pass"
    return [
        Row("--version", script, 1.3, functools.partial(beside_script, "--version")),
        Row("--help", script, 2.6, functools.partial(beside_script, "--help")),
        *(
            Row(f"{name}, {marks:,} marks", python, 6, functools.partial(beside_python, size, word))
            for name, word in (
                ("list --json of a kept day", f"list --json --date {CLOSED}"),
                ("export of 100 starred", "export"),
            )
            for size in SIZES
            for marks in size[1:]
        ),
        Row("list --json, not kept", "hf papers ls", 0.6, beside_client),
        Row("digest of a kept day", "list", 1.5, beside_list),
    ]


def run(command: list[str], env: Mapping[str, str], before: Work | None = None) -> Work:
    """A work that runs a command to its end."""

    def work() -> float:
        if before:
            before()
        began = perf_counter()
        done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        taken = perf_counter() - began
        assert done.returncode == 0, (command, done.stderr)
        return taken

    work()  # The first start compiles.
    return work


@functools.cache
def console_script() -> list[str]:
    """The script that pip made for this program, of another whose `main` does nothing."""
    folder = homes.folder() / "bin"
    folder.mkdir(exist_ok=True)
    (folder / "nothing.py").write_text("def main():\n    pass\n", "utf-8")
    made = Path(homes.program()).read_text("utf-8")
    script = folder / "nothing-to-do"
    script.write_text(made.replace("from reader.cli import", "from nothing import"), "utf-8")
    return [sys.executable, str(script)]


def beside_script(word: str) -> Samples:
    """A command that needs no home, beside the script that does nothing."""
    env = homes.environment(homes.folder() / "empty")
    ours = run([sys.executable, homes.program(), word], env)
    return in_turn(ours, run(console_script(), env))


def beside_python(size: tuple[int, int], words: str) -> Samples:
    """A command on a home, beside Python that passes."""
    env = homes.environment(homes.home(*size))
    ours = run([sys.executable, homes.program(), *words.split()], env)
    return in_turn(ours, run([sys.executable, "-c", "pass"], env))


def beside_list() -> Samples:
    """The digest of the newest day, which nobody has read, beside its list."""
    env = homes.environment(homes.home(1_000, 0))
    program = [sys.executable, homes.program()]
    ours, floor = (run([*program, word, "--offline"], env) for word in ("digest", "list"))
    return in_turn(ours, floor)


def beside_client() -> Samples:
    """A list that is asked of the service, as our program and as Hugging Face's own asks."""
    client = Path(sys.executable).with_name("hf")
    if not client.exists():
        raise NotHereError("huggingface_hub is not installed")
    home = homes.folder() / "fetching"

    def forget() -> float:
        shutil.rmtree(home, ignore_errors=True)
        return 0.0

    with homes.service() as endpoint:
        env = homes.environment(home, endpoint) | {"HF_HUB_DISABLE_TELEMETRY": "1"}
        asked = ["--date", str(homes.TODAY)]
        ours = run([sys.executable, homes.program(), "list", "--json", *asked], env, forget)
        return in_turn(ours, run([str(client), "papers", "ls", "--json", *asked], env))
