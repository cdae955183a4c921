"""The diffs that `export --dry-run` shows, given to the program `patch`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.export.exporter import ExportPlan
from reader.export.unified_diff import unified_diff
from tests.thoroughness import examples

needs_patch = pytest.mark.skipif(not shutil.which("patch"), reason="needs patch")

ODD_ENDS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
LINES = st.lists(
    st.sampled_from(
        [*ODD_ENDS, *"ab-+@ \0é", "a\n", "b\n", "\\ No newline\n", "--- a/x\n", "@@ -1 +1 @@\n"]
    ),
    max_size=14,
).map("".join)
NAMES = ["refs.bib", "my refs.bib", "é.bib", "a\tb.bib", 'q"b\\.bib', "end "]


def patched(plan: ExportPlan, old: bytes, *command: str) -> bytes:
    """What `patch` makes of a file."""
    with TemporaryDirectory() as folder:
        file = Path(folder, plan.path.name)
        if old or "-p1" not in command:
            file.write_bytes(old)
        ran = subprocess.run(
            ["patch", *command], cwd=folder, input=plan.patch(), capture_output=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr + plan.patch()
        return file.read_bytes() if file.exists() else b""


@needs_patch
@given(LINES, LINES, st.sampled_from(NAMES), st.booleans())
@examples(150)
def test_patch_takes_every_diff(before: str, after: str, name: str, named: bool) -> None:
    plan = ExportPlan(Path(name), before, after, 0)
    if not plan.changes:
        assert plan.patch() == b""
        return
    command = ["--", name] if named else ["-p1"]
    assert patched(plan, before.encode(), *command) == after.encode()


@needs_patch
@pytest.mark.parametrize("end", ODD_ENDS)
@pytest.mark.parametrize("last", ["", "\n"])
def test_patch_adds_an_entry_whatever_ends_the_lines(end: str, last: str) -> None:
    before = f"@misc{{a,{end}  title = {{A}},{end}}}" + (end if last else "")
    plan = ExportPlan(Path("refs.bib"), before, f"{before}\n\n@misc{{b}}{last}", 1)
    assert patched(plan, before.encode(), "-p1") == plan.after.encode()


@needs_patch
@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le", "utf-16-be", "utf-8"])
def test_the_diff_of_a_file_is_in_its_encoding(encoding: str) -> None:
    before = "\ufeff@misc{é}\n" if encoding.startswith("utf") else "@misc{é}\n"
    plan = ExportPlan(Path("refs.bib"), before, f"{before}\n@misc{{ö}}\n", 1, encoding)
    assert patched(plan, before.encode(encoding), "-p1") == plan.after.encode(encoding)


def test_what_is_shown_has_a_line_for_each_line_of_an_editor() -> None:
    shown = ExportPlan(Path("refs.bib"), "a\rb\rc\r", "a\rx\rc\r", 0).diff()
    assert shown.endswith("@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n")


def test_equal_texts_have_no_diff() -> None:
    assert unified_diff("a\u2028b", "a\u2028b", "refs.bib") == ""
