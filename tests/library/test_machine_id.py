"""A machine's id: made once, and never shared by two homes."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.library.stamp import LOCK, MACHINE_ID, give_id, known_id
from reader.system.files import locked


@pytest.fixture
def named(home: Path) -> str:
    """The id that the home has been given."""
    with locked(home / LOCK):
        return give_id(home)


def test_it_is_made_once(home: Path, named: str) -> None:
    assert MACHINE_ID.fullmatch(named)
    assert give_id(home) == known_id(home) == named


def test_two_homes_have_two(home: Path, named: str) -> None:
    assert give_id(home / "other") != named


@pytest.mark.parametrize(
    ("lock", "elsewhere", "copied"),
    [(True, False, False), (False, True, False), (True, True, True)],
    ids=["restored or on a disk without numbers", "renamed", "copied"],
)
def test_one_sign_of_a_copy_is_not_enough(
    home: Path, named: str, lock: bool, elsewhere: bool, copied: bool
) -> None:
    path = home / "machine"
    name, _, origin = path.read_text().partition("\n")
    number, host, folder = origin.rstrip("\n").split("\t")
    origin = "\t".join([number + "0" * lock, host, folder + "/before" * elsewhere])
    path.write_text(f"{name}\n{origin}\n")
    assert known_id(home) == (None if copied else named)


def test_an_id_without_an_origin_is_believed(home: Path) -> None:
    (home / "machine").write_text("1f2e3d4c\n")
    assert known_id(home) == "1f2e3d4c"
