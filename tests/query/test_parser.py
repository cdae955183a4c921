"""How a query is written, and what is said where it is written wrongly."""

from __future__ import annotations

from datetime import date

import pytest

from reader.errors import QueryError
from reader.query import HELP, parse
from reader.query.tree import (
    FIELDS,
    STATES,
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

A, B, C = Words("a"), Words("b"), Words("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", And()),
        ("  \t ", And()),
        ("mamba", Words("mamba")),
        ('"flash attention"', Words("flash attention")),
        (r'"a \"b\" \\ \c"', Words(r'a "b" \ \c')),
        ("title:mamba", Words("mamba", "title")),
        ('abstract:"world model"', Words("world model", "abstract")),
        ("author:dao", Words("dao", "author")),
        ("org:nvidia", Words("nvidia", "org")),
        ("keyword:rl", Words("rl", "keyword")),
        ("note:reread", Words("reread", "note")),
        ("by:akhaliq", Words("akhaliq", "by")),
        ("tag:rl", Tag("rl")),
        ('tag:"to cite"', Tag("to cite")),
        ("tag:/^r/", Pattern("^r", "tag")),
        ("TITLE:Mamba", Words("Mamba", "title")),
        ("is:unread", Is("unread")),
        ("is:READ", Is("read")),
        ("has:code", Has("code")),
        ("/gpt-?4/", Pattern("gpt-?4")),
        ("/two words (or|and) more/", Pattern("two words (or|and) more")),
        (r"/and\/or/", Pattern(r"and\/or")),
        (r"title:/\\/", Pattern(r"\\", "title")),
    ],
)  # fmt: skip
def test_a_term_is_read_as(text: str, tree: Node) -> None:
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("up:50", 50, 50),
        ("up:>50", 51, None),
        ("up:>=50", 50, None),
        ("up:<50", None, 49),
        ("up:<=50", None, 50),
        ("up:50..", 50, None),
        ("up:..50", None, 50),
        ("up:50..99", 50, 99),
        ("up:<1", None, 0),
        ("comments:>=3", 3, None),
        ("stars:>1000", 1001, None),
        ("year:2025", 2025, 2025),
    ],
)
def test_numbers_are_compared_or_ranged(text: str, low: int | None, high: int | None) -> None:
    asked = parse(text).tree
    assert isinstance(asked, NumberRange)
    assert (asked.field, asked.low, asked.high) == (text.split(":")[0], low, high)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("listed:2025-03-04", "2025-03-04", "2025-03-04"),
        ("listed:2025-03", "2025-03-01", "2025-03-31"),
        ("listed:2024-02", "2024-02-01", "2024-02-29"),
        ("listed:2025-04", "2025-04-01", "2025-04-30"),
        ("listed:2025-12", "2025-12-01", "2025-12-31"),
        ("listed:9999-12", "9999-12-01", "9999-12-31"),
        ("listed:2025", "2025-01-01", "2025-12-31"),
        ("listed:2025-03..2025-05", "2025-03-01", "2025-05-31"),
        ("listed:2025-03..", "2025-03-01", None),
        ("listed:..2025-03", None, "2025-03-31"),
        ("published:>2025-01-01", "2025-01-02", None),
        ("published:>2025-03", "2025-04-01", None),
        ("published:>=2025-03", "2025-03-01", None),
        ("published:<2025-03", None, "2025-02-28"),
        ("published:<=2025-03", None, "2025-03-31"),
        ("published:>2025", "2026-01-01", None),
        ("published:9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_partial_dates_are_all_their_days(text: str, first: str | None, last: str | None) -> None:
    begin, end = (date.fromisoformat(day) if day else None for day in (first, last))
    asked = parse(text).tree
    assert isinstance(asked, DateRange)
    assert (asked.field, asked.first, asked.last) == (text.split(":")[0], begin, end)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a b", And((A, B))),
        ("a and b", And((A, B))),
        ("a or b", Or((A, B))),
        ("a OR b", Or((A, B))),
        ("a b or c", Or((And((A, B)), C))),
        ("a or b c", Or((A, And((B, C))))),
        ("a (b or c)", And((A, Or((B, C))))),
        ("-a b", And((Not(A), B))),
        ("not a b", And((Not(A), B))),
        ("not a or b", Or((Not(A), B))),
        ("not (a or b)", Not(Or((A, B)))),
        ("-(a b)", Not(And((A, B)))),
        ("a -b", And((A, Not(B)))),
        ("--a", Not(Not(A))),
        ("not -a", Not(Not(A))),
        ("not not a", Not(Not(A))),
        ('-"a"', Not(A)),
        ("-/a/", Not(Pattern("a"))),
        ("-tag:a", Not(Tag("a"))),
        ("(a)", A),
        ("( a )b", And((A, B))),
        ("a(b)c", And((A, B, C))),
    ],
)
def test_not_binds_closer_than_and_and_and_closer_than_or(text: str, tree: Node) -> None:
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    "word",
    [
        "flash-attention", "text-to-image", "and/or", "10:30", "http://x.y/z?q=1", "std::move",
        "Mamba:", "GPT-4:turbo", 'a"b', "order", "nothing", "android",
    ],
)  # fmt: skip
def test_signs_inside_a_word_mean_nothing(word: str) -> None:
    assert parse(word).tree == Words(word)


