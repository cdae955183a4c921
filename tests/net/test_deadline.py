"""Blocking work that is waited for no longer than was said."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError

import pytest

from reader.net.deadline import Deadline, Worker


def test_the_result_comes_back() -> None:
    assert Deadline(60).run(lambda: 7) == 7


def test_what_the_work_raises_is_raised_where_it_is_waited_for() -> None:
    def work() -> None:
        raise LookupError("of the work")

    with pytest.raises(LookupError, match="of the work"):
        Deadline(60).run(work)


def test_work_that_hangs_is_left_behind() -> None:
    never = threading.Event()
    deadline = Deadline(0.05)
    with pytest.raises(TimeoutError):
        deadline.run(lambda: never.wait(120))
    assert deadline.left == 0
    never.set()


def test_another_thread_can_end_the_waiting() -> None:
    never = threading.Event()
    deadline = Deadline(60)

    def work() -> None:
        threading.Thread(target=deadline.stop).start()
        never.wait(120)

    with pytest.raises(CancelledError):
        deadline.run(work)
    assert deadline.left == 0
    never.set()


def test_an_outcome_that_nobody_waits_for_any_more_is_dropped() -> None:
    never, threads = threading.Event(), []

    def work() -> None:
        threads.append(threading.current_thread())
        never.wait(120)
        raise LookupError("too late")

    deadline = Deadline(60)
    deadline.stop()
    with pytest.raises(CancelledError):
        deadline.run(work)
    never.set()
    for thread in threads:
        thread.join(120)


def test_the_thread_never_keeps_the_program_from_ending() -> None:
    assert Deadline(60).run(lambda: threading.current_thread().daemon)


def test_a_wait_of_the_work_takes_its_time() -> None:
    deadline = Deadline(60)
    deadline.run(lambda: deadline.wait(0.01))
    assert 0 < deadline.left <= 59.99


def test_a_wait_ends_with_the_time() -> None:
    deadline = Deadline(0.01)
    with pytest.raises(TimeoutError):
        deadline.wait(3600)


def test_a_wait_ends_when_it_is_stopped() -> None:
    deadline, ended = Deadline(7200), threading.Event()

    def work() -> None:
        try:
            deadline.wait(3600)
        except TimeoutError:
            ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    deadline.stop()
    thread.join(120)
    assert ended.is_set()


def test_a_worker_does_one_piece_of_work_after_the_other() -> None:
    worker = Worker()
    threads = {Deadline(60).run(threading.current_thread, worker) for _ in range(3)}
    worker.end()
    assert len(threads) == 1
    for thread in threads:
        thread.join(120)
