"""The README says what is true, and is short."""

from __future__ import annotations

import re

from reader.system.manual_index import NAMES
from tests.examples import README, ROOT

MOST_WORDS = 900
"""Code and the words that stand for pictures included; addresses of links are none."""


def text() -> str:
    return README.read_text("utf-8")


def words(markdown: str) -> list[str]:
    """What a person reads, or is read to."""
    said = re.sub(r'<img [^>]*alt="([^"]*)"[^>]*>', r"\1", markdown)
    said = re.sub(r"</?(?:picture|source|img)\b[^>]*>", "", said)
    said = re.sub(r"\]\([^)]*\)", "]", said)
    return [word for word in said.split() if re.search(r"\w", word)]


def test_it_is_read_in_a_few_minutes() -> None:
    assert words('a [b c](d.md) `--e f`\n<img src="x y" alt="g h">\n| i |') == [
        *("a", "[b", "c]", "`--e", "f`", "g", "h", "i"),
    ]
    assert 500 < len(words(text())) <= MOST_WORDS


def test_the_two_commands_stand_first_and_ci_runs_the_second() -> None:
    first, second = re.findall(r"^    (python3 -m venv .*)$", text(), re.MULTILINE)
    assert first.endswith(".venv/bin/paper-reader")
    assert second.endswith("-m pytest")
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "README.md" in script, "CI takes the command from the README itself"


def test_every_file_that_is_named_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", text())
    pictures = re.findall(r'(?:src|srcset)="([^"]+)"', text())
    assert len(pictures) == 6
    for name in (*links, *pictures):
        assert name.startswith("https://") or (ROOT / name).exists(), name
    assert [name for name in NAMES if f"reader/manual/{name}.md" not in links] == []


def test_every_picture_is_there_for_dark_and_light_and_says_what_is_on_it() -> None:
    dark = re.findall(r'media="\(prefers-color-scheme: dark\)" srcset="([^"]+)-dark.svg"', text())
    light = re.findall(r'<img src="([^"]+)-light.svg" alt="[^"]{20,}">', text())
    assert dark == light != []
