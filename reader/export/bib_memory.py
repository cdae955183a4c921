"""What was last written into a bibliography, remembered by digest, so that hand edits are seen."""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Memory = dict[str, str]
"""The digest of each field that was written, by its name in lower case."""

_CHECKOUTS = (".git", ".hg", ".jj")


def content(value: str) -> str:
    """The text of a raw value, without the form in which a tool may lay it out.

    Delimiters and the breaking of lines do not count. Values joined by # stay as they are.

    >>> content("{A  {B}}"), content('"A {B}"'), content('"A" # b'), content("jan")
    ('A {B}', 'A {B}', '"A" # b', 'jan')
    """
    inner = value[1:-1] if _is_delimited(value) else value
    return " ".join(inner.split())


def digest(value: str) -> str:
    """A short name for the content of a raw value."""
    written = content(value).encode("utf-8", "surrogateescape")
    return urlsafe_b64encode(blake2b(written, digest_size=6).digest()).decode()


def encode(memory: Mapping[str, str]) -> str:
    """One line that `decode` reads back; the same for the same memory."""
    return " ".join(f"{name}:{memory[name]}" for name in sorted(memory))


def decode(line: str) -> Memory:
    """What `encode` wrote; what it did not write is passed over."""
    pairs = (word.rpartition(":") for word in line.split())
    return {name: value for name, _, value in pairs if name}


def file_names(path: Path) -> tuple[str, ...]:
    """Short names of a file by which its copies on other machines are the same; the best first.

    In a checkout it is called by its way from there, and everywhere by its way from the home
    folder, so that neither another place for the checkout nor another user name makes it unknown.
    """
    target = Path(os.path.realpath(path))
    home = _home()
    # A home that is a link was taken by its own name once, by which things are remembered still.
    homes = dict.fromkeys([home and Path(os.path.realpath(home)), home])
    names = dict.fromkeys(name for each in homes for name in _names(target, each))
    return tuple(
        blake2b(name.encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
        for name in names
    )


def _home() -> Path | None:
    try:
        return Path.home()
    except (RuntimeError, KeyError):
        return None


def _names(target: Path, home: Path | None) -> Iterator[str]:
    """By its way from the checkout that it is in, and from the home folder or the root."""
    for folder in target.parents:
        if folder == home:
            break
        if any((folder / sign).exists() for sign in _CHECKOUTS):
            yield f"{folder.name}/{target.relative_to(folder).as_posix()}"
            break
    inside = home is not None and target.is_relative_to(home)
    yield f"~/{target.relative_to(home).as_posix()}" if home and inside else target.as_posix()


def _is_delimited(value: str) -> bool:
    """It is one text in braces or quotes, and not several joined."""
    if not value.startswith(("{", '"')):
        return False
    if "#" not in value:
        return True
    depth = 0
    for at, sign in enumerate(value):
        depth += (sign == "{") - (sign == "}")
        if at and not depth and sign in '}"':
            return at == len(value) - 1
    return False
