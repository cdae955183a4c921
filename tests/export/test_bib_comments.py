"""Entries that a person took out of a bibliography."""

from __future__ import annotations

import pytest

from reader.export.bib_file import BibFile
from reader.paper import Author, Paper

SHEEP = Paper("2502.20001", "Plain Sheep", authors=(Author("Ada Example"),))
ENTRY = "@misc{example2025plain,\n  title = {100\\% Sheep},\n  eprint = {2502.20001}\n}"
LIVE = "@article{y, author={B, C}, title={Real}, year=2020}\n"
WAYS = {
    "@comment": f"@comment{{\n{ENTRY}\n}}\n",
    "@comment on one line": f"@Comment{{{ENTRY.replace(chr(10), ' ')}}}\n",
    "@comment in parentheses": f"@comment({ENTRY})\n",
    "@comment in @comment": f"@comment{{@comment{{{ENTRY}}}}}\n",
    "@comment without the at sign": f"@comment{{{ENTRY[1:]}}}\n",
    "percent signs": "".join(f"% {line}\n" for line in ENTRY.split("\n")),
    "percent signs without spaces": "".join(f"  %%{line}\n" for line in ENTRY.split("\n")),
    "percent signs and CR": "".join(f"%{line}\r" for line in ENTRY.split("\n")),
    "a percent sign": f"see % {ENTRY.replace(chr(10), ' ')}\n",
    "a percent sign on the first line": f"%{ENTRY}\n",
    "without the at sign": f"{ENTRY[1:]}\n",
    "with blanks without the at sign": f"  {ENTRY[1:].replace('{', ' { ', 1)}\n",
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("frame", ["{}", f"{LIVE}{{}}", f"{{}}{LIVE}", f"{{}}\n{LIVE}\n{{}}"])
def test_an_entry_is_known_however_it_was_taken_out(text: str, frame: str) -> None:
    file = BibFile(frame.replace("{}", text))
    assert [entry.key for entry in file.entries] == (["y"] if LIVE in frame else [])
    assert file.find(SHEEP) is None
    assert file.find_commented_out(SHEEP) == "example2025plain"
    assert "example2025plain" in file.keys
    assert file.find_commented_out(Paper("2502.20002", "Other")) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "% Encoding: UTF-8\n",
        "@comment{jabref-meta: databaseType:bibtex;}\n",
        "title = {Plain Sheep},\n",
        "% 2502.20001 is not in it\n",
        "@string{example2025plain = {x}}\n",
    ],
)
def test_what_is_no_entry_takes_nothing_out(text: str) -> None:
    file = BibFile(text + LIVE)
    assert file.find_commented_out(SHEEP) is None
    assert set(file.keys) == {"y"}


def test_one_that_is_there_again_is_there() -> None:
    file = BibFile(f"@comment{{\n{ENTRY}\n}}\n{LIVE}\n{ENTRY}\n")
    assert file.find(SHEEP)


def test_of_a_part_of_an_entry_the_key_stays_taken() -> None:
    assert "example2025plain" in BibFile("% @misc{example2025plain,\n@misc{b}").keys
