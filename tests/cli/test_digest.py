"""`paper-reader digest`: each paper once, whatever becomes of a run."""

from __future__ import annotations

import email
import json
import os
import shutil
import stat
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Program
from tests.feed_items import item
from tests.feed_server import FeedServer

NEW = item("2401.00005", "A Day Later", "2024-01-04", upvotes=2)


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    folder = tmp_path / "Mail"
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(parents=True)
    return folder


def mails(maildir: Path) -> list[EmailMessage]:
    files = sorted((maildir / "new").iterdir(), key=lambda file: file.stat().st_mtime_ns)
    return [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]


def body(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def next_day(program: Program, service: FeedServer, *items: Any) -> Program:
    """The program on the day after, which has a list of these papers."""
    service.today += timedelta(1)
    service.days[f"{service.today}"] = list(items)
    return program.on(service.today)


def test_the_first_digest_is_a_preview_of_the_newest_day(here: Program) -> None:
    said = here("digest")
    assert said.code == 0
    for title in ("Attention Once More", "A Survey of Surveys", "Why Less Is More"):
        assert title in said.out
    assert "A New Year" not in said.out
    assert max(map(len, said.out.splitlines())) <= 76
    assert here("digest").out == said.out, "nothing is remembered"
    assert not (here.home / "journal").exists()


def test_a_mail_holds_each_paper_once(
    here: Program, service: FeedServer, maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By the clock of this machine these lists have long been whole.
    monkeypatch.setattr("reader.listings.is_final", lambda *_: False)
    words = ("digest", "--maildir", str(maildir))
    assert here(*words).code == 0
    again = here(*words)
    assert again.code == 0 and "othing is new" in again.err
    service.days["2024-01-02"].append(item("2401.00004", "Late to the List", upvotes=1))
    assert next_day(here, service, NEW)(*words).code == 0
    first, second = mails(maildir)
    assert "Attention Once More" in body(first) and "Late to the List" not in body(first)
    assert "Late to the List" in body(second) and "A Day Later" in body(second)
    assert "Attention Once More" not in body(second)
    assert "Why Less Is More" in body(first, "html")
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"], "one thread a week"


def test_what_is_read_or_muted_is_left_out_and_what_stands_out_comes_first(
    here: Program, maildir: Path
) -> None:
    here("mark", "2401.00001", "--read")
    (here.home / "config.toml").write_text(
        '[mute]\nsurveys = "title:survey"\n[highlight]\nless = "title:less"\n'
    )
    said = here("digest")
    assert "Attention Once More" not in said.out
    assert "Survey" not in said.out
    assert said.out.index("For you") < said.out.index("Why Less Is More")


def test_names_have_pasts_of_their_own(here: Program, maildir: Path) -> None:
    here("digest", "--maildir", str(maildir))
    here("digest", "--name", "less", "title:less", "--maildir", str(maildir))
    assert len(mails(maildir)) == 2
    assert "othing is new" in here("digest", "--name", "less", "title:less").err


def test_what_did_not_arrive_is_sent_again_as_it_was(
    here: Program, service: FeedServer, maildir: Path
) -> None:
    words = ("digest", "--maildir", str(maildir))
    (maildir / "new").rename(maildir / "gone")
    failed = here(*words)
    assert failed.code == 1 and failed.err.count("\n") == 1
    (maildir / "gone").rename(maildir / "new")
    here("mark", "2401.00002", "--read")
    tomorrow = next_day(here, service, NEW)
    assert tomorrow(*words).code == 0
    again, new = mails(maildir)
    assert "A Survey of Surveys" in body(again), "as it was"
    assert "A Day Later" in body(new) and "A Survey of Surveys" not in body(new)
    assert "othing is new" in tomorrow(*words).err


def test_a_digest_is_no_step_of_undo(here: Program, maildir: Path) -> None:
    here("mark", "2401.00001", "--star")
    here("digest", "--maildir", str(maildir))
    assert "Attention Once More" in here("undo").out
    assert here("undo").code == 1
    assert "othing is new" in here("digest", "is:unread title:less", "--maildir", str(maildir)).err


def test_a_file_is_remembered_and_replaced_whole(
    here: Program, service: FeedServer, tmp_path: Path
) -> None:
    page = tmp_path / "news.html"
    assert here("digest", "-o", str(page)).code == 0
    assert "Attention Once More" in page.read_text()
    before = page.read_text()
    assert "othing is new" in here("digest", "-o", str(page)).err
    assert page.read_text() == before
    blocked = tmp_path / "folder.html"
    blocked.mkdir()
    tomorrow = next_day(here, service, NEW)
    assert tomorrow("digest", "-o", str(blocked)).code == 1
    assert tomorrow("digest", "-o", str(page)).code == 0
    assert "A Day Later" in page.read_text(), "what was begun and not written is not lost"


def test_a_file_takes_the_place_of_no_device_pipe_or_folder(here: Program, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    said = here("digest", "-o", str(pipe))
    assert said.code == 1 and "nobody reads from this pipe" in said.err
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    for path in (tmp_path, tmp_path / "nowhere" / "news.html"):
        said = here("digest", "-o", str(path))
        assert said.code == 1 and str(path) in said.err and ".new" not in said.err
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_a_feed_remembers_no_digest_and_keeps_its_bytes(
    here: Program, service: FeedServer, tmp_path: Path, form: str
) -> None:
    feed = tmp_path / "feed"
    words = ("digest", "--format", form, "-o", str(feed), "title:less or title:year")
    assert here(*words).code == 0
    first = feed.read_bytes()
    assert b"Why Less Is More" in first and b"A New Year" in first
    assert b"Survey" not in first
    for each in service.days["2024-01-02"]:
        each["paper"]["upvotes"] = 999
    assert next_day(here, service)(*words).code == 0
    assert feed.read_bytes() == first
    assert "Why Less Is More" in here("digest").out


def test_a_reading_list_has_read_papers_and_remembers_nothing(
    here: Program, tmp_path: Path
) -> None:
    here("mark", "2401.00001", "2401.00003", "--star")
    page = tmp_path / "list.html"
    said = here("digest", "is:starred", "--since", "all", "-o", str(page))
    assert said.code == 0
    text = page.read_text()
    assert "Attention Once More" in text and "Why Less Is More" in text
    assert "Survey" not in text and "Reading list" in text
    markdown = here("digest", "is:starred", "--since", "all", "--format", "markdown").out
    assert "Attention Once More" in markdown
    assert "A Survey of Surveys" in here("digest").out


def test_since_a_day_holds_what_is_read_too(here: Program) -> None:
    here("mark", "2401.00001", "--read")
    week = here("digest", "--since", "7d").out
    assert "Attention Once More" in week and "A New Year" in week
    assert "A New Year" not in here("digest", "--since", "2024-01-02").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--since", "all"], 2, "needs a QUERY"),
        (["--since", "sometime"], 2, "sometime"),
        (["up:>"], 2, "up:"),
        (["--format", "pdf"], 2, "pdf"),
        (["--mail", "me", "-o", "a.html"], 2, "exclude each other"),
        (["--mail", "me", "--format", "html"], 2, "--format"),
        (["--name", "a b"], 2, "no name"),
        (["--mail", "me"], 1, "[mail]"),
        (["--maildir", "nowhere"], 1, "nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_is_one_sentence_and_begins_nothing(
    here: Program, words: list[str], code: int, said: str
) -> None:
    result = here("digest", *words)
    assert result.code == code
    assert said in result.err and "Traceback" not in result.err
    assert result.out == ""


def test_offline_it_is_made_of_what_was_fetched(
    here: Program, service: FeedServer, maildir: Path
) -> None:
    assert here("digest", "--offline").code == 1
    here("list")
    asked = len(service.requests)
    said = here("digest", "--offline")
    assert said.code == 0 and "Attention Once More" in said.out
    assert len(service.requests) == asked


def test_json_feeds_can_be_read_by_a_script(here: Program) -> None:
    feed = json.loads(here("digest", "--format", "json").out)
    assert feed["version"].endswith("/1.1")
    assert len(feed["items"]) == 4


def test_of_two_machines_one_sends_where_it_knows_of_the_other(
    here: Program, service: FeedServer, maildir: Path, tmp_path: Path
) -> None:
    here("digest", "--maildir", str(maildir))
    other = replace(here, home=tmp_path / "other")
    (other.home / "journal").mkdir(parents=True)
    for journal in (here.home / "journal").iterdir():
        shutil.copy(journal, other.home / "journal")
    assert "othing is new" in other("digest", "--maildir", str(maildir)).err
    service.today += timedelta(1)
    service.days[f"{service.today}"] = [NEW]
    assert other.on(service.today)("digest", "--maildir", str(maildir)).code == 0
    assert len(mails(maildir)) == 2
