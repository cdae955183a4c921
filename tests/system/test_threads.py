"""The floor: work comes back, whatever goes wrong in it."""

from __future__ import annotations

import sys
from concurrent.futures import Future

import pytest

from reader.errors import ArchiveError, MistakeError, ReaderError
from reader.system.threads import call_guarded, catch_all, resolve_future, start_thread
from tests.conftest import Mistakes

_PATIENCE = 30.0


def raising(error: BaseException) -> object:
    raise error


def test_what_nobody_foresaw_is_told_and_logged(mistakes: Mistakes) -> None:
    told: list[ReaderError] = []
    with catch_all(told.append):
        raising(LookupError("why"))
    assert isinstance(told[0], MistakeError)
    assert "LookupError: why" in mistakes.take()


def test_what_a_person_can_act_on_is_told_as_it_is() -> None:
    error = ArchiveError("the disk is full")
    told: list[ReaderError] = []
    with catch_all(told.append):
        raising(error)
    assert told == [error]
    with pytest.raises(ArchiveError, match="the disk is full"):
        call_guarded(lambda: raising(error))


def test_sound_work_returns_its_result_or_raises_what_can_be_told(mistakes: Mistakes) -> None:
    assert call_guarded(lambda: 7) == 7
    with pytest.raises(MistakeError, match="RuntimeError"):
        call_guarded(lambda: raising(RuntimeError()))
    assert "RuntimeError" in mistakes.take()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)], ids=repr)
def test_what_ends_the_program_ends_it(error: BaseException) -> None:
    with pytest.raises(type(error)), catch_all(lambda _: None):
        raising(error)


@pytest.mark.parametrize(
    "error", [ZeroDivisionError(), MemoryError(), SystemExit(3), GeneratorExit()], ids=repr
)
def test_a_thread_never_ends_unheard(error: BaseException, mistakes: Mistakes) -> None:
    told: list[ReaderError] = []
    start_thread(lambda: raising(error), "test", told.append).join(_PATIENCE)
    assert isinstance(told[0], MistakeError)
    assert type(error).__name__ in mistakes.take()


def test_a_recursion_without_end_is_one_mistake(mistakes: Mistakes) -> None:
    def deep() -> None:
        deep()

    told: list[ReaderError] = []
    start_thread(deep, "test", told.append).join(_PATIENCE)
    assert "RecursionError" in str(told[0])
    assert len(mistakes.take()) < sys.getrecursionlimit() * 100


def test_who_waits_for_an_outcome_is_given_the_error_itself() -> None:
    outcome: Future[object] = Future()
    resolve_future(lambda: raising(SystemExit(3)), outcome)
    assert isinstance(outcome.exception(_PATIENCE), SystemExit)
