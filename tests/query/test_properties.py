"""What holds of every query and every paper."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from reader.errors import QueryError
from reader.paper import ArxivVersion, Author, Marks, Paper
from reader.query import Query, parse
from reader.query.tree import (
    DATE_FIELDS,
    NUMBER_FIELDS,
    STATES,
    TEXT_FIELDS,
    THINGS,
    And,
    DateRange,
    Has,
    Is,
    Node,
    Not,
    NumberRange,
    Or,
    Pattern,
    Tag,
    Words,
)
from reader.text.word_search import search_words
from tests.thoroughness import examples

thorough = examples(300)

VOCABULARY = ("flash", "attention", "Müller", "gpt-4", "or", "not", "state space", '"', "\\", "a:b")
spoken = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=4).map(" ".join)
written = st.one_of(spoken, st.text(max_size=20))
numbers = st.integers(0, 100)
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
bounds = st.tuples(st.booleans(), st.booleans()).filter(any)


def interval(
    node: Callable[[Any, Any, Any], Node],
    field: st.SearchStrategy[str],
    values: st.SearchStrategy[Any],
) -> st.SearchStrategy[Node]:
    def build(name: str, pair: list[Any], kept: tuple[bool, bool]) -> Node:
        low, high = sorted(pair)
        return node(name, low if kept[0] else None, high if kept[1] else None)

    return st.builds(build, field, st.lists(values, min_size=2, max_size=2), bounds)


text_fields = st.none() | st.sampled_from(TEXT_FIELDS)
leaves = st.one_of(
    st.builds(Words, written.filter(lambda text: search_words(text).strip()), text_fields),
    st.builds(
        Pattern,
        st.sampled_from(("flash", "^gpt-?4$", r"\/", r"a \" b", "(a|or)")),
        text_fields | st.just("tag"),
    ),
    st.builds(Tag, written.filter(str.strip)),
    st.builds(Is, st.sampled_from(STATES)),
    st.builds(Has, st.sampled_from(THINGS)),
    interval(NumberRange, st.sampled_from(NUMBER_FIELDS), numbers),
    interval(DateRange, st.sampled_from(DATE_FIELDS), days),
)


def branches(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(Not, parts), st.builds(And, several), st.builds(Or, several))


trees = st.recursive(leaves, branches, max_leaves=8)
texts = st.lists(st.sampled_from(VOCABULARY), max_size=5).map(" ".join)
names = st.lists(st.sampled_from(VOCABULARY), max_size=3)
papers = st.builds(
    Paper,
    id=st.just("2501.00001"),
    title=texts,
    abstract=texts,
    authors=names.map(lambda each: tuple(Author(name) for name in each)),
    published=st.none() | days,
    listed=st.none() | days,
    upvotes=st.none() | numbers,
    comments=st.none() | numbers,
    organization=st.none() | texts,
    submitter=st.none() | texts,
    summary=st.none() | texts,
    keywords=names.map(tuple),
    github=st.none() | st.just("https://github.com/x/y"),
    github_stars=st.none() | numbers,
    withdrawn_at=st.none() | days,
)
versions = st.builds(
    ArxivVersion,
    st.integers(1, 9),
    st.none() | st.datetimes(timezones=st.just(UTC), min_value=datetime(2025, 12, 30)),
    st.booleans(),
)
marks = st.builds(
    Marks,
    read=st.booleans(),
    starred=st.booleans(),
    tags=names.map(tuple),
    note=st.none() | texts,
)

PIECES = (
    '"', "/", "\\", "(", ")", "-", " ", "or", "not", "and", "title:", "tag:", "is:", "has:", "up:",
    "listed:", "year:", ">", "<=", "..", "2025", "-03", "50", "read", "word", "foo:", "+", "*", "{",
    "}", "[", "]", "?", "^", "|", "\n", "é", "\x00", "\ud800",
)  # fmt: skip


@thorough
@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("İ:x")
@example("/[[a]/")
def test_a_text_is_a_query_or_a_mistake_that_can_be_pointed_at(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)
        assert error.text == text
        assert str(error)
    else:
        assert parse(str(query)) == query


@thorough
@given(trees)
def test_a_tree_is_written_so_that_it_is_read_again(tree: Node) -> None:
    query = parse(str(tree))
    assert query.tree == tree
    assert str(query) == str(tree)


def holds(tree: Node, paper: Paper, each: Marks) -> bool:
    return Query(tree, str(tree)).matches(paper, each)


@thorough
@given(trees, trees, papers, marks)
def test_de_morgan(a: Node, b: Node, paper: Paper, each: Marks) -> None:
    assert holds(Not(And((a, b))), paper, each) == holds(Or((Not(a), Not(b))), paper, each)
    assert holds(Not(Or((a, b))), paper, each) == holds(And((Not(a), Not(b))), paper, each)
    assert holds(Not(Not(a)), paper, each) == holds(a, paper, each)


@thorough
@given(trees, trees, papers, marks)
def test_operators_are_those_of_truth(a: Node, b: Node, paper: Paper, each: Marks) -> None:
    left, right = holds(a, paper, each), holds(b, paper, each)
    assert holds(And((a, b)), paper, each) == (left and right)
    assert holds(Or((a, b)), paper, each) == (left or right)
    assert holds(Not(a), paper, each) == (not left)


@thorough
@given(papers, marks, st.text(alphabet="aBé -4字", min_size=1, max_size=12))
def test_a_paper_is_found_by_every_beginning_of_its_title(
    paper: Paper, each: Marks, title: str
) -> None:
    paper = Paper(**{**{name: getattr(paper, name) for name in ("id", "abstract")}, "title": title})
    for end in range(1, len(title) + 1):
        begun = title[:end]
        if search_words(begun).strip():
            assert holds(Words(begun), paper, each)


@thorough
@given(numbers, numbers, papers, marks)
def test_comparisons_part_the_known_numbers(low: int, high: int, paper: Paper, each: Marks) -> None:
    low, high = sorted((low, high))
    parts = [f"<{low}"] if low else []
    parts += [f"{low}..{high}", f">{high}"]
    answers = [parse(f"up:{part}").matches(paper, each) for part in parts]
    assert sum(answers) == (paper.upvotes is not None)


@thorough
@given(st.lists(leaves, min_size=1, max_size=3), st.lists(leaves, max_size=2), papers, marks, texts)
@example([Words("flash")], [], Paper("", "Flash"), Marks(), "flash att")
@example([Not(Words("flash"))], [], Paper("", "Flash"), Marks(), "flash att")
def test_a_query_that_narrows_another_finds_nothing_else(
    before: list[Node], more: list[Node], paper: Paper, each: Marks, typed: str
) -> None:
    wider = Query(And(tuple(before)), "")
    last = before[-1]
    goes_on = Words(f"{last.text}{typed}", last.field) if isinstance(last, Words) else last
    for tree in (And((*before, *more)), And((*before[:-1], goes_on, *more)), And(tuple(more))):
        query = Query(tree, "")
        if query.narrows(wider) and query.matches(paper, each):
            assert wider.matches(paper, each)


def test_what_is_typed_on_narrows_and_what_is_taken_out_does_not() -> None:
    typed = ("f", "fl", "flash", "flash ", "flash a", "flash att is:read", "flash att is:read up:3")
    for before, now in itertools.pairwise(typed):
        assert parse(now).narrows(parse(before)), now
    for before, now in (("flash", "flas"), ("-f", "-fl"), ("a or b", "a or bc"), ("a b", "a")):
        assert not parse(now).narrows(parse(before)), now
