"""URLs in a text: where each one is, whether it is safe to open, and which host it leads to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from reader.text import late_pattern

# Ends at white space, a quotation mark, a bracket that no URL has, or a dash of the sentence.
_ADDRESS = late_pattern(
    r"(?<![A-Za-z0-9])https?://[^\s<>\"“”‘’«»`{}|\\^–—…、。，；：！？（）［］【】《》「」]+",
    re.IGNORECASE,
)
# The same without a scheme: a host with a path, or one that only serves pages. A laxer pattern
# would take Perplexity.ai and FLUX-1.dev for URLs.
_BARE = late_pattern(
    r"(?<![\w/@.:-])(?:(?:[A-Za-z0-9-]++\.)+[A-Za-z]{2,6}/[\w~]|"
    r"(?:[A-Za-z0-9-]++\.)+github\.io\b|"
    r"www\.(?:[A-Za-z0-9-]++\.)+[A-Za-z]{2,6}\b)[\w./~?=&%#+-]*"
)
_TOPS = """
com org net io co ai edu dev gov app page site info me tech cloud ac at au be ca ch cn de dk es eu
fi fr gg hk il in it jp kr nl no nz pl se sg tv tw uk us
"""
_TOP = frozenset(_TOPS.split())
"""Top-level domains; other endings are those of files."""
_LONGEST = 2_000
_PUNCTUATION = ".,;:!?'*_~"
_PAIRS = {")": "(", "]": "["}
_SCHEME = late_pattern(r"https?://", re.IGNORECASE)
# After a slash it is a path, after an at sign a part of an e-mail address.
_HOST = late_pattern(r"(?<![\w/@.-])(?:[\w-]++\.)+[^\W\d_]{2,}")


class TextLink(NamedTuple):
    """A URL in a text, and where it is."""

    start: int
    end: int
    url: str
    """The URL as it is written, with ``https://`` added if it has no scheme."""


def links(text: str) -> tuple[TextLink, ...]:
    """Return every URL of a readable text that may be opened, in order.

    Punctuation at the end of the sentence is not part of a URL, nor is a closing bracket that was
    not opened in it. A URL that was cut off is left out, as it would lead elsewhere.

    >>> links("See https://example.org/a_(b).")
    (TextLink(start=4, end=29, url='https://example.org/a_(b)'),)
    """
    found = list(_whole(text)) if "://" in text else []
    if "/" in text or ".io" in text or "www." in text:
        starts = [link.start for link in found]
        bare = [
            link
            for link in _bare_ones(text)
            if not (at := bisect_right(starts, link.start)) or found[at - 1].end <= link.start
        ]
        found = sorted([*found, *bare], key=lambda link: link.start)
    return tuple(link for link in found if openable(link.url))


def _whole(text: str) -> Iterator[TextLink]:
    for match in _ADDRESS.finditer(text):
        url = _trimmed(match[0])
        if host(url) and text[match.end() : match.end() + 1] != "…":
            yield TextLink(match.start(), match.start() + len(url), url)


def _bare_ones(text: str) -> Iterator[TextLink]:
    for match in _BARE.finditer(text):
        said = _trimmed(match[0])
        top = said.partition("/")[0].rpartition(".")[2].lower()
        if top in _TOP and text[match.end() : match.end() + 1] not in ("…", "@"):
            yield TextLink(match.start(), match.start() + len(said), f"https://{said}")


def address(value: object) -> str | None:
    """Return a URL that is safe to show and to pass to a browser; None for any other value.

    >>> address(" https://example.org "), address("javascript:alert(1)"), address("https://")
    ('https://example.org', None, None)
    """
    if not isinstance(value, str):
        return None
    url = value.strip()
    if len(url) > _LONGEST or not url.isprintable() or " " in url:
        return None
    return url if host(url) else None


def host(url: str) -> str:
    """Return the host of an http or https URL in lower case; empty if there is none.

    >>> host("https://user@Example.org:8080/x")
    'example.org'
    """
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
    except ValueError:
        return ""
    return name.rstrip(".") if parts.scheme in ("http", "https") else ""


def openable(url: str) -> bool:
    """Whether a URL may be opened: it is http or https, and leads where it seems to.

    A user name or a password before the host misleads whoever reads it, and browsers turn a
    backslash into a slash.

    >>> openable("https://example.org"), openable("https://example.org:pay@elsewhere.net/")
    (True, False)
    """
    return bool(host(url)) and "@" not in urlsplit(url).netloc and "\\" not in url


def without_password(url: str) -> str:
    """Return a URL that anybody may see, without the user name and password before its host.

    If it is not clear which part that is, everything that may belong to it is left out.

    >>> without_password("https://me:secret@example.org/"), without_password("https://example.org")
    ('https://…@example.org/', 'https://example.org')
    """
    try:
        parts = urlsplit(url)
        _ = parts.port  # invalid if a password has a slash in it
        harmless = bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        harmless = False
    if harmless:
        return url
    _, at, rest = url.rpartition("@")
    start = url.partition("://")[0] + "://" if "://" in url else ""
    return f"{start}…@{rest}" if at else url


def names_another_host(text: str, target: str) -> bool:
    """Whether the label of a link names another host than the one the link leads to.

    A leading `www.` does not count. A URL with a user name before its host
    (`https://example.org@elsewhere.net`) always counts as misleading.

    >>> names_another_host("example.org/paper", "https://elsewhere.net/paper")
    True
    >>> names_another_host("our page", "https://elsewhere.net/paper")
    False
    """
    leads_to = _bare(host(target))
    if host(target) and not openable(target):
        return True
    said = _HOST.finditer(_SCHEME.sub(" ", text))
    return any(_bare(match[0].lower()) != leads_to for match in said)


def _bare(name: str) -> str:
    return name.removeprefix("www.")


def _trimmed(url: str) -> str:
    """Remove the punctuation and brackets that belong to the sentence around a URL."""
    open_ones = {sign: url.count(closing) - url.count(sign) for closing, sign in _PAIRS.items()}
    end = len(url)
    while end:
        last = url[end - 1]
        if last in _PAIRS and open_ones[_PAIRS[last]] > 0:
            open_ones[_PAIRS[last]] -= 1
        elif last not in _PUNCTUATION:
            break
        end -= 1
    return url[:end]
