"""What SQLite finds for a query is what the query matches in memory, whatever is asked of what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.archive import Archive
from reader.feed.item_decoder import decode_items
from reader.paper import UNMARKED, ArxivVersion, Marks, Paper, Period
from reader.query import Query, parse
from reader.query.sql_condition import to_sql
from reader.query.tree import And, Has, Is, Node, Not, NumberRange, Or, Words
from tests.feed_items import ABSENT, author, group, item, user
from tests.query import test_properties as any_of
from tests.recorded import days
from tests.thoroughness import examples

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def sent(paper: Paper, identifier: str) -> dict[str, Any]:
    """An item of which such a paper is made, as far as the service could say it."""
    return item(
        identifier,
        paper.title or "Untitled",
        summary=paper.abstract,
        withdrawnAt=_moment(paper.withdrawn_at),
        authors=[author(each.name) for each in paper.authors],
        publishedAt=_moment(paper.published),
        submittedOnDailyAt=_moment(paper.listed),
        upvotes=_known(paper.upvotes),
        numComments=_known(paper.comments),
        organization=group(paper.organization, "") if paper.organization else ABSENT,
        submittedOnDailyBy=user(paper.submitter, "") if paper.submitter else ABSENT,
        submittedBy=ABSENT,
        ai_summary=_known(paper.summary),
        ai_keywords=list(paper.keywords),
        githubRepo=_known(paper.github),
        githubStars=_known(paper.github_stars),
        projectPage=_known(paper.project),
    )


def _moment(day: date | None) -> Any:
    return f"{day.isoformat()}T10:00:00.000Z" if day else ABSENT


def _known(value: Any) -> Any:
    return ABSENT if value is None else value


def stored(archive: Archive, papers: list[Paper]) -> dict[str, Paper]:
    """Keep papers, one half on a day's list and all in what was searched for."""
    ids = [f"2501.{number:05d}" for number in range(len(papers))]
    items = [(key, sent(paper, key)) for key, paper in zip(ids, papers, strict=True)]
    archive.store(Period("search", "0"), items, 0, MOMENT)
    archive.store(Period.day(date(2025, 6, 1)), items[::2], 0, MOMENT)
    return archive.papers()


def in_memory(query: Query, papers: Mapping[str, Paper], marks: Mapping[str, Marks]) -> set[str]:
    rows = ((paper, marks.get(key, UNMARKED)) for key, paper in papers.items())
    return {paper.id for paper, each in rows if query.matches(paper, each)}


def nested(depth: int) -> Any:
    """`(flash (up:3 or (flash (up:3 or …`, as deep."""
    tree: Any = Words("flash")
    for level in range(depth):
        kind, other = (And, Words("flash")) if level % 2 else (Or, NumberRange("up", 3, None))
        tree = kind((other, tree))
    return tree


@examples(400)
@given(
    st.lists(any_of.trees, min_size=1, max_size=4),
    st.lists(any_of.papers, min_size=1, max_size=4),
    st.lists(any_of.marks, max_size=4),
    st.lists(any_of.versions, max_size=4),
)
@example([nested(49), Not(nested(49))], [Paper("", "Flash", upvotes=5), Paper("", "Other")], [], [])
@example([And((Words("flash"),) * 2000), Or((Is("read"),) * 2000)], [Paper("", "Flash")], [], [])
@example([Words("a" * 20_000), Not(Words("a" * 20_000))], [Paper("", "A", "a" * 20_000)], [], [])
@example(
    [Words("x\ny"), Words("state space gpt")], [Paper("", "X", "state space\n  gpt y")], [], []
)
@example([Words("")], [Paper("", "X")], [], [])
@example([Not(Has("note")), Has("note")], [Paper("", "X")] * 2, [Marks(note="n")], [])
def test_sqlite_and_memory_never_disagree(
    trees: list[Node], papers: list[Paper], each: list[Marks], said: list[ArxivVersion]
) -> None:
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "archive.sqlite")
        known = stored(archive, papers)
        marks = dict(zip(known, each, strict=False))
        cited = list(known)[::2]
        versions = dict(zip(known, said, strict=False))
        for tree in trees:
            query = Query(tree, str(tree)).with_cited(lambda paper: paper.id in cited)
            query = query.with_versions(lambda: versions, lambda _: MOMENT)
            found = [paper.id for paper in archive.search(query, marks).papers]
            assert len(found) == len(set(found))
            assert set(found) == in_memory(query, known, marks), str(query)
            page = archive.first_page(query, lambda paper: marks.get(paper, UNMARKED), 100)
            assert {paper.id for paper in page} == set(found), str(query)


@pytest.mark.parametrize(
    "text",
    [
        "", "flash attention", '"flash attention"', "title:flash or author:dao", "by:akhaliq",
        "flash -attention", "not (flash up:>50)", "is:unread tag:rl", "note:reread", "has:note",
        "is:updated", "-is:withdrawn flash or is:updated",
        "has:code year:2025", "listed:2025-03.. published:<2025", "-(is:read or stars:>1000)",
    ],
)  # fmt: skip
def test_sqlite_alone_decides_on_words_numbers_dates_and_marks(text: str) -> None:
    assert to_sql(parse(text).tree, {}).condition.exact


@pytest.mark.parametrize(
    "text",
    ["/gpt-?4/", "flash /gpt/", "-title:/gpt/", "tag:/rl/ or flash", "is:cited", "-is:cited flash"],
)
def test_patterns_and_what_is_cited_are_decided_in_memory(text: str) -> None:
    assert not to_sql(parse(text).tree, {}).condition.exact


def test_what_surely_does_not_match_is_not_read_for_a_pattern() -> None:
    asked = to_sql(parse("up:>50 /gpt/ flash").tree, {})
    assert (asked.match, asked.required) == ('"flash" *', True)
    assert asked.condition.parameters == (51,)


def test_papers_are_ranked_by_all_words_where_none_of_them_must_be_there() -> None:
    asked = to_sql(parse("mamba or up:>50 or -rwkv or title:retnet").tree, {})
    assert (asked.match, asked.required) == ('"mamba" * OR title : "retnet" *', False)


def test_everything_that_is_recorded_is_found_as_in_memory(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive.sqlite")
    for file in days("202[56]-0[36]-*"):
        day = date.fromisoformat(file.stem)
        decoded = decode_items(json.loads(file.read_bytes()), day)
        ids = (paper.id for paper in decoded.papers)
        archive.store(Period.day(day), zip(ids, decoded.items, strict=True), 0, MOMENT)
    known = archive.papers()
    for text in (
        "diffusion model", "d", "gpt-4", "α", "müller", '"large language model"', "54.6%", "li wei",
        "org:nvidia", "keyword:reasoning -title:reasoning", "listed:2025-03-10 has:code",
        "up:>100 or stars:>10000", "by:akhaliq not 3d", "/gpt-?4/ up:>3", "-the", "year:2024..",
    ):  # fmt: skip
        query = parse(text)
        found = {paper.id for paper in archive.search(query, {}).papers}
        assert found == in_memory(query, known, {}), text
