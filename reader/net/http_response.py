"""Reads an HTTP response: a bounded body, decoded, or an error with a sentence that says why."""

from __future__ import annotations

import json
import re
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime

import httpx

from reader.errors import FeedError
from reader.net import MalformedAnswer, Refused
from reader.net.deadline import Deadline
from reader.net.request import Reply, Request, entity_tag
from reader.text import clean_line
from reader.text.json_decoder import RawObject, TooManyValuesError, check, decode, decode_at

MAX_BYTES = 32 * 1024 * 1024
MAX_ITEMS = 10_000
"""Of a list; the service sends a hundred."""
MAX_ERROR_BYTES = 64 * 1024
MAX_ERROR_TEXT = 200

_MOST_MEMBERS = 1_000
"""Of one compressed body; nearly all have one."""

# `RateLimit: "api";r=0;t=214`: https://huggingface.co/docs/hub/rate-limits
_LIMIT = re.compile(r";\s*r\s*=\s*([0-9]{1,9})\s*;\s*t\s*=\s*([0-9]{1,9})\b")
_SECONDS = re.compile(r"[0-9]{1,9}")

# What JSON has around the items of a list: https://www.rfc-editor.org/rfc/rfc8259#section-2
_OPENING = re.compile(r"[ \t\n\r]*\[[ \t\n\r]*")
_FOLLOWING = re.compile(r"[ \t\n\r]*(?:,[ \t\n\r]*|(?P<end>\])[ \t\n\r]*\Z)")


class RetryableFailure(Exception):  # noqa: N818
    """A failure after which a retry may succeed.

    Attributes:
        failure: what to raise after the last try.
        reason: why a retry is needed, in a few words.
        wait: the seconds after which the service allows one, if it says so.
    """

    def __init__(self, failure: FeedError, reason: str, wait: float | None = None) -> None:
        super().__init__(failure)
        self.failure = failure
        self.reason = reason
        self.wait = wait


class _TooLargeError(Exception):
    """A body has more bytes than are accepted."""


class _CutOffError(Exception):
    """A body ends before it is whole."""


def read(response: httpx.Response, request: Request, failing: str, deadline: Deadline) -> Reply:
    """Read a response and its body.

    Args:
        response: opened by `httpx.Client.stream`, and not a redirect.
        request: what was asked for.
        failing: the beginning of an error message, `could not get …`.
        deadline: checked after every part of the body.

    Raises:
        RetryableFailure: the service is busy or broken just now.
        FeedError: the answer is of no use.
        TimeoutError: the deadline has passed.
    """
    etag = entity_tag(response.headers.get("ETag"))
    if request.etag and response.status_code == httpx.codes.NOT_MODIFIED:
        return Reply(None, etag=etag or request.etag, unchanged=True)
    if not response.is_success:
        raise _refusal(response, failing, deadline)
    try:
        body = _body(response, MAX_BYTES, deadline)
        value = body.decode("utf-8", "replace") if request.html else _parsed(body)
    except _TooLargeError:
        size = f"{MAX_BYTES // 1024**2} MB"
        raise MalformedAnswer(f"{failing}: the answer is larger than {size}") from None
    except _CutOffError:
        failure = MalformedAnswer(f"{failing}: the answer breaks off")
        raise RetryableFailure(failure, "the answer broke off") from None
    except TooManyValuesError as error:
        raise MalformedAnswer(f"{failing}: {error}, which is more than can be true") from error
    except (ValueError, RecursionError, zlib.error) as error:
        expected = "a web page" if request.html else "JSON"
        raise MalformedAnswer(f"{failing}: the answer is not {expected}") from error
    return Reply(value, response.links.get("next", {}).get("url"), etag)


def rate_limit(response: httpx.Response) -> tuple[int, float] | None:
    """How many requests are left and for how many seconds, if the response says so."""
    match = _LIMIT.search(response.headers.get("RateLimit", ""))
    return (int(match[1]), float(match[2])) if match else None


def _body(response: httpx.Response, limit: int, deadline: Deadline) -> bytes:
    """The body, decompressed, as far as it keeps to the limit.

    httpx is not used for this, as it has no limit: a server can have it expand a small body a
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
        yield from _unzipped(response.iter_raw(), most)
    else:
        raise ValueError(f"encoded as {encoding}, which was not asked for")


def _unzipped(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Decompress gzip of any number of members, part by part, each cut at `most` bytes.

    Neither zlib nor httpx reports that the data ends too early; this does.

    Raises:
        _CutOffError: the data ends too early.
        _TooLargeError: it is larger than any body of `most` bytes can be.
        zlib.error: it is not compressed.
    """
    gzip, members, taken = _member(), 1, 0
    for chunk in chunks:
        taken += len(chunk)
        if taken > most:
            raise _TooLargeError
        while chunk:
            if gzip.eof:
                gzip, members = _member(), members + 1
                if members > _MOST_MEMBERS:
                    raise _TooLargeError
            yield gzip.decompress(chunk, most)
            chunk = gzip.unused_data
    if not gzip.eof:
        raise _CutOffError


def _member() -> zlib._Decompress:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS + 16)


def _parsed(body: bytes) -> object:
    """Parse a body as JSON; where it is a list, the objects in it are `RawObject`s.

    Raises:
        ValueError: it is not JSON.
        TooManyValuesError: it holds too many values.
    """
    encoding = json.detect_encoding(body)
    try:
        text, is_utf8 = body.decode(encoding), True
    except UnicodeDecodeError:
        # There may be half of a surrogate pair in it, which UTF-8 cannot hold, but JSON can.
        text, is_utf8 = body.decode(encoding, "surrogatepass"), False
    start = _OPENING.match(text)
    if not start:
        return decode(text)
    check(text)
    values: list[object] = []
    at = start.end()
    while True:
        try:
            value, written, end = decode_at(text, at)
        except ValueError:
            # A list without items, or no JSON.
            return decode(text)
        if len(values) == MAX_ITEMS:
            raise TooManyValuesError(f"the answer is a list of more than {MAX_ITEMS:,} items")
        values.append(RawObject(value, written) if is_utf8 and isinstance(value, dict) else value)
        following = _FOLLOWING.match(text, end)
        if not following:
            raise ValueError("neither a comma nor the end of the list")
        at = following.end()
        if following["end"] is not None:
            return values


def _refusal(
    response: httpx.Response, failing: str, deadline: Deadline
) -> RetryableFailure | Refused:
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
    state = "takes no more requests for now" if status == 429 else "is out of order"
    refused = Refused(f"{failing}: {reason}", status, wait)
    return RetryableFailure(refused, f"the service {state} (HTTP {status})", wait)


def _wait(response: httpx.Response) -> float | None:
    """The seconds that the service asks us to wait, if it does."""
    limit = rate_limit(response) if response.status_code == httpx.codes.TOO_MANY_REQUESTS else None
    if limit:
        return limit[1]
    after = response.headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(after):
        return float(after)
    with suppress(ValueError):
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
    return None


def _said(response: httpx.Response, deadline: Deadline) -> str:
    """The service's own words for an error, `{"error": "..."}`; never a page of HTML."""
    try:
        value = decode(_body(response, MAX_ERROR_BYTES, deadline))
    except (ValueError, RecursionError, zlib.error, _TooLargeError, _CutOffError, httpx.HTTPError):
        return ""
    said = value.get("error") if isinstance(value, dict) else None
    texts = said if isinstance(said, list) else [said]
    return clean_line(" ".join(text for text in texts if isinstance(text, str)), MAX_ERROR_TEXT)
