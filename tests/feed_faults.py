"""What can go wrong with a service, one function a fault; `FeedServer.fault` takes them."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

_TICK = 0.02
"""Seconds between the bytes of a server that drips: less than any step's time-out."""


class Handler(Protocol):
    """One request, as a fault sees it."""

    close_connection: bool
    wfile: Any

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """A whole answer with these headers alone."""


@dataclass
class Fault:
    """What is done in place of an answer: with every request, or with the next `times`.

    `act` gets the request and the `FeedServer`. Requests for other paths are answered as ever.
    """

    act: Callable[[Handler, Any], None]
    times: int | None = None
    under: str = "/"


def of_the_api(fault: Fault) -> Fault:
    """Only the API has it; web pages come as ever."""
    return replace(fault, under="/api/")


def status(
    code: int, headers: dict[str, str] | None = None, body: bytes = b"", times: int | None = None
) -> Fault:
    """An error of the service."""
    return Fault(lambda handler, _: handler.send(code, body, headers or {}), times)


def body(content: bytes, headers: dict[str, str] | None = None, times: int | None = None) -> Fault:
    """Success, but not with what was asked for."""
    return status(200, headers, content, times)


def not_json() -> Fault:
    return body(
        b"<!doctype html><title>Welcome to our hotel</title>", {"Content-Type": "text/html"}
    )


def an_object() -> Fault:
    return body(b'{"papers":[]}', {"Content-Type": "application/json"})


def too_many_requests(headers: dict[str, str] | None = None, times: int | None = None) -> Fault:
    """HTTP 429 with the large page of HTML that the service sends along."""
    page = b"<html><body>" + b"<p>Please slow down.</p>" * 2_500
    return status(429, {"Content-Type": "text/html"} | (headers or {}), page, times)


def redirect(url: str, times: int | None = None) -> Fault:
    return status(307, {"Location": url}, b"", times)


def link(url: str, content: bytes = b"[]", times: int | None = None) -> Fault:
    """A page that says where the next one is."""
    return body(content, {"Link": f'<{url}>; rel="next"'}, times)


def drop(times: int | None = None) -> Fault:
    """The connection ends without an answer."""
    return Fault(lambda handler, _: _hang_up(handler), times)


def cut_short(times: int | None = None) -> Fault:
    """The connection ends in the middle of the body."""

    def act(handler: Handler, _: Any) -> None:
        handler.send(200, b'[{"paper"', {"Content-Length": "1000"})
        _hang_up(handler)

    return Fault(act, times)


def hang() -> Fault:
    """The connection stands, and nothing ever comes."""

    def act(handler: Handler, server: Any) -> None:
        server.stopping.wait()
        _hang_up(handler)

    return Fault(act)


def drip() -> Fault:
    """A body that comes byte by byte and never ends."""
    return _flow(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b" ", pause=_TICK)


def drip_headers() -> Fault:
    """Headers that come byte by byte and never end."""
    return _flow(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a", pause=_TICK)


def endless_body() -> Fault:
    """A body that comes fast and never ends."""
    return _flow(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[", b" " * 65_536, pause=0)


def endless_headers() -> Fault:
    return _flow(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a" * 65_536, pause=0)


def bomb(megabytes: int) -> Fault:
    """A small body that becomes a large one when it is decompressed."""
    spaces = b" " * 1024 * 1024 * megabytes
    return body(gzip.compress(b"[" + spaces + b"]"), {"Content-Encoding": "gzip"})


def _flow(start: bytes, rest: bytes, pause: float) -> Fault:
    def act(handler: Handler, server: Any) -> None:
        stopping: threading.Event = server.stopping
        handler.close_connection = True
        handler.wfile.write(start)
        while not stopping.wait(pause):
            handler.wfile.write(rest)

    return Fault(act)


def _hang_up(handler: Handler) -> None:
    handler.close_connection = True
    handler.wfile.flush()
