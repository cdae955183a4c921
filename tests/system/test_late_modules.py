"""A module that is loaded late is what it would have been."""

from __future__ import annotations

import inspect
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from reader.system import cleandoc

_SCRIPT = """
import sys
from reader.system import cleandoc, load_late
load_late("inspect", cleandoc=cleandoc)
import inspect
import dataclasses
from inspect import cleandoc as taken
assert taken is cleandoc and "ast" not in sys.modules
def function(one, *, two=2): "Says."
assert str(inspect.signature(function)) == "(one, *, two=2)"
assert "ast" in sys.modules
assert inspect.cleandoc is not cleandoc, "now it is the module's own"
from inspect import Signature, isfunction
assert isfunction(function) and type(inspect) is type(sys)
try:
    inspect.nothing
except AttributeError as error:
    print(error)
"""


def test_it_is_loaded_when_it_is_used() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True)
    assert "has no attribute 'nothing'" in done.stdout, done.stderr


@given(text=st.text("ab \n"))
def test_a_docstring_is_cleaned_as_inspect_does(text: str) -> None:
    assert cleandoc(text) == inspect.cleandoc(text)
