"""What is imported before a frame is on the screen: the kept one, and the first of the app."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.feed_server import FeedServer, items
from tests.terminal import Terminal
from tests.tui.app.test_terminal import PROGRAM, environment

_PAINT = """
import sys
before = {*sys.modules}
from reader.system import kept_frame
from reader.system.release import VERSION
kept_frame.paint(VERSION)
loaded = {*sys.modules} - before
kept_frame.release()
print("painted", bool(kept_frame.painted), *sorted(loaded), "end")
"""
_APP = """
import sys
from pathlib import Path
import reader.cli
from reader.tui.app.app import PaperReader
def drawn(self):
    if self.listing.ready and not file.exists():
        file.write_text("\\n".join(sys.modules))
file = Path(sys.argv.pop())
PaperReader.post_display_hook = drawn
sys.argv[:] = ["paper-reader"]
reader.cli.main()
"""
LATER = (
    *("tomlkit", "selectolax", "markdown_it", "reader.citation.romanization", "reader.export"),
    *("reader.text.tex_symbols", "reader.tui.screens", "reader.tui.handlers.editor"),
    *("reader.tui.handlers.pipe_prompt", "reader.settings.settings_file", "reader.library.repair"),
    *("pygments", "rich.markdown", "webbrowser", "csv", "reader.statistics"),
)
"""What a first frame has no use for, with all that is in it."""


@pytest.fixture
def env(home: Path, feed_server: FeedServer) -> dict[str, str]:
    """That of a home that was used before."""
    feed_server.days["2024-01-02"] = items(12)
    env = environment(feed_server.url, feed_server.today)
    with Terminal(PROGRAM, env) as terminal:
        terminal.wait_for("fetched")
        terminal.press("rq")
        assert terminal.leave() == 0
    return env


def test_the_kept_frame_is_painted_before_anything_is_imported(env: dict[str, str]) -> None:
    with Terminal([sys.executable, "-c", _PAINT], env) as terminal:
        assert terminal.leave() == 0
    said = terminal.written.rpartition(b"painted ")[2].decode().split()
    painted, *loaded, end = said
    assert (painted, end) == ("True", "end")
    ours = {"reader", "reader.system", "reader.system.kept_frame", "reader.system.release"}
    small = {"termios", "atexit", "time", "contextlib", "collections", "functools", "operator"}
    beside = {"collections.abc", "itertools", "keyword", "reprlib", "types"}
    found = {each for each in loaded if not each.startswith("_")}
    assert found <= ours | small | beside, found


def test_the_first_frame_of_the_app_has_what_it_needs_and_no_more(
    env: dict[str, str], tmp_path: Path
) -> None:
    names = tmp_path / "modules"
    with Terminal([sys.executable, "-c", _APP, str(names)], env) as terminal:
        terminal.wait_for("fetched")
        terminal.press("q")
        assert terminal.leave() == 0
    loaded = names.read_text().split("\n")
    assert "reader.tui.app.listing_screen" in loaded
    later = (*LATER, *(f"{name}." for name in LATER))
    assert [each for each in loaded if each in later or each.startswith(later[len(LATER) :])] == []
