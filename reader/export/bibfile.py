"""A `.bib` file that is somebody's own: read as it is, added to, nothing else in it touched."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.errors import ExportError
from reader.export.bibparse import BibFile, Entry, parse
from reader.export.bibtex import bibliography
from reader.files import reason, replace_file
from reader.paper import paper_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Addition", "BibFile", "Entry", "arxiv_ids", "keys", "merge", "parse", "read", "write"]

_ID = r"(\d{4}\.\d{4,5})(?!\d)"
_MENTIONS = {
    "doi": re.compile(rf"10\.48550/arxiv\.{_ID}", re.IGNORECASE),
    **dict.fromkeys(
        ("url", "ee", "howpublished", "bdsk-url-1"),
        re.compile(rf"arxiv\.org/(?:abs|pdf|html|format)/{_ID}", re.IGNORECASE),
    ),
    # Google Scholar's form: journal={arXiv preprint arXiv:2307.08691}.
    **dict.fromkeys(("journal", "journaltitle"), re.compile(rf"arxiv:\s*{_ID}", re.IGNORECASE)),
}
_JOINT = re.compile(r"""["}]\s*\#\s*["{]""")
_CLASS = re.compile(r"\s*\[[^\]]*\]$")
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Addition:
    """An entry that a bibliography should have."""

    paper: str
    """The arXiv id of the paper."""
    key: str
    """The citation key of the entry."""
    entry: str
    """The entry itself, without a newline at its end."""


def arxiv_ids(entry: Entry) -> frozenset[str]:
    """The arXiv papers that an entry says it is, by eprint, DOI, address or journal."""
    found = set()
    kind = entry.fields.get("archiveprefix") or entry.fields.get("eprinttype") or "arxiv"
    if "arxiv" in kind.lower():
        eprint = _JOINT.sub("", entry.fields.get("eprint", "")).strip('{}" \t\r\n')
        # Some write the class behind the identifier: 2307.08691 [cs.LG].
        found.add(paper_id(_CLASS.sub("", eprint)))
    for name, mention in _MENTIONS.items():
        if name in entry.fields and (match := mention.search(_JOINT.sub("", entry.fields[name]))):
            found.add(match[1])
    return frozenset(filter(None, found))


def keys(text: str) -> dict[str, frozenset[str]]:
    """The citation keys of a bibliography, in lower case, with the arXiv papers they stand for.

    BibTeX compares keys without regard to case. An entry that names no arXiv paper has an empty
    set.

    Raises:
        ExportError: the text is not well formed.
    """
    held: dict[str, frozenset[str]] = {}
    for entry in parse(text).entries:
        key = entry.key.lower()
        held[key] = held.get(key, frozenset()) | arxiv_ids(entry)
    return held


def merge(text: str, additions: Iterable[Addition]) -> str:
    """The bibliography with those papers at its end that it does not have yet.

    A paper is there when an entry says that it is this arXiv paper, or has its key and does not
    say that it is another one. What stands in the text stays as it is, byte for byte, and the
    line ends follow it. Merging the same again changes nothing.

    Raises:
        ExportError: the text is not well formed, or has the key of an addition on the entry of
            another paper; ask `keys` beforehand to avoid that.
    """
    held = keys(text)
    papers = set().union(*held.values())
    new: list[str] = []
    for each in additions:
        if each.paper in papers:
            continue
        key = each.key.lower()
        if others := held.get(key):
            raise ExportError(
                f"The key {each.key} of arXiv paper {each.paper} is in the bibliography for"
                f" {', '.join(sorted(others))}. Nothing was changed; give one of them another key."
            )
        if key not in held:
            new.append(each.entry)
            held[key] = frozenset({each.paper})
            papers.add(each.paper)
    if not new:
        return text
    end = line_end.group() if (line_end := _LINE_END.search(text)) else "\n"
    return text + _gap(text, end) + bibliography(new).replace("\n", end)


def _gap(text: str, end: str) -> str:
    """What must stand between the text and an entry behind it, so that one line is empty."""
    written = text.rstrip(" \t\r\n")
    if not written.strip("\ufeff"):
        return ""
    return end * (2 - len(_LINE_END.findall(text, len(written))))


def read(path: Path) -> str:
    """The text of a bibliography, with its line ends and byte-order mark as they are.

    Raises:
        ExportError: there is no such file, or it cannot be read, or is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {reason(error)}.") from error
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ExportError(
            f"{path} is not UTF-8 text: line {line} has the byte {content[error.start]:#04x}."
            " Nothing was changed; convert the file to UTF-8, then try again."
        ) from error


def write(path: Path, text: str) -> None:
    """Put a bibliography in the place of the file, whole or not at all.

    A symbolic link stays a link, and a file keeps its mode.

    Raises:
        ExportError: it cannot be written; the file is as it was.
    """
    if not path.parent.is_dir():
        raise ExportError(f"{path} cannot be written: there is no folder {path.parent}")
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            # A device or a pipe must not be replaced by a file; a folder refuses to be written.
            path.write_bytes(text.encode())
        else:
            replace_file(path, text.encode())
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {reason(error)}. The file is as it was."
        ) from error
