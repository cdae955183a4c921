"""Mail as the settings have it: addresses, servers, and who logs in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import ConfigError
from reader.settings import read_settings
from reader.settings.mail_account import (
    MailAccount,
    MailAddress,
    MailServer,
    address_problem,
    mail_account,
    parse_address,
    parse_server,
    server_problem,
)


def account(folder: Path, text: str, password: str = "") -> MailAccount:
    path = folder / "config.toml"
    path.write_text(f"[mail]\n{text}", "utf-8")
    settings = read_settings(path, {})
    assert settings.problems == ()
    return mail_account(settings, {"PAPER_READER_SMTP_PASSWORD": password})


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("me@example.org", MailAddress("me@example.org")),
        (" me@example.org ", MailAddress("me@example.org")),
        ("Zoë Q. <zoe+papers@example.org>", MailAddress("zoe+papers@example.org", "Zoë Q.")),
        ('"Müller, A." <a@b>', MailAddress("a@b", "Müller, A.")),
        ("me@bücher.example", MailAddress("me@xn--bcher-kva.example")),
    ],
)
def test_an_address_may_have_a_name_and_a_host_in_any_script(
    text: str, address: MailAddress
) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *("me", "@", "a@", "@b", "a@b@c", "a b@c", "a@b c", "a@b..c", "a@.b", "a@b.", ".a@b"),
        *("a.@b", "a..b@c", "<a@b", "x <a@b> y", "x <a@b", "a@b>", "-x@b", "a@-b", "jörg@b.c"),
        *("a@b\nBcc: x@y", "x\nBcc: y <a@b>", "x\x1b[1m <a@b>", 'a"b <a@b>', "a@b, c@d"),
        *(f"{'a' * 65}@b", f"a@{'b' * 64}", f"a@{'b.' * 130}c", f"{'x' * 101} <a@b>"),
        *("a@[127.0.0.1]", "\u202ea@b", "a\u202e <b@c", "a@\u202e"),
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert address_problem(text)


@given(st.text())
def test_no_text_makes_an_address_with_a_break_or_a_blank_in_it(text: str) -> None:
    if address_problem(text) is None:
        found = parse_address(text)
        assert found.address.isascii() and found.address.isprintable()
        assert not set(found.address) & set(' <>,;:"')
        assert len(found.address) <= 254 and found.name.isprintable()


@given(st.text())
def test_no_text_makes_a_server_that_nobody_can_ask(text: str) -> None:
    if server_problem(text) is None:
        found = parse_server(text)
        assert found.host.isascii() and 0 < found.port < 65536
        assert parse_server(str(found)) == found


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("smtp.example.org:587", MailServer("smtp.example.org", 587)),
        ("localhost:25", MailServer("localhost", 25)),
        ("127.0.0.1:1025", MailServer("127.0.0.1", 1025)),
        ("[::1]:465", MailServer("::1", 465)),
        ("bücher.example:587", MailServer("xn--bcher-kva.example", 587)),
    ],
)
def test_a_server_is_a_name_or_a_number_and_a_port(text: str, server: MailServer) -> None:
    assert parse_server(text) == server


class TestAccount:
    def test_nothing_is_set_at_first(self, tmp_path: Path) -> None:
        found = account(tmp_path, "")
        assert (found.to, found.sender, found.server, found.user) == (None, None, None, "")

    @pytest.mark.parametrize(
        ("text", "sender"),
        [
            ('from = "a@b"\nuser = "c@d"\nto = "e@f"', "a@b"),
            ('user = "c@d"\nto = "e@f"', "c@d"),
            ('user = "c"\nto = "e@f"', "e@f"),
            ('to = "e@f"', "e@f"),
        ],
    )
    def test_the_account_that_logs_in_is_who_sends(
        self, tmp_path: Path, text: str, sender: str
    ) -> None:
        assert account(tmp_path, text).sender == MailAddress(sender)

    def test_who_has_a_password_logs_in_with_the_address(self, tmp_path: Path) -> None:
        assert account(tmp_path, 'to = "e@f"').user == ""
        assert account(tmp_path, 'to = "e@f"', "hunter2").user == "e@f"
        assert account(tmp_path, 'to = "e@f"\npassword_command = "x"').user == "e@f"
        assert account(tmp_path, 'to = "e@f"\nuser = "u"', "hunter2").user == "u"

    def test_the_password_is_not_shown_with_the_account(self, tmp_path: Path) -> None:
        found = account(tmp_path, 'to = "e@f"', "hunter2\n")
        assert found.password == "hunter2"
        assert "hunter2" not in repr(found)

    def test_me_is_who_the_settings_name(self, tmp_path: Path) -> None:
        found = account(tmp_path, 'to = "Me <e@f>"')
        assert found.recipient("me") == MailAddress("e@f", "Me")
        assert found.recipient("you@example.org") == MailAddress("you@example.org")

    def test_where_they_name_nobody_the_line_is_shown(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r'config.toml the table \[mail\](.|\n)*to = "me@'):
            account(tmp_path, "").recipient("me")

    def test_an_address_that_is_none_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="“you” is no address such as"):
            account(tmp_path, "").recipient("you")
