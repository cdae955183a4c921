"""Proxies: which one a request goes through, and the httpx transport that sends it there.

The environment variables and the exceptions of NO_PROXY follow curl:
https://curl.se/libcurl/c/CURLOPT_NOPROXY.html
"""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock
from urllib.parse import urlsplit

import httpx

from reader.net.certificates import CertificateProblem, Certificates, empty_context
from reader.net.failures import Unreachable
from reader.text import clean_line

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

KINDS = ("http", "https", "socks5", "socks5h")
"""Of proxies, by the scheme of their address."""

_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_PORT = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*):(?P<port>[0-9]{1,5})")
_BY_SYSTEM = sys.platform in ("darwin", "win32")


class ProxyProblem(ValueError):  # noqa: N818 - a fact about the environment
    """The proxy that a request has to go through cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, and who says that it is to be used."""

    url: str
    """May hold a name and a password; never to be shown."""
    variable: str

    @property
    def name(self) -> str:
        """Its host and port and the variable, for a sentence."""
        return f"{urlsplit(self.url).netloc.rpartition('@')[2]} ({self.variable})"


@dataclass(frozen=True, slots=True)
class Route:
    """The way to one host."""

    proxy: Proxy | None = None
    """None: straight there."""
    remarks: tuple[str, ...] = ()
    """What in the environment could not be read and was passed over, in sentences."""


@dataclass(frozen=True, slots=True)
class _Exception:
    """One entry of NO_PROXY: which hosts are asked without a proxy."""

    scheme: str = ""
    name: str = ""
    network: Network | None = None
    port: int | None = None

    def covers(self, scheme: str, host: str, port: int) -> bool:
        """Whether a host is one of them."""
        if self.scheme not in ("", scheme) or self.port not in (None, port):
            return False
        if self.network:
            number = _number(host)
            return number is not None and number in self.network
        return not self.name or host == self.name or host.endswith(f".{self.name}")


def route(
    scheme: str, host: str, port: int | None, environment: Mapping[str, str] = os.environ
) -> Route:
    """The way to a host.

    Nothing is read of the environment that this request does not need.

    Args:
        scheme: ``http`` or ``https``.
        host: a name or an IP address, without brackets.
        port: None for that of the scheme.
        environment: the variables.

    Raises:
        ProxyProblem: the proxy that is to be used for it cannot be used.
    """
    variable, value = _variable(scheme, environment)
    if not value:
        return Route()
    host = host.lower().strip("[]").rstrip(".")
    port = port or (443 if scheme == "https" else 80)
    name, written = _value("no_proxy", environment)
    entries = [entry for entry in re.split(r"[\s,]+", written) if entry]
    read = {entry: _entry(entry) for entry in entries}
    if any(each and each.covers(scheme, host, port) for each in read.values()):
        return Route()
    if _BY_SYSTEM and not name and _system_exempts(host):
        return Route()
    remarks = tuple(
        f"{name} has “{entry}”, which is no host, address or network; it was passed over"
        for entry, each in read.items()
        if not each
    )
    return Route(_proxy(variable, value), remarks)


