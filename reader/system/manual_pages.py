"""The pages of the manual: Markdown files that come with the program, in the folder `manual`."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "manual"

MOST_LINES = 5_000
"""A page in a narrow window has fewer."""


def page(name: str) -> str:
    """The Markdown of a page, for a terminal: links to other pages are their words alone."""
    text = source(name)
    text = re.sub(r"(?m)^<!--.*-->\n", "", text)
    return re.sub(r"\[([^\]\n]+)\]\(\w+\.md\)", r"\1", text)


def source(name: str) -> str:
    """The Markdown of a page as it is in its file."""
    return (FOLDER / f"{name}.md").read_text("utf-8")


def summary(name: str) -> str:
    """What a page is about: the first sentence behind its heading, without its full stop."""
    _, paragraph, *_ = page(name).split("\n\n")
    sentence, _, _ = paragraph.replace("\n", " ").partition(". ")
    return sentence.rstrip(".")
