"""The Markdown of a paper that Hugging Face has, decoded: where arXiv has no HTML of it.

It was made by a reader of web pages, in three generations of which none has all: tables are gone,
formulas are TeX without any sign around it. So it is read as text, and little is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reader.fulltext.document import (
    Block,
    Caption,
    CodeListing,
    Document,
    Paragraph,
    Picture,
    Place,
    Run,
    Runs,
    Section,
)
from reader.fulltext.page_blocks import source_lines
from reader.paper import mentioned_ids
from reader.text import clean, clean_line, late_pattern, readable
from reader.text.links import openable

MOST_CHARACTERS = 8_000_000
_LEAST_TEXT = 400
_MAX_TITLE = 500
_MAX_PARAGRAPH = 100_000
_HEADER = late_pattern(
    r"Title:(?P<title>[^\n]*)\n\s*URL Source:(?P<source>[^\n]*)\n(?:(?!Markdown Content:)[^\n]*\n)*"
    r"Markdown Content:[ ]*\n"
)
_UNTITLED = "Untitled Document"
_SOURCE = late_pattern(r"https?://(?:www\.)?arxiv\.org/(?:html|abs|pdf)/\S+")
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>[^\n]*)")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})[ \t]*")
_NUMBER = late_pattern(r"(?P<number>(?:\d{1,3}|[A-Z])(?:\.\d{1,3}){0,4})\.?[ \t]+(?=\S)")
_ITEM = re.compile(r"(?P<space>[ \t]*)(?P<mark>[*+-]|\d{1,3}[.)])[ \t]+(?P<text>\S[^\n]*)")
_LINK = late_pattern(
    r"(?P<picture>!?)\[(?P<text>[^\[\]\n]{0,600})\]"
    r"\((?P<target>[^()\s]{1,2000})(?:[ \t]+\"[^\"\n]{0,1000}\")?\)"
)
_EMPHASIS = late_pattern(r"\*\*([^*\n]{1,300})\*\*|(?<![\w\\])_([^_\n]{1,300})_(?!\w)")
_FRAGMENT = late_pattern(r"https?://(?:www\.)?arxiv\.org/html/[^#\s]+(#\S+)")
_THRICE = late_pattern(
    r"(?:start|end)_POST(?:SUB|SUPER)SCRIPT|\b(?:italic|roman|bold|blackboard|caligraphic)_\w+"
    r"|(?<=[})])italic_\w*"
)
"""What the first generation says of a formula beside its signs and its TeX."""
_CHROME = late_pattern(
    r"Back to arXiv|This is experimental HTML|Use Alt\+Y|Learn more about this project|Why HTML\?"
    r"|Report Issue|Back to Abstract|Download PDF|HTML conversions sometimes|failed: \S+"
    r"|License: |arXiv:\d{4}\.\d{4,5}v\d"
)
_CHROME_LINES = 400
"""Of the beginning, among which those of the site are looked for."""


def decode_markdown(text: str, paper: str) -> Document | None:
    """Decode the Markdown of a paper; None where there is no paper in it.

    Args:
        text: what Hugging Face sent.
        paper: its arXiv id.

    Raises:
        ValueError: it is too long, or of another paper.
    """
    if len(text) > MOST_CHARACTERS:
        raise ValueError("it is too long")
    header = _HEADER.match(text)
    if not header or not _SOURCE.match(header["source"].strip()):
        return None
    named = next(mentioned_ids(header["source"]), None)
    if named and named.id != paper:
        raise ValueError(f"it is of another paper, {named.id}")
    lines = _without_chrome(clean(text[header.end() :]).split("\n"))
    sections = tuple(_sections(lines))
    size = sum(len(run.text) for each in sections for block in each.blocks for run in _runs(block))
    if size < _LEAST_TEXT:
        return None
    title = clean_line(header["title"], _MAX_TITLE)
    title = "" if title == _UNTITLED else readable(title)
    return Document(sections, title=title, paper=paper, source="huggingface")


def _runs(block: Block) -> Runs:
    return block.runs if isinstance(block, Paragraph) else ()


def _without_chrome(lines: list[str]) -> list[str]:
    """The lines behind what arXiv's site put before the paper, and its list of contents."""
    last = -1
    for at, line in enumerate(lines[:_CHROME_LINES]):
        text = line.strip()
        link = _LINK.search(text)
        contents = link and _ITEM.match(line) and _FRAGMENT.match(link["target"])
        if _CHROME.match(text) or contents:
            last = at
        elif last >= 0 and _HEADING.match(line):
            break
    return lines[last + 1 :]


