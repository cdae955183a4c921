"""Text as it comes from outside, made fit for a terminal or a bibliography."""

from reader.text.door import ELLIPSIS, clean, clean_line, clean_paragraphs, shorten
from reader.text.linking import Link, address, links, names_another_host
from reader.text.plain import caseless, fold
from reader.text.remnants import readable

__all__ = [
    "ELLIPSIS",
    "Link",
    "address",
    "caseless",
    "clean",
    "clean_line",
    "clean_paragraphs",
    "fold",
    "links",
    "names_another_host",
    "readable",
    "shorten",
]
