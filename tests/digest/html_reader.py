"""Reads HTML as a browser does, and says what in it acts."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import nh3

VOID = {"meta", "br", "link"}
TEXT = {"a", "h1", "h2", "h3", "p", "div", "span", "strong", "table", "tbody", "tr", "td", "br"}
PAGE = {"main", "header", "footer", "nav", "section", "article", "ul", "li"}
HEAD = {"html", "head", "title", "body", "meta", "style"}
_ATTRIBUTES = {
    *("style", "href", "role", "align", "width", "cellpadding", "cellspacing", "border"),
    *("class", "id", "rel", "aria-label", "aria-labelledby", "lang"),
}


class HtmlText(HTMLParser):
    """What is in a document: its elements with their attributes, its links and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.links: list[str] = []
        self.text = ""
        self.open: list[str] = []
        """What is not closed; at the end it is empty if all fits together."""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(sorted(attrs))))
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    @property
    def papers(self) -> list[str]:
        """The ids of the papers that it links to, in order, each once."""
        start = "https://huggingface.co/papers/"
        found = (link.removeprefix(start) for link in self.links if link.startswith(start))
        return [*dict.fromkeys(each for each in found if "/" not in each)]


def deeds(document: str) -> Iterator[str]:
    """What in a document can do anything but show text and follow links."""
    read = HtmlText(document)
    yield from (f"<{each}> stays open" for each in read.open)
    yield from (f"<{each}>" for each in sorted(read.tags - TEXT - PAGE - HEAD))
    yield from (each for each in read.links if not each.startswith(("https://", "http://", "#")))
    for tag, attributes in read.elements:
        yield from (f"<{tag} {name}>" for name, _ in attributes if name.startswith("on"))
    body = document[document.index("<body") :]
    body = body[body.index(">") + 1 : body.rindex("</body>")]
    cleaned = nh3.clean(
        body,
        tags=TEXT | PAGE,
        attributes={"*": _ATTRIBUTES},
        url_schemes={"http", "https"},
        link_rel=None,
    )
    before, after = HtmlText(body), HtmlText(cleaned)
    if [each for each in after.elements if each[0] != "tbody"] != before.elements:
        yield "nh3 changes elements"
    if " ".join(after.text.split()) != " ".join(before.text.split()):
        yield "nh3 changes text"
