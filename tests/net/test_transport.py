"""What comes of every way in which asking the service fails."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from reader.errors import FeedError
from reader.feed.huggingface import HuggingFace, Refused, Unreachable
from reader.feed.item_decoder import decode_items
from reader.net.request import Endpoint
from reader.net.transport import next_hop
from tests import feed_faults as faults
from tests.feed_fixtures import HASTE, TOKEN
from tests.feed_server import FeedServer

DAY = date(2024, 1, 2)
GZIP = {"Content-Encoding": "gzip"}
TOO_MANY = "the answer is a list of more than 10,000 items, which is more than can be true"
TOO_MUCH = "it holds more than 1,000,000 objects, which is more than can be true"


def listed(feed: HuggingFace) -> list[object]:
    """The items of the day."""
    return feed.day(DAY).items or []


def of_the_api(server: FeedServer) -> int:
    """How many requests were made of it, beside any for the web page."""
    return sum(asked.path.startswith("/api/") for asked in server.requests)


class TestBadAnswers:
    @pytest.mark.parametrize(
        ("fault", "sentence"),
        [
            (faults.not_json(), "the answer is not JSON"),
            (faults.body(b""), "the answer is not JSON"),
            (faults.body(b"[" * 100_000), "the answer is not JSON"),
            (faults.body(gzip.compress(b"[]")[:-1], GZIP), "the answer breaks off"),
            (faults.body(gzip.compress(b"[]") + b"no gzip at all", GZIP), "the answer is not JSON"),
            (faults.body(b"[" + b"0," * 100_000 + b"0]"), TOO_MANY),
            (faults.body(b"[[" + b"[]," * 1_000_000 + b"0]]"), TOO_MUCH),
            (faults.body(b'["\xff"]'), "the answer is not JSON"),
            (faults.body(b"[]", {"Content-Encoding": "br"}), "the answer is not JSON"),
            (faults.body(b"[]", {"Content-Encoding": "gzip"}), "the answer is not JSON"),
            (faults.body(b"[]", {"Content-Encoding": "gzip, gzip"}), "the answer is not JSON"),
            (faults.an_object(), "an object came where a list was expected"),
            (faults.body(b"null"), "null came where a list was expected"),
            (faults.endless_body(), "the answer is larger than 32 MB"),
            (faults.bomb(33), "the answer is larger than 32 MB"),
            (
                faults.body(b"[", {"Content-Length": str(10**8)}),
                "the answer is larger than 32 MB",
            ),
        ],
        ids=[
            *("html", "empty", "deep", "early end", "late end", "many items", "many lists"),
            *("not utf-8", "brotli", "no gzip", "twice"),
            *("object", "null", "endless", "bomb", "announced"),
        ],
    )
    def test_the_sentence_says_what_is_wrong_with_it(
        self, server: FeedServer, feed: HuggingFace, fault: faults.Fault, sentence: str
    ) -> None:
        server.fault = fault
        with pytest.raises(FeedError) as caught:
            feed.day(DAY)
        start = f"could not get the papers of 2024-01-02 from 127.0.0.1:{server.port}: "
        assert str(caught.value) == start + sentence
        assert of_the_api(server) == (3 if "breaks off" in sentence else 1)

    def test_an_answer_in_several_compressed_parts_is_read(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.body(gzip.compress(b'["a"') + gzip.compress(b"]"), GZIP)
        assert feed.latest() == ["a"]

    @pytest.mark.parametrize(
        "monster",
        [
            '{"x": ' + "9" * 5_000 + "}",
            '{"x": ' + "[" * 5_000 + "]" * 5_000 + "}",
            "[" * 5_000 + "]" * 5_000,
            '{"x": NaN, "y": -Infinity, "z": 1e999}',
            '{"x": "\\ud800", "x": 1, "paper": {"id": "2401.00001", "id": []}}',
            '{"x": "' + "y" * 10_000_000 + '"}',
        ],
        ids=["digits", "deep object", "deep list", "no numbers", "odd keys", "long"],
    )
    def test_a_monstrous_item_costs_itself_alone(
        self, server: FeedServer, feed: HuggingFace, monster: str
    ) -> None:
        known = json.dumps(listed(feed))[1:-1]
        server.fault = faults.body(f"[{monster},{known},{monster}]".encode())
        found = decode_items(feed.day(DAY).items, DAY)
        assert len(found.papers) == 3
        assert found.broken == 2

    def test_a_compressed_answer_is_read(self, server: FeedServer, feed: HuggingFace) -> None:
        server.fault = faults.body(gzip.compress(b'["a"]'), {"Content-Encoding": "GZIP"})
        assert feed.latest() == ["a"]

    def test_the_feed_works_again_afterwards(self, server: FeedServer, feed: HuggingFace) -> None:
        for fault in (faults.not_json(), faults.status(404), faults.bomb(33)):
            server.fault = fault
            with pytest.raises(FeedError):
                feed.day(DAY)
            server.fault = None
            assert len(listed(feed)) == 3


class TestRefusals:
    def test_the_services_own_words_are_quoted_clean_and_short(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        said = json.dumps({"error": "No\n \x1b[31mway\u202e " + "x" * 5_000}).encode()
        server.fault = faults.status(403, body=said)
        with pytest.raises(Refused, match="HTTP 403: “No ") as caught:
            feed.day(DAY)
        sentence = str(caught.value)
        assert sentence.isprintable()
        assert len(sentence) < 300

    @pytest.mark.parametrize(
        ("said", "reason"),
        [
            (b'{"error": ["one", 2, "three"]}', "HTTP 403: “one three”"),
            (b'{"error": {"a": 1}}', "HTTP 403 Forbidden"),
            (b"[]", "HTTP 403 Forbidden"),
            (b"<h1>Forbidden by a proxy</h1>", "HTTP 403 Forbidden"),
            (b"", "HTTP 403 Forbidden"),
            (b'{"error": "' + b"x" * 100_000 + b'"}', "HTTP 403 Forbidden"),
        ],
        ids=["list", "object", "no object", "html", "empty", "huge"],
    )
    def test_other_shapes_of_error(
        self, server: FeedServer, feed: HuggingFace, said: bytes, reason: str
    ) -> None:
        server.fault = faults.status(403, body=said)
        with pytest.raises(Refused) as caught:
            feed.day(DAY)
        assert str(caught.value).endswith(f": {reason}")

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
    def test_are_not_asked_again(
        self, server: FeedServer, feed: HuggingFace, pauses: list[float], status: int
    ) -> None:
        server.fault = faults.status(status, {"Retry-After": "1"})
        with pytest.raises(Refused) as caught:
            feed.day(DAY)
        assert caught.value.status == status
        assert of_the_api(server) == 1
        assert pauses == []

    def test_a_token_that_is_refused_is_mentioned(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.status(401)
        with pytest.raises(Refused, match="HF_TOKEN may be out of date") as caught:
            feed.day(DAY)
        assert TOKEN not in str(caught.value)

    def test_without_a_token_there_is_none_to_mention(self, server: FeedServer) -> None:
        server.fault = faults.status(401)
        with (
            HuggingFace(server.url) as feed,
            pytest.raises(Refused, match=r"HTTP 401 Unauthorized$"),
        ):
            feed.day(DAY)


class TestFurtherTries:
    @pytest.mark.parametrize(
        "fault",
        [
            faults.status(500, times=2),
            faults.status(503, times=2),
            faults.drop(times=2),
            faults.cut_short(times=2),
            faults.too_many_requests({"RateLimit": '"api";r=0;t=1'}, times=2),
        ],
        ids=["500", "503", "dropped", "cut short", "429"],
    )
    def test_what_passes_is_got_over(
        self, server: FeedServer, feed: HuggingFace, pauses: list[float], fault: faults.Fault
    ) -> None:
        server.fault = fault
        assert len(listed(feed)) == 3
        assert len(server.requests) == 3
        assert len(pauses) == 2

    def test_the_waits_are_by_chance_and_may_grow(
        self, server: FeedServer, feed: HuggingFace, pauses: list[float]
    ) -> None:
        server.fault = faults.status(503)
        with pytest.raises(Refused, match=r"HTTP 503 Service Unavailable$"):
            feed.day(DAY)
        first, second = pauses
        assert 0 <= first <= 1
        assert 0 <= second <= 2

    @pytest.mark.parametrize(
        ("fault", "sentence"),
        [
            (faults.status(500), "HTTP 500 Internal Server Error"),
            (faults.status(503), "HTTP 503 Service Unavailable"),
            (faults.status(599), "HTTP 599"),
            (faults.drop(), "the answer breaks off or is not HTTP"),
            (faults.cut_short(), "the answer breaks off or is not HTTP"),
            (faults.endless_headers(), "the answer breaks off or is not HTTP"),
            (faults.too_many_requests(), "HTTP 429 Too Many Requests"),
        ],
        ids=["500", "503", "599", "dropped", "cut short", "endless headers", "429"],
    )
    def test_end_with_the_third(
        self, server: FeedServer, feed: HuggingFace, fault: faults.Fault, sentence: str
    ) -> None:
        server.fault = fault
        with pytest.raises(FeedError) as caught:
            feed.day(DAY)
        assert str(caught.value).endswith(f"127.0.0.1:{server.port}: {sentence}")
        assert of_the_api(server) == 3

    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({"RateLimit": '"api";r=0;t=4'}, 4),
            ({"ratelimit": '"api"; r=0; t=4', "Retry-After": "9"}, 4),
            ({"RateLimit": "nonsense", "Retry-After": "6"}, 6),
            ({"Retry-After": "0"}, 0),
            ({"Retry-After": "-5"}, 0),
            ({"Retry-After": "soon"}, 0),
            ({}, 0),
        ],
    )
    def test_wait_as_long_as_the_service_asks(
        self,
        server: FeedServer,
        feed: HuggingFace,
        pauses: list[float],
        headers: dict[str, str],
        seconds: float,
    ) -> None:
        server.fault = faults.too_many_requests(headers, times=1)
        assert len(listed(feed)) == 3
        (pause,) = pauses
        assert seconds <= pause <= seconds + 1

    @pytest.mark.parametrize("status", [429, 503])
    def test_a_wait_that_does_not_fit_is_not_begun(
        self, server: FeedServer, feed: HuggingFace, pauses: list[float], status: int
    ) -> None:
        server.fault = faults.status(status, {"Retry-After": "214"})
        with pytest.raises(Refused, match=rf"it asks to wait 214 s \(HTTP {status} ") as caught:
            feed.day(DAY)
        assert (caught.value.status, caught.value.wait) == (status, 214.0)
        assert len(server.requests) == 1
        assert pauses == []

    def test_the_wait_may_be_a_date(self, server: FeedServer, feed: HuggingFace) -> None:
        later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
        server.fault = faults.status(503, {"Retry-After": later})
        with pytest.raises(Refused) as caught:
            feed.day(DAY)
        assert caught.value.wait == pytest.approx(3600, abs=60)

    def test_a_page_of_html_is_never_shown(self, server: FeedServer, feed: HuggingFace) -> None:
        server.fault = faults.too_many_requests({"RateLimit": '"api";r=0;t=214'})
        with pytest.raises(Refused) as caught:
            feed.day(DAY)
        assert str(caught.value) == (
            f"could not get the papers of 2024-01-02 from 127.0.0.1:{server.port}: "
            "it asks to wait 214 s (HTTP 429 Too Many Requests)"
        )


class TestRedirects:
    def test_are_followed(self, server: FeedServer, feed: HuggingFace) -> None:
        server.fault = faults.redirect("/api/daily_papers", times=1)
        assert len(listed(feed)) == 3
        assert all("Authorization" in asked.headers for asked in server.requests)

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    def test_to_another_host_or_port_are_refused(
        self, server: FeedServer, feed: HuggingFace, host: str
    ) -> None:
        with FeedServer(today=server.today) as other:
            other.days = server.days
            server.fault = faults.redirect(f"http://{host}:{other.port}/api/daily_papers?token=1")
            with pytest.raises(FeedError) as caught:
                feed.day(DAY)
            assert other.requests == []
        assert str(caught.value) == (
            f"could not get the papers of 2024-01-02 from 127.0.0.1:{server.port}: "
            f"it sends us on to http://{host}:{other.port}, where we do not go; "
            "a network may ask to log in first, or HF_ENDPOINT may have to name that place"
        )
        assert len(server.requests) == 1

    def test_another_name_of_the_same_host_is_another_host(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.redirect(f"http://localhost:{server.port}/api/daily_papers", times=1)
        with pytest.raises(FeedError, match="where we do not go"):
            feed.day(DAY)
        assert len(server.requests) == 1

    def test_to_the_same_host_over_https_are_followed_without_the_token(self) -> None:
        start = httpx.URL("http://huggingface.co/api/daily_papers")
        endpoint = Endpoint("http://huggingface.co")
        assert next_hop(start, "https://huggingface.co/api/daily_papers", "", endpoint) == (
            "https://huggingface.co/api/daily_papers"
        )
        for location in ("https://huggingface.co:8443/", "https://hf.co/", "ftp://huggingface.co/"):
            with pytest.raises(FeedError):
                next_hop(start, location, "", endpoint)
        with pytest.raises(FeedError):
            next_hop(start.copy_with(scheme="https"), "http://huggingface.co/", "", endpoint)

    def test_a_password_in_one_is_not_sent_in_the_place_of_the_token(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        again = f"http://me:secret@127.0.0.1:{server.port}/api/daily_papers?date=2024-01-02"
        server.fault = faults.redirect(again, times=1)
        assert len(listed(feed)) == 3
        assert server.requests[-1].headers["Authorization"] == f"Bearer {TOKEN}"

    def test_without_end_are_given_up(self, server: FeedServer, feed: HuggingFace) -> None:
        server.fault = faults.redirect("/again")
        with pytest.raises(FeedError, match="it sends us on more than 5 times"):
            feed.day(DAY)
        assert len(server.requests) == 6

    @pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "file:///etc/passwd", "data:,x"])
    def test_to_what_is_no_web_address_are_not_followed(
        self, server: FeedServer, feed: HuggingFace, address: str
    ) -> None:
        server.fault = faults.redirect(address)
        with pytest.raises(FeedError, match=r"where we do not go|the address cannot be asked"):
            feed.day(DAY)
        assert len(server.requests) == 1

    @pytest.mark.parametrize(
        "address",
        ["http://[::1", "http:foo:bar", "http://127.0.0.1:1:2/", f"http://{'a' * 70}.invalid/"],
    )
    def test_to_what_is_no_address_at_all_fail_in_words(
        self, server: FeedServer, feed: HuggingFace, monkeypatch: pytest.MonkeyPatch, address: str
    ) -> None:
        look_up = socket.getaddrinfo

        def strict(host: str, *rest: object, **options: object) -> object:
            host.encode("idna")  # as the real one does first
            return look_up(host, *rest, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "getaddrinfo", strict)
        server.fault = faults.redirect(address)
        with pytest.raises(FeedError, match=r"^could not "):
            feed.day(DAY)


class TestNoNetwork:
    def test_nobody_listens(self, server: FeedServer, pauses: list[float]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        feed = HuggingFace(f"http://127.0.0.1:{port}", pause=pauses.append)
        with feed, pytest.raises(Unreachable) as caught:
            feed.day(DAY)
        assert str(caught.value) == f"could not reach 127.0.0.1:{port}: nothing answers there"
        assert len(pauses) == 2

    def test_the_name_is_not_found(
        self, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
    ) -> None:
        def unknown(*_: object, **__: object) -> object:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        feed = HuggingFace("https://huggingface.co", pause=pauses.append)
        with feed, pytest.raises(Unreachable) as caught:
            feed.day(DAY)
        assert str(caught.value) == (
            "could not reach huggingface.co: its name cannot be looked up; is there a network?"
        )
        assert len(pauses) == 2

    def test_a_server_without_tls(self, server: FeedServer, pauses: list[float]) -> None:
        url = server.url.replace("http:", "https:")
        feed = HuggingFace(url, pause=pauses.append)
        with feed, pytest.raises(Unreachable, match="no secure connection comes about"):
            feed.day(DAY)

    def test_a_certificate_that_is_not_valid_is_not_tried_again(
        self, server: FeedServer, pauses: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def distrust(*_: object, **__: object) -> object:
            error = ssl.SSLCertVerificationError("certificate verify failed")
            error.verify_message = "self-signed certificate"
            raise error

        monkeypatch.setattr(ssl.SSLContext, "wrap_socket", distrust)
        feed = HuggingFace(server.url.replace("http:", "https:"), pause=pauses.append)
        with feed, pytest.raises(Unreachable, match=r"not valid \(self-signed certificate\)"):
            feed.day(DAY)
        assert pauses == []

    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("ALL_PROXY", "socks9://127.0.0.1:1"),
            ("HTTP_PROXY", "http://[::1"),
        ],
    )
    def test_a_proxy_that_cannot_be_used_is_named(
        self, server: FeedServer, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
    ) -> None:
        monkeypatch.setenv(variable, value)
        feed = HuggingFace(server.url)
        with feed, pytest.raises(FeedError, match=f"{variable} names a proxy that cannot be used"):
            feed.day(DAY)

    def test_a_proxy_is_used(self, server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        with HuggingFace("http://huggingface.invalid") as feed:
            assert len(listed(feed)) == 3
        assert server.requests[0].path.startswith("http://huggingface.invalid/api/daily_papers?")

    def test_passwords_in_netrc_are_left_alone(
        self, server: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login me password secret\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        with HuggingFace(server.url) as feed:
            feed.day(DAY)
        assert "Authorization" not in server.requests[0].headers


class TestBudget:
    @pytest.mark.parametrize(
        "fault", [faults.drip(), faults.drip_headers()], ids=["body", "headers"]
    )
    def test_ends_an_answer_that_only_drips(
        self, server: FeedServer, feed: HuggingFace, fault: faults.Fault
    ) -> None:
        server.fault = fault
        with pytest.raises(Unreachable) as caught:
            feed.day(DAY, budget=HASTE)
        assert str(caught.value) == (
            f"could not get the papers of 2024-01-02 from 127.0.0.1:{server.port}: "
            "it took longer than 0.3 s"
        )
        server.fault = None
        assert len(listed(feed)) == 3

    def test_ends_a_silence(self, server: FeedServer, feed: HuggingFace) -> None:
        server.fault = faults.hang()
        with pytest.raises(Unreachable, match=r"it did not answer in time|it took longer than"):
            feed.day(DAY, budget=HASTE)

    def test_ends_a_look_up_that_hangs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        never = threading.Event()

        def hang(*_: object, **__: object) -> object:
            never.wait(120)
            raise socket.gaierror(socket.EAI_AGAIN, "at last")

        monkeypatch.setattr(socket, "getaddrinfo", hang)
        feed = HuggingFace("http://huggingface.co", budget=0.1)
        with feed, pytest.raises(Unreachable, match=r"it took longer than 0\.1 s"):
            feed.day(DAY)
        never.set()

    def test_is_one_for_all_pages(self, server: FeedServer, feed: HuggingFace) -> None:
        def slow_page(handler: faults.Handler, service: FeedServer) -> None:
            service.stopping.wait(0.05)
            handler.send(200, b"[1]", {"Link": f'<?p={len(service.requests)}>; rel="next"'})

        server.fault = faults.Fault(slow_page)
        with pytest.raises(Unreachable, match=r"it took longer than 0\.3 s"):
            feed.day(DAY, budget=HASTE)

    @pytest.mark.parametrize(
        "fault", [faults.drip(), faults.drip_headers()], ids=["body", "headers"]
    )
    def test_leaves_no_thread_behind_that_goes_on_reading(
        self, server: FeedServer, feed: HuggingFace, fault: faults.Fault
    ) -> None:
        before = set(threading.enumerate())
        server.fault = fault
        with pytest.raises(Unreachable):
            feed.day(DAY, budget=HASTE)
        left = [each for each in threading.enumerate() if each.name == "feed"]
        for thread in set(left) - before:
            thread.join(timeout=30)
            assert not thread.is_alive()
        assert len(server.requests) == 1

    @pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
    def test_leaves_no_connection_behind_that_came_about_too_late(
        self, server: FeedServer, monkeypatch: pytest.MonkeyPatch, before: bool
    ) -> None:
        connect, handle = socket.create_connection, httpx.HTTPTransport.handle_request
        given_up, connections = threading.Event(), []

        def connected(*arguments: Any, **options: Any) -> socket.socket:
            connections.append(connect(*arguments, **options))
            return connections[-1]

        def late(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            if before:
                assert given_up.wait(120)
            response = handle(self, request)
            assert given_up.wait(120)
            return response

        monkeypatch.setattr(socket, "create_connection", connected)
        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", late)
        others = set(threading.enumerate())
        with HuggingFace(server.url) as feed, pytest.raises(Unreachable, match="longer than"):
            feed.day(DAY, budget=HASTE)
        given_up.set()
        for thread in {each for each in threading.enumerate() if each.name == "feed"} - others:
            thread.join(120)
        assert [connection.fileno() for connection in connections] == [-1]

    def test_leaves_calls_of_other_threads_alone(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        entered, outcomes = threading.Event(), []

        def drip_once(handler: faults.Handler, service: FeedServer) -> None:
            entered.set()
            faults.drip().act(handler, service)

        def give_up() -> None:
            try:
                feed.day(DAY, budget=HASTE)
            except Unreachable as error:
                outcomes.append(error)

        server.fault = faults.Fault(drip_once, times=1)
        thread = threading.Thread(target=give_up)
        thread.start()
        assert entered.wait(120)
        while thread.is_alive():
            assert len(listed(feed)) == 3
        assert len(outcomes) == 1
