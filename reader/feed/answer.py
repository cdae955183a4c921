"""An HTTP response made into a JSON value, or into a sentence that says why there is none."""

from __future__ import annotations

import json
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx

from reader.errors import FeedError
from reader.feed.deadline import Deadline
from reader.feed.failures import Refused
from reader.text import clean_line

MAX_BYTES = 32 * 1024 * 1024
MAX_ERROR_BYTES = 64 * 1024
MAX_ERROR_TEXT = 200

# `RateLimit: "api";r=0;t=214`: https://huggingface.co/docs/hub/rate-limits
_RESET = re.compile(r";\s*t\s*=\s*([0-9]{1,9})\b")
_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON value, and the address of the page that follows, if there is one."""

    value: object
    following: str | None


class TryAgain(Exception):  # noqa: N818
    """A failure that may pass.

    Attributes:
        failure: what to raise where there is no further try.
        wait: the seconds that the service asks us to wait, if it does.
    """

    def __init__(self, failure: FeedError, wait: float | None = None) -> None:
        super().__init__(failure)
        self.failure = failure
        self.wait = wait


class _TooLargeError(Exception):
    """A body has more bytes than we take."""


def read(response: httpx.Response, failing: str, deadline: Deadline) -> Answer:
    """The JSON value of a response whose body is still to come.

    Args:
        response: opened by `httpx.Client.stream`, and not a redirect.
        failing: the beginning of the sentence that says what failed.
        deadline: looked at after every part of the body.

    Raises:
        TryAgain: the service is busy or broken just now.
        FeedError: there is no answer that can be used.
        TimeoutError: the time was over.
    """
    if not response.is_success:
        raise _refusal(response, failing, deadline)
    try:
        value = json.loads(_body(response, MAX_BYTES, deadline))
    except _TooLargeError:
        size = f"{MAX_BYTES // 1024**2} MB"
        raise FeedError(f"{failing}: the answer is larger than {size}") from None
    except (ValueError, RecursionError, zlib.error) as error:
        raise FeedError(f"{failing}: the answer is not JSON") from error
    return Answer(value, response.links.get("next", {}).get("url"))


def _body(response: httpx.Response, limit: int, deadline: Deadline) -> bytes:
    """The body, decompressed.

    That is done here and not by httpx, which first blows up whole what a server sends: a
    thousandfold, and again for each further encoding that it names.
    """
    declared = response.headers.get("Content-Length", "")
    if _SECONDS.fullmatch(declared) and int(declared) > limit:
        raise _TooLargeError
    body = bytearray()
    for part in _decompressed(response, limit + 1):
        if not deadline.left:
            raise TimeoutError
        body += part
        if len(body) > limit:
            raise _TooLargeError
    return bytes(body)


def _decompressed(response: httpx.Response, most: int) -> Iterator[bytes]:
    """Parts of the body; one that was compressed is cut at `most` bytes."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        yield from response.iter_raw()
    elif encoding == "gzip":
        gzip = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16)
        for chunk in response.iter_raw():
            yield gzip.decompress(chunk, most)
    else:
        raise ValueError(f"encoded as {encoding}, which was not asked for")


def _refusal(response: httpx.Response, failing: str, deadline: Deadline) -> TryAgain | Refused:
    status = response.status_code
    said = _said(response, deadline)
    reason = f"HTTP {status}"
    if said:
        reason += f": “{said}”"
    elif phrase := httpx.codes.get_reason_phrase(status):
        reason += f" {phrase}"
    if status == 401 and "Authorization" in response.request.headers:
        reason += "; the token in HF_TOKEN may be out of date"
    if status != 429 and status < 500:
        return Refused(f"{failing}: {reason}", status)
    wait = _wait(response)
    if wait is not None:
        reason = f"it asks to wait {wait:.0f} s ({reason})"
    return TryAgain(Refused(f"{failing}: {reason}", status, wait), wait)


def _wait(response: httpx.Response) -> float | None:
    """The seconds that the service asks us to wait, if it does."""
    limits = response.headers.get("RateLimit", "") if response.status_code == 429 else ""
    if match := _RESET.search(limits):
        return float(match[1])
    after = response.headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(after):
        return float(after)
    with suppress(ValueError):
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
    return None


def _said(response: httpx.Response, deadline: Deadline) -> str:
    """The service's own words for an error, `{"error": "..."}`; never a page of HTML."""
    try:
        value = json.loads(_body(response, MAX_ERROR_BYTES, deadline))
    except (ValueError, RecursionError, zlib.error, _TooLargeError, httpx.HTTPError):
        return ""
    said = value.get("error") if isinstance(value, dict) else None
    texts = said if isinstance(said, list) else [said]
    return clean_line(" ".join(text for text in texts if isinstance(text, str)), MAX_ERROR_TEXT)
