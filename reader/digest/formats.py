"""The formats of a digest: the one table behind `--format`, the endings of files and the help."""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reader.digest import Digest
    from reader.digest.feeds import PaperFeed


class DigestFormat(NamedTuple):
    """One format; the module that writes it is imported at its first use."""

    name: str
    meaning: str
    """What it is for, in a few words."""
    endings: tuple[str, ...]
    """The endings of its files."""
    module: str
    """The module that writes it, in `reader.digest`."""
    is_feed: bool = False
    """It is read again and again, and holds what is recent instead of what is new."""

    def write(self, what: Digest | PaperFeed) -> str:
        """The text of a whole file.

        Args:
            what: a digest, or where it `is_feed`, a feed.
        """
        text: str = import_module(f"reader.digest.{self.module}").write(what)
        return text


FORMATS = {
    each.name: each
    for each in (
        DigestFormat("text", "a terminal, mail", (".txt", ".text"), "mail_text"),
        DigestFormat("html", "a page to share or print", (".html", ".htm"), "page"),
        DigestFormat("markdown", "a wiki, a gist, notes", (".md", ".markdown"), "markdown"),
        DigestFormat("atom", "readers of feeds", (".atom", ".xml"), "atom", is_feed=True),
        DigestFormat("rss", "older readers of feeds", (".rss",), "rss", is_feed=True),
        DigestFormat(
            "json", "JSON Feed, for readers and scripts", (".json",), "json_feed", is_feed=True
        ),
    )
}
"""Every format by its name; the first is the default."""

FEEDS = frozenset(each.name for each in FORMATS.values() if each.is_feed)
"""The names of those that are feeds."""


def format_of(file: PurePath) -> str | None:
    """The name of the format of a file; None where no format has its ending.

    >>> format_of(PurePath("list.HTML")), format_of(PurePath("feed.xml")), format_of(PurePath("a"))
    ('html', 'atom', None)
    """
    ending = file.suffix.lower()
    return next((each.name for each in FORMATS.values() if ending in each.endings), None)
