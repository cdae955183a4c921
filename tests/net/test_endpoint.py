"""Where the service is: what may stand in the settings, and what is refused with a reason."""

from __future__ import annotations

import pytest

from reader.errors import ConfigError
from reader.feed.huggingface import HuggingFace
from reader.net.request import Endpoint


@pytest.mark.parametrize(
    ("written", "base", "host"),
    [
        ("https://huggingface.co", "https://huggingface.co", "huggingface.co"),
        ("https://huggingface.co/", "https://huggingface.co", "huggingface.co"),
        (" http://127.0.0.1:8000\n", "http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("https://example.org/mirror//", "https://example.org/mirror", "example.org"),
        ("http://[::1]:8000", "http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_a_web_address_is_taken_without_its_last_slash(written: str, base: str, host: str) -> None:
    endpoint = Endpoint.read(written, None)
    assert (endpoint.base, endpoint.host) == (base, host)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "must be a URL that starts with https://"),
        ("huggingface.co", "must be a URL that starts with https://"),
        ("ftp://huggingface.co", "must be a URL that starts with https://"),
        ("file:///etc/passwd", "must be a URL that starts with https://"),
        ("https://", "must be a URL that starts with https://"),
        (f"https://{'a' * 64}.org", "no part of a host's name has more than 63 letters"),
        ("https:///api", "must be a URL that starts with https://"),
        ("https://huggingface.co?a=b", r"must end before any \?"),
        ("https://huggingface.co#a", r"must end before any \?"),
        ("https://me:secret@huggingface.co", "must not hold a name or password"),
        ("https://hugging face.co", "no spaces"),
        ("https://huggingface.co\x1b[31m", "no spaces or control characters"),
        ("http://127.0.0.1:99999", "Port out of range"),
        ("http://[::1", "Invalid IPv6"),
    ],
)
def test_anything_else_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason) as caught:
        HuggingFace(written)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        "https://me:pass@host.org",
        "https://me:pa/ss@host.org",
        "https://me:pa@ss@host.org",
        "https://pass@host.org/x",
        "me:pass@host.org",
        "ftp://me:pass@[::1",
    ],
)
def test_a_password_in_it_is_never_shown(written: str) -> None:
    with pytest.raises(ConfigError, match=r"the endpoint .*…@.* cannot be used") as caught:
        Endpoint.read(written, None)
    assert "pa" not in str(caught.value).replace("password", "")


@pytest.mark.parametrize("token", [None, "", "  \n"])
def test_no_token_is_none(token: str | None) -> None:
    assert Endpoint.read("https://huggingface.co", token).token is None


def test_a_token_is_taken_without_the_newline_of_its_file() -> None:
    assert Endpoint.read("https://huggingface.co", "hf_abc\n").token == "hf_abc"


@pytest.mark.parametrize("token", ["hf_a\r\nX-Other: b", "hf_ü", "hf a", "hf_\x00"])
def test_a_token_that_could_break_out_of_its_header_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(ConfigError, match="look at HF_TOKEN") as caught:
        Endpoint.read("https://huggingface.co", token)
    assert token not in str(caught.value)


def test_the_token_does_not_show_when_the_endpoint_is_printed() -> None:
    assert "hf_secret" not in repr(Endpoint.read("https://huggingface.co", "hf_secret"))
