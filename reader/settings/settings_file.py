"""Changes to the settings file that leave all else in it as a person wrote it.

Each is checked before it is written: the file must say afterwards what it said before, and the
change. tomlkit is imported when something is changed.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.errors import ConfigError
from reader.system.files import PRIVATE, read_regular, reason, replace_file

if TYPE_CHECKING:
    from tomlkit.items import Item
    from tomlkit.toml_document import TOMLDocument

_BOM = "\ufeff"
_BY_US = "  # by f"
"""Behind the header of a table that this program has added; it goes with the last entry."""

Written = dict[str, Any]
"""What a file says, as tomllib reads it."""


@dataclass(frozen=True, slots=True)
class FileEdit:
    """A change that was made to the settings file."""

    path: Path
    before: bytes | None
    """What was in it; None where there was no file."""
    after: bytes

    def take_back(self) -> FileEdit:
        """Write what was in the file before; a file that was not there before goes.

        Returns:
            The change the other way round.

        Raises:
            ConfigError: it was changed since, or it cannot be written; it is as it was.
        """
        return self._exchange(self.after, self.before)

    def make_again(self) -> FileEdit:
        """Write what this change wrote; raises as `take_back` does, and returns this change."""
        self._exchange(self.before, self.after)
        return self

    def _exchange(self, expected: bytes | None, wanted: bytes | None) -> FileEdit:
        if _content(self.path) != expected:
            raise ConfigError(f"{self.path} was changed since, so it was left as it is")
        if wanted is None:
            try:
                Path(os.path.realpath(self.path)).unlink(missing_ok=True)
            except OSError as error:
                raise ConfigError(
                    f"{self.path} cannot be taken away: {reason(error)}; it is as it was"
                ) from error
        else:
            _write(self.path, wanted)
        return FileEdit(self.path, expected, wanted or b"")


def add_entry(path: Path, table: str, name: str, text: str) -> FileEdit:
    """Add an entry to a table of named entries, behind its last one.

    Args:
        path: the settings file, which is made where there is none.
        table: such as ``highlight``; it is added at the end where there is none.
        name: of the entry; there must be none of that name.
        text: what it is set to.

    Raises:
        ConfigError: the file has a mistake or cannot be written; it is as it was.
    """

    def said(written: Written) -> None:
        entries = written.setdefault(table, {})
        if name in entries:
            raise KeyError(name)
        entries[name] = text

    def changed(content: str, document: TOMLDocument) -> str:
        end = _line_end(content)
        if table not in document:
            gap = end if not content or content.endswith(end) else ""
            before = f"{content}{gap}" if content else ""
            joined = before if not before or before.endswith(end) else before + end
            return f"{joined}[{table}]{_BY_US}{end}{_entry(name, text)}{end}"
        _insert(document[table], name, text, end)
        return document.as_string()

    return _edited(path, said, changed, f"{table}.{name}")


def remove_entry(path: Path, table: str, name: str, text: str) -> FileEdit:
    """Take a text out of an entry, and the entry out of the file where nothing is left of it.

    Args:
        path: the settings file.
        table: the table of the entry.
        name: of the entry.
        text: what it is set to, or one of the texts that it is set to.

    Raises:
        ConfigError: the entry is not there, or the file cannot be written; it is as it was.
    """

    def said(written: Written) -> None:
        entries = written[table]
        texts = entries[name]
        if isinstance(texts, list) and len(texts) > 1:
            texts.remove(text)
        elif entries.pop(name) not in (text, [text]):
            raise KeyError(name)

    def changed(content: str, document: TOMLDocument) -> str:
        end = _line_end(content)
        entries: Any = document[table]
        if isinstance(entries[name], list) and len(entries[name]) > 1:
            entries[name].remove(text)
            return document.as_string()
        at_the_end = _delete(entries, name)
        left = document.as_string()
        if at_the_end:
            # The file ended without a line end, and goes on doing so.
            left = left.removesuffix(end)
        ours = f"[{table}]{_BY_US}{end}"
        if left == ours or left.endswith(f"{end}{ours}"):
            return left.removesuffix(ours).removesuffix(end)
        return left

    return _edited(path, said, changed, f"{table}.{name}")


def set_value(path: Path, name: str, text: str) -> FileEdit:
    """Change a setting that stands in the file, outside of all tables.

    Raises:
        ConfigError: the file has a mistake or cannot be written; it is as it was.
    """

    def said(written: Written) -> None:
        if name not in written:
            raise KeyError(name)
        written[name] = text

    def changed(_: str, document: TOMLDocument) -> str:
        document[name] = text
        return document.as_string()

    return _edited(path, said, changed, name)


def set_entries(path: Path, table: str, wanted: Mapping[str, str | bool | None]) -> FileEdit:
    """Set some settings of a table, which is added at the end where there is none.

    Args:
        path: the settings file, which is made where there is none.
        table: such as ``sync``.
        wanted: the value by name; None takes the name out of the file.

    Raises:
        ConfigError: the file has a mistake or cannot be written; it is as it was.
    """
    given = {name: value for name, value in wanted.items() if value is not None}

    def said(written: Written) -> None:
        entries = written.setdefault(table, {})
        for name in wanted:
            entries.pop(name, None)
        entries |= given

    def changed(content: str, document: TOMLDocument) -> str:
        end = _line_end(content)
        if table not in document:
            gap = end if content and not content.endswith(end + end) else ""
            joined = content if not content or content.endswith(end) else content + end
            lines = "".join(f"{_entry(name, value)}{end}" for name, value in given.items())
            return f"{joined}{gap}[{table}]{end}{lines}" if given else content
        _replace_entries(document[table], wanted, end)
        left, empty = document.as_string(), f"[{table}]{end}"
        if not given and (left == empty or left.endswith(f"{end}{empty}")):
            return left.removesuffix(empty).removesuffix(end)
        return left

    return _edited(path, said, changed, f"[{table}]")


def _replace_entries(entries: Any, wanted: Mapping[str, str | bool | None], end: str) -> None:
    """Change the entries of a table as `set_entries` wants them."""
    known = set(entries)
    # First what tomlkit itself does, as it does not know of what the others do.
    for name, value in wanted.items():
        if value is not None and name in known:
            entries[name] = value
    for name, value in wanted.items():
        if value is None and name in known:
            _delete(entries, name)
    for name, value in wanted.items():
        if value is not None and name not in known:
            _insert(entries, name, value, end)


def _edited(
    path: Path,
    said: Callable[[Written], None],
    changed: Callable[[str, TOMLDocument], str],
    what: str,
) -> FileEdit:
    """Change the file.

    Args:
        path: the file.
        said: changes what the file says; raises KeyError where that cannot be done.
        changed: returns the new text of the file.
        what: the name of what is changed.
    """
    from tomlkit.exceptions import TOMLKitError

    before = _content(path)
    content = _decoded(path, before or b"")
    mark = _BOM if content.startswith(_BOM) else ""
    content = content.removeprefix(_BOM)
    written, document = _parsed(path, content)
    try:
        said(written)
        after = changed(content, document)
        is_right = _told(tomllib.loads(after)) == _told(written)
    except (KeyError, TypeError, AttributeError, ValueError, TOMLKitError):
        is_right, after = False, ""
    if not is_right:
        raise ConfigError(
            f"{what} in {path} is written in a way that this program cannot change; change it by "
            "hand (edit-settings in the palette)"
        )
    encoded = f"{mark}{after}".encode()
    _write(path, encoded)
    return FileEdit(path, before, encoded)


def _parsed(path: Path, content: str) -> tuple[Written, TOMLDocument]:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomllib.loads(content), tomlkit.parse(content)
    except (ValueError, RecursionError, TOMLKitError) as error:
        mistake = f"{str(error)[:1].lower()}{str(error)[1:]}"
        raise ConfigError(f"{path} is not TOML: {mistake}; nothing was written") from error


def _told(written: Written) -> Written:
    """What a file says, but for tables with nothing in them."""
    return {name: value for name, value in written.items() if value != {}}


def _content(path: Path) -> bytes | None:
    """What is in the file; None where there is none."""
    try:
        return read_regular(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {reason(error)}; nothing was written") from error


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8; nothing was written") from error


def _write(path: Path, content: bytes) -> None:
    try:
        target = Path(os.path.realpath(path))
        # It could be replaced all the same, which is not what whoever made it so wants.
        if target.exists() and not (target.stat().st_mode & 0o222 and os.access(target, os.W_OK)):
            raise ConfigError(f"{path} is read-only; nothing was written")
        replace_file(path, content, 0o666 if target.exists() else PRIVATE)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {reason(error)}; it is as it was") from error


def _line_end(content: str) -> str:
    return "\r\n" if content.partition("\n")[0].endswith("\r") else "\n"


def _entry(name: str, text: str | bool) -> str:
    """A line of the file, without its end."""
    import tomlkit

    return f"{tomlkit.key(name).as_string()} = {_quoted(text).as_string()}"


def _quoted(text: str | bool) -> Item:
    """A value in TOML; a text in the quotes in which it needs no escapes, where there are such."""
    import tomlkit

    if isinstance(text, bool):
        return tomlkit.item(text)
    is_plain = "'" not in text and text.isprintable()
    return tomlkit.string(text, literal=is_plain and ('"' in text or "\\" in text))


def _insert(table: Any, name: str, text: str | bool, end: str) -> None:
    """Put an entry behind the last one of a table, else behind its header.

    What stands further below, such as the comment on the next table, stays there.
    """
    import tomlkit
    from tomlkit.items import AoT, Table

    if not isinstance(table, Table) or table.is_super_table():
        # It is written in one line, or with points.
        table[name] = text
        return
    body = table.value.body
    entries = (
        at
        for at, (key, each) in enumerate(body)
        if key is not None and not isinstance(each, Table | AoT)
    )
    at = max(entries, default=-1)
    before = body[at][1] if at >= 0 else table
    item = _quoted(text)
    item.trivia.trail = end
    if "\n" not in before.trivia.trail and at + 1 == len(body):
        # The file ends without a line end, and goes on doing so.
        before.trivia.trail, item.trivia.trail = f"{before.trivia.trail}{end}", ""
    body.insert(at + 1, (tomlkit.key(name), item))


def _delete(table: Any, name: str) -> bool:
    """Take an entry out of a table; whether nothing stood behind it, not even a line end."""
    from tomlkit.items import Table

    if not isinstance(table, Table) or table.is_super_table():
        del table[name]
        return False
    body = table.value.body
    at = next(at for at, (key, _) in enumerate(body) if key is not None and key.key == name)
    _, item = body.pop(at)
    return not item.trivia.trail
