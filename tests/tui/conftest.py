"""What the tests of the app share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that writes down what it is told to open."""
    visited = tmp_path / "visited"
    script = tmp_path / "browser.py"
    script.write_text(
        "import sys, pathlib\n"
        f"new = pathlib.Path({str(visited)!r} + '.new')\n"
        "new.write_text(sys.argv[1])\n"
        f"new.rename({str(visited)!r})\n"
    )
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} %s")
    return visited
