"""Why a service cannot be reached: transport errors of httpx, explained in a sentence."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from reader.net.certificates import advice_on_certificate, verdict_on_certificate
from reader.net.proxies import Proxy
from reader.text import clean_line

_LONGEST = 200


def connection_failure(
    error: httpx.TransportError, host: str, proxy: Proxy | None, trusted: str
) -> str:
    """Why no answer came, as a sentence without its full stop.

    Args:
        error: the error of httpx.
        host: the host of the request.
        proxy: the proxy that it went through, if any.
        trusted: the variable that names certificates, and its value.
    """
    if proxy and _is_of_the_proxy(error):
        return f"could not reach the proxy {proxy.name} on the way to {host}: {_why(error)}"
    through = f" through the proxy {proxy.name}" if proxy else ""
    return f"could not reach {host}{through}: {_why(error)}{_advice(error, trusted)}"


def certificate_error(error: BaseException) -> ssl.SSLCertVerificationError | None:
    """The failed verification of a certificate that caused an error; None where it was not that."""
    found = (each for each in _causes(error) if isinstance(each, ssl.SSLCertVerificationError))
    return next(found, None)


def _is_of_the_proxy(error: httpx.TransportError) -> bool:
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        # The proxy is spoken to without TLS, so it is not the proxy that failed.
        return False
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError)


def _why(error: httpx.TransportError) -> str:
    for cause in _causes(error):
        match cause:
            case socket.gaierror():
                return "its name cannot be looked up; is there a network?"
            case ssl.SSLCertVerificationError():
                return f"its certificate is not valid ({verdict_on_certificate(cause)})"
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
            return f"it does not let us through ({clean_line(str(error), _LONGEST)})"
        case httpx.RemoteProtocolError():
            return "the answer breaks off or is not HTTP"
        case _:
            return "the connection broke off"


def _advice(error: httpx.TransportError, trusted: str) -> str:
    """What to do about a certificate that was not verified."""
    cause = certificate_error(error)
    return advice_on_certificate(cause, trusted) if cause else ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