def _sections(lines: list[str]) -> Iterator[Section]:
    level, number = 0, ""
    title: Runs = ()
    blocks: list[Block] = []
    for heading, block in _parts(lines):
        if heading is None:
            blocks += [block] if block else []
            continue
        if title or blocks:
            yield Section(level, number, title, blocks=tuple(blocks))
        (level, text), blocks = heading, []
        match = _NUMBER.match(text)
        number = match["number"] if match else ""
        title = _inline(text[match.end() :] if match else text)
    if title or blocks:
        yield Section(level, number, title, blocks=tuple(blocks))


def _parts(lines: list[str]) -> Iterator[tuple[tuple[int, str] | None, Block | None]]:
    """Headings, as their levels and texts, and blocks."""
    paragraph: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].rstrip()
        heading = _HEADING.fullmatch(line)
        item = _ITEM.fullmatch(line)
        if not line.strip() or heading or item or line.startswith("```"):
            yield from ((None, block) for block in _paragraph(paragraph))
            paragraph = []
        if heading:
            level = len(heading["marks"])
            # The abstract is set smaller than a section, and is none.
            yield (1 if level in (1, 6) else level - 1, heading["title"].strip()), None
        elif line.startswith("```"):
            end = at + 1
            while end < len(lines) and not lines[end].startswith("```"):
                end += 1
            yield None, CodeListing(source_lines("\n".join(lines[at + 1 : end]).expandtabs()))
            at = end
        elif item:
            mark = "•" if item["mark"] in "*+-" else item["mark"]
            indent = min(len(item["space"].expandtabs(4)) // 4, 6) + 1
            runs = _inline(item["text"].lstrip("•"))
            yield None, Paragraph(runs, Place(indent, (Run(mark),)))
        elif len(paragraph) == 1 and _UNDERLINE.fullmatch(line):
            yield (1, paragraph[0]), None
            paragraph = []
        elif line.strip():
            paragraph.append(line.strip())
        at += 1
    yield from ((None, block) for block in _paragraph(paragraph))


def _paragraph(lines: list[str]) -> Iterator[Block]:
    text = " ".join(lines)[:_MAX_PARAGRAPH]
    pictures = tuple(
        Picture(match["target"])
        for match in _LINK.finditer(text)
        if match["picture"] and openable(match["target"])
    )
    if pictures:
        yield Caption("", (), pictures)
    if runs := _inline(text):
        yield Paragraph(runs)


def _inline(text: str) -> Runs:
    runs: list[Run] = []
    at = 0
    for match in _LINK.finditer(text):
        runs += _plain(text[at : match.start()])
        at = match.end()
        if match["picture"]:
            continue
        target = match["target"]
        own = _FRAGMENT.fullmatch(target)
        target = own[1] if own else target if openable(target) else ""
        label = readable(_EMPHASIS.sub(r"\1\2", match["text"]))
        if label:
            runs.append(Run(label, "link" if target else "text", target=target))
    runs += _plain(text[at:])
    kept = [run for run in runs if run.text]
    return tuple(kept) if any(run.text.strip() for run in kept) else ()


def _plain(text: str) -> list[Run]:
    shown = readable(_EMPHASIS.sub(r"\1\2", _THRICE.sub("", text)))
    return [Run(shown)] if shown else []
