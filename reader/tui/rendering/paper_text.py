"""How a paper looks: values in, styled text out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from typing import Literal
from zlib import crc32

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from reader.paper import ArxivVersion, Author, Marks, Paper, is_withdrawn
from reader.text import clean, readable, strip_letter_joiners
from reader.text.links import TextLink, links, openable
from reader.text.plain import caseless

STARRED, NOTED, CITED, QUOTE = "★", "✎", "❝", "▎"
WITHDRAWN = "withdrawn"

MUTED = "$dim"
PAPERS_OF = "papers-of"
"""What a click finds under the mouse: a kind and a value, all papers of which it shows."""
MEASURE = 84
"""The longest line that is comfortable to read, in cells."""
_LONGEST_NOTE = 5_000
_TAG_COLOURS = 8
_SUMMARY_FIRST = 64, 30
"""Cells and lines from which on the summary stands above the abstract."""
_TWO_LINES_OF_AUTHORS = 70
"""Cells from which on the authors have two lines."""
_LABEL, _VALUE = 7, 10
"""Cells of the labels of facts, in the left and in the right column."""
_COLUMN = 35, 46
"""Where the right column begins, at least and at most."""
_COUNTS = 18
"""Cells of the right column."""
_NUMBERED = 9
"""Links of an abstract that a digit opens."""


SummaryPlace = Literal["auto", "first", "last"]
SUMMARY_PLACES: tuple[SummaryPlace, ...] = ("auto", "first", "last")
"""Above the abstract where there is room for both, always above it, always below it."""


@dataclass(frozen=True, slots=True)
class PaperSpace:
    """How much space there is for a paper, and what of it is shown there."""

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
    titled: bool = True
    """The title is shown; else it is whole in the list above."""
    summary: SummaryPlace = "auto"

    @property
    def is_summary_first(self) -> bool:
        """The summary stands above the abstract; the same for every paper."""
        if self.summary == "auto":
            return self.height >= _SUMMARY_FIRST[1] and self.width >= _SUMMARY_FIRST[0]
        return self.summary == "first"


@dataclass(frozen=True, slots=True)
class PaperText:
    """A paper as text, in two parts."""

    lead: Content
    """All to the end of the abstract, which is what a reader decides by."""
    rest: Content

    @property
    def whole(self) -> Content:
        """Both parts."""
        return Content("\n").join((self.lead, self.rest))


def paper_text(paper: Paper, marks: Marks, room: PaperSpace, abstract_name: str = "") -> PaperText:
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
    summary = list(_summary(paper, room.width))
    lead = [
        *_head(paper, room),
        *(summary if room.is_summary_first else ()),
        # A low pane has no title, and no line to lose.
        *([Content("")] if room.titled else []),
        *([heading(abstract_name)] if abstract_name else []),
        *_paragraphs(abstract, room.terms),
    ]
    rest = [
        *(() if room.is_summary_first else summary),
        *_own(marks, room.cited),
        *_facts(paper, room),
        *_keywords(paper, room.width),
        *_links(paper),
    ]
    return PaperText(Content("\n").join(lead), Content("\n").join(rest))


def _head(paper: Paper, room: PaperSpace) -> Iterator[Content]:
    if room.titled:
        yield _found(Content.styled(seen(paper.title), "bold $strong"), room.terms)
    if paper.authors and room.unfolded:
        names = [seen(author.name) for author in paper.authors]
        packed = _packed([*(f"{name}," for name in names[:-1]), names[-1]], room.width, " ")
        yield from _clickable(map(_dim, packed), "author", names)
    elif paper.authors:
        lines = 2 if room.width >= _TWO_LINES_OF_AUTHORS else 1
        shown, text = folded(paper.authors, lines * room.width)
        yield from _clickable([_dim(text)], "author", shown)
    if is_withdrawn(paper, room.version):
        yield Content.styled(WITHDRAWN, "bold $error")


def _dim(text: str) -> Content:
    return Content.styled(text, MUTED)


def _clickable(lines: Iterable[Content], kind: str, values: Iterable[str]) -> Iterator[Content]:
    """Lines in which a click on a value shows all papers of it.

    Args:
        lines: have the values, in their order.
        kind: what they are, as `FollowTarget.kind`.
        values: such as names of authors.
    """
    left = iter(values)
    value = next(left, None)
    for line in lines:
        at = 0
        while value is not None and (start := line.plain.find(value, at)) >= 0:
            at = start + len(value)
            line = line.stylize(Style.from_meta({PAPERS_OF: (kind, value)}), start, at)
            value = next(left, None)
        yield line


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


def _facts(paper: Paper, room: PaperSpace) -> Iterator[Content]:
    """Where the paper is from and what became of it, in two columns where there is room."""
    width = room.width
    column = min(_COLUMN[1], max(_COLUMN[0], width - _COUNTS))
    left = [(label, value) for label, value in _origin(paper, room.version, column) if value]
    right = [(label, value) for label, value in _reception(paper) if value]
    yield Content("")
    if width < column + _COUNTS:
        for label, value in (*left, *right):
            yield Content.assemble((f"{label:<{_VALUE}}", MUTED), value)
        return
    for one, other in zip_longest(left, right):
        label, value = one or ("", Content(""))
        value = value.truncate(column - _LABEL - 1, ellipsis=True)
        line = Content.assemble((f"{label:<{_LABEL}}", MUTED), value)
        if other:
            gap = " " * max(1, column - line.cell_length)
            line = Content.assemble(line, gap, (f"{other[0]:<{_VALUE}}", MUTED), other[1])
        yield line


def _origin(
    paper: Paper, version: ArxivVersion | None, column: int
) -> Iterator[tuple[str, Content]]:
    organization = seen(paper.organization or "")
    yield "From", next(_clickable([Content(organization)], "org", [organization]))
    number = f" v{version.number}" if version else ""
    arxiv = f", {_day(paper.published, paper.listed)}" if paper.published else ""
    yield "arXiv", Content(f"{paper.id}{number}{arxiv}")
    listed = day_words(paper.listed) if paper.listed else ""
    by = f"by {seen(paper.submitter)}" if paper.submitter else ""
    both = ", ".join(filter(None, (listed, by)))
    yield "On HF", Content(both if cell_len(both) < column - _LABEL or not listed else listed)


def _reception(paper: Paper) -> Iterator[tuple[str, Content]]:
    if paper.upvotes is not None:
        yield "Votes", Content(f"{paper.upvotes:,}")
    if paper.comments is not None:
        link = Style(underline=True, link=paper.url)
        yield "Comments", Content.styled(f"{paper.comments:,}", link)
    if paper.github_stars is not None:
        stars = Content(f"{STARRED} {paper.github_stars:,}")
        if paper.github and openable(paper.github):
            stars = stars.stylize(Style(underline=True, link=paper.github))
        yield "GitHub", stars


def _own(marks: Marks, cited: str | None) -> Iterator[Content]:
    """What the reader did to the paper."""
    parts = [
        Content.styled(f"{STARRED} starred", "$warning") if marks.starred else None,
        Content(" ").join(map(_tag, marks.tags)),
        Content.styled(f"@{marks.citation_key}", MUTED) if marks.starred else None,
        Content.styled(f"{CITED} cited as {clean(cited)}", MUTED) if cited else None,
    ]
    own = Content("  ").join(part for part in parts if part)
    if own or marks.note:
        yield Content("")
    if own:
        yield own
    if marks.note:
        yield Content.styled(f"{NOTED} {_shown(marks.note)}", "italic")


def _tag(tag: str) -> Content:
    style = Style.from_meta({PAPERS_OF: ("tag", tag)})
    return Content.styled(f"#{strip_letter_joiners(tag)}", tag_style(tag)).stylize(style)


def _shown(note: str) -> str:
    """As much of a note as can be read in a pane."""
    if len(note) <= _LONGEST_NOTE:
        return strip_letter_joiners(note)
    return f"{strip_letter_joiners(note[:_LONGEST_NOTE])}… {len(note):,} characters in your editor"


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
            content = content.stylize("$match underline on $match-back", start, end)
    return content


def _summary(paper: Paper, width: int) -> Iterator[Content]:
    """The summary that the service has from a language model, beside a bar."""
    if paper.summary:
        yield Content("")
        summary = seen(paper.summary, _title_for(paper.summary, paper))
        text = Content.assemble(("AI summary", MUTED), "  ", summary)
        for line in text.wrap(max(1, width - 2)):
            yield Content.assemble((f"{QUOTE} ", "$divider"), line)


def _keywords(paper: Paper, width: int) -> Iterator[Content]:
    if paper.keywords:
        yield Content("")
        yield heading("Keywords")
        keywords = list(map(seen, paper.keywords))
        yield from _clickable(map(Content, _packed(keywords, width)), "keyword", keywords)


def _links(paper: Paper) -> Iterator[Content]:
    yield Content("")
    yield heading("Links")
    keys = _addresses(paper)
    can_be_opened = list(map(openable, keys))
    for (address, own), opens in zip(keys.items(), can_be_opened, strict=True):
        # The address is the text, so that what is opened is what is read; one that is not opened
        # is shown as it came.
        link = Style(underline=True, link=address) if opens else ""
        shown = address.removeprefix("https://") if opens else address
        yield Content.assemble((f"{' '.join(own)}  ", "$accent"), (shown, link))


def paper_links(paper: Paper) -> tuple[str, ...]:
    """Every address of a paper, each once: its pages, its code, those in its abstract."""
    return tuple(_addresses(paper))


def _addresses(paper: Paper) -> dict[str, list[str]]:
    """The addresses of a paper, with the keys that open each."""
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
    return keys


def folded(authors: Sequence[Author], room: int) -> tuple[Sequence[str], str]:
    """The names of the authors; where they need more than `room` cells, the first and the last.

    Returns:
        The names that are shown, and the text with them.
    """
    # Of a list of thousands no more than can be shown is ever measured.
    names = [seen(author.name) for author in authors[: room // 2]]
    if len(names) == len(authors) and cell_len(", ".join(names)) <= room:
        return names, ", ".join(names)
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
        every = [readable(author.name) for author in authors]
        return every, ", ".join(every)
    return (*names[:shown], last), f"{', '.join(names[:shown])}, … {left_out} more …, {last}"


def _day(day: date, beside: date | None) -> str:
    """A day; its year is left out where a day of the same year stands below it."""
    return f"{day.day} {day:%b}" if beside and beside.year == day.year else day_words(day)


def day_words(day: date) -> str:
    """A day as a person writes it: 3 Mar 2026."""
    return f"{day.day} {day:%b %Y}"


def heading(words: str) -> Content:
    """The heading of a part of the page."""
    return Content.styled(words, f"bold {MUTED}")
