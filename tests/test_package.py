"""The distribution: what is in it, to the byte, and what an index shows of it."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from types import ModuleType

import pytest

from reader.system.release import DISTRIBUTION, VERSION
from tests.examples import README, ROOT

pytestmark = pytest.mark.xdist_group("package")

NAME = f"hf_paper_reader-{VERSION}"
DATA = {
    "reader/feed/sample/day.json",
    "reader/py.typed",
    "reader/tui/app/style.tcss",
    *(f"reader/manual/{path.name}" for path in (ROOT / "reader" / "manual").glob("*.md")),
}
"""What is in the package and no module."""
ABOUT = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
NOT_BUILT = {".git", ".venv", "dist", "build", "__pycache__", ".hypothesis"}


def build(source: Path, target: Path) -> dict[str, Path]:
    """Build both kinds of distribution without a network, and return them by their endings."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", target],
        cwd=source,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1750000000"},
        check=True,
        capture_output=True,
    )
    return {path.suffix: path for path in target.iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    if not importlib.util.find_spec("hatchling"):
        pytest.skip("hatchling is not here")
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def metadata(built: dict[str, Path]) -> Message:
    with zipfile.ZipFile(built[".whl"]) as wheel:
        return message_from_bytes(wheel.read(f"{NAME}.dist-info/METADATA"))


def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_wheel_holds_the_package_the_man_page_and_nothing_else(built: dict[str, Path]) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "reader").rglob("*.py")}
    with zipfile.ZipFile(built[".whl"]) as wheel:
        names = set(wheel.namelist())
        page = wheel.read(f"{NAME}.data/data/share/man/man1/paper-reader.1")
        scripts = wheel.read(f"{NAME}.dist-info/entry_points.txt").decode()
    about = {f"{NAME}.dist-info/{name}" for name in ABOUT}
    shared = {f"{NAME}.data/data/share/man/man1/paper-reader.1"}
    assert names == modules | DATA | about | shared
    assert page == (ROOT / "reader" / "manual" / "paper-reader.1").read_bytes()
    assert scripts.split() == ["[console_scripts]", "paper-reader", "=", "reader.cli:main"]
    assert sum(info.file_size for info in zipfile.ZipFile(built[".whl"]).infolist()) < 3_000_000


def test_the_source_holds_all_that_its_tests_need(built: dict[str, Path]) -> None:
    with tarfile.open(built[".gz"]) as source:
        names = {name.removeprefix(f"{NAME}/") for name in source.getnames()}
    needed = {
        "pyproject.toml",
        "hatch_build.py",
        ".ci/run",
        ".ci/short.txt",
        "README.md",
        "LICENSE",
    }
    assert needed - names == set()
    if not ((ROOT / ".git").exists() and shutil.which("git")):
        pytest.skip("this is no checkout, so that nobody knows which files belong to it")
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    wanted = {name for name in listed if (ROOT / name).exists()}
    assert wanted - names == set()


def test_two_builds_are_the_same_to_the_byte(built: dict[str, Path], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=lambda _, names: NOT_BUILT & {*names}, symlinks=True)
    for number, path in enumerate(sorted(copy.rglob("*.py"))):
        os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))
    again = build(copy, tmp_path / "dist")
    assert again[".whl"].read_bytes() == built[".whl"].read_bytes()
    assert again[".gz"].read_bytes() == built[".gz"].read_bytes()


def test_an_index_is_told_who_what_and_for_which_python(metadata: Message) -> None:
    assert (metadata["Name"], metadata["Version"]) == (DISTRIBUTION, VERSION)
    assert metadata["Author"] == "The paper-reader maintainers"
    assert metadata["Author"] in (ROOT / "LICENSE").read_text("utf-8")
    classifiers = metadata.get_all("Classifier", [])
    for known in ("Typing :: Typed", "Operating System :: POSIX :: Linux"):
        assert known in classifiers
    lowest = re.fullmatch(r">=3\.(\d+)", metadata["Requires-Python"])
    assert lowest
    assert f"Programming Language :: Python :: 3.{lowest[1]}" in classifiers


def test_an_index_shows_the_readme_without_what_is_not_there(metadata: Message) -> None:
    shown = metadata.get_payload()
    assert isinstance(shown, str)
    text = README.read_text("utf-8")
    for heading in re.findall(r"(?m)^## .*$", text):
        assert heading in shown
    for gone in ("<picture", "<img", ".svg", ".md)", "(LICENSE)"):
        assert gone not in shown
    assert "[Hugging Face Daily Papers](https://huggingface.co/papers)" in shown


def test_where_the_files_have_an_address_pictures_and_links_are_absolute() -> None:
    address = "https://files.example.org/v1"
    shown = hook().readme(README.read_text("utf-8"), address)
    targets = re.findall(r'(?:src|srcset)="([^"]+)"|\]\(([^)]+)\)', shown)
    assert len(targets) > 15
    assert all((one or two).startswith("https://") for one, two in targets)
    assert f'<img src="{address}/tests/screenshot/triage-light.svg"' in shown
    assert f"[keys]({address}/reader/manual/keys.md)" in shown
