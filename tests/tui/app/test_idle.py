"""An app that nobody touches lets the machine rest."""

from __future__ import annotations

import select
import threading
from pathlib import Path

from textual.timer import Timer

from reader.tui.keys.terminal_driver import InputEnd
from reader.tui.parts import new_list_notice
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, run_two_days

PATIENCE = 60.0
"""Seconds after which a thread that hangs is given up; no speed is measured."""


def intervals(desk: Desk) -> list[float]:
    """Those of the timers that go off again and again."""
    pumps = [desk.app, *desk.app.screen_stack, *desk.screen.walk_children()]
    timers: list[Timer] = [timer for pump in pumps for timer in pump._timers]
    return [
        timer._interval
        for timer in timers
        if timer._repeat is None and timer._active.is_set() and timer._task
    ]


def test_nothing_goes_off_more_than_once_a_minute(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        assert new_list_notice.TICK in intervals(desk)
        assert min(intervals(desk)) >= new_list_notice.TICK

    run_two_days(home, feed_server, story)


def test_the_end_of_input_wakes_who_waits_for_it() -> None:
    end = InputEnd()
    woken = threading.Event()

    def wait() -> None:
        select.select([end.read], [], [])
        woken.set()

    for _ in range(2):
        thread = threading.Thread(target=wait)
        thread.start()
        end.set()
        end.set()
        assert woken.wait(PATIENCE) and end.is_set()
        thread.join()
        end.clear()
        end.clear()
        woken.clear()
        assert not end.is_set() and not select.select([end.read], [], [], 0)[0]
