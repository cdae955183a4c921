"""Whole papers come from the first that has them, at arXiv's pace, and are kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import reader.fulltext.whole_papers
from reader.errors import ArchiveError, FeedError
from reader.feed.huggingface import HuggingFace
from reader.fulltext.paper_pages import ArxivPages
from reader.fulltext.whole_papers import NoTextError, WholePapers, cache_file
from reader.net import MalformedAnswer, Offline, Refused, Unreachable
from reader.net.rate_limits import RequestPacer
from tests import feed_faults as faults
from tests.arxiv_server import ArxivServer
from tests.feed_server import FeedServer
from tests.fulltext.pages import FAILED, MARKDOWN, NO_HTML, page

PAPER, OTHER = "2401.00001", "2401.00002"
NOON = datetime(2024, 1, 3, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is put on."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def site() -> Iterator[ArxivServer]:
    with ArxivServer() as server:
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "texts.sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def turns() -> list[float]:
    """The waits for turns at arXiv."""
    return []


Make = Callable[[], WholePapers]


@pytest.fixture
def make(
    site: ArxivServer,
    feed_server: FeedServer,
    file: Path,
    clock: Clock,
    turns: list[float],
    tmp_path: Path,
) -> Iterator[Make]:
    feed = HuggingFace(feed_server.url, pause=lambda _: None)
    pacer = RequestPacer(tmp_path / "arxiv.turn", 3.0, pause=turns.append)

    opened = [WholePapers(file, None, lambda *_: "", clock)]

    def made() -> WholePapers:
        def connect() -> ArxivPages:
            return ArxivPages(site.url, pacer)

        opened.append(WholePapers(file, connect, lambda *asked: feed.markdown(asked[0]), clock))
        return opened[-1]

    yield made
    for papers in opened:
        papers.close()
    feed.close()


def paths(site: ArxivServer) -> list[str]:
    return [asked.path for asked in site.requests]


def test_the_version_that_is_known_is_asked_for_first(make: Make, site: ArxivServer) -> None:
    site.pages = {f"{PAPER}v2": page(version=2), PAPER: page(version=1)}
    whole = make().read(PAPER, 2)
    assert (whole.document.version, whole.fetched_at, whole.problem) == (2, NOON, None)
    assert paths(site) == [f"/html/{PAPER}v2"]


@pytest.mark.parametrize("nothing", [NO_HTML, FAILED, "", "<h1>withdrawn</h1>"])
def test_a_version_without_a_text_leads_to_the_newest(
    make: Make, site: ArxivServer, turns: list[float], nothing: str
) -> None:
    site.pages = {f"{PAPER}v3": nothing, PAPER: page(version=2)}
    assert make().read(PAPER, 3).document.version == 2
    assert paths(site) == [f"/html/{PAPER}v3", f"/html/{PAPER}"]
    assert len(turns) == 1
    assert turns[0] == pytest.approx(3.0, abs=1.0)


def test_where_arxiv_has_none_hugging_face_is_asked(
    make: Make, site: ArxivServer, feed_server: FeedServer
) -> None:
    feed_server.markdown[PAPER] = MARKDOWN
    whole = make().read(PAPER)
    assert (whole.document.source, whole.problem) == ("huggingface", None)
    assert paths(site) == [f"/html/{PAPER}"]


def test_a_text_that_is_kept_is_not_asked_for_again(make: Make, site: ArxivServer) -> None:
    site.pages[PAPER] = page()
    first = make().read(PAPER)
    again = make().read(PAPER)
    assert again == first
    assert make().kept(PAPER) == first
    assert len(site.requests) == 1


def test_a_newer_version_takes_the_place_of_the_kept_one(make: Make, site: ArxivServer) -> None:
    site.pages[PAPER] = page(version=2)
    make().read(PAPER)
    site.pages[f"{PAPER}v3"] = page(version=3)
    assert make().standing(PAPER, 2) == "kept"
    assert make().standing(PAPER, 3) == "wanted"
    assert make().read(PAPER, 3).document.version == 3
    assert make().standing(PAPER, 3) == "kept"


def test_what_is_kept_is_there_when_nobody_answers(
    make: Make, site: ArxivServer, feed_server: FeedServer
) -> None:
    site.pages[PAPER] = page(version=2)
    make().read(PAPER)
    site.fault = feed_server.fault = faults.status(503)
    whole = make().read(PAPER, 3)
    assert whole.document.version == 2
    assert whole.problem


def test_nobody_has_it(make: Make, site: ArxivServer, clock: Clock) -> None:
    papers = make()
    with pytest.raises(NoTextError, match=r"its PDF is https://arxiv\.org/pdf/2401\.00001$"):
        papers.read(PAPER)
    assert papers.standing(PAPER, None) == "nowhere"
    assert papers.kept(PAPER) is None
    clock.now += timedelta(days=8)
    assert papers.standing(PAPER, None) == "wanted"
    site.pages[PAPER] = page()
    assert papers.read(PAPER).document.paper == PAPER


def test_a_text_that_came_because_arxiv_was_away_is_not_kept(
    site: ArxivServer, feed_server: FeedServer, make: Make, file: Path, clock: Clock
) -> None:
    feed_server.markdown[PAPER] = MARKDOWN

    def away() -> ArxivPages:
        raise Unreachable("arXiv is away")

    feed = HuggingFace(feed_server.url)
    whole = WholePapers(file, away, lambda paper, _: feed.markdown(paper), clock).read(PAPER)
    feed.close()
    assert isinstance(whole.problem, Unreachable)
    assert make().standing(PAPER, None) == "wanted"


def test_without_a_network_it_is_said_that_it_was_never_fetched(file: Path, clock: Clock) -> None:
    def refuse(*_: object) -> ArxivPages:
        raise Offline("the network is not used")

    def nothing(*_: object) -> str:
        raise Offline("the network is not used")

    papers = WholePapers(file, refuse, nothing, clock)
    with pytest.raises(Unreachable, match=r"not used; the text of 2401\.00001 was never fetched"):
        papers.read(PAPER)
    with pytest.raises(Unreachable, match="arXiv is not asked"):
        WholePapers(file, None, nothing, clock).read(PAPER)
    assert not file.exists()


def test_another_paper_is_not_taken_for_it(make: Make, site: ArxivServer) -> None:
    site.pages[PAPER] = page(paper=OTHER)
    with pytest.raises(MalformedAnswer, match=f"what came is another paper, {OTHER}"):
        make().read(PAPER)
    assert make().kept(PAPER) is None


def test_arxiv_that_is_busy_is_asked_later(make: Make, site: ArxivServer) -> None:
    site.fault = faults.status(429)
    with pytest.raises(Refused, match="ask again in a quarter of an hour"):
        make().read(PAPER)
    assert len(site.requests) == 1


def test_a_page_without_a_mark_is_of_the_paper_that_was_asked_for(
    make: Make, site: ArxivServer
) -> None:
    site.pages[f"{PAPER}v2"] = page().replace("watermark-tr", "elsewhere")
    document = make().read(PAPER, 2).document
    assert (document.paper, document.version) == (PAPER, 2)


def test_an_old_id_has_its_slash(make: Make, site: ArxivServer) -> None:
    site.pages["astro-ph/0601001v1"] = page(paper="astro-ph/0601001", version=1)
    assert make().read("astro-ph/0601001", 1).document.paper == "astro-ph/0601001"


def test_the_oldest_are_forgotten_where_there_are_too_many(
    make: Make, site: ArxivServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader.fulltext.whole_papers, "MAX_KEPT", 3_000)
    for paper in (PAPER, OTHER):
        clock.now += timedelta(hours=1)
        site.pages[paper] = page(paper=paper)
        make().read(paper)
    assert [make().standing(paper, None) for paper in (PAPER, OTHER)] == ["wanted", "kept"]


def test_a_damaged_file_is_made_anew(make: Make, site: ArxivServer, file: Path) -> None:
    site.pages[PAPER] = page()
    file.parent.mkdir()
    file.write_bytes(b"no database" * 1_000)
    assert make().read(PAPER).problem is None
    with sqlite3.connect(file) as database:
        database.execute("UPDATE page SET content = x'0011'")
    database.close()
    assert cache_file(file).problems()
    assert make().read(PAPER).problem is None


def test_a_folder_in_the_place_of_the_file_is_told(
    make: Make, site: ArxivServer, file: Path
) -> None:
    site.pages[PAPER] = page()
    file.mkdir(parents=True)
    whole = make().read(PAPER)
    assert isinstance(whole.problem, ArchiveError)
    assert whole.document.paper == PAPER


def test_an_answer_without_end_is_given_up(make: Make, site: ArxivServer) -> None:
    site.fault = faults.status(500)
    with pytest.raises(FeedError, match=r"the whole text of 2401\.00001"):
        make().read(PAPER)
