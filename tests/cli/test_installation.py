"""What `doctor` says of packages that share files with this program, and of its version."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

import reader
from reader.cli.installation import Wrong, problems
from reader.system.release import DISTRIBUTION, VERSION

ROOT = Path(__file__).parents[2]
OURS = "[console_scripts]\npaper-reader = reader.cli:main\n"
FILES = {"reader/__init__.py": b"# ours\n", "reader/release.py": b"VERSION = '1'\n"}


@dataclass(frozen=True)
class Wheel:
    """A distribution, small enough to be made in a test."""

    name: str
    files: Mapping[str, bytes]
    entry_points: str = OURS
    version: str = "1.0"

    @property
    def info(self) -> str:
        return f"{self.name.replace('-', '_')}-{self.version}.dist-info"

    @property
    def content(self) -> dict[str, bytes]:
        """All that a wheel holds, its RECORD last.

        https://packaging.python.org/specifications/binary-distribution-format
        """
        metadata = f"Metadata-Version: 2.1\nName: {self.name}\nVersion: {self.version}\n"
        wheel = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        content = {
            **self.files,
            f"{self.info}/METADATA": metadata.encode(),
            f"{self.info}/WHEEL": wheel.encode(),
            f"{self.info}/entry_points.txt": self.entry_points.encode(),
        }
        record = f"{self.info}/RECORD"
        return content | {record: recorded({**content, record: b""}, record)}

    def unpack(self, folder: Path, **metadata: str) -> None:
        """Put it into a folder as an installer does, over whatever is there."""
        for name, written in self.content.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written)
        for name, text in metadata.items():
            (folder / self.info / name).write_text(text)

    def build(self, folder: Path) -> Path:
        """It as a file that pip takes."""
        path = folder / f"{self.name.replace('-', '_')}-{self.version}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for name, written in self.content.items():
                archive.writestr(name, written)
        return path


def recorded(content: Mapping[str, bytes], record: str) -> bytes:
    """The RECORD of some files; it has no digest of itself."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for name, written in content.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(written).digest()).rstrip(b"=").decode()
        rows.writerow([name, "", ""] if name == record else [name, f"sha256={digest}", "1"])
    return text.getvalue().encode()


NEW = Wheel(DISTRIBUTION, FILES)
OLD = Wheel("paper-reader", {"reader/__init__.py": b"# before\n"})
FEED_READER = Wheel("reader", {"reader/__init__.py": b"# theirs\n", "reader/core.py": b""}, "")
"""Such as there is on PyPI."""


def test_the_build_has_its_name_and_its_version_from_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["name"] == DISTRIBUTION
    assert project["project"]["scripts"] == {"paper-reader": "reader.cli:main"}
    source = ROOT / project["tool"]["hatch"]["version"]["path"]
    assert f'VERSION = "{VERSION}"' in source.read_text("utf-8").splitlines()


def found(folder: Path) -> list[Wrong]:
    return list(problems([str(folder)]))


def test_nothing_is_wrong_where_it_is_alone(tmp_path: Path) -> None:
    NEW.unpack(tmp_path)
    Wheel("other", {"other.py": b""}, "").unpack(tmp_path)
    assert found(tmp_path) == []


def test_the_old_name_beside_the_new_one_is_told_with_two_commands(tmp_path: Path) -> None:
    OLD.unpack(tmp_path)
    NEW.unpack(tmp_path, INSTALLER="pip\n")
    (wrong,) = found(tmp_path)
    assert "still installed under its old name, paper-reader, beside hf-paper-reader" in wrong[0]
    assert wrong.commands == (
        f"{sys.executable} -m pip uninstall paper-reader",
        f"{sys.executable} -m pip install --force-reinstall --no-deps hf-paper-reader",
    )


def test_another_program_named_paper_reader_is_no_old_name_of_ours(tmp_path: Path) -> None:
    NEW.unpack(tmp_path)
    other = "[console_scripts]\npaper-reader = paper_reader.cli:main\n"
    Wheel("paper-reader", {"paper_reader/cli.py": b""}, other).unpack(tmp_path)
    assert found(tmp_path) == []


def test_its_command_in_the_place_of_ours_is_told(tmp_path: Path) -> None:
    script = "bin/paper-reader"
    Wheel(DISTRIBUTION, {**FILES, script: b"ours"}).unpack(tmp_path)
    Wheel("paper-reader", {"paper_reader/cli.py": b"", script: b"theirs"}, "").unpack(tmp_path)
    (wrong,) = found(tmp_path)
    assert wrong.sentence.startswith(
        "the package paper-reader 1.0 has overwritten bin/paper-reader of this program"
    )


def test_files_that_another_package_has_overwritten_are_told(tmp_path: Path) -> None:
    NEW.unpack(tmp_path)
    FEED_READER.unpack(tmp_path)
    (wrong,) = found(tmp_path)
    assert wrong.sentence == (
        "the package reader 1.0 has overwritten reader/__init__.py of this program; the two cannot "
        "be in one environment"
    )
    assert [command.split(" -m pip ")[1] for command in wrong.commands] == [
        "uninstall reader",
        "install --force-reinstall --no-deps hf-paper-reader",
    ]


