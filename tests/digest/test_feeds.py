"""Feeds, as their formats demand them and as readers of feeds read them."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.digest import atom, json_feed, rss
from reader.digest.digest_words import legible_paper
from reader.digest.feeds import DAYS, MOST_PAPERS, PaperFeed, entry_dates, recent
from reader.paper import Author, Paper
from reader.text import clean
from tests.digest.digests import AWKWARD_PAPERS, BARE, DAO, DAY, EVILS, OWN, crowd, evil_digest
from tests.digest.html_reader import deeds
from tests.export.references import AWKWARD
from tests.thoroughness import every

NOW = datetime(2026, 8, 14, 6, 30, 59, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = {"atom": atom.write, "rss": rss.write, "json": json_feed.write}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def feed(*papers: Paper, name: str = "daily", **known: Any) -> PaperFeed:
    return PaperFeed(name, "Daily papers", papers, entry_dates(papers, known, NOW), "up:>5")


EXAMPLE = feed(OWN, DAO, BARE)


def children(element: ElementTree.Element, name: str) -> list[str]:
    return [each.text or "" for each in element.findall(name)]


def check_atom(text: str) -> ElementTree.Element:
    """What RFC 4287 demands of a feed and its entries."""
    root = ElementTree.fromstring(text.encode())
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (value,) = children(element, ATOM + name)
            assert value, name
        for name in ("updated", "published"):
            assert all(RFC_3339.fullmatch(each) for each in children(element, ATOM + name))
        for author in element.findall(f"{ATOM}author"):
            assert all(children(author, f"{ATOM}name"))
        assert all(each.get("term") for each in element.findall(f"{ATOM}category"))
        assert [each.get("rel") for each in element.findall(f"{ATOM}link")] == ["alternate"]
    assert root.find(f"{ATOM}author") is not None
    return root


def check_rss(text: str) -> ElementTree.Element:
    """What RSS 2.0 demands of a channel and its items."""
    root = ElementTree.fromstring(text.encode())
    (channel,) = root
    for name in ("title", "link", "description"):
        assert all(children(channel, name)) and len(children(channel, name)) == 1
    for item in channel.findall("item"):
        (guid,) = item.findall("guid")
        assert guid.text and guid.get("isPermaLink") == "false"
        assert parsedate_to_datetime(children(item, "pubDate")[0]).tzinfo
    return root


def check_json(text: str) -> dict[str, Any]:
    """What JSON Feed 1.1 demands of a feed and its items."""
    said: dict[str, Any] = json.loads(text)
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert said["title"]
    for item in said["items"]:
        assert isinstance(item["id"], str) and item["content_html"]
        assert RFC_3339.fullmatch(item["date_published"])
        assert all(author["name"] for author in item.get("authors", []))
    return said


def parsed(text: str) -> Any:
    """What a reader of feeds finds; nothing in it is wrong."""
    found = feedparser.parse(text.encode())
    assert not found.bozo, found.get("bozo_exception")
    return found


def content(entry: Any) -> str:
    """The HTML of an entry."""
    body: str = entry.content[0].value if "content" in entry else entry.summary
    return body


def test_atom() -> None:
    root = check_atom(atom.write(EXAMPLE))
    assert children(root, f"{ATOM}id") == ["tag:paper-reader.invalid,2026:feed/daily"]
    assert children(root, f"{ATOM}updated") == ["2026-08-14T00:00:00Z"]
    assert "match up:>5" in children(root, f"{ATOM}subtitle")[0]
    own, dao, _ = root.findall(f"{ATOM}entry")
    assert children(own, f"{ATOM}id") == ["https://huggingface.co/papers/2501.12948"]
    assert children(own, f"{ATOM}title") == ["Let's <think> & 思考"]
    assert children(own, f"{ATOM}summary") == ["One sentence of a model."]
    assert children(dao, f"{ATOM}published") == ["2023-07-18T00:00:00Z"]
    names = [children(each, f"{ATOM}name")[0] for each in dao.findall(f"{ATOM}author")]
    assert names == ["Tri Dao", "Ada Example", "Zoë Müller"]
    (body,) = children(dao, f"{ATOM}content")
    assert "<p>The first is here. The second, at 50%, too. The third" in body
    assert '<a href="https://arxiv.org/abs/2307.08691">arXiv</a>' in body


def test_rss() -> None:
    (channel,) = check_rss(rss.write(EXAMPLE))
    assert children(channel, "lastBuildDate") == ["Fri, 14 Aug 2026 00:00:00 GMT"]
    own, dao, _ = channel.findall("item")
    # Many readers take a title for HTML, in which <think> would vanish.
    assert children(own, "title") == ["Let's ‹think› & 思考"]
    assert children(dao, "pubDate") == ["Tue, 18 Jul 2023 00:00:00 GMT"]
    assert children(dao, "{http://purl.org/dc/elements/1.1/}creator")[0] == "Tri Dao"
    assert children(dao, "category") == ["attention", "<b>"]


def test_json_feed() -> None:
    own, dao, bare = check_json(json_feed.write(EXAMPLE))["items"]
    assert own["title"] == "Let's <think> & 思考"
    assert own["summary"] == "One sentence of a model."
    assert dao["authors"] == [{"name": "Tri Dao"}, {"name": "Ada Example"}, {"name": "Zoë Müller"}]
    assert dao["external_url"] == "https://arxiv.org/abs/2307.08691"
    assert bare["title"] == "2312.00752"


@pytest.mark.parametrize("write", [atom.write, rss.write], ids=["atom", "rss"])
def test_a_reader_of_feeds_finds_every_entry(write: Any) -> None:
    found = parsed(write(EXAMPLE))
    assert [entry.id for entry in found.entries] == [paper.url for paper in EXAMPLE.papers]
    assert [entry.link for entry in found.entries] == [paper.url for paper in EXAMPLE.papers]
    assert [entry.title for entry in found.entries][1:] == [DAO.title, "2312.00752"]
    assert found.feed.title == "Daily papers"


def test_a_feed_without_papers() -> None:
    check_atom(atom.write(feed()))
    check_rss(rss.write(feed()))
    assert check_json(json_feed.write(feed()))["items"] == []
    assert parsed(atom.write(feed())).entries == []


@pytest.mark.parametrize("name", FORMATS)
def test_votes_and_time_change_no_byte(name: str) -> None:
    write = FORMATS[name]
    papers = (OWN, DAO)
    before = entry_dates(papers, {}, NOW)
    voted = tuple(replace(paper, upvotes=77, comments=78) for paper in papers)
    after = entry_dates(voted, before, LATER)
    assert after == before
    first, second = PaperFeed("a", "A", papers, before), PaperFeed("a", "A", voted, after)
    assert write(first) == write(second)


@pytest.mark.parametrize(
    "change", [{"title": "Another"}, {"abstract": "Another."}, {"summary": "Another."}], ids=str
)
def test_a_changed_text_is_an_update_of_the_same_entry(change: dict[str, Any]) -> None:
    before = entry_dates([OWN, DAO], {}, NOW)
    changed = replace(DAO, **change)
    after = entry_dates([OWN, changed], before, LATER)
    assert after[OWN.id] == before[OWN.id]
    assert after[DAO.id].published == before[DAO.id].published
    assert after[DAO.id].updated == LATER
    made = PaperFeed("a", "A", (OWN, changed), after)
    assert made.updated == LATER
    ids = [entry.id for entry in parsed(atom.write(made)).entries]
    assert ids == [OWN.url, DAO.url]


def test_what_comes_late_is_new_when_it_comes() -> None:
    before = entry_dates([OWN], {}, NOW)
    late = replace(OWN, id="2608.00001", listed=DAY - timedelta(3))
    after = entry_dates([OWN, late], before, LATER)
    assert after[late.id].updated == LATER
    assert after[late.id].published == datetime(2026, 8, 11, tzinfo=UTC)
    assert PaperFeed("a", "A", (OWN, late), after).updated == LATER


def test_dates_are_remembered_for_a_while() -> None:
    papers = crowd(3)
    dates = entry_dates(papers, {}, NOW)
    assert entry_dates([], dates, NOW + timedelta(30)) == dates
    assert entry_dates([], dates, NOW + timedelta(90)) == {}


def test_a_feed_is_told_by_its_name_alone() -> None:
    same = {atom.write(replace(EXAMPLE, title=title)).split("\n")[2] for title in ("A", "B")}
    other = feed(OWN, name="ü & <b>/").id
    assert len(same) == 1
    assert other == "tag:paper-reader.invalid,2026:feed/%C3%BC%20%26%20%3Cb%3E%2F"


def test_recent_papers_are_of_two_weeks_the_latest_first() -> None:
    papers = [
        replace(BARE, id=f"2608.{number:05}", listed=DAY - timedelta(number // 3))
        for number in range(100)
    ]
    found = recent([*papers, *papers, BARE], DAY)
    assert len(found) == 3 * DAYS
    assert found[0].id == "2608.00002"
    assert {paper.listed for paper in found} == {DAY - timedelta(days) for days in range(DAYS)}
    assert len(recent(crowd(1_000), DAY)) == MOST_PAPERS


@given(st.permutations(range(12)))
def test_the_order_of_a_list_is_none_of_a_feed(order: list[int]) -> None:
    papers = crowd(12)
    assert recent([papers[each] for each in order], DAY) == recent(papers, DAY)


@pytest.mark.parametrize("evil", EVILS, ids=lambda evil: repr(evil[:20]))
def test_any_text_is_bounded_and_does_nothing(evil: str) -> None:
    papers = evil_digest(evil).papers
    made = PaperFeed(evil[:1_000], evil, papers, entry_dates(papers, {}, NOW), evil)
    check_atom(atom.write(made))
    check_rss(rss.write(made))
    check_json(json_feed.write(made))
    for write in FORMATS.values():
        assert len(write(made)) < 400_000
    for write in (atom.write, rss.write):
        for entry in parsed(write(made)).entries:
            assert [*deeds(f"<body>{content(entry)}</body>")] == []


def is_legal(text: str) -> bool:
    """XML 1.0 allows every character, and none has an effect on a terminal."""
    return clean(text) == text


@given(st.lists(AWKWARD_PAPERS, max_size=3, unique_by=lambda paper: paper.id), AWKWARD)
def test_any_papers_are_a_feed(papers: list[Paper], words: str) -> None:
    made = PaperFeed(words, words, tuple(papers), entry_dates(papers, {}, NOW), words)
    root = check_atom(atom.write(made))
    titles = [legible_paper(paper).title for paper in papers]
    entries = root.findall(f"{ATOM}entry")
    assert [children(each, f"{ATOM}title")[0] for each in entries] == titles
    assert [item["title"] for item in check_json(json_feed.write(made))["items"]] == titles
    check_rss(rss.write(made))
    for write in (atom.write, rss.write):
        assert is_legal(write(made))
        found = parsed(write(made)).entries
        assert [entry.id for entry in found] == [paper.url for paper in papers]
    for entry in made.entries():
        assert [*deeds(f"<body>{entry.html}</body>")] == []


def days_of(last: int) -> list[Paper]:
    """The papers of fifteen days, of which each day gets two more when it is over."""
    return [
        replace(
            DAO,
            id=f"26{day:02}.{number:05}",
            title=f"Paper {number} of day {day} & <b>",
            listed=date(2026, 7, 1) + timedelta(day),
            upvotes=day * number % 7 + last,
            authors=(Author("Ada Example"),),
        )
        for day in range(max(0, last - 14), last + 1)
        for number in range(3 + 2 * (day < last))
    ]


def thirty_days() -> list[tuple[frozenset[str], str, str]]:
    """The ids of the feed of each day, and the feed in Atom and in RSS."""
    made = []
    dates: dict[str, Any] = {}
    for day in range(30):
        now = datetime(2026, 7, 1, 6, tzinfo=UTC) + timedelta(day)
        papers = recent(days_of(day), now.date())
        dates = entry_dates(papers, dates, now)
        told = PaperFeed("daily", "Daily papers", papers, dates)
        ids = frozenset(paper.url for paper in papers)
        made.append((ids, atom.write(told), rss.write(told)))
    return made


def test_entries_keep_their_ids_and_dates_over_thirty_days_of_late_arrivals() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for ids, text, _ in thirty_days():
        entries = parsed(text).entries
        assert {entry.id for entry in entries} == ids
        for entry in entries:
            dates = seen.setdefault(entry.id, (entry.published, entry.updated))
            assert dates == (entry.published, entry.updated)
    assert len(seen) == 29 * 5 + 3


@pytest.mark.skipif(not shutil.which("newsboat"), reason="there is no newsboat")
@pytest.mark.parametrize("form", [1, 2], ids=["atom", "rss"])
def test_newsboat_shows_each_paper_once_as_new(form: int, tmp_path: Path) -> None:
    file, urls, cache = (tmp_path / name for name in ("feed.xml", "urls", "cache.db"))
    (tmp_path / "config").write_text("")
    urls.write_text(f"file://{file}\n")
    command = ["newsboat", "-C", f"{tmp_path / 'config'}", "-u", f"{urls}", "-c", f"{cache}"]
    seen: frozenset[str] = frozenset()
    for made in every(3, thirty_days()):
        file.write_text(str(made[form]), "utf-8")
        subprocess.run([*command, "-x", "reload"], check=True, capture_output=True)
        with sqlite3.connect(cache) as database:
            new = {guid for (guid,) in database.execute("SELECT guid FROM rss_item WHERE unread")}
            database.execute("UPDATE rss_item SET unread = 0")
        database.close()
        assert new == made[0] - seen
        seen |= made[0]


@pytest.mark.skipif(not shutil.which("sfeed"), reason="there is no sfeed")
@pytest.mark.parametrize("write", [atom.write, rss.write], ids=["atom", "rss"])
def test_sfeed_finds_every_entry(write: Any) -> None:
    done = subprocess.run(["sfeed"], input=write(EXAMPLE).encode(), capture_output=True, check=True)
    lines = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert [line[5] for line in lines] == [paper.url for paper in EXAMPLE.papers]
    assert [line[2] for line in lines] == [paper.url for paper in EXAMPLE.papers]
    assert lines[1][1] == DAO.title
