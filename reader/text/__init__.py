"""Text from outside made fit for a terminal or a bibliography."""

from reader.text.links import (
    TextLink,
    address,
    host,
    links,
    names_another_host,
    openable,
    without_password,
)
from reader.text.sanitizer import ELLIPSIS, clean, clean_line, clean_paragraphs, shorten
from reader.text.tex_remnants import readable

__all__ = [
    "ELLIPSIS",
    "TextLink",
    "address",
    "clean",
    "clean_line",
    "clean_paragraphs",
    "host",
    "links",
    "names_another_host",
    "openable",
    "readable",
    "shorten",
    "without_password",
]
