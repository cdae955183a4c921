"""One request over HTTP within its deadline: rate limits, redirects, the token, retries, backoff.

Only this module, `http_response`, `proxies` and `connection_diagnosis` import httpx. They are
imported when the network is first asked, so that starting the program does not pay for it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx

from reader.errors import FeedError
from reader.net import Refused, Unreachable, http_response
from reader.net.certificates import Certificates
from reader.net.connection_diagnosis import certificate_error, connection_failure
from reader.net.deadline import Deadline
from reader.net.http_response import MAX_ERROR_TEXT, RetryableFailure
from reader.net.proxies import ProxyTransport
from reader.net.rate_limits import RateLimits
from reader.net.request import Endpoint, Reply, Request, entity_tag
from reader.system.release import USER_AGENT
from reader.text import clean_line

MAX_REDIRECTS = 5

_BACK_OFF = 1.0
"""The first retry comes within so many seconds, the second within twice as many."""
_JITTER = 0.5
"""Up to this many seconds are added to a wait for the limits, so that a crowd does not come back
all at once."""
_SPENT = "the service takes no more requests for now"
# Shares of the budget that one step may take, small enough to leave time for another try.
_CONNECT_SHARE = 0.2
_READ_SHARE = 0.4

Sleep = Callable[[float, str, Deadline], None]
"""Sleeps for some seconds, for a reason in a few words; may raise TimeoutError."""


class Transport:
    """A connection to one endpoint, for one call at a time."""

    def __init__(
        self,
        endpoint: Endpoint,
        budget: float,
        limits: RateLimits,
        sleep: Sleep,
        certificates: Certificates,
        on_warning: Callable[[str], None],
    ) -> None:
        """Set up; nothing is sent yet.

        Args:
            endpoint: where the service is.
            budget: seconds; the steps of a request may take shares of it.
            limits: the rate limits of the service, shared by all its transports.
            sleep: how to wait before a retry.
            certificates: shared by all transports, as reading them takes its time.
            on_warning: called with a sentence about each environment variable that is ignored.
        """
        self._endpoint = endpoint
        self._base = httpx.URL(endpoint.base)
        self._limits = limits
        self._sleep = sleep
        self._certificates = certificates
        self._proxies = ProxyTransport(certificates, on_warning)
        # Redirects are followed by hand, to control who gets the token. Without trust_env, httpx
        # reads no environment variables; ProxyTransport reads those that are needed.
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(budget * _READ_SHARE, connect=budget * _CONNECT_SHARE),
            follow_redirects=False,
            trust_env=False,
            transport=self._proxies,
        )

    def get(self, request: Request, deadline: Deadline) -> Reply:
        """Send a request, with retries; return the reply.

        Args:
            request: what is asked for.
            deadline: no wait is begun that would end after it.

        Raises:
            Refused: also with status 429 where nothing was sent because the limit is used up.
            FeedError: there was no usable answer.
            TimeoutError: the deadline has passed.
        """
        tries = 0
        while True:
            tries += 1
            try:
                return self._try(request, deadline)
            except RetryableFailure as again:
                wait = random.uniform(0, _BACK_OFF * 2 ** (tries - 1))
                if again.wait is not None:
                    self._limits.close_for(request.bucket, again.wait)
                    wait += again.wait
                if tries >= request.tries or wait >= deadline.left:
                    raise again.failure from again.__cause__
                reason = again.reason
            self._sleep(wait, reason, deadline)

    def close(self) -> None:
        """Close the connections, also one that another thread is waiting on."""
        self._client.close()

    def _try(self, request: Request, deadline: Deadline) -> Reply:
        failing = f"could not get {request.what} from {self._endpoint.host}"
        try:
            return self._follow(request, failing, deadline)
        except httpx.TransportError as error:
            proxy = self._proxies.proxy(error.request.url)
            failure = Unreachable(
                connection_failure(error, self._endpoint.host, proxy, self._certificates.source)
            )
            if certificate_error(error):
                raise failure from error
            raise RetryableFailure(failure, "no answer came") from error
        # A host with a label of more than 63 letters fails in the idna codec: UnicodeError.
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            said = clean_line(str(error), MAX_ERROR_TEXT)
            raise FeedError(f"{failing}: the address cannot be asked ({said})") from error

    def _follow(self, request: Request, failing: str, deadline: Deadline) -> Reply:
        method = "GET" if request.body is None else "POST"
        start = url = httpx.URL(self._endpoint.base + request.path, params=request.query)
        for _ in range(MAX_REDIRECTS + 1):
            headers = self._headers(url, request)
            with (
                self._within_limits(request.bucket, failing, deadline) as sent,
                self._client.stream(method, url, headers=headers, content=request.body) as response,
            ):
                if remaining := http_response.rate_limit(response):
                    self._limits.update(request.bucket, *remaining, sent)
                if not response.has_redirect_location:
                    reply = http_response.read(response, request, failing, deadline)
                    return replace(reply, moved=url.path != start.path)
                location = response.headers["Location"]
            url = next_hop(url, location, failing, self._endpoint)
        raise FeedError(f"{failing}: it sends us on more than {MAX_REDIRECTS} times")

    @contextmanager
    def _within_limits(self, bucket: str, failing: str, deadline: Deadline) -> Iterator[float]:
        """A context for sending one request: waits until the rate limit allows it.

        Raises:
            Refused: the wait would be too long.
            TimeoutError: the time was over.
        """
        while True:
            with self._limits.slot(deadline):
                wait = self._limits.reserve(bucket)
                if not wait:
                    try:
                        yield self._limits.now()
                    finally:
                        self._limits.release(bucket)
                    return
            if wait + _JITTER >= deadline.left:
                raise Refused(
                    f"{failing}: it takes no more requests for now; "
                    f"the next can be made in {math.ceil(wait)} s",
                    httpx.codes.TOO_MANY_REQUESTS,
                    wait,
                )
            self._sleep(wait + random.uniform(0, _JITTER), _SPENT, deadline)

    def _headers(self, url: httpx.URL, request: Request) -> dict[str, str]:
        """The headers; with the token only for the endpoint's own scheme, host and port."""
        kind = "text/html" if request.html else "application/json"
        headers = {"Accept": request.accept or kind}
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        if etag := entity_tag(request.etag):
            headers["If-None-Match"] = etag
        if _origin(url) == _origin(self._base):
            headers |= self._endpoint.credential
        return headers


def next_hop(url: httpx.URL, location: str, failing: str, endpoint: Endpoint) -> httpx.URL:
    """The URL that a redirect leads to.

    Raises:
        FeedError: it leads elsewhere than to the same host, the same over https, or a partner.
    """
    target = url.join(location)
    # httpx would send a name and password in the URL in place of the token.
    if target.userinfo:
        target = target.copy_with(userinfo=b"")
    if _origin(target) == _origin(url):
        return target
    secured = url.scheme == "http" and target.scheme == "https"
    if secured and target.host == url.host and url.port is target.port is None:
        return target
    if target.scheme == "https" and target.host in endpoint.partners and target.port is None:
        return target
    place = clean_line(f"{target.scheme}://{target.netloc.decode('ascii')}", MAX_ERROR_TEXT)
    raise FeedError(
        f"{failing}: it sends us on to {place}, where we do not go; "
        f"a network may ask to log in first, or {endpoint.setting} may have to name that place"
    )


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    # httpx leaves out a port that is the scheme's own.
    return url.scheme, url.host, url.port
