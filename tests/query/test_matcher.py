"""Which papers a query finds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from reader.paper import UNMARKED, ArxivVersion, Author, Marks, Paper
from reader.query import parse
from reader.query.tree import Words
from reader.text import clean_line, clean_paragraphs
from tests.recorded import some

PAPER = Paper(
    id="2501.00001",
    title="GPT-4 Learns \\emph{Flash}-Attention: Q&A with Transformers",
    abstract="First we say nothing.\nThen Schrödinger's 54.6\\% is beaten.",
    authors=(Author("Łukasz Müller"), Author("Tri Dao"), Author("Dan Fu")),
    published=date(2025, 3, 31),
    listed=date(2025, 4, 2),
    upvotes=50,
    comments=0,
    organization="智谱 Example Labs",
    submitter="Ann Other",
    summary="A sentence of a machine.",
    keywords=("state space models", "Résumé parsing"),
    github="https://github.com/x/y",
)
MARKS = Marks(read=True, tags=("RL", "to cite"), note="Reread section 3.\nAsk Ann")
BARE = Paper(id="2501.00002", title="Nothing is known of this one")


def found(query: str, paper: Paper = PAPER, marks: Marks = MARKS) -> bool:
    return parse(query).matches(paper, marks)


@pytest.mark.parametrize(
    "query",
    [
        "", "transformers", "TRANSF", "gpt-4", "gpt", "4", "flash-attention", '"flash attention"',
        '"attention q&a w"', '"Attention: Q A, with"', "schrodinger", "schrödinger's", "54.6%",
        "lukasz", "muller", "MÜLL", '"tri dao"', "example", "resume", '"space mod"', "智谱", "谱",
        "title:flash", "abstract:beaten", "author:dao", 'author:"lukasz m"', "org:labs",
        "keyword:parsing", "note:reread", "note:ask", "by:other", 'by:"ann o"',
    ],
)  # fmt: skip
def test_words_are_found_at_their_start_without_accents_case_or_signs(query: str) -> None:
    assert found(query)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("ansformers", "not from the middle of a word"),
        ("emph", "what is not on the screen"),
        ('"flash transformers"', "not next to each other"),
        ('"fla attention"', "only the last word may be cut short"),
        ('"dao dan"', "of two authors"),
        ('"models resume"', "of two keywords"),
        ('"nothing then"', "of two paragraphs"),
        ("reread", "only in the note"),
        ("other", "only the submitter"),
        ("sentence", "only in the summary"),
        ("title:beaten", "in the abstract"),
        ("abstract:flash", "in the title"),
        ("author:ann", "the submitter is no author"),
        ("org:dao", "an author"),
        ("keyword:flash", "in the title"),
        ("by:dao", "an author"),
        ("flash nowhere", "both words are needed"),
    ],
)
def test_words_are_not_found(query: str, why: str) -> None:
    assert not found(query), why


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tag:rl", True),
        ("tag:RL", True),
        ('tag:"TO CITE"', True),
        ("tag:r", False),
        ("tag:to", False),
        ("tag:cite", False),
        ("tag:/^to/", True),
        ("is:read", True),
        ("is:unread", False),
        ("is:starred", False),
        ("is:tagged", True),
        ("is:noted", True),
        ("has:code", True),
        ("has:project", False),
        ("has:summary", True),
        ("has:note", True),
        ("up:50", True),
        ("up:>50", False),
        ("up:>=50", True),
        ("up:<50", False),
        ("up:<=50", True),
        ("up:49..51", True),
        ("up:51..", False),
        ("comments:0", True),
        ("comments:>0", False),
        ("year:2025", True),
        ("year:<2025", False),
        ("listed:2025-04", True),
        ("listed:2025-03", False),
        ("published:2025-03", True),
        ("published:>2025-03", False),
        ("published:>=2025-03-31", True),
        ("published:<2025-04", True),
        ("published:..2025-03-30", False),
    ],
)
def test_marks_numbers_and_dates(query: str, expected: bool) -> None:
    assert found(query) is expected


@pytest.mark.parametrize(
    "query",
    [
        "up:0..", "comments:0..", "stars:0..", "year:1..", "listed:0001..", "published:..9999",
        "/^$/", "author:/^/", "note:/^/", "tag:/^/", "is:tagged", "is:noted", "is:read",
        "is:starred", "has:code", "has:project", "has:summary", "has:note",
    ],
)  # fmt: skip
def test_the_unknown_matches_nothing_but_its_negation(query: str) -> None:
    assert not found(query, BARE, UNMARKED)
    assert found(f"-{query}", BARE, UNMARKED)


def test_what_is_cited_is_known_by_those_alone_who_are_told() -> None:
    query = parse("is:cited -(flash -is:cited)")
    assert query.needs_cited and not parse("is:read cited").needs_cited
    assert not query.matches(BARE, UNMARKED)
    asked: list[Paper] = []

    def cited(paper: Paper) -> bool:
        asked.append(paper)
        return True

    told = query.with_cited(cited)
    assert told.matches(BARE, UNMARKED) and set(asked) == {BARE}
    assert told == query, "they ask the same"


NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("version", "decided_at", "expected"),
    [
        (ArxivVersion(2, NOON + SECOND), NOON, True),
        (ArxivVersion(2, NOON), NOON, False),
        (ArxivVersion(2, NOON - SECOND), NOON, False),
        (ArxivVersion(2, NOON + SECOND), None, False),
        (ArxivVersion(2, None), NOON, False),
        (None, NOON, False),
    ],
    ids=["later", "same", "earlier", "never decided on", "no time", "never asked"],
)
def test_updated_is_what_arxiv_has_a_version_of_that_is_later_than_the_decision(
    version: ArxivVersion | None, decided_at: datetime | None, expected: bool
) -> None:
    query = parse("is:updated")
    assert query.needs_versions and not parse("is:read updated").needs_versions
    assert not query.matches(BARE, UNMARKED), "it was not told"
    told = query.with_versions(
        lambda: {BARE.id: version} if version else {}, {BARE.id: decided_at}.get
    )
    assert told.matches(BARE, UNMARKED) is expected
    assert told == query, "they ask the same"


def test_withdrawn_is_what_the_feed_or_arxiv_says_is() -> None:
    query = parse("is:withdrawn")
    assert query.needs_versions and not query.matches(BARE, UNMARKED)
    assert query.matches(replace(BARE, withdrawn_at=date(2026, 1, 1)), UNMARKED)
    for withdrawn in (True, False):
        versions = {BARE.id: ArxivVersion(2, None, withdrawn)}
        told = query.with_versions(versions.copy, lambda _: None)
        assert told.matches(BARE, UNMARKED) is withdrawn


def test_a_starred_paper_is_starred_and_may_be_unread() -> None:
    assert found("is:starred is:unread", BARE, Marks(starred=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("/gpt-?[45]/", True),
        ("/^gpt/", True),
        ("/^then/", True),
        ("/^tri dao$/", True),
        ("/müller/", True),
        ("/muller/", False),
        ("/54\\.6%/", True),
        ("/emph/", False),
        ("/Q&A/", True),
        ("title:/beaten/", False),
        ("abstract:/beaten\\./", True),
        ("author:/^d/", True),
        ("org:/^e/", False),
        ("keyword:/models$/", True),
        ("by:/^ann/", True),
        ("note:/section \\d/", True),
        ("tag:/^r.$/", True),
        ("/reread/", False),
        (r"/q\/a/", False),
        ("-/gpt/", False),
    ],
)
def test_patterns_are_found_in_the_text_as_it_is_shown(query: str, expected: bool) -> None:
    assert found(query) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("nowhere or gpt", True),
        ("gpt -flash", False),
        ("gpt not nowhere", True),
        ("nowhere gpt or flash", True),
        ("nowhere (gpt or flash)", False),
        ("-nowhere nowhere", False),
        ("-(nowhere or absent)", True),
        ("--gpt", True),
    ],
)
def test_operators(query: str, expected: bool) -> None:
    assert found(query) is expected


def test_every_recorded_paper_is_found_by_its_title_its_authors_and_its_text() -> None:
    lost = []
    for path in some():
        for item in json.loads(path.read_text(encoding="utf-8")):
            paper = recorded(item["paper"])
            query = parse(
                f"{Words(paper.title)} {Words(paper.title, 'title')} "
                + " ".join(str(Words(author.name, "author")) for author in paper.authors)
                + " ".join(f" {Words(line, 'abstract')}" for line in paper.abstract.split("\n"))
                + f" published:{paper.published} up:{paper.upvotes}"
            )
            if not query.matches(paper, UNMARKED) or parse(str(query)) != query:
                lost.append(paper.id)
    assert lost == []


def recorded(item: dict[str, Any]) -> Paper:
    return Paper(
        id=item["id"],
        title=clean_line(item["title"], 500),
        abstract=clean_paragraphs(item["summary"], 10_000),
        authors=tuple(Author(clean_line(author["name"], 200)) for author in item["authors"]),
        published=date.fromisoformat(item["publishedAt"][:10]),
        upvotes=item["upvotes"],
    )
