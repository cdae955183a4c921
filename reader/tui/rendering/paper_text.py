"""How a paper looks: values in, styled text out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zlib import crc32

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from reader.paper import ArxivVersion, Author, Marks, Paper, is_withdrawn
from reader.text import clean, readable, strip_letter_joiners
from reader.text.links import TextLink, links, openable
from reader.text.plain import caseless

STARRED, NOTED, CITED = "★", "✎", "❝"
WITHDRAWN = "withdrawn"

MUTED = "$faint"
MEASURE = 84
"""The longest line that is comfortable to read, in cells."""
_LONGEST_NOTE = 5_000
_TAG_COLOURS = 5
_FEW = 10
"""Lines in which the abstract goes before everything but title and authors."""
_NUMBERED = 9
"""Links of an abstract that a digit opens."""


@dataclass(frozen=True, slots=True)
class PaperSpace:
    """How much space there is for a paper."""

    width: int = 80
    height: int = 40
    unfolded: bool = False
    """All authors are named, however many there are."""
    terms: tuple[str, ...] = ()
    """Words that are looked for; they stand out."""
    cited: str | None = None
    """The key under which a bibliography of the reader has the paper."""
    version: ArxivVersion | None = None
    """The latest version of the paper, as far as arXiv was asked."""

    @property
    def tight(self) -> bool:
        """The abstract needs every line."""
        return self.height < 20


def paper_text(paper: Paper, marks: Marks, room: PaperSpace, abstract_name: str = "") -> Content:
    """One paper whole, as the detail pane shows it; the abstract comes before all that can wait.

    Args:
        paper: what is shown.
        marks: what the reader did to it.
        room: the space there is.
        abstract_name: the heading of the abstract, where it is not the authors' own.
    """
    abstract = (
        seen(paper.abstract, _title_for(paper.abstract, paper))
        or "This paper came without an abstract."
    )
    name = abstract_name or ("" if room.tight else "Abstract")
    blocks = [
        *_head(paper, marks, room),
        Content(""),
        *([heading(name)] if name else []),
        *_paragraphs(abstract, room.terms),
        *_summary(paper),
        *_keywords(paper),
        *_links(paper),
    ]
    return Content("\n").join(blocks)


def _head(paper: Paper, marks: Marks, room: PaperSpace) -> Iterator[Content]:
    yield _found(Content.styled(seen(paper.title), "bold $title"), room.terms)
    if paper.authors and room.unfolded:
        *names, last = (seen(author.name) for author in paper.authors)
        for line in _packed([*(f"{name}," for name in names), last], room.width, " "):
            yield Content.styled(line, "$authors")
    elif paper.authors:
        lines = 1 if room.tight else 2
        yield Content.styled(folded(paper.authors, lines * room.width), "$authors")
    if room.height < _FEW:
        return
    who = [paper.organization, paper.submitter and f"submitted by {paper.submitter}"]
    for line in _packed(filter(None, who), room.width):
        yield Content.styled(line, MUTED)
    for line in _packed(_facts(paper, room.version), room.width):
        at = line.find(WITHDRAWN)
        content = Content.styled(line, MUTED)
        yield content.stylize("bold $error", at, at + len(WITHDRAWN)) if at >= 0 else content
    if marks.starred or marks.tags or marks.note or room.cited:
        yield _own(marks, room.cited)


def _packed(facts: Iterable[str], width: int, between: str = " · ") -> Iterator[str]:
    """Facts side by side, none of them broken at the end of a line."""
    line = ""
    for fact in facts:
        longer = f"{line}{between}{fact}" if line else fact
        if line and cell_len(longer) > width:
            yield line
            longer = fact
        line = longer
    if line:
        yield line


def _facts(paper: Paper, version: ArxivVersion | None) -> Iterator[str]:
    yield f"{paper.id} v{version.number}" if version else paper.id
    if is_withdrawn(paper, version):
        yield WITHDRAWN
    if dates := _dates(paper):
        yield dates
    if paper.upvotes is not None:
        yield f"▲ {paper.upvotes}"
    if paper.comments:
        yield "1 comment" if paper.comments == 1 else f"{paper.comments} comments"
    if paper.github_stars is not None:
        yield f"GitHub {paper.github_stars:,}"


def _own(marks: Marks, cited: str | None) -> Content:
    parts = [
        Content.styled(f"{STARRED} starred", "bold $starred") if marks.starred else None,
        Content(" ").join(
            Content.styled(f"#{strip_letter_joiners(tag)}", tag_style(tag)) for tag in marks.tags
        ),
        Content.styled(f"@{marks.citation_key}", MUTED) if marks.starred else None,
        Content.styled(f"{CITED} cited as {clean(cited)}", "$tag") if cited else None,
    ]
    note = Content.styled(f"{NOTED} {_shown(marks.note)}", "$tag") if marks.note else None
    own = Content("  ").join(part for part in parts if part)
    return Content("\n").join(part for part in (own, note) if part)


def _shown(note: str) -> str:
    """As much of a note as can be read in a pane."""
    if len(note) <= _LONGEST_NOTE:
        return strip_letter_joiners(note)
    return (
        f"{strip_letter_joiners(note[:_LONGEST_NOTE])}… E shows all of its {len(note):,} characters"
    )


# The same titles and abstracts are drawn again with every key.
@lru_cache(1024)
def seen(text: str, title: str = "") -> str:
    """A text of the feed as it is on the screen; the title is that of its paper."""
    return strip_letter_joiners(readable(text, title))


def _title_for(text: str, paper: Paper) -> str:
    """The title of the paper, where it tells how to read a text: where that has commands."""
    return paper.title if "\\" in text else ""


def tag_style(tag: str) -> str:
    """The colour of a tag, everywhere and always the same."""
    return f"$tag-{crc32(caseless(tag).encode('utf-8', 'replace')) % _TAG_COLOURS + 1}"


def abstract_links(paper: Paper) -> tuple[str, ...]:
    """The addresses in an abstract, in order, as many as digits open."""
    return _linked_addresses(paper.abstract, _title_for(paper.abstract, paper))


@lru_cache(256)
def _linked_addresses(abstract: str, title: str) -> tuple[str, ...]:
    found = dict.fromkeys(link.url for link in links(readable(abstract, title)))
    return tuple(found)[:_NUMBERED]


_links_of = lru_cache(512)(links)
"""The links of a paragraph."""


def _paragraphs(text: str, terms: Sequence[str]) -> Iterator[Content]:
    for number, paragraph in enumerate(text.split("\n")):
        if number:
            yield Content("")
        yield _found(_linked(paragraph, _links_of(paragraph)), terms)


def _linked(text: str, found: Iterable[TextLink]) -> Content:
    """A text in which addresses are links; what is opened is what is read."""
    content = Content(text)
    for link in found:
        content = content.stylize(Style(underline=True, link=link.url), link.start, link.end)
    return content


def _found(content: Content, terms: Sequence[str]) -> Content:
    """A text in which the words that are looked for stand out."""
    if terms:
        from reader.text.word_search import highlight_spans

        for start, end in highlight_spans(content.plain, terms):
            content = content.stylize("$accent underline", start, end)
    return content


def _summary(paper: Paper) -> Iterator[Content]:
    if paper.summary:
        yield Content("")
        yield heading("In one sentence, by a language model")
        yield Content.styled(seen(paper.summary, _title_for(paper.summary, paper)), "italic")


def _keywords(paper: Paper) -> Iterator[Content]:
    if paper.keywords:
        yield Content("")
        yield heading("Keywords")
        yield Content(" · ".join(seen(keyword) for keyword in paper.keywords))


def _links(paper: Paper) -> Iterator[Content]:
    yield Content("")
    yield heading("Links")
    keys: dict[str, list[str]] = {}
    for key, address in (
        ("oo", paper.url),
        ("oa", paper.arxiv),
        ("op", paper.pdf),
        ("oc", paper.github),
        ("oh", paper.project),
        *((f"o{number}", url) for number, url in enumerate(abstract_links(paper), 1)),
    ):
        if address:
            keys.setdefault(address.rstrip("/"), []).append(key)
    can_be_opened = list(map(openable, keys))
    for (address, own), opens in zip(keys.items(), can_be_opened, strict=True):
        # The address is the text, so that what is opened is what is read.
        link = Style(underline=True, link=address) if opens else ""
        yield Content.assemble((f"{' '.join(own)} ", MUTED), (address, link))


def folded(authors: Sequence[Author], room: int) -> str:
    """The names of the authors; where they need more than `room` cells, the first and the last."""
    # Of a list of thousands no more than can be shown is ever measured.
    names = [seen(author.name) for author in authors[: room // 2]]
    if len(names) == len(authors) and cell_len(", ".join(names)) <= room:
        return ", ".join(names)
    last = seen(authors[-1].name)
    end = f", … {len(authors) - 1} more …, {last}"
    used, shown = cell_len(end), 0
    for name in names:
        used += cell_len(name) + 2
        if used > room:
            break
        shown += 1
    shown = max(1, min(shown, len(authors) - 2))
    left_out = len(authors) - shown - 1
    if left_out <= 0:
        return ", ".join(readable(author.name) for author in authors)
    return f"{', '.join(names[:shown])}, … {left_out} more …, {last}"


def _dates(paper: Paper) -> str:
    """When it came to arXiv and when it was listed; a year that is the same is said once."""
    if not paper.published or not paper.listed:
        day = paper.published or paper.listed
        name = "arXiv" if paper.published else "listed"
        return f"{name} {day_words(day)}" if day else ""
    same = paper.published.year == paper.listed.year
    listed = f"{paper.listed.day} {paper.listed:%b}" if same else day_words(paper.listed)
    return f"arXiv {day_words(paper.published)}, listed {listed}"


def day_words(day: date) -> str:
    """A day as a person writes it: 3 Mar 2026."""
    return f"{day.day} {day:%b %Y}"


def heading(words: str) -> Content:
    """The heading of a part of the page."""
    return Content.styled(words, f"bold {MUTED}")
