"""One GET over HTTP, within its time: redirects, the token, and further tries.

This module and `reader.feed.answer` are the ones that import httpx; they are themselves imported
when the network is first asked.
"""

from __future__ import annotations

import random
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping

import httpx

from reader import __version__
from reader.errors import FeedError
from reader.feed import answer
from reader.feed.answer import MAX_ERROR_TEXT, Answer, TryAgain
from reader.feed.deadline import Deadline
from reader.feed.endpoint import Endpoint
from reader.feed.failures import Unreachable
from reader.text import clean_line

MAX_TRIES = 3
MAX_REDIRECTS = 5

_BACK_OFF = 0.5
"""Seconds before the second try; they double before the third."""
_JITTER = 0.5
"""Up to this many more seconds, by chance, so that a crowd does not come back all at once."""
# Shares of the budget that one step may take, small enough to leave time for another try.
_CONNECT_SHARE = 0.2
_READ_SHARE = 0.4


class Transport:
    """A connection to one endpoint, for one call at a time."""

    def __init__(self, endpoint: Endpoint, budget: float, pause: Callable[[float], None]) -> None:
        """Prepare to connect; nothing is sent yet.

        Raises:
            FeedError: the proxy or certificates that the environment names cannot be used.
        """
        self._endpoint = endpoint
        self._pause = pause
        try:
            # Redirects are followed by hand, to be sure of who gets the token. Of the
            # environment httpx takes proxies and certificates, but no passwords from ~/.netrc.
            self._client = httpx.Client(
                headers={
                    "User-Agent": f"paper-reader/{__version__}",
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                },
                timeout=httpx.Timeout(budget * _READ_SHARE, connect=budget * _CONNECT_SHARE),
                follow_redirects=False,
            )
        except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
            said = clean_line(str(error), MAX_ERROR_TEXT)
            raise FeedError(
                f"the proxy or the certificates that the environment names cannot be used: {said}"
            ) from error

    def get(self, path: str, query: Mapping[str, str], what: str, deadline: Deadline) -> Answer:
        """What the service says at `path`.

        Args:
            path: below the endpoint, with a slash in front.
            query: the parameters, not yet escaped.
            what: what is asked for, in words for the sentence of a failure.
            deadline: no wait is begun that would not end before it.

        Raises:
            FeedError: there was no answer that can be used.
            TimeoutError: the time was over.
        """
        tries = 0
        while True:
            tries += 1
            try:
                return self._try(path, query, what, deadline)
            except TryAgain as again:
                wait = _BACK_OFF * 2 ** (tries - 1) if again.wait is None else again.wait
                wait += random.uniform(0, _JITTER)
                if tries == MAX_TRIES or wait >= deadline.left:
                    raise again.failure from again.__cause__
            self._pause(wait)

    def close(self) -> None:
        """Let go of the connections, also of one that another thread is waiting on."""
        self._client.close()

    def _try(self, path: str, query: Mapping[str, str], what: str, deadline: Deadline) -> Answer:
        failing = f"could not get {what} from {self._endpoint.host}"
        try:
            url = httpx.URL(self._endpoint.base + path, params=query)
            return self._follow(url, failing, deadline)
        except httpx.TransportError as error:
            # Where a redirect led, it is that host which cannot be reached.
            host = error.request.url.netloc.decode("ascii")
            unreachable = Unreachable(f"could not reach {host}: {_why(error)}")
            if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error)):
                raise unreachable from error
            raise TryAgain(unreachable) from error
        # A host with a label of more than 63 letters fails in the idna codec: UnicodeError.
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            said = clean_line(str(error), MAX_ERROR_TEXT)
            raise FeedError(f"{failing}: the address cannot be asked ({said})") from error

    def _follow(self, url: httpx.URL, failing: str, deadline: Deadline) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            if not deadline.left:
                raise TimeoutError
            with self._client.stream("GET", url, headers=self._credentials(url)) as response:
                if not response.has_redirect_location:
                    return answer.read(response, failing, deadline)
                location = response.headers["Location"]
            url = _next_hop(url, location, failing)
        raise FeedError(f"{failing}: it sends us on more than {MAX_REDIRECTS} times")

    def _credentials(self, url: httpx.URL) -> dict[str, str]:
        """The token, where `url` is at the endpoint's own scheme, host and port."""
        if self._endpoint.token is None or _origin(url) != _origin(httpx.URL(self._endpoint.base)):
            return {}
        return {"Authorization": f"Bearer {self._endpoint.token}"}


def _next_hop(url: httpx.URL, location: str, failing: str) -> httpx.URL:
    target = url.join(location)
    if target.scheme == "https" or (target.scheme == "http" and url.scheme != "https"):
        return target
    place = clean_line(location, MAX_ERROR_TEXT)
    raise FeedError(f"{failing}: it sends us on to “{place}”, where we do not go")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    # httpx leaves out a port that is the scheme's own.
    return url.scheme, url.host, url.port


def _why(error: httpx.TransportError) -> str:
    """What keeps us from the service, in words."""
    for cause in _causes(error):
        match cause:
            case socket.gaierror():
                return "its name cannot be looked up; is there a network?"
            case ssl.SSLCertVerificationError():
                return f"its certificate is not valid ({cause.verify_message})"
            case ssl.SSLError():
                return "no secure connection comes about"
            case ConnectionRefusedError():
                return "nothing answers there"
    match error:
        case httpx.TimeoutException():
            return "it did not answer in time"
        case httpx.ConnectError():
            return "no connection comes about; is there a network?"
        case httpx.ProxyError():
            return "the proxy does not let us through"
        case httpx.RemoteProtocolError():
            return "the answer breaks off or is not HTTP"
        case _:
            return "the connection broke off"


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
