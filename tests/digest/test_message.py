"""A digest as a mail: its headers, whatever its texts are, and the same bytes each time."""

from __future__ import annotations

import email
from datetime import UTC, date, datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.digest.message import (
    ANONYMOUS,
    MOST_SUBJECT,
    MessageIdentity,
    MessageParts,
    addresses,
    message,
    message_bytes,
    message_identity,
)
from reader.settings.mail_account import MailAddress, parse_address
from reader.text import clean

DAY = date(2026, 11, 28)
MOMENT = datetime(2026, 11, 28, 7, 30, tzinfo=timezone(timedelta(hours=1)))
ME = MailAddress("me@example.org")
HEADERS = [
    *("Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "List-Id"),
    *("Auto-Submitted", "MIME-Version", "Content-Type"),
]
HOSTILE = st.text(
    st.one_of(
        st.sampled_from('\r\n\0\x1b\x85\u2028\u202e\u200b\ud800=?<>@,:;"\\ \t\xe4\u03b1\U0001f600'),
        st.characters(),
    ),
    max_size=300,
)


def identity(*papers: str, name: str = "daily", day: date = DAY) -> MessageIdentity:
    return message_identity(name, day, "host-1f", papers)


def made(
    plain: str = "Two papers.",
    html: str = "<p>Two papers.</p>",
    subject: str = "Papers of 28 November",
    sender: MailAddress = ANONYMOUS,
    recipient: MailAddress = ME,
) -> EmailMessage:
    return message(
        MessageParts(plain, html),
        subject=subject,
        sender=sender,
        recipient=recipient,
        identity=identity("2611.00001"),
        moment=MOMENT,
    )


def received(sent: EmailMessage, line_end: str = "\r\n") -> EmailMessage:
    """What a mail program reads."""
    return email.message_from_bytes(message_bytes(sent, line_end), policy=default)


class TestHeaders:
    def test_they_are_what_the_standards_ask_for(self) -> None:
        read = received(made())
        assert list(read.keys()) == HEADERS
        assert read["Date"] == "Sat, 28 Nov 2026 07:30:00 +0100"
        assert read["From"] == "paper-reader <digest@paper-reader.invalid>"
        assert read["To"] == "me@example.org"
        assert read["Auto-Submitted"] == "auto-generated"
        assert read["List-Id"] == "<daily.paper-reader.invalid>"
        assert read["In-Reply-To"] == read["References"] == identity().thread_id
        assert read["Message-ID"] == identity("2611.00001").message_id
        assert addresses(read) == (ANONYMOUS.address, "me@example.org")

    def test_a_moment_without_a_zone_is_none(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            message(
                MessageParts("", ""),
                subject="",
                sender=ME,
                recipient=ME,
                identity=identity(),
                moment=datetime(2026, 11, 28),
            )

    @given(HOSTILE)
    def test_no_subject_adds_to_them(self, subject: str) -> None:
        content = message_bytes(made(subject=subject))
        read = email.message_from_bytes(content, policy=default)
        assert list(read.keys()) == HEADERS and not read.defects
        head = content.partition(b"\r\n\r\n")[0]
        assert head.isascii() and max(map(len, head.split(b"\r\n"))) <= 78
        assert not set(head) & {0, 0x1B} and b"\n" not in head.replace(b"\r\n", b"")
        assert len(read["Subject"]) <= MOST_SUBJECT + subject.count("=?")
        assert (
            read["Subject"].replace("= ?", "=?").split() == clean(subject).split()
            or len(clean(subject)) >= MOST_SUBJECT
        )

    @given(HOSTILE)
    def test_nor_does_a_name(self, name: str) -> None:
        read = received(made(sender=MailAddress("a@b.example", name)))
        assert list(read.keys()) == HEADERS
        assert addresses(read) == ("a@b.example", "me@example.org")

    @pytest.mark.parametrize("title", ["=?utf-8?q?fake?=", "On =?x?b?QmNj?= in mail", "=?="])
    def test_nothing_in_a_title_is_decoded(self, title: str) -> None:
        assert received(made(subject=title))["Subject"] == title.replace("=?", "= ?")

    def test_a_title_of_a_megabyte_is_cut(self) -> None:
        read = received(made(subject="ä" * 1_000_000))
        assert read["Subject"] == "ä" * (MOST_SUBJECT - 1) + "…"

    def test_the_longest_address_stays_one(self) -> None:
        host = ".".join(["h" * 60] * 3)
        address = parse_address(f"Zoë Quill, Esq. <{'a' * 64}@{host}>")
        read = received(made(recipient=address))
        (found,) = read["To"].addresses
        assert (found.display_name, found.addr_spec) == ("Zoë Quill, Esq.", address.address)


class TestIdentity:
    def test_the_same_digest_has_the_same(self) -> None:
        assert identity("1", "2") == identity("1", "2")

    def test_another_digest_of_the_day_is_another_message_of_the_thread(self) -> None:
        first, second = identity("1"), identity("2")
        assert first.message_id != second.message_id
        assert (first.thread_id, first.list_id) == (second.thread_id, second.list_id)

    def test_a_week_is_a_thread(self) -> None:
        days = [date(2026, 12, 28) + timedelta(each) for each in range(8)]
        threads = [identity(day=day).thread_id for day in days]
        assert len(set(threads[:7])) == 1 and threads[7] != threads[0]
        assert threads[0].startswith("<2026-W53.")
        assert len({identity(day=day).message_id for day in days}) == 8

    def test_another_machine_and_another_name_are_others(self) -> None:
        here = message_identity("daily", DAY, "here", ["1"])
        there = message_identity("daily", DAY, "there", ["1"])
        assert here.message_id != there.message_id
        assert identity(name="x").thread_id != identity(name="y").thread_id

    @given(st.text(), st.text(), st.lists(st.text(), max_size=5))
    def test_each_is_one_short_word_that_no_library_encodes(
        self, name: str, machine: str, papers: list[str]
    ) -> None:
        for each in message_identity(name, DAY, machine, papers):
            assert each.isascii() and each.isprintable() and " " not in each
            assert each[0] == "<" and each[-1] == ">" and len(each) <= 70

    def test_names_that_are_spelled_alike_are_two_lists(self) -> None:
        names = ["daily", "Daily", "daily!", "été", "", "a" * 100, "a" * 101]
        assert len({identity(name=name).list_id for name in names}) == len(names)


class TestBody:
    def test_the_plain_part_is_first_and_both_are_whole(self) -> None:
        plain = "Grüße\n\nFrom here\n.\n..\n-- \nend"
        html = f"<p>{'long ' * 500}ü</p>"
        read = received(made(plain, html), "\n")
        assert read.get_content_type() == "multipart/alternative"
        first, second = read.iter_parts()
        assert (first.get_content_type(), second.get_content_type()) == ("text/plain", "text/html")
        assert first.get_content() == f"{plain}\n"
        assert second.get_content() == f"{html}\n"

    @given(HOSTILE, HOSTILE)
    def test_any_text_comes_through_as_lines_of_ascii(self, plain: str, html: str) -> None:
        content = message_bytes(made(plain, html))
        assert content.isascii() and b"\n" not in content.replace(b"\r\n", b"")
        assert max(map(len, content.split(b"\r\n"))) <= 78
        assert not set(content) & {0, 0x1B}
        read = received(made(plain, html), "\n")
        for part, text in zip(read.iter_parts(), (plain, html), strict=True):
            assert part.get_content() == f"{clean(text).rstrip()}\n"

    def test_the_same_digest_is_the_same_bytes(self) -> None:
        assert message_bytes(made()) == message_bytes(made())
        assert message_bytes(made()) != message_bytes(made("Three papers."))

    def test_on_disk_it_has_the_line_ends_of_files(self) -> None:
        content = message_bytes(made("a\nb"), "\n")
        assert b"\r" not in content
        assert content == message_bytes(made("a\nb")).replace(b"\r\n", b"\n")


def test_a_moment_in_utc_says_so() -> None:
    sent = message(
        MessageParts("", ""),
        subject="x",
        sender=ME,
        recipient=ME,
        identity=identity(),
        moment=datetime(2026, 11, 28, 6, 0, 0, 999, tzinfo=UTC),
    )
    assert received(sent)["Date"] == "Sat, 28 Nov 2026 06:00:00 +0000"
