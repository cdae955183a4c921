"""The rules of the house that a machine can check: style, types, arrows, sizes, names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.house import PACKAGE, house, public_classes

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "reader").rglob("*.py"))
SOURCES = [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40

MOST_ROOMS = 22
MOST_FLOORS = 10
MOST_ARROWS = 123
MOST_ROOMS_OF_TUI = 8
MOST_FLOORS_OF_TUI = 6
MOST_ARROWS_OF_TUI = 20

NOUNS_IN_ING = {"rendering"}
TAKEN_BY_READER = {"app", "core", "exceptions", "plugins", "types", "utils"}
"""Modules of PyPI's `reader`, which may be installed over this one; others of its begin with _."""

Function = ast.FunctionDef | ast.AsyncFunctionDef

# The program is parsed once.
pytestmark = pytest.mark.xdist_group("house")


@pytest.mark.parametrize(
    "arguments",
    [
        ["ruff", "check", "--no-cache"],
        ["ruff", "format", "--check", "--no-cache"],
        ["mypy"],
        ["lint-imports", "--no-cache"],
    ],
    ids=lambda arguments: " ".join(each for each in arguments if not each.startswith("--no")),
)
def test_a_tool_has_nothing_to_say(arguments: list[str]) -> None:
    tool, *rest = arguments
    script = Path(sys.executable).with_name(tool)
    done = subprocess.run([script, *rest], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_tests_lie_in_folders_named_like_the_rooms() -> None:
    def packages(folder: Path) -> set[str]:
        return {path.parent.name for path in folder.glob("*/__init__.py")}

    tests = ROOT / "tests"
    own = {"benchmarks", "fuzzing", "recorded", "screenshot"}
    assert packages(tests) - own == packages(PACKAGE), "a room of one module has a file"
    assert packages(tests / "tui") <= packages(PACKAGE / "tui")


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Every node of the program, with the place where it stands."""
    return tuple(
        (f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}", node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


def test_no_module_is_too_long_to_be_read_at_once() -> None:
    lines = {path: path.read_text("utf-8").count("\n") for path in MODULES}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_no_function_is_too_long_to_be_read_at_once() -> None:
    long = [
        f"{place} {node.name}"
        for place, node in nodes()
        if isinstance(node, Function)
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_the_house_can_be_drawn_from_memory() -> None:
    counted = house()
    assert counted.circles == frozenset()
    assert len(counted.rooms) <= MOST_ROOMS, sorted(counted.rooms)
    assert max(counted.floors.values()) <= MOST_FLOORS, counted.floors
    assert len(counted.arrows) <= MOST_ARROWS, "python -m tests.house shows them"


def test_so_can_the_terminal_app() -> None:
    counted = house(PACKAGE / "tui")
    assert counted.circles == frozenset()
    assert len(counted.rooms) <= MOST_ROOMS_OF_TUI, sorted(counted.rooms)
    assert max(counted.floors.values()) <= MOST_FLOORS_OF_TUI, counted.floors
    assert len(counted.arrows) <= MOST_ARROWS_OF_TUI, "python -m tests.house shows them"


def names() -> Counter[str]:
    """The names of all modules and packages, each with how often it is there."""
    packages = {path.parent for path in MODULES if path.name == "__init__.py"} - {PACKAGE}
    modules = [path.stem for path in MODULES if not path.stem.startswith("__")]
    return Counter([*modules, *(path.name for path in packages)])


def test_no_two_modules_have_one_name() -> None:
    # The module that a package is named for may be in it.
    twice = {path.stem for path in MODULES if path.parent.name == path.stem}
    assert {name for name, count in names().items() if count > 1 + (name in twice)} == set()


def test_no_two_public_classes_have_one_name() -> None:
    twice = {name for name, count in public_classes(MODULES).items() if count > 1}
    assert twice == set()


def test_modules_are_named_by_nouns() -> None:
    participles = {name for name in names() if name.endswith("ing")} - NOUNS_IN_ING
    assert participles == set()


def test_no_module_takes_a_name_of_another_package_named_reader() -> None:
    ours = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert ours & TAKEN_BY_READER == set()
    assert [name for name in ours if name.startswith("_") and not name.startswith("__")] == []


def test_folders_of_tests_are_named_like_rooms() -> None:
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    assert folders <= house().rooms


def requirements() -> list[str]:
    """What the program, its tests and its build require."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = told["project"]
    ours = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return [*ours, *told["build-system"]["requires"]]


def test_every_requirement_has_two_ends() -> None:
    ends = re.compile(r"[\w.-]+(>=[\w.]+,<[\w.]+|==[\w.]+)")
    assert [each for each in requirements() if not ends.fullmatch(each)] == []


def test_ci_knows_a_version_of_every_requirement_and_its_short_list_is_there() -> None:
    lines = (ROOT / ".ci" / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines}
    required = {re.split("[>=]", each)[0].lower().replace("_", "-") for each in requirements()}
    assert required - pinned == set(), "bring it up to date with .ci/lock"
    short = (ROOT / ".ci" / "short.txt").read_text("utf-8").split()
    assert [name for name in short if not (ROOT / name).exists()] == []


def test_every_module_says_why_it_is_there() -> None:
    silent = [path.name for path in MODULES if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


CATCH_ALL = "reader/system/threads.py"
"""The one place that catches errors that nobody foresaw, and starts threads."""

GUARD = "reader/tui/app/app.py"
"""Takes an error from the messages of Textual to that place."""


def is_broad(handler: ast.ExceptHandler) -> bool:
    """It catches any error, and does not raise it again at its end."""
    caught = {ast.unparse(node) for node in ast.walk(handler.type)} if handler.type else set()
    last = handler.body[-1]
    raises = isinstance(last, ast.Raise) and last.exc is None
    return not raises and (not caught or bool(caught & {"Exception", "BaseException"}))


def test_errors_that_nobody_foresaw_are_caught_in_one_place() -> None:
    broad = {
        place.rpartition(":")[0]
        for place, node in nodes()
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    }
    assert broad == {CATCH_ALL, GUARD}
    suppressed = [
        place
        for place, node in nodes()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("suppress")
        and {ast.unparse(each) for each in node.args} & {"Exception", "BaseException"}
    ]
    assert suppressed == []


def test_threads_are_started_in_one_place() -> None:
    started = {
        place.rpartition(":")[0]
        for place, node in nodes()
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Thread")
    }
    assert started == {CATCH_ALL}


def is_work(decorator: ast.expr) -> bool:
    """Textual's ``@work``, with or without brackets."""
    return ast.unparse(decorator).partition("(")[0] == "work"


def test_every_thread_and_worker_has_a_name() -> None:
    made: list[tuple[str, ast.AST]] = []
    for place, node in nodes():
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Thread"):
            made.append((place, node))
        if isinstance(node, Function):
            decorators = [each for each in node.decorator_list if is_work(each)]
            made += [(place, each) for each in decorators]
    nameless = [
        place
        for place, node in made
        if not isinstance(node, ast.Call) or "name" not in {word.arg for word in node.keywords}
    ]
    assert nameless == []


def test_no_file_names_a_place_of_one_machine() -> None:
    local = re.compile(r"/(?:home|Users|work)/\w|/tmp/\w|[A-Z]:\\\\Users")
    files = [*SOURCES, *ROOT.glob("*.md"), *ROOT.glob("*.toml"), *ROOT.glob(".ci/*")]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        if path.name != Path(__file__).name
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if local.search(line)
    ]
    assert found == []


def test_the_screen_is_put_together_and_does_little_itself() -> None:
    tree = ast.parse((PACKAGE / "tui" / "app" / "listing_screen.py").read_text("utf-8"))
    (screen,) = (node for node in tree.body if isinstance(node, ast.ClassDef))
    assert (screen.end_lineno or 0) - screen.lineno < 250
    assert sum(isinstance(node, Function) for node in screen.body) < 25


def test_no_protocol_mirrors_a_whole_class() -> None:
    large = [
        f"{place} {node.name}"
        for place, node in nodes()
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).startswith("Protocol") for base in node.bases)
        and sum(isinstance(each, Function | ast.AnnAssign) for each in node.body) > 8
    ]
    assert large == []
