"""Where the pictures of a paper are."""

from __future__ import annotations

from urllib.parse import urljoin

from reader.fulltext.document import Document, Picture
from reader.text.links import openable

_PAGES = "https://arxiv.org/html/"


def picture_address(picture: Picture, document: Document, pages: str = _PAGES) -> str:
    """The address of a picture; empty where it has none that may be opened.

    Args:
        picture: of the document.
        document: says which paper it is.
        pages: the address below which the pages of papers are.
    """
    target = picture.target
    if not target:
        return ""
    if "/" not in target:
        if not document.paper:
            return ""
        version = f"v{document.version}" if document.version else ""
        target = f"{document.paper}{version}/{target}"
    try:
        address = urljoin(pages, target)
    except ValueError:
        return ""
    return address if openable(address) else ""