@pytest.mark.parametrize("word", ["or", "and", "not", "-a", "/a/", "title:a", "(a)"])
def test_quotes_take_away_every_meaning(word: str) -> None:
    assert parse(f'"{word}"').tree == Words(word)


@pytest.mark.parametrize("field", ["title", "tag"])
def test_signs_after_a_colon_mean_nothing(field: str) -> None:
    assert str(parse(f"{field}:-a/b")) == f'{field}:"-a/b"'


ALL_FIELDS = (
    "the fields are title:, abstract:, author:, org:, keyword:, note:, by:, tag:, is:, has:, up:, "
    "comments:, stars:, year:, listed: and published:"
)


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("a up:>x", 6, "“up:>x” needs a number after up:, such as up:>50"),
        ("up:", 3, "“up:” needs a number after up:, such as up:>50"),
        ("up: >50", 3, "“up:” needs a number after up:, such as up:>50"),
        ("up:..", 3, "“up:..” needs a number after up:, such as up:>50"),
        ("up:1..x", 6, "“up:1..x” needs a number after up:, such as up:>50"),
        ("up:>1..2", 4, "“up:>1..2” needs a number after up:, such as up:>50"),
        ("up:-3", 3, "“up:-3” needs a number after up:, such as up:>50"),
        ("up:٣", 3, "“up:٣” needs a number after up:, such as up:>50"),
        ('up:"5"', 3, "“up:\"5\"” needs a number after up:, such as up:>50"),
        ("up:/5/", 3, "“up:/5/” needs a number after up:, such as up:>50"),
        ("up:9999999999999", 3,
         "“up:9999999999999” needs a number after up:, such as up:>50"),
        ("comments:few", 9, "“comments:few” needs a number after comments:, such as comments:>=3"),
        ("stars:1k", 6, "“stars:1k” needs a number after stars:, such as stars:>1000"),
        ("year:2025-03", 5, "“year:2025-03” needs a year after year:, such as year:2025"),
        ("up:9..1", 3, "“up:9..1” runs backwards; write the smaller number first"),
        ("up:<0", 3, "“up:<0” lets no number through"),
        ("listed:2025-13", 7,
         "“listed:2025-13” needs a date after listed:, such as listed:2025-03..2025-05"),
        ("listed:2025-00", 7,
         "“listed:2025-00” needs a date after listed:, such as listed:2025-03..2025-05"),
        ("listed:2025..2025-02-30", 13,
         "“listed:2025..2025-02-30” needs a date after listed:, such as listed:2025-03..2025-05"),
        ("published:today", 10,
         "“published:today” needs a date after published:, such as published:>2025-01-01"),
        ("listed:2025..2024", 7,
         "“listed:2025..2024” runs backwards; write the earlier date first"),
        ("listed:>9999", 7, "“listed:>9999” lets no day through"),
        ("listed:<0001", 7, "“listed:<0001” lets no day through"),
        ("a foo:bar", 2, f"“foo:” is not a field; {ALL_FIELDS}"),
        ("foo:/b c/", 0, f"“foo:” is not a field; {ALL_FIELDS}"),
        ("autor:dao", 0,
         f"“autor:” is not a field; did you mean author:? {ALL_FIELDS.capitalize()}"),
        ("titel: dao", 0,
         f"“titel:” is not a field; did you mean title:? {ALL_FIELDS.capitalize()}"),
        ("is:foo", 3,
         "“is:foo” is not known; is: takes unread, read, starred, tagged, noted, cited, "
         "updated or withdrawn"),
        ("is:", 3, "“is:” is not known; is: takes unread, read, starred, tagged, noted, cited, "
         "updated or withdrawn"),
        ("-has:x", 5, "“has:x” is not known; has: takes code, project, summary or note"),
        ("title:", 6,
         "“title:” needs a word, a phrase or a pattern after title:, such as title:mamba"),
        ("title:(a or b)", 6,
         "“title:” needs a word, a phrase or a pattern after title:, such as title:mamba"),
        ('author:" "', 7,
         '“author:" "” needs a word, a phrase or a pattern after author:, such as author:dao'),
        ("tag: rl", 4, "“tag:” needs a tag after tag:, such as tag:rl"),
        ("q & a", 2, r"“&” has no letter or digit to look for; write signs as /\&/"),
        ("by:+/+", 3, r"“by:+/+” has no letter or digit to look for; write signs as /\+\/\+/"),
        ('a ""', 2, "“\"\"” has nothing in it to look for"),
        ("//", 0, "“//” has nothing in it to look for"),
        ('a "b c', 2, 'The quote is not closed; end it with another "'),
        (r'title:"b\"', 6, 'The quote is not closed; end it with another "'),
        ('"a"b', 3, "Put a space between the quote and “b”"),
        ("/a/i b", 3, "Put a space between the pattern and “i”"),
        ("/a b", 0, r"The pattern is not closed; end it with /, and write \/ for a slash in it"),
        (r"/a\/", 0, r"The pattern is not closed; end it with /, and write \/ for a slash in it"),
        ("a -", 2, "“-” needs something right after it to leave out, such as -tag:rl"),
        ("a - b", 2, "“-” needs something right after it to leave out, such as -tag:rl"),
        ("(a -)", 3, "“-” needs something right after it to leave out, such as -tag:rl"),
        ("a not", 2, "“not” needs something after it"),
        ("not or a", 0, "“not” needs something after it"),
        ("or a", 0, "“or” needs something before it"),
        ("a or", 2, "“or” needs something after it"),
        ("a or or b", 2, "“or” needs something after it"),
        ("(a or) b", 3, "“or” needs something after it"),
        ("(or a)", 1, "“or” needs something before it"),
        ("a And", 2, "“And” needs something after it"),
        ("and a", 0, "“and” needs something before it"),
        ("a ()", 2, "There is nothing between these parentheses"),
        ("a (b", 2, "This “(” is not closed"),
        ("(", 0, "This “(” is not closed"),
        ("a) b", 1, "This “)” closes nothing"),
        (")", 0, "This “)” closes nothing"),
        ("(a", 0, "This “(” is not closed"),
        pytest.param("(" * 60 + "a", 50, "This is nested more than 50 deep", id="parentheses"),
        pytest.param("-" * 9999 + "a", 50, "This is nested more than 50 deep", id="minuses"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_and_pointed_at(text: str, position: int, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert str(caught.value) == message
    assert caught.value.position == position
    assert caught.value.text == text


def test_many_words_are_no_deep_nesting() -> None:
    tree = parse("word " * 5000).tree
    assert isinstance(tree, And) and len(tree.parts) == 5000


@pytest.mark.parametrize("syntax", [syntax for syntax, _ in HELP])
def test_what_the_help_shows_can_be_written(syntax: str) -> None:
    assert str(parse(syntax))


def test_the_help_shows_everything_that_there_is() -> None:
    shown = " ".join(f"{syntax} {meaning}" for syntax, meaning in HELP)
    names = [f"{field}:" for field in FIELDS]
    names += [f"is:{state}" for state in STATES]
    names += [f"has:{thing}" for thing in THINGS]
    assert [name for name in names if name not in shown] == []


def test_fields_are_those_written_before_a_colon() -> None:
    query = parse("mamba -listed:2025 (is:read or tag:x) has:code up:1.. title:/a/")
    assert query.fields() == {"listed", "is", "tag", "has", "up", "title"}
    assert parse("mamba /x/").fields() == frozenset()


def test_terms_are_the_words_that_a_match_can_show() -> None:
    query = parse('mamba -vision "state space" (author:dao or mamba) -(a -hidden) note:n tag:t /p/')
    assert query.terms() == ("mamba", "state space", "dao", "hidden")


def test_queries_that_ask_the_same_are_equal() -> None:
    assert parse('a AND  "b"') == parse("a b")
    assert hash(parse("up:>50")) == hash(parse("up:51.."))
    assert parse("a b") != parse("a or b")
