"""The way out to the network: straight, or through a proxy, as is right for each request."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import httpx

from reader.net.certificates import CertificateProblem, Certificates, empty_context
from reader.net.failures import Unreachable
from reader.net.proxies import Proxy, ProxyProblem, Route, route
from reader.text import clean_line

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
