"""Proxies, as the environment names them: which is used for whom, and what is said of a bad one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.feed.huggingface import HuggingFace
from reader.net import Unreachable
from reader.net.proxies import ProxyProblem, Route, choose_route
from tests.feed_server import FeedServer
from tests.proxy_server import ProxyServer

DAY = date(2024, 1, 2)
USED = {"HTTP_PROXY": "http://used:1", "HTTPS_PROXY": "http://used:1"}


def way(
    address: str, environment: dict[str, str], scheme: str = "https", port: int | None = None
) -> str:
    """The proxy for a host, or ``straight``."""
    found = choose_route(scheme, address, port, environment).proxy
    return found.url if found else "straight"


class TestNoProxy:
    @pytest.mark.parametrize(
        ("entries", "host"),
        [
            ("*", "huggingface.co"),
            ("localhost, *", "huggingface.co"),
            ("huggingface.co", "huggingface.co"),
            ("huggingface.co", "cdn.huggingface.co"),
            (".huggingface.co", "huggingface.co"),
            ("*.huggingface.co", "cdn.huggingface.co"),
            ("HuggingFace.CO.", "huggingface.co"),
            ("a.org,,  huggingface.co ,", "huggingface.co"),
            ("a.org huggingface.co", "huggingface.co"),
            ("https://huggingface.co", "huggingface.co"),
            ("huggingface.co:443", "huggingface.co"),
            ("[::1]", "::1"),
            ("::1", "::1"),
            ("[::1]:443", "::1"),
            ("::1/128", "::1"),
            ("fe80::/10", "fe80::1%eth0"),
            ("127.0.0.1", "127.0.0.1"),
            ("127.0.0.1:443", "127.0.0.1"),
            ("10.0.0.0/8", "10.20.30.40"),
            ("10.0.0.1/8", "10.20.30.40"),
            ("10.0.0.0/255.0.0.0", "10.1.2.3"),
            ("10.0.0.0/8", "::ffff:10.1.2.3"),
            ("bücher.example", "xn--bcher-kva.example"),
        ],
    )
    def test_these_are_asked_without_one(self, entries: str, host: str) -> None:
        assert way(host, USED | {"NO_PROXY": entries}) == "straight"

    @pytest.mark.parametrize(
        ("entries", "host"),
        [
            ("", "huggingface.co"),
            (", ,", "huggingface.co"),
            ("face.co", "huggingface.co"),
            ("cdn.huggingface.co", "huggingface.co"),
            ("huggingface.co:80", "huggingface.co"),
            ("http://huggingface.co", "huggingface.co"),
            ("fe80::/10", "huggingface.co"),
            ("[::1]", "huggingface.co"),
            ("10.0.0.0/8", "11.1.2.3"),
            ("10.0.0.0/8", "10.example.org"),
            ("0.0.0.0/0", "huggingface.co"),
            ("0.0.0.0/0", "::1"),
        ],
    )
    def test_these_are_not(self, entries: str, host: str) -> None:
        assert way(host, USED | {"NO_PROXY": entries}) == "http://used:1"

    @pytest.mark.parametrize("entry", ["10.0.0.0/99", "[::1", "ftp://a.org", "a.*.org", "a;b.org"])
    def test_what_cannot_be_read_is_passed_over_with_a_word(self, entry: str) -> None:
        environment = USED | {"NO_PROXY": f"{entry},127.0.0.1"}
        found = choose_route("https", "huggingface.co", None, environment)
        assert found.warnings == (
            f"NO_PROXY has “{entry}”, which is no host, address or network; it was passed over",
        )
        assert choose_route("https", "127.0.0.1", None, environment) == Route()

    def test_of_which_nothing_is_said_where_there_is_no_proxy(self) -> None:
        assert choose_route("https", "huggingface.co", None, {"NO_PROXY": "10.0.0.0/99"}) == Route()

    @given(st.text(max_size=40), st.text(max_size=20))
    def test_nothing_that_may_be_written_there_keeps_us_from_asking(
        self, entries: str, host: str
    ) -> None:
        found = choose_route("https", host, None, USED | {"NO_PROXY": entries})
        assert found.proxy is None or found.proxy.url == "http://used:1"


class TestWhichOne:
    @pytest.mark.parametrize(
        ("environment", "expected"),
        [
            ({}, "straight"),
            ({"HTTP_PROXY": "http://a:1"}, "straight"),
            ({"HTTPS_PROXY": "http://a:1"}, "http://a:1"),
            ({"HTTPS_PROXY": "a:1"}, "http://a:1"),
            ({"ALL_PROXY": "http://b:1"}, "http://b:1"),
            ({"ALL_PROXY": "http://b:1", "HTTPS_PROXY": "http://a:1"}, "http://a:1"),
            ({"HTTPS_PROXY": "http://A:1", "https_proxy": "http://a:1"}, "http://a:1"),
            ({"HTTPS_PROXY": "http://A:1", "https_proxy": ""}, "straight"),
            ({"HTTPS_PROXY": "http://a:1", "no_proxy": "", "NO_PROXY": "*"}, "http://a:1"),
        ],
    )
    def test_the_one_for_its_scheme_before_the_one_for_all(
        self, environment: dict[str, str], expected: str
    ) -> None:
        assert way("huggingface.co", environment) == expected

    def test_a_header_of_a_web_request_names_none(self) -> None:
        cgi = {"REQUEST_METHOD": "GET", "HTTP_PROXY": "http://evil:1"}
        assert way("huggingface.co", cgi, "http") == "straight"
        assert way("huggingface.co", cgi | {"http_proxy": "http://a:1"}, "http") == "http://a:1"

    @pytest.mark.parametrize("other", ["socks5://127.0.0.1:1", "socks4://x", "http://[::1", "://"])
    def test_one_that_need_not_be_used_is_not_looked_at(self, other: str) -> None:
        assert way("huggingface.co", {"ALL_PROXY": other, "NO_PROXY": "huggingface.co"}) == (
            "straight"
        )
        assert way("huggingface.co", {"ALL_PROXY": other, "HTTPS_PROXY": "http://a:1"}) == (
            "http://a:1"
        )

    @pytest.mark.parametrize(
        ("value", "why"),
        [
            ("http://me:secret@[::1", "its address is no URL"),
            ("http://me:secret@a:port", "its address is no URL"),
            ("http://me:secret@", "its address has no host"),
            ("socks4://me:secret@a:1", "it is of the kind socks4"),
            ("http://me:secret@a b:1", "has spaces or control characters"),
            ("\x1b[2J://me:secret@a", "has spaces or control characters"),
        ],
    )
    def test_one_that_cannot_be_used_is_named_without_its_password(
        self, value: str, why: str
    ) -> None:
        with pytest.raises(ProxyProblem, match="ALL_PROXY names a proxy that cannot") as caught:
            way("huggingface.co", {"ALL_PROXY": value})
        assert why in str(caught.value)
        assert "secret" not in str(caught.value)
        assert str(caught.value).isprintable()


@pytest.fixture
def nowhere() -> Iterator[str]:
    """The host and port of a proxy that is not there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"