def _variable(scheme: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """The variable that says what to use, and what it says; empty where none does."""
    for asked in (f"{scheme}_proxy", "all_proxy"):
        variable, value = _value(asked, environment)
        if value:
            return variable, value
    if _BY_SYSTEM and environment is os.environ:
        from urllib.request import getproxies

        return "the settings of the system", getproxies().get(scheme, "")
    return "", ""


def _value(name: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """The variable of that name in lower or upper case, and its value.

    The one in lower case counts, also where it is empty. A web server that starts programs makes
    HTTP_PROXY of a header that anybody may send, so that it does not count there:
    https://httpoxy.org
    """
    for written in (name, name.upper()):
        if written in environment:
            if written == "HTTP_PROXY" and "REQUEST_METHOD" in environment:
                continue
            return written, environment[written].strip()
    return "", ""


def _entry(entry: str) -> _Exception | None:
    """What an entry of NO_PROXY says; None where it cannot be read."""
    scheme, mark, rest = entry.lower().rpartition("://")
    if mark and scheme not in ("http", "https", "all"):
        return None
    about = partial(_Exception, "" if scheme == "all" else scheme)
    rest = rest.rstrip("/")
    if rest == "*":
        return about()
    if network := _network(rest):
        return about(network=network)
    port = None
    if found := _PORT.fullmatch(rest):
        rest, port = found["host"], int(found["port"])
    if network := _network(rest):
        return about(network=network, port=port)
    if rest == "*":
        return about(port=port)
    try:
        # A star or a dot in front says no more than that hosts below it count, which they do.
        name = rest.removeprefix("*").removeprefix(".").rstrip(".").encode("idna").decode()
    except UnicodeError:
        return None
    return about(name=name, port=port) if _NAME.fullmatch(name) else None


def _network(written: str) -> Network | None:
    """An IP address, with or without brackets, or a network in CIDR form."""
    bare = written[1:-1] if written.startswith("[") and written.endswith("]") else written
    address, stroke, length = bare.partition("/")
    try:
        return ipaddress.ip_network(address.partition("%")[0] + stroke + length, strict=False)
    except ValueError:
        return None


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        number = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(number, "ipv4_mapped", None) or number


def _proxy(variable: str, value: str) -> Proxy:
    url = value if "://" in value else f"http://{value}"
    if problem := next(_problems(url), ""):
        raise ProxyProblem(
            f"{variable} names a proxy that cannot be used: {problem}; correct it, or name the "
            "host in NO_PROXY"
        )
    return Proxy(url, variable)


def _problems(url: str) -> Iterator[str]:
    """What is wrong with the address of a proxy; nothing that it holds is told, but its kind."""
    if not url.isprintable() or " " in url:
        yield "its address has spaces or control characters"
    try:
        parts = urlsplit(url)
        _ = parts.port  # read to be checked
        host = parts.hostname
    except ValueError:
        yield "its address is no URL"
        return
    if parts.scheme not in KINDS or not parts.scheme.isascii():
        kind = parts.scheme if _NAME.fullmatch(parts.scheme) else "unknown"
        yield f"it is of the kind {kind}, not one of {', '.join(KINDS)}"
    if not host:
        yield "its address has no host"


def _system_exempts(host: str) -> bool:
    """Whether the system's own settings have it asked without a proxy."""
    from urllib.request import proxy_bypass

    return bool(proxy_bypass(host))


_SOCKS = "is of the kind SOCKS, for which the package socksio must be installed"


class ProxyTransport(httpx.BaseTransport):
    """Sends each request on its way; what the environment says is read when one needs it.

    httpx itself would read all of it at once, and give up where it cannot read an entry that is
    of no concern for the host that is asked.
    """

    def __init__(self, certificates: Certificates, remark: Callable[[str], None]) -> None:
        """Remember what connections are checked by.

        Args:
            certificates: loaded when a connection by https is first made.
            remark: told in a sentence what in the environment was passed over.
        """
        self._certificates = certificates
        self._remark = remark
        self._lock = Lock()
        self._ways: dict[tuple[Proxy | None, bool], httpx.HTTPTransport] = {}
        self._is_closed = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request.

        Raises:
            Unreachable: the proxy or the certificates that are needed for it cannot be used.
            httpx.TransportError: no answer came.
        """
        url = request.url
        try:
            chosen = self._route(url)
            for remark in chosen.remarks:
                self._remark(remark)
            way = self._way(chosen.proxy, secure=url.scheme == "https")
        except (ProxyProblem, CertificateProblem) as error:
            host = url.netloc.decode("ascii")
            raise Unreachable(f"could not reach {host}: {error}") from error
        response = way.handle_request(request)
        if self._is_closed:
            # It came about while others let go of it, so that nobody would ever close it.
            response.extensions["network_stream"].close()
            raise httpx.ReadError("nobody waits for the answer any more")
        return response

    def proxy(self, url: httpx.URL) -> Proxy | None:
        """The proxy through which an address is asked; None where there is none."""
        try:
            return self._route(url).proxy
        except ProxyProblem:
            return None

    def close(self) -> None:
        """Let go of all connections, those as well that come about after this."""
        with self._lock:
            self._is_closed = True
            ways = list(self._ways.values())
        for way in ways:
            way.close()

    def _route(self, url: httpx.URL) -> Route:
        return route(url.scheme, url.raw_host.decode("ascii"), url.port)

    def _way(self, proxy: Proxy | None, *, secure: bool) -> httpx.HTTPTransport:
        with self._lock:
            if (proxy, secure) not in self._ways:
                self._ways[proxy, secure] = self._made(proxy, secure=secure)
            return self._ways[proxy, secure]

    def _made(self, proxy: Proxy | None, *, secure: bool) -> httpx.HTTPTransport:
        if proxy:
            secure = secure or proxy.url.startswith("https:")
        context = self._certificates.context if secure else empty_context()
        if proxy is None:
            return httpx.HTTPTransport(verify=context, trust_env=False)
        try:
            own = context if proxy.url.startswith("https:") else None
            through = httpx.Proxy(proxy.url, ssl_context=own)
            return httpx.HTTPTransport(verify=context, trust_env=False, proxy=through)
        except ImportError as error:
            raise ProxyProblem(f"the proxy {proxy.name} {_SOCKS}") from error
        except (httpx.InvalidURL, ValueError) as error:
            said = clean_line(str(error), 100)
            raise ProxyProblem(f"the proxy {proxy.name} cannot be used: {said}") from error
