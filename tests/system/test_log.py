"""The log: what it says of a mistake, what it never says, and how long it gets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reader.errors import ConfigError, MistakeError, ReaderError
from reader.settings import environment
from reader.system import log


def failed(error: BaseException) -> BaseException:
    """The error as it is caught, with its traceback."""
    try:
        raise error
    except BaseException as caught:
        return caught


def test_a_mistake_is_written_with_its_traceback_and_the_file_is_named(tmp_path: Path) -> None:
    log.set_folder(lambda: tmp_path / "state" / "log")
    told = log.record_mistake(failed(ZeroDivisionError("by zero")))
    file = tmp_path / "state" / "log" / "paper-reader.log"
    assert isinstance(told, MistakeError)
    assert told.sentence == (
        f"This is a mistake of paper-reader (ZeroDivisionError); its traceback is in {file}. "
        "What was shown as done is saved."
    )
    text = file.read_text()
    assert "in failed\n    raise error" in text and text.endswith("ZeroDivisionError: by zero\n\n")
    assert file.stat().st_mode & 0o777 == 0o600
    assert {each.stat().st_mode & 0o777 for each in (file.parent, file.parent.parent)} == {0o700}
    file.unlink()


def test_one_that_comes_again_takes_a_line(tmp_path: Path) -> None:
    log.set_folder(lambda: tmp_path)
    error = failed(ValueError("no"))
    for _ in range(3):
        log.record_mistake(error)
    text = (tmp_path / log.FILE_NAME).read_text()
    assert text.count("Traceback") == 1
    assert text.count("again: ValueError: no\n") == 2
    (tmp_path / log.FILE_NAME).unlink()


def test_it_stays_below_a_megabyte_and_the_newest_stays(tmp_path: Path) -> None:
    log.set_folder(lambda: tmp_path)
    file = tmp_path / log.FILE_NAME
    for number in range(60):
        log.record_mistake(failed(ValueError(f"{number} " + "x" * 40_000)))
        assert file.stat().st_size <= 1_000_000
    text = file.read_text()
    assert "ValueError: 59 " in text and "ValueError: 0 " not in text
    assert file.stat().st_mode & 0o777 == 0o600
    log.record_mistake(failed(ValueError("y" * 5_000_000)))
    assert file.stat().st_size <= 1_000_000, "one alone is no way round that"
    file.unlink()


def test_no_token_and_no_control_character_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text("file-secret\n")
    variables = {"S2_API_KEY": "key-secret", "HF_TOKEN_PATH": str(tmp_path / "token")}
    log.set_folder(lambda: tmp_path, lambda: environment.secrets(variables))
    hostile = (
        "key-secret file-secret b'Bearer any-secret' hf_abcdefghij "
        "http://user:pass-secret@host/ \x1b[2J \x9b31m \u202e \r"
    )
    log.record_mistake(failed(ValueError(hostile)))
    text = (tmp_path / log.FILE_NAME).read_text()
    assert "secret" not in text and "hf_abc" not in text
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert "http://…@host/" in text
    (tmp_path / log.FILE_NAME).unlink()


def test_where_it_cannot_be_written_that_is_told_and_nothing_waits(tmp_path: Path) -> None:
    log.set_folder(lambda: tmp_path)
    os.mkfifo(tmp_path / log.FILE_NAME)
    said = log.record_mistake(failed(ValueError())).sentence
    assert "the log cannot be written: paper-reader.log is a named pipe, not a file" in said
    (tmp_path / log.FILE_NAME).unlink()

    def nowhere() -> Path:
        raise ConfigError("there is no home")

    log.set_folder(nowhere)
    assert "the log cannot be written: there is no home" in str(log.record_mistake(ValueError()))


def test_it_is_in_the_folder_for_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.log_folder({"PAPER_READER_HOME": str(tmp_path)}) == tmp_path / "log"
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert environment.log_folder({}) == tmp_path / "paper-reader" / "log"
    with pytest.raises(ReaderError, match="which is no folder"):
        environment.log_folder({"PAPER_READER_HOME": "~nobody-of-that-name"})