class TestAsking:
    def test_an_odd_exception_takes_no_network_away_and_is_told_once(
        self, server: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NO_PROXY", "fe80::/10,[::1],10.0.0.0/8,,10.0.0.0/99")
        monkeypatch.setenv("HTTP_PROXY", server.url)
        remarks: list[str] = []
        with HuggingFace("http://huggingface.invalid", on_warning=remarks.append) as feed:
            assert len(feed.day(DAY).items or ()) == 3
            feed.latest()
        assert [remark[:27] for remark in remarks] == ["NO_PROXY has “10.0.0.0/99”,"]

    @pytest.mark.parametrize("value", ["socks5://127.0.0.1:9", "http://[::1", "nonsense://"])
    def test_a_proxy_for_all_that_need_not_be_used_does_no_harm(
        self, server: FeedServer, monkeypatch: pytest.MonkeyPatch, value: str
    ) -> None:
        monkeypatch.setenv("ALL_PROXY", value)
        monkeypatch.setenv("NO_PROXY", "127.0.0.0/8")
        with HuggingFace(server.url) as feed:
            assert len(feed.day(DAY).items or ()) == 3

    def test_socks_without_its_package_is_said(
        self, server: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(__import__("sys").modules, "socksio", None)
        monkeypatch.setenv("ALL_PROXY", "socks5://me:secret@127.0.0.1:9")
        with (
            HuggingFace(server.url) as feed,
            pytest.raises(Unreachable, match=r"the proxy 127.0.0.1:9 \(ALL_PROXY\) .* socksio"),
        ):
            feed.day(DAY)
        assert server.requests == []

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_a_dead_proxy_is_reported_as_the_proxy(
        self, pauses: list[float], monkeypatch: pytest.MonkeyPatch, nowhere: str, scheme: str
    ) -> None:
        monkeypatch.setenv(f"{scheme}_proxy", f"http://me:secret@{nowhere}")
        feed = HuggingFace(f"{scheme}://huggingface.invalid", pause=pauses.append)
        with feed, pytest.raises(Unreachable) as caught:
            feed.day(DAY)
        assert str(caught.value) == (
            f"could not reach the proxy {nowhere} ({scheme}_proxy) on the way to "
            "huggingface.invalid: nothing answers there"
        )

    def test_one_that_refuses_is_reported_as_the_proxy(
        self, pauses: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with ProxyServer(refusal="407 Proxy Authentication Required") as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            feed = HuggingFace("https://huggingface.invalid", "hf_secret", pause=pauses.append)
            with feed, pytest.raises(Unreachable, match=r"HTTPS_PROXY.*\(407 Proxy Authentic"):
                feed.day(DAY)
        assert proxy.asked[0].startswith("CONNECT huggingface.invalid:443 ")
        assert "hf_secret" not in "".join(proxy.asked), "the token is for the endpoint alone"

    def test_its_own_name_and_password_are_sent_to_it_alone(
        self, server: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proxy = server.url.replace("http://", "http://me:secret@")
        monkeypatch.setenv("HTTP_PROXY", proxy)
        with HuggingFace("http://huggingface.invalid", "hf_token") as feed:
            feed.day(DAY)
        headers = server.requests[0].headers
        assert headers["Proxy-Authorization"] == "Basic bWU6c2VjcmV0"
        assert headers["Authorization"] == "Bearer hf_token"
