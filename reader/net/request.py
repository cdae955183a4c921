"""One request to a service: the endpoint and its token, what is asked for, and the reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from reader.errors import ConfigError
from reader.text.links import without_password

_LONGEST_LABEL = 63
"""https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4"""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The base URL of a service, and the token that is sent to it and to nobody else."""

    base: str
    """An http or https URL without a slash at its end; it may have a path."""
    token: str | None = field(default=None, repr=False)
    header: str = ""
    """The header in which the token is sent; if empty, `Authorization: Bearer` is used."""
    setting: str = "HF_ENDPOINT"
    """The setting to change where the service is elsewhere, for error messages."""
    partners: frozenset[str] = frozenset()
    """Other hosts to which it may redirect by https; they never get the token."""

    @classmethod
    def read(cls, base: str, token: str | None, setting: str = "HF_ENDPOINT") -> Self:
        """Parse and check an endpoint that a person wrote into a setting.

        Args:
            base: the URL.
            token: the token of the person, if any.
            setting: the setting to name where it cannot be used.

        Raises:
            ConfigError: it is not an http or https URL, or the token cannot be sent.
        """
        base, token = base.strip().rstrip("/"), (token or "").strip()
        if problem := _problem(base):
            raise ConfigError(
                f"the endpoint {without_password(base)!r} cannot be used: {problem}; "
                f"look at {setting}"
            )
        # Any other character could end the header and begin another one.
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise ConfigError(
                "the Hugging Face token has characters that no token has; look at HF_TOKEN, or at "
                "the file that HF_TOKEN_PATH or HF_HOME names"
            )
        return cls(base, token or None, setting=setting)

    @property
    def credential(self) -> dict[str, str]:
        """The header with the token; empty where there is none."""
        if self.token is None:
            return {}
        if self.header:
            return {self.header: self.token}
        # https://www.rfc-editor.org/rfc/rfc6750#section-2.1
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def host(self) -> str:
        """The host, with the port if the URL names one, for messages."""
        return urlsplit(self.base).netloc


def _problem(base: str) -> str:
    if not base.isprintable() or " " in base:
        return "a URL has no spaces or control characters"
    try:
        parts = urlsplit(base)
        _ = parts.port  # read to be checked
    except ValueError as error:
        # Python tells what it took for the port, which may be a password.
        return "its port is no number" if "@" in base else str(error)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it must be a URL that starts with https:// or http://"
    if any(len(label) > _LONGEST_LABEL for label in parts.hostname.split(".")):
        return f"no part of a host's name has more than {_LONGEST_LABEL} letters"
    if parts.query or parts.fragment:
        return "it must end before any ? or #"
    if parts.username is not None:
        return "it must not hold a name or password; a token goes into HF_TOKEN"
    return ""


MAX_TRIES = 3

_SEARCH = "/api/papers/search"
# Fit to be sent back, and no longer than any header should be.
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{1,200}"')


@dataclass(frozen=True, slots=True)
class Request:
    """One GET, or where there is a body to be sent, one POST."""

    path: str
    """Below the endpoint, escaped, with a slash in front."""
    what: str
    """What is asked for, in words for error messages."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Not yet escaped."""
    etag: str | None = None
    """The ETag of the answer that is known; if it is still current, the service sends no body."""
    html: bool = False
    """A web page is asked for, and not JSON."""
    accept: str = ""
    """The media type to accept; if empty, that of web pages or of JSON."""
    body: bytes | None = None
    """JSON that is posted."""
    tries: int = MAX_TRIES

    @property
    def bucket(self) -> str:
        """Which rate limit of the service the request counts against.

        The API, its search and the web pages each have their own:
        https://huggingface.co/docs/hub/rate-limits
        """
        if self.path == _SEARCH:
            return "search"
        return "api" if self.path.startswith("/api/") else "pages"


def entity_tag(written: str | None) -> str | None:
    """The ETag if it is well-formed and may be sent back; else None."""
    return written if written and _ETAG.fullmatch(written) else None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request."""

    value: object
    """The JSON value, or the text of a web page."""
    following: str | None = None
    """The URL of the next page, if there is one."""
    etag: str | None = None
    """To be sent when the same is requested again."""
    unchanged: bool = False
    """There is no value, because the answer with the ETag that was sent is still current."""
    moved: bool = False
    """A redirect led to another path than the one that was asked for."""


Get = Callable[[Request], Reply]
"""Sends one request; raises FeedError, or TimeoutError where the deadline has passed."""
