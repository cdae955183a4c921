"""A bibliography has the same name by whatever way it is reached."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

import pytest

from reader.export.bib_file import portable_file_ids


@pytest.fixture
def linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that is a symbolic link."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "linked").symlink_to("disk")
    monkeypatch.setenv("HOME", str(tmp_path / "linked"))
    return tmp_path / "linked"


def test_a_home_that_is_a_link_is_the_home(linked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_link = portable_file_ids(linked / "refs.bib")
    assert portable_file_ids(linked.parent / "disk" / "refs.bib") == by_link
    monkeypatch.setenv("HOME", str(linked.parent / "disk"))
    assert portable_file_ids(linked / "refs.bib")[0] == by_link[0], "as of a home that is none"


def test_what_was_remembered_by_its_true_path_is_found(linked: Path) -> None:
    true = os.path.realpath(linked / "refs.bib")
    assert blake2b(true.encode(), digest_size=4).hexdigest() in portable_file_ids(
        linked / "refs.bib"
    )


def test_without_a_home_it_has_a_name_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    assert len(portable_file_ids(tmp_path / "refs.bib")) == 1
