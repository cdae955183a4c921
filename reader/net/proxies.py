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

from reader.net import Unreachable
from reader.net.certificates import CertificateProblem, Certificates, untrusting_context
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
    """How to reach one host."""

    proxy: Proxy | None = None
    """None: directly."""
    warnings: tuple[str, ...] = ()
    """Sentences about the entries of NO_PROXY that cannot be read and are ignored."""


@dataclass(frozen=True, slots=True)
class _Exception:
    """One entry of NO_PROXY: hosts that are reached without a proxy."""

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


def choose_route(
    scheme: str, host: str, port: int | None, environment: Mapping[str, str] = os.environ
) -> Route:
    """Decide how to reach a host; only the variables that matter for it are read.

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
    warnings = tuple(
        f"{name} has “{entry}”, which is no host, address or network; it was passed over"
        for entry, each in read.items()
        if not each
    )
    return Route(_proxy(variable, value), warnings)


def _variable(scheme: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """The variable that names a proxy, and its value; both empty where none does."""
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
    """Parse an entry of NO_PROXY; None where it cannot be read."""
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
        # A leading star or dot means hosts below the name, which are covered anyway.
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
    """What is wrong with the URL of a proxy; tells nothing of the URL but its scheme."""
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
    """Sends each request directly or through its proxy.

    httpx itself would read all variables at once, and fail because of an entry that does not
    concern the host of the request; here they are read for each request.
    """

    def __init__(self, certificates: Certificates, on_warning: Callable[[str], None]) -> None:
        """Set up; nothing is read yet.

        Args:
            certificates: loaded when a connection by https is first made.
            on_warning: called with a sentence about each environment variable that is ignored.
        """
        self._certificates = certificates
        self._on_warning = on_warning
        self._lock = Lock()
        self._transports: dict[tuple[Proxy | None, bool], httpx.HTTPTransport] = {}
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
            for warning in chosen.warnings:
                self._on_warning(warning)
            transport = self._transport(chosen.proxy, secure=url.scheme == "https")
        except (ProxyProblem, CertificateProblem) as error:
            host = url.netloc.decode("ascii")
            raise Unreachable(f"could not reach {host}: {error}") from error
        response = transport.handle_request(request)
        if self._is_closed:
            # The connection was made during `close`, so that nobody else would close it.
            response.extensions["network_stream"].close()
            raise httpx.ReadError("nobody waits for the answer any more")
        return response

    def proxy(self, url: httpx.URL) -> Proxy | None:
        """The proxy that a request to this URL goes through; None where there is none."""
        try:
            return self._route(url).proxy
        except ProxyProblem:
            return None

    def close(self) -> None:
        """Close all connections, also those that are being made."""
        with self._lock:
            self._is_closed = True
            transports = list(self._transports.values())
        for transport in transports:
            transport.close()

    def _route(self, url: httpx.URL) -> Route:
        return choose_route(url.scheme, url.raw_host.decode("ascii"), url.port)

    def _transport(self, proxy: Proxy | None, *, secure: bool) -> httpx.HTTPTransport:
        with self._lock:
            if (proxy, secure) not in self._transports:
                self._transports[proxy, secure] = self._made(proxy, secure=secure)
            return self._transports[proxy, secure]

    def _made(self, proxy: Proxy | None, *, secure: bool) -> httpx.HTTPTransport:
        if proxy:
            secure = secure or proxy.url.startswith("https:")
        context = self._certificates.context if secure else untrusting_context()
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
