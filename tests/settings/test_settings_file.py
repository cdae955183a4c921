"""Changes to the settings file leave all else in it byte for byte as it was."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import ConfigError
from reader.settings import read_settings
from reader.settings.settings_file import FileEdit, add_entry, remove_entry, set_value
from reader.settings.settings_template import settings_template
from reader.system import files

NAME, QUERY = "author-ada-example", 'author:"Ada Example"'

_words = st.text(st.sampled_from("ab é李ñ:-/#[]=\"'\\ "), max_size=12)
_comments = st.one_of(
    st.just(""), _words.map(lambda text: f"# {text}"), st.just("# [highlight]"), st.just("#")
)


def quoted(text: str) -> str:
    """A text as TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@st.composite
def entries(draw: st.DrawFn) -> list[str]:
    """The lines of a table, with comments and empty lines between them."""
    lines = []
    for number in range(draw(st.integers(0, 3))):
        lines += draw(st.lists(_comments, max_size=2))
        value = draw(
            st.one_of(
                _words.map(quoted),
                st.lists(_words, max_size=3).map(lambda all_: f"[{', '.join(map(quoted, all_))}]"),
                st.lists(_words, min_size=1, max_size=2).map(
                    lambda all_: (
                        "[\n" + "".join(f"  {quoted(each)}, # why\n" for each in all_) + "]"
                    )
                ),
            )
        )
        remark = draw(_comments)
        lines.append(f"name-{number} = {value}{'  ' if remark else ''}{remark}")
    return [*lines, *draw(st.lists(_comments, max_size=2))]


@st.composite
def settings_texts(draw: st.DrawFn) -> str:
    """A settings file as a person may have written it."""
    lines = draw(st.lists(_comments, max_size=2))
    if draw(st.booleans()):
        lines.append(f'theme = "dark"{draw(st.sampled_from(["", "  # at night"]))}')
    for table in draw(st.permutations(["highlight", "mute", "views", "citation"])):
        if draw(st.booleans()):
            lines.append(f"[{table}]{draw(st.sampled_from(['', ' # mine', '  ']))}")
            lines += draw(entries()) if table != "citation" else ['copy = "key"', ""]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join("\n".join(lines).split("\n"))
    return draw(st.sampled_from(["", "\ufeff"])) + text + draw(st.sampled_from(["", end]))


@given(settings_texts(), st.sampled_from(["highlight", "mute", "views"]), _words)
def test_what_is_followed_and_then_not_any_more_leaves_the_bytes_as_they_were(
    text: str, table: str, query: str
) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "config.toml"
        file.write_bytes(text.encode())
        before = tomllib.loads(text.removeprefix("\ufeff"))
        added = add_entry(file, table, NAME, query)
        said = tomllib.loads(file.read_text("utf-8-sig"))
        assert said == before | {table: before.get(table, {}) | {NAME: query}}
        removed = remove_entry(file, table, NAME, query)
        assert file.read_bytes() == text.encode()
        # So does the undo of each.
        removed.take_back()
        assert file.read_bytes() == added.after
        added.take_back()
        assert file.read_bytes() == text.encode()


