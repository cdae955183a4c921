"""What is wrong with the files of this program as a package installer put them there."""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.metadata
import json
import os
import re
import shlex
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import Distribution
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from reader.system.release import DISTRIBUTION, OLD_DISTRIBUTION

_MOST_NAMED = 3
_DIGESTS = ("sha256", "sha384", "sha512")
# Only then can a package have a file of ours, and there may be hundreds of packages.
_SUSPECT = re.compile(r"^\"?reader/|/paper-reader\b", re.MULTILINE)
# What the command of this program calls, whatever its distribution is named.
_COMMAND = re.compile(r"^\s*paper-reader\s*=\s*reader\.cli\s*:\s*main\s*$", re.MULTILINE)


class Wrong(NamedTuple):
    """One thing that is wrong, and how it is mended."""

    sentence: str
    commands: tuple[str, ...]
    """To be run in this order."""


def problems(path: Iterable[str] | None = None) -> Iterator[Wrong]:
    """Other packages that have files of this program, and files that are not as installed.

    A checkout and an editable installation of one have no files that others could overwrite.

    Args:
        path: the folders in which packages are installed; None for those of this Python.
    """
    folders = list(sys.path if path is None else path)
    installed: dict[str, _Package] = {}
    for package in map(_Package, importlib.metadata.distributions(path=folders)):
        # Of two on the path, the first is the one that is imported.
        installed.setdefault(package.name, package)
    ours = installed.pop(DISTRIBUTION, None)
    if ours is None:
        return
    altered = set(_altered(ours.digests))
    for other in installed.values():
        if common := ours.digests.keys() & other.files:
            yield _clash(ours, other, common, altered & common)
            altered -= common
    # The script that calls the program may have been changed by whoever moved the environment.
    if left := sorted(each for each in altered if ours.code in each.parents):
        verb = "is" if len(left) == 1 else "are"
        yield Wrong(f"{ours.named(left)} of this program {verb} not as installed", (_again(ours),))


@dataclass(frozen=True)
class _Package:
    """An installed distribution, as its metadata describes it."""

    distribution: Distribution

    @cached_property
    def name(self) -> str:
        """As installers compare it: https://packaging.python.org/specifications/name-normalization."""
        return re.sub(r"[-_.]+", "-", self._said("Name")).lower()

    @property
    def shown(self) -> str:
        """Its name and version, for a sentence."""
        return f"{self.name} {self._said('Version')}".strip()

    @property
    def is_this_program(self) -> bool:
        return bool(_COMMAND.search(self._text("entry_points.txt")))

    @property
    def code(self) -> Path:
        """The folder of the import package, where it has one."""
        return self._root / "reader"

    @cached_property
    def files(self) -> Collection[Path]:
        """Those that it brought."""
        record = self._text("RECORD")
        return (
            frozenset(path for path, _ in self._recorded(record)) if _SUSPECT.search(record) else ()
        )

    @cached_property
    def digests(self) -> Mapping[Path, tuple[str, str]]:
        """The kind and the value of each digest that is recorded.

        https://packaging.python.org/specifications/recording-installed-packages
        """
        rows = (
            (path, *said.partition("=")[::2]) for path, said in self._recorded(self._text("RECORD"))
        )
        return {path: (kind, value) for path, kind, value in rows if value}

    @property
    def source(self) -> str:
        """What an installer is told to install it from.

        https://packaging.python.org/specifications/direct-url
        """
        try:
            said = json.loads(self._text("direct_url.json"))
            url = str(said["url"])
            if vcs := said.get("vcs_info"):
                return shlex.quote(f"{vcs['vcs']}+{url}")
            parts = urlsplit(url)
            where = shlex.quote(url2pathname(parts.path) if parts.scheme == "file" else url)
            return f"-e {where}" if said.get("dir_info", {}).get("editable") else where
        except (ValueError, KeyError, TypeError, AttributeError):
            return self.name

    def named(self, files: Collection[Path]) -> str:
        """Some of its files, in a sentence."""
        root, more = self._root, len(files) - _MOST_NAMED
        named = ", ".join(
            str(path.relative_to(root) if root in path.parents else path)
            for path in sorted(files)[:_MOST_NAMED]
        )
        return f"{named} and {more} more" if more > 0 else named

    def command(self, what: str) -> str:
        """The beginning of a command of the installer that put it there."""
        python = shlex.quote(sys.executable)
        if self._text("INSTALLER").strip() == "uv":
            return f"uv pip {what} -p {python}"
        return f"{python} -m pip {what}"

    @property
    def _root(self) -> Path:
        return Path(os.path.normpath(str(self.distribution.locate_file(""))))

    def _recorded(self, record: str) -> Iterator[tuple[Path, str]]:
        with suppress(csv.Error):
            for row in csv.reader(record.splitlines()):
                if len(row) > 1:
                    yield Path(os.path.normpath(self._root / row[0])), row[1]

    def _said(self, field: str) -> str:
        found = re.search(rf"^{field}:[ \t]*(.*)$", self._text("METADATA"), re.MULTILINE)
        return found[1].strip() if found else ""

    def _text(self, file: str) -> str:
        """A file of the metadata; empty where it cannot be read, as others wrote it."""
        with suppress(OSError, ValueError):
            return self.distribution.read_text(file) or ""
        return ""


def _clash(
    ours: _Package, other: _Package, common: Collection[Path], overwritten: Collection[Path]
) -> Wrong:
    commands = (f"{other.command('uninstall')} {other.name}", _again(ours))
    if other.name == OLD_DISTRIBUTION and other.is_this_program:
        sentence = (
            f"this program is still installed under its old name, {other.name}, beside "
            f"{DISTRIBUTION}, and to remove the old one alone would delete files of the new one"
        )
    elif overwritten:
        sentence = (
            f"the package {other.shown} has overwritten {ours.named(overwritten)} of this program; "
            "the two cannot be in one environment"
        )
    else:
        sentence = (
            f"the package {other.shown} is said to have {ours.named(common)}, as this program has, "
            "so that it is broken and its removal would delete files of this program; the two "
            "cannot be in one environment"
        )
    return Wrong(sentence, commands)


def _again(ours: _Package) -> str:
    return f"{ours.command('install')} --force-reinstall --no-deps {ours.source}"


def _altered(digests: Mapping[Path, tuple[str, str]]) -> Iterator[Path]:
    """The files that are gone, or are not what was installed."""
    for path, (kind, value) in digests.items():
        if kind not in _DIGESTS:
            continue
        try:
            found = hashlib.new(kind, path.read_bytes()).digest()
        except OSError:
            found = b""
        if base64.urlsafe_b64encode(found).rstrip(b"=").decode() != value:
            yield path
