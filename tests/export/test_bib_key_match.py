"""Whether the entry that has our key in a file is our paper."""

from __future__ import annotations

import pytest

from reader.export.bib_key_match import is_about
from reader.export.bib_parser import parse_bib
from reader.paper import Author, Paper

MAMBA = Paper(
    "2312.00752",
    "Mamba: Linear-Time Sequence Modeling",
    authors=(Author("Albert Gu"), Author("Tri Dao")),
)
SOLO = Paper("2502.20001", "Plain Sheep", authors=(Author("Ada Example"),))

CASES = [
    # The paper, the fields; whether it is the paper in any file, and in one that we wrote it into.
    (MAMBA, "title = {{Mamba}: Linear-time sequence modeling}", True, True),
    (MAMBA, "title = {{M}amba}, booktitle = {COLM}", True, True),
    (MAMBA, "title = {Mamba}, author = {Gu, A. and Dao, T.}", True, True),
    (MAMBA, 'title = "Mamba", author = "Gu, Zoe"', False, True),
    (MAMBA, "title = {Mamba with Linear Time}, author = {Gu, Albert and Dao, Tri}", False, True),
    (MAMBA, "title = {State Spaces}, author = {Gu, Albert and Dao, Tri}", False, True),
    (MAMBA, "title = {Mamba-2: Faster}, author = {Gu, Albert and Dao, Tri}", False, True),
    (MAMBA, "title = {Mamba}, eprint = {2401.00001}", False, False),
    (MAMBA, "title = {A Tale of Snakes}", False, False),
    (MAMBA, "howpublished = {Talk}", False, True),
    (SOLO, "title={A Plain Survey of Goats}, author={Example, Zoe}", False, False),
    (SOLO, "title={A Plain Survey of Goats}, author={Example, Ada}", False, False),
    (SOLO, "title={Plain Sheep}, author={Example, Zoe}", False, True),
    (SOLO, "title={Plain Sheep}, author={Example, Ada and Other, Bo}", True, True),
    (SOLO, "author={Example, Zoe}", False, False),
    (SOLO, "title={Plain}", False, True),
]


@pytest.mark.parametrize(("paper", "fields", "anywhere", "where_written"), CASES)
def test_an_entry_under_our_key(
    paper: Paper, fields: str, anywhere: bool, where_written: bool
) -> None:
    (entry,) = parse_bib(f"@misc{{key2025, {fields}}}")
    assert is_about(entry, paper, was_written=False) == anywhere
    assert is_about(entry, paper, was_written=True) == where_written