@given(settings_texts(), _words)
def test_the_line_of_the_theme_alone_is_changed(text: str, name: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "config.toml"
        file.write_bytes(text.encode())
        if "theme" not in tomllib.loads(text.removeprefix("\ufeff")):
            with pytest.raises(ConfigError, match="change it by hand"):
                set_value(file, "theme", name)
            assert file.read_bytes() == text.encode()
            return
        set_value(file, "theme", name)
        after = file.read_bytes().decode()
        assert tomllib.loads(after.removeprefix("\ufeff"))["theme"] == name
        pairs = zip(text.splitlines(), after.splitlines(), strict=True)
        changed = [new for old, new in pairs if old != new]
        assert all(line.removeprefix("\ufeff").startswith("theme = ") for line in changed)
        assert ("# at night" in text) == ("# at night" in after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[highlight]  # by f\nnew = 'a:\"b\"'\n"),
        ("# mine\n", "# mine\n\n[highlight]  # by f\nnew = 'a:\"b\"'\n"),
        (
            "[highlight]\nold = 'x'  # why\n\n# my lists\n[views]\nk = 'y'\n",
            "[highlight]\nold = 'x'  # why\nnew = 'a:\"b\"'\n\n# my lists\n[views]\nk = 'y'\n",
        ),
        (
            "[highlight]\n# none yet\n\n[views]\n",
            "[highlight]\nnew = 'a:\"b\"'\n# none yet\n\n[views]\n",
        ),
        ("highlight = { old = 'x' }\n", "highlight = { old = 'x', new = 'a:\"b\"'}\n"),
        ("highlight.old = 'x'\n", "highlight.old = 'x'\nhighlight.new = 'a:\"b\"'\n"),
        ("[highlight]  ", "[highlight]  \nnew = 'a:\"b\"'"),
        ("[highlight]\nold = 'x'  ", "[highlight]\nold = 'x'  \nnew = 'a:\"b\"'"),
        ("[highlight]\r\nold = 'x'", "[highlight]\r\nold = 'x'\r\nnew = 'a:\"b\"'"),
    ],
)
def test_an_entry_stands_behind_the_last_one_else_behind_the_header(
    tmp_path: Path, before: str, after: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(before.encode())
    add_entry(file, "highlight", "new", 'a:"b"')
    # The quotes of an inline table are tomlkit's.
    assert file.read_bytes().decode().replace('"a:\\"b\\""', "'a:\"b\"'") == after


def test_every_table_of_the_template_takes_an_entry_and_gives_it_back(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(settings_template())
    for table in ("highlight", "mute", "views"):
        add_entry(file, table, "x", "is:unread")
        assert read_settings(file, {}).tables[table] == {"x": ("is:unread",)}
        assert read_settings(file, {}).problems == ()
        remove_entry(file, table, "x", "is:unread")
        assert file.read_text() == settings_template()


def test_one_of_several_texts_goes_alone_and_the_entry_with_the_last(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[mute]\nmine = ['a', 'b'] # both\nother = 'c'\n")
    remove_entry(file, "mute", "mine", "a")
    assert file.read_text() == "[mute]\nmine = ['b'] # both\nother = 'c'\n"
    remove_entry(file, "mute", "mine", "b")
    assert file.read_text() == "[mute]\nother = 'c'\n"


Change = Callable[[Path], FileEdit]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[highlight\n", "is not TOML"),
        (b"a = 1\na = 2\n", "is not TOML"),
        (b"caf\xe9 = 1\n", "is not UTF-8"),
        (b"highlight = 3\n", "change it by hand"),
        (b"[highlight]\nauthor-ada-example = 'x'\n", "change it by hand"),
        (b"[[highlight]]\nx = 'y'\n", "change it by hand"),
    ],
)
def test_a_file_that_cannot_be_changed_is_left_as_it_is(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        add_entry(file, "highlight", NAME, QUERY)
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_one_that_is_read_only_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("# mine\n")
    file.chmod(0o444)
    with pytest.raises(ConfigError, match="is read-only; nothing was written"):
        add_entry(file, "highlight", NAME, QUERY)
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("# mine\n", 0o444)


def test_a_named_pipe_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    os.mkfifo(file)
    with pytest.raises(ConfigError, match="named pipe"):
        add_entry(file, "highlight", NAME, QUERY)


def test_on_a_full_disk_the_file_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("# mine\n")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_all", full)
    with pytest.raises(ConfigError, match="cannot be written: no space left on device"):
        add_entry(file, "highlight", NAME, QUERY)
    assert file.read_text() == "# mine\n"
    assert list(tmp_path.iterdir()) == [file]


def test_where_there_is_none_a_private_one_is_made_and_goes_again(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "config.toml"
    edit = add_entry(file, "highlight", NAME, QUERY)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    again = edit.take_back()
    assert not file.exists()
    assert again.before == edit.after
    edit.make_again()
    assert file.read_bytes() == edit.after


def test_a_symbolic_link_stays_one_and_the_mode_of_its_file_too(tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "reader.toml"
    target.parent.mkdir()
    target.write_text("# mine\n")
    target.chmod(0o640)
    link = tmp_path / "config.toml"
    link.symlink_to(os.path.relpath(target, tmp_path))
    add_entry(link, "views", "k", "is:unread")
    assert link.is_symlink()
    assert target.read_text() == '# mine\n\n[views]  # by f\nk = "is:unread"\n'
    assert target.stat().st_mode & 0o777 == 0o640


def test_what_was_changed_since_is_not_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    edit = add_entry(file, "highlight", NAME, QUERY)
    file.write_bytes(edit.after + b"# more\n")
    with pytest.raises(ConfigError, match="was changed since, so it was left as it is"):
        edit.take_back()
    assert file.read_bytes() == edit.after + b"# more\n"
