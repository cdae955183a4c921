r"""URLs in TeX and HTML source: written out as plain text, and masked while TeX is rendered."""

from __future__ import annotations

import re

from reader.text import late_pattern

MASK = "\ufdd0"
"""The placeholder of a masked URL; sanitised text never contains it."""

_PLAIN = r"[^\s{}<>\"\\^`|$~'“”‘’–—\ufdd0]|(?<=/)~|'(?!')"
_ADDRESS = late_pattern(rf"https?://(?:{_PLAIN})++")
# In a URL, a TeX escape stands for its character, and a permitted line break for nothing.
_BREAK = r"\\(?:allowbreak|linebreak|-|/)(?:\{\}|[ ](?=[\w/.-]))?"
_ESCAPE = late_pattern(rf"{_BREAK}|\\(?P<sign>[_%#&~$])(?:\{{\}})?")
_ESCAPED = late_pattern(rf"https?://(?:{_PLAIN}|\\[_%#&$]|\\~(?:\{{\}})?|{_BREAK})++")
_NAME = r"\{(?P<name>[^{}\n]{0,300})\}"
_WRAPPED = late_pattern(
    rf"\\?(?:url|href|path|nolinkurl)\{{ ?(?P<url>https?://(?:{_PLAIN})++) ?\}}(?:{_NAME})?"
)
_NAMED = late_pattern(rf"(?P<url>https?://(?:{_PLAIN})++){_NAME}")
_ANCHOR = late_pattern(
    r"<a\s[^<>]{0,100}?href=[\"']?(?P<url>https?://[^\s\"'<>]{1,1000}+)[^<>]{0,100}>"
    r"(?P<name>[^<>]{1,300})</a>",
    re.IGNORECASE,
)


def plain_urls(text: str) -> str:
    r"""Replace links in TeX or HTML by their URLs; of a link with a label, keep the label too.

    >>> plain_urls(r"see \url{https://a.org/x\_y}, \href{https://b.org}{our page}")
    'see https://a.org/x_y, our page (https://b.org)'
    """
    if "http" not in text:
        return text
    if "<a " in text:
        text = _ANCHOR.sub(_link, text)
    if "\\" in text:
        text = _ESCAPED.sub(lambda match: _unescaped(match[0]), text)
    if "{http" in text or "{ http" in text:
        text = _WRAPPED.sub(_link, text)
    return _NAMED.sub(_link, text) if "{" in text else text


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: match["sign"] or "", text)


def _link(match: re.Match[str]) -> str:
    """The label and the URL, or the URL alone if the label says no more than that."""
    url, name = match["url"], (match["name"] or "").strip()
    said = _unescaped(name).rstrip("./")
    if not said or url.rstrip("./").lower().endswith(said.lower()):
        return url
    return f"{name} ({url})"


def mask_urls(text: str) -> tuple[str, list[str]]:
    """Return the text with `MASK` in place of each URL, and the URLs."""
    urls: list[str] = []

    def mask(match: re.Match[str]) -> str:
        urls.append(match[0])
        return MASK

    return _ADDRESS.sub(mask, text), urls


def unmask_urls(text: str, urls: list[str]) -> str:
    """Undo `mask_urls`."""
    each = iter(urls)
    return re.sub(MASK, lambda _: next(each), text) if urls else text
