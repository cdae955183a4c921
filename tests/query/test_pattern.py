"""That no pattern can hang the program, whatever somebody writes or pastes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reader.errors import QueryError
from reader.paper import UNMARKED, Paper
from reader.query import parse
from reader.query.pattern import RESERVE, SlowPatternError, TimeBudget, compile_pattern

TRAP = Paper(id="2501.00001", title="a" * 400 + "b")


@pytest.mark.parametrize("pattern", ["(a|a)*$", "(a|aa)+$", "(a?){40}a{400}x", r"((a|aa)+)+\1x"])
def test_a_pattern_that_would_search_for_ever_is_given_up(pattern: str) -> None:
    query = parse(f"nowhere or /{pattern}/")
    with pytest.raises(QueryError) as caught:
        query.matches(TRAP, UNMARKED)
    assert str(caught.value) == (
        f"The pattern /{pattern}/ takes too long; say more simply what repeats in it"
    )
    assert caught.value.position == len("nowhere or ")


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(.*a)*$", "(a*)*c", r"^(\w+\s?)*x$"])
def test_a_pattern_that_hangs_other_engines_is_not_found_or_given_up(pattern: str) -> None:
    try:
        answer: bool | str = parse(f"/{pattern}/").matches(TRAP, UNMARKED)
    except QueryError as error:
        answer = str(error).partition("/ ")[2]
    assert answer in (False, "takes too long; say more simply what repeats in it")


def test_the_time_of_many_small_searches_adds_up() -> None:
    seconds = iter(range(1000))
    budget = TimeBudget(clock=lambda: next(seconds) * RESERVE * 0.26)
    found = []
    with pytest.raises(SlowPatternError):
        for _ in range(100):
            found.append(budget.search("a", "cat"))
    assert found == [True] * 4


def test_long_texts_earn_the_time_that_they_take() -> None:
    seconds = iter(range(10_000))
    budget = TimeBudget(clock=lambda: next(seconds) * 1e-4)
    assert all(budget.search("x$", "a" * 1000 + "x") for _ in range(4000))
    assert budget.left == pytest.approx(RESERVE, abs=1e-3)


@pytest.mark.parametrize(
    ("pattern", "offset", "reason"),
    [
        ("a(b", 1, "missing ), unterminated subpattern"),
        ("a[b", 1, "unterminated character set"),
        ("ab**", 3, "multiple repeat"),
        ("+", 0, "nothing to repeat"),
        (r"\1", 1, "invalid group reference 1"),
        ("(?R)", 1, "unknown extension ?R"),
        ("(?P<a>x)(?&a)", 9, "unknown extension ?&"),
        ("a{99999999999}", 0, "it repeats too much"),
        ("((a{1000}){1000}){1000}", 0, "it repeats too much"),
        pytest.param("(?:" * 50 + "a" + "+)" * 50, 0, "it repeats too much", id="nested plus"),
        pytest.param("a" * 301, 300, "it is longer than 300 characters", id="long"),
    ],
)
def test_what_is_wrong_with_a_pattern_is_told_and_pointed_at(
    pattern: str, offset: int, reason: str
) -> None:
    text = f"title:/{pattern}/"
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert str(caught.value) == f"The pattern /{pattern}/ cannot be used: {reason}"
    assert caught.value.position == len("title:/") + offset


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("V_{i}", "V_{i}"),
        (r"x\{e<=1}", "x{e<=1}"),
        ("[{]d}", "{d}"),
        ("a{2}b{1,}c{,3}", "aabccc"),
        (r"\N{EM DASH}", "—"),
        ("[[a]b", "[b"),
        (r"a\/b", "a/b"),
    ],
)
def test_the_syntax_is_python_s_and_no_more(pattern: str, text: str) -> None:
    match = compile_pattern(pattern).search(text)
    assert match
    assert match[0] == text


def test_braces_ask_for_no_fuzzy_match() -> None:
    assert not compile_pattern("V_{i}").search("V_i")
    assert not compile_pattern("abcd{e}").search("abc")


def test_the_engine_is_loaded_by_the_first_pattern_and_not_before() -> None:
    program = """
import sys
from reader.query import parse
parse('flash "state space" up:>50')
assert "regex" not in sys.modules
parse("/flash/")
assert "regex" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
