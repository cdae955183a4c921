"""Mornings with a mail server that fails every third time: no paper is lost, none comes twice."""

from __future__ import annotations

import re
from collections import Counter
from itertools import cycle
from pathlib import Path

import pytest
import trustme

from tests.cli.program import Program
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.mail_server import Fault, LoopbackMailServer, Stage
from tests.thoroughness import NIGHTLY

DAYS = 30 if NIGHTLY else 12
FAULTS: tuple[tuple[Stage, Fault], ...] = (
    ("RCPT", "refuse"),
    ("text", "close"),
    ("DATA", "later"),
    ("STARTTLS", "refuse"),
    ("MAIL", "close"),
    ("greeting", "close"),
    ("AUTH", "refuse"),
    ("text", "later"),
)
_PAPER = re.compile(r"huggingface\.co/papers/(\d{4}\.\d{5})")


def papers_of(mail: str) -> set[str]:
    """The ids of what is new in a mail."""
    new, _, _ = mail.partition("Starred last week")
    return set(_PAPER.findall(new))


@pytest.fixture
def morning(here: Program, tmp_path: Path, authority: trustme.CA) -> Program:
    certificate = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(certificate))
    here.home.mkdir()
    return here.with_(SSL_CERT_FILE=str(certificate), PAPER_READER_SMTP_PASSWORD="välkommen")


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


def test_every_paper_comes_once(
    morning: Program,
    service: FeedServer,
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # By the clock of this machine these lists have long been whole.
    monkeypatch.setattr("reader.listings.is_final", lambda *_: False)
    listed: set[str] = set()
    faults = cycle(FAULTS)
    passwords = {"me@example.org": "välkommen".encode()}
    with LoopbackMailServer(authority, passwords=passwords) as server:
        (morning.home / "config.toml").write_text(
            f'[mail]\nto = "me@example.org"\nserver = "127.0.0.1:{server.port}"\n'
        )
        for number in range(DAYS):
            day = f"2024-03-{number + 1:02}"
            service.today = service.today.fromisoformat(day)
            service.days[day] = [
                item(f"2402.{number:02}{place:03}", f"Paper {place}", day) for place in range(2)
            ]
            if number > 1:
                # One joins the list of yesterday.
                late = f"2402.{number:02}900"
                service.days[f"2024-03-{number:02}"].append(item(late, "Late", day))
                listed.add(late)
            listed |= {f"2402.{number:02}{place:03}" for place in range(2)}
            server.faults = dict([next(faults)]) if number % 3 == 2 else {}
            ran = morning.on(service.today)("digest", "--mail", "me")
            assert ran.code == (1 if server.faults else 0), ran
            assert not server.faults or ran.err.count("\n") == 1
        server.faults = {}
        assert morning.on(service.today)("digest", "--mail", "me").code == 0
        mails = {mail.message_id: mail for mail in server.mails}
    assert len(server.mails) > len(mails), "one came that was not known to have come"
    texts = (mail.message.get_body(("plain",)) for mail in mails.values())
    found = Counter(paper for text in texts if text for paper in papers_of(text.get_content()))
    assert set(found) == listed
    assert set(found.values()) == {1}