def test_a_package_that_ours_has_overwritten_is_told_as_well(tmp_path: Path) -> None:
    FEED_READER.unpack(tmp_path)
    NEW.unpack(tmp_path)
    (wrong,) = found(tmp_path)
    assert "it is broken and its removal would delete files of this program" in wrong.sentence


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_file_that_is_not_as_installed_is_told(tmp_path: Path, harm: str) -> None:
    NEW.unpack(tmp_path)
    path = tmp_path / "reader" / "release.py"
    path.write_bytes(b"#") if harm == "changed" else path.unlink()
    (wrong,) = found(tmp_path)
    assert wrong.sentence == "reader/release.py of this program is not as installed"
    assert len(wrong.commands) == 1


@pytest.mark.parametrize(
    ("direct", "source"),
    [
        ({"url": "file:///srv/my%20papers", "dir_info": {}}, "'/srv/my papers'"),
        ({"url": "file:///srv/x", "dir_info": {"editable": True}}, "-e /srv/x"),
        ({"url": "https://x.org/p.whl", "archive_info": {}}, "https://x.org/p.whl"),
        ({"url": "https://x.org/p", "vcs_info": {"vcs": "git"}}, "git+https://x.org/p"),
        ([], "hf-paper-reader"),
        ({"url": None, "dir_info": 1}, "hf-paper-reader"),
    ],
    ids=repr,
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths are written otherwise there")
def test_it_is_installed_again_from_where_it_came(
    tmp_path: Path, direct: object, source: str
) -> None:
    NEW.unpack(tmp_path, INSTALLER="uv", **{"direct_url.json": json.dumps(direct)})
    FEED_READER.unpack(tmp_path)
    (wrong,) = found(tmp_path)
    assert wrong.commands[1] == (
        f"uv pip install -p {sys.executable} --force-reinstall --no-deps {source}"
    )


@pytest.mark.parametrize("garbage", [b"", b"\xff\xfe\0", b'"reader/__init__.py', b"reader/\0,\n"])
def test_metadata_that_cannot_be_read_costs_nothing(tmp_path: Path, garbage: bytes) -> None:
    NEW.unpack(tmp_path)
    for name in ("METADATA", "RECORD", "entry_points.txt"):
        FEED_READER.unpack(tmp_path)
        (tmp_path / FEED_READER.info / name).write_bytes(garbage)
        found(tmp_path)
    (tmp_path / NEW.info / "RECORD").write_bytes(garbage)
    found(tmp_path)


def test_an_editable_installation_has_no_files_to_compare(tmp_path: Path) -> None:
    Wheel(DISTRIBUTION, {"_editable_impl.pth": b"/srv/checkout"}).unpack(tmp_path)
    FEED_READER.unpack(tmp_path)
    assert found(tmp_path) == []


def test_where_only_the_old_name_is_installed_there_is_nothing_to_part(tmp_path: Path) -> None:
    OLD.unpack(tmp_path)
    assert found(tmp_path) == []


class TestThroughPip:
    """The true package, installed as a person does, without a network."""

    @pytest.fixture
    def python(self, tmp_path: Path) -> Path:
        if sys.platform == "win32" or not find_spec("pip"):
            pytest.skip("there is no pip here")
        folder = tmp_path / "environment"
        venv.create(folder, with_pip=False, symlinks=True)
        (site,) = folder.glob("lib/python*/site-packages")
        # What it depends on; the folder comes last, and its .pth files are not read.
        (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
        return folder / "bin" / "python"

    def install(self, python: Path, wheel: Path) -> None:
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q"]
        options = ["--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check"]
        subprocess.run([*pip, *options, str(wheel)], check=True, timeout=120)

    def run(self, python: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PAPER_READER_HOME": str(python.parent / "home"), "PYTHONUTF8": "1"}
        command = [str(python.with_name("paper-reader")), *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    def test_the_version_is_ours_whoever_has_overwritten_what(
        self, python: Path, tmp_path: Path
    ) -> None:
        package = Path(reader.__file__).parent
        files = {
            path.relative_to(package.parent).as_posix(): path.read_bytes()
            for path in package.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        self.install(python, Wheel(DISTRIBUTION, files, version=VERSION).build(tmp_path))
        assert self.run(python, "--version").stdout == f"paper-reader {VERSION}\n"
        told = self.run(python, "doctor", "--json")
        assert (told.returncode, told.stderr) == (0, "paper-reader: Everything is in order.\n")
        theirs = {"reader/__init__.py": b"__version__ = '3.26'\n", "reader/__main__.py": b"1/0\n"}
        self.install(python, Wheel("reader", theirs, "", "3.26").build(tmp_path))
        assert self.run(python, "--version").stdout == f"paper-reader {VERSION}\n"
        told = self.run(python, "doctor", "--json")
        assert told.returncode == 1
        (wrong,) = [row for row in json.loads(told.stdout) if not row["ok"]]
        assert wrong["check"] == "installation"
        assert wrong["sentence"].startswith(
            "The package reader 3.26 has overwritten reader/__init__.py, reader/__main__.py of this"
        )
        for command in wrong["remedy"]:
            assert command.startswith(f"{python} -m pip ")
        lines = self.run(python, "doctor").stdout.splitlines()
        assert [line.strip() for line in lines[1:]] == wrong["remedy"]
        shutil.rmtree(python.parents[1])
