"""What every form of a digest says of a paper, fit to be shown: cleaned, rendered and bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reader.digest import MOST_SENTENCE, Digest, DigestEntry, DigestSection, links, source
from reader.paper import Author, Paper
from reader.text import clean, clean_line, readable
from reader.text.links import address, openable

MOST_TITLE = 300
"""Characters of a title. The longest of 12,635 that were seen has 231."""
MOST_NAME = 120
MOST_ABSTRACT = 20_000
FOR_A_SENTENCE = 4 * MOST_SENTENCE
"""Characters of an abstract in which its first sentences are."""
_MOST_VOTES = 9_999


def legible(digest: Digest, most: int = MOST_ABSTRACT) -> Digest:
    """A digest of which every text may be shown as it is, once it is escaped for its format.

    Args:
        digest: what is to be written.
        most: characters that are wanted of an abstract, as to render them all takes time.
    """
    return replace(
        digest,
        title=line(digest.title, MOST_NAME) or "Papers",
        sections=tuple(_legible_section(each, most) for each in digest.sections),
        looking_back=tuple(_legible_section(each, 0) for each in digest.looking_back),
    )


def legible_paper(paper: Paper, most: int = MOST_ABSTRACT) -> Paper:
    """A paper of which every text may be shown as it is, once it is escaped for its format.

    LaTeX is rendered; each text is one line but the abstract, whose paragraphs are lines.
    """
    raw = clean(paper.abstract[:most])
    paragraphs = clean(readable(raw, paper.title[:MOST_TITLE])).split("\n")
    return replace(
        paper,
        title=line(paper.title, MOST_TITLE) or line(paper.id, MOST_NAME),
        abstract="\n".join(filter(None, (" ".join(each.split()) for each in paragraphs))),
        summary=line(paper.summary or "", MOST_ABSTRACT) or None,
        authors=tuple(Author(clean_line(each.name, MOST_NAME) or "…") for each in paper.authors),
        organization=clean_line(paper.organization or "", MOST_NAME) or None,
        keywords=tuple(filter(None, (line(each, MOST_NAME) for each in paper.keywords))),
    )


def _legible_section(section: DigestSection, most: int) -> DigestSection:
    words = line(section.heading, MOST_NAME) or "Papers"
    # Topics begin with a small letter; a name such as vLLM stays.
    capital = words.partition(" ")[0].islower()
    return DigestSection(
        words[0].upper() + words[1:] if capital else words,
        tuple(
            DigestEntry(legible_paper(entry.paper, most), line(entry.remark, MOST_NAME))
            for entry in section.entries
        ),
    )


def line(text: str, most: int) -> str:
    """A text that may be shown, on one line of at most so many characters."""
    return clean_line(readable(clean_line(text, most)), most)


def addresses(paper: Paper) -> dict[str, str]:
    """The links of a paper that may be opened, by their words."""
    checked = {words: _checked(found) for words, found in links(paper).items()}
    return {words: found for words, found in checked.items() if found}


def page(paper: Paper) -> str:
    """The address of a paper's own page; empty where its id makes none."""
    return _checked(paper.url)


def _checked(found: str) -> str:
    url = address(found)
    return url if url and openable(url) else ""


def facts(paper: Paper, remark: str = "") -> list[str]:
    """Whose paper it is, its comments and why it is there, each in a few words."""
    comments = counted(paper.comments, "comment") if paper.comments else ""
    return [each for each in (source(paper), comments, remark) if each]


def details(paper: Paper, remark: str = "") -> list[str]:
    """What `facts` says where the authors are named beside it: with the votes and the day."""
    comments = counted(paper.comments, "comment") if paper.comments else ""
    listed = f"{paper.listed.day} {paper.listed:%B} {paper.listed.year}" if paper.listed else ""
    said = (*voted(paper), paper.organization or "", comments, listed, remark)
    return [each for each in said if each]


def voted(paper: Paper) -> list[str]:
    """How many voted for a paper, in words; nothing where that is unknown."""
    return [] if paper.upvotes is None else [counted(paper.upvotes, "vote")]


def votes(paper: Paper) -> str:
    """How many voted for a paper, in at most four characters; empty where that is unknown."""
    if paper.upvotes is None:
        return ""
    if paper.upvotes <= _MOST_VOTES:
        return str(paper.upvotes)
    return f"{min(paper.upvotes // 1_000, 999)}k"


def author_names(paper: Paper, most: int) -> str:
    """The first authors, and how many more there are."""
    names = [author.name for author in paper.authors[:most]]
    more = len(paper.authors) - most
    return ", ".join(names) + (f" +{more}" if more > 0 else "")


def counted(number: int, noun: str) -> str:
    """A number and what is counted: ``1 paper``, ``1,200 papers``."""
    return f"{number:,} {noun}" + "s" * (number != 1)


def day_words(day: date) -> str:
    """A day in words: ``Friday, 14 August 2026``."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}"
