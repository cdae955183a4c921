"""The picture in the README, taken from the real app: `python -m tests.screenshot`."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from tests.tui.driving import Desk, app_of, sample_session

FILE = Path(__file__).with_name("paper-reader.svg")
SIZE = (120, 34)


def taken(home: Path) -> str:
    """The sample day after some triage, as SVG; the same on every machine."""

    async def picture() -> str:
        with app_of(sample_session(home), home, only_sample=True) as app:
            async with app.run_test(size=SIZE) as pilot:
                desk = Desk(app, pilot)
                await desk.loaded("sample")
                await desk.press("r", "s", "r", "r", "s", "5", "j", "t")
                await desk.type("agents")
                await desk.press("enter")
                await desk.until(lambda: "#agents" in desk.detail)
                await pilot.pause()
                return app.export_screenshot(title="paper-reader")

    # Textual numbers its class names at random.
    return re.sub(r"terminal-\d+", "terminal", asyncio.run(picture()))


def main() -> None:
    """Take the picture anew."""
    with tempfile.TemporaryDirectory() as home:
        FILE.write_text(taken(Path(home)), "utf-8")
