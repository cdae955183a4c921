"""The vocabulary, as frozen values: a paper, a listing of papers, the marks of a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple, Self

ARXIV_ID = re.compile(r"[0-9]{4}\.[0-9]{4,5}")
"""An arXiv id as used since April 2007 (https://info.arxiv.org/help/arxiv_identifier.html)."""

_NEW_OR_OLD = r"""(?<![0-9])(?<![0-9]\.)(?: (?P<id>[0-9]{4}\.[0-9]{4,5})
          | (?P<old>(?:acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph
             |cmp-lg|comp-gas|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math
             |math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph
             |solv-int|supr-con)(?:\.[a-z]{2})?/[0-9]{7}) ) (?![0-9])"""

# The start of an address of a paper, up to its id. Copies of arXiv keep its paths.
_SITE = r"""(?: (?:arxiv\.org|(?:xxx|arxiv)\.lanl\.gov)/(?:abs|pdf|html|format|ps|e-print|src)
                  /(?:arxiv:)?
              | ar5iv(?:\.labs\.arxiv)?\.org/(?:[a-z]+/)?
              | alphaxiv\.org/(?:[a-z-]+/){1,2}
              | (?:huggingface\.co|hf\.co|hf-mirror\.com|emergentmind\.com|arxiv-vanity\.com)
                  /papers/
              | (?:scirate\.com|papers\.cool|inspirehep\.net(?:/api)?)/arxiv/(?:kimi\?paper=)?
              | semanticscholar\.org/(?:[a-z0-9]+/){0,3}arxiv(?:[:/]|%3a)
              | adsabs\.harvard\.edu/abs/arxiv:
              | (?:doi\.org/)? (?:doi:\s?)? 10\.48550(?:/|%2f)arxiv\. )"""

# arXiv:…, arXiv preprint arXiv:…, oai:arXiv.org:…, CoRR, abs/…
_LABEL = r"""(?<![a-z]) (?:arxiv|corr)
             (?: [\s:.,;/(\[~-] | %3a | \.org | e-?prints? | preprints? | id(?:entifier)?
               | no | number | abs | arxiv ){0,8}"""

# ADS and DBLP write the id without its dot: 2025arXiv250220008S, journals/corr/abs-2502-20008.
_COMPACT = r"""(?: (?<![0-9a-z])[0-9]{4}arxiv | (?<![a-z])corr/abs- )
               (?P<month>[0-9]{4})[.-]?(?P<number>[0-9]{4,5})(?![0-9])"""

_PASTED_ID = rf"""[\s<("'“‘\[{{]*+ (?:\\url\{{)?
        (?: (?: (?:(?:https?://)?web\.archive\.org/web/[0-9]+[a-z_]*/)?
                (?:https?://)? (?:[a-z0-9-]+\.){{0,4}} {_SITE}
              | (?:oai:)? {_LABEL} | (?:abs|pdf)/ )?
              {_NEW_OR_OLD} (?:v[0-9]+)? (?:\.pdf|\.md)?
          | (?: (?:https?://)? (?:[a-z0-9-]+\.){{0,4}}
                (?:adsabs\.harvard\.edu|dblp\.[a-z-]+(?:\.de)?)/(?:[a-z]+/){{1,3}}
              | dblp:journals/ )? {_COMPACT} [a-z.]? (?:\.html|\.bib)? )
        (?:/[a-z]*)? (?:[?\#].*+)?
        (?: \s* [\[(] [a-z-]+(?:\.[a-z-]+)? (?:[\s,;]+[a-z-]+(?:\.[a-z-]+)?){{0,20}} [\])]
            (?:\s+[0-9]{{1,2}}\s[a-z]{{3}}\s[0-9]{{4}})? )?
        [\s>)"'”’\]}},.;]* $"""

_ID_MENTION = (
    rf"(?: (?<![a-z0-9-]) {_SITE} | {_LABEL} | (?<![\w/.-])abs/ ) {_NEW_OR_OLD} | {_COMPACT}"
)

FIRST_DAY = date(2023, 5, 4)
"""The first Daily Papers list."""

MOST_QUEUE_DAYS = 60
"""How many days the queue goes back at most; older lists are seen by week or by month."""


def paper_id(pasted: str) -> str | None:
    """Return the bare arXiv id in a URL, DOI or id that was pasted; None if there is none.

    >>> paper_id("<https://arxiv.org/abs/2307.08691v2>,"), paper_id("arXiv:2307.08691 [cs.LG]")
    ('2307.08691', '2307.08691')
    """
    match = re.match(_PASTED_ID, pasted.strip(), re.VERBOSE | re.IGNORECASE)
    return _bare_id(match) if match else None


class IdMention(NamedTuple):
    """A place in a text that names a paper on arXiv."""

    id: str
    start: int
    """Where the address, the DOI or the word arXiv begins."""
    is_old: bool
    """The id is from before April 2007."""


def mentioned_ids(text: str) -> Iterator[IdMention]:
    """Find the arXiv ids that a text names, in order; a number alone names none.

    >>> [each.id for each in mentioned_ids("In Proc. (2020.12345); arXiv:2307.08691v2 [cs.LG].")]
    ['2307.08691']
    """
    for match in re.finditer(_ID_MENTION, text, re.VERBOSE | re.IGNORECASE):
        new = _bare_id(match)
        yield IdMention(new or match["old"], match.start(), new is None)


def _bare_id(match: re.Match[str]) -> str | None:
    """The id that was matched, unless it is one from before April 2007."""
    if match["month"]:
        return f"{match['month']}.{match['number']}"
    return match["id"]


def refused_id(pasted: str) -> str | None:
    """Return why an arXiv id from before April 2007 is refused; None for anything else.

    >>> refused_id("arXiv:hep-th/9901001v2").partition(" is ")[0]
    'hep-th/9901001'
    """
    match = re.match(_PASTED_ID, pasted.strip(), re.VERBOSE | re.IGNORECASE)
    if not match or not match["old"]:
        return None
    return f"{match['old']} is an arXiv id from before April 2007; Hugging Face has no such papers"


class Author(NamedTuple):
    """One name of an author list, as the feed writes it: given names first."""

    name: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as the feed describes it; never changed by us. What is unknown is None or empty.

    Texts are sanitised and bounded in length, but may still contain LaTeX, which
    `reader.text.readable` renders where a text is shown or exported.
    """

    id: str
    """The arXiv id, without version."""
    title: str
    abstract: str = ""
    """Paragraphs separated by a newline."""
    authors: tuple[Author, ...] = ()
    published: date | None = None
    """The day of the first version on arXiv."""
    listed: date | None = None
    """The Daily Papers day that lists it."""
    upvotes: int | None = None
    comments: int | None = None
    organization: str | None = None
    submitter: str | None = None
    summary: str | None = None
    """One sentence written by a language model, as the feed gives it."""
    keywords: tuple[str, ...] = ()
    github: str | None = None
    github_stars: int | None = None
    project: str | None = None
    withdrawn_at: date | None = None
    """The day on which it was withdrawn from arXiv, where the feed says so."""

    @property
    def url(self) -> str:
        """The paper's page on Hugging Face."""
        return f"https://huggingface.co/papers/{self.id}"

    @property
    def arxiv(self) -> str:
        """The abstract page on arXiv."""
        return f"https://arxiv.org/abs/{self.id}"

    @property
    def pdf(self) -> str:
        """The PDF on arXiv."""
        return f"https://arxiv.org/pdf/{self.id}"

    def as_record(self) -> dict[str, Any]:
        """Return plain JSON values that `from_record` reads; unknown fields are left out."""
        record: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value is None or value in ("", ()):
                continue
            if isinstance(value, date):
                value = value.isoformat()
            elif each.name == "authors":
                value = [author.name for author in value]
            elif isinstance(value, tuple):
                value = list(value)
            record[each.name] = value
        return record

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """Return the paper that `as_record` wrote; unknown keys are ignored.

        Raises:
            KeyError, TypeError, ValueError: the record was not written by `as_record`.
        """
        known = {each.name: record[each.name] for each in fields(cls) if each.name in record}
        known["authors"] = tuple(Author(name) for name in known.get("authors", ()))
        known["keywords"] = tuple(known.get("keywords", ()))
        for name in ("published", "listed", "withdrawn_at"):
            if name in known:
                known[name] = date.fromisoformat(known[name])
        return cls(**known)


Span = Literal["day", "week", "month"]
"""The parts of the calendar that have a list."""

_Day = date
"""An alias of the type, as the property `Period.date` hides its name."""


@dataclass(frozen=True, slots=True)
class Period:
    """What a listing is a list of."""

    kind: Literal[
        "day",
        "week",
        "month",
        "trending",
        "search",
        "queue",
        "archive",
        "library",
        "chances",
        "page",
        "paper",
    ]
    value: str = ""
    """`2026-07-24`, `2026-W30`, `2026-07`, nothing for what is trending, what was searched for,
    `2026-07-17..2026-07-24` for the queue, a query on the archive or on the library, the name of a
    saved page, the id of a paper."""

    @classmethod
    def day(cls, day: date) -> Self:
        """The period of one Daily Papers day."""
        return cls("day", day.isoformat())

    @classmethod
    def queue(cls, first: date, last: date) -> Self:
        """The queue: what is unread of the days from `first` to `last`."""
        return cls("queue", f"{first}..{last}")

    @classmethod
    def around(cls, kind: Span, day: date) -> Self:
        """The day itself, its ISO week, or its month."""
        year, week, _ = day.isocalendar()
        values = {"day": f"{day}", "week": f"{year:04}-W{week:02}", "month": f"{day:%Y-%m}"}
        return cls(kind, values[kind])

    @property
    def date(self) -> date:
        """The day of a listing of one day.

        Raises:
            ValueError: the period is not a day.
        """
        return date.fromisoformat(self.value)

    @property
    def days(self) -> tuple[_Day, ...]:
        """The days of a day, a week, a month or the queue; empty for any other period."""
        match self.kind:
            case "day":
                return (self.date,)
            case "week":
                year, week = int(self.value[:4]), int(self.value[6:])
                return tuple(date.fromisocalendar(year, week, day) for day in range(1, 8))
            case "month":
                first = date.fromisoformat(f"{self.value}-01")
                from calendar import monthrange

                count = monthrange(first.year, first.month)[1]
                return tuple(first + timedelta(day) for day in range(count))
            case "queue":
                first, last = map(date.fromisoformat, self.value.split(".."))
                return tuple(first + timedelta(day) for day in range((last - first).days + 1))
            case _:
                return ()

    def beside(self, step: int) -> Self | None:
        """Return the day, week or month before (`step` -1) or after (1); None for other periods."""
        if self.kind != "day" and self.kind != "week" and self.kind != "month":
            return None
        day = self.days[-1] + timedelta(1) if step > 0 else self.days[0] - timedelta(1)
        return self.around(self.kind, day)

    @property
    def title(self) -> str:
        """The name of the period on screen."""
        match self.kind:
            case "trending":
                return "trending"
            case "search":
                return f"search for “{self.value}”"
            case "queue":
                return f"queue since {self.days[0]}" if self.value else "queue"
            case "chances":
                return "late risers"
            case "archive":
                return f"archive, {self.value}"
            case "library":
                return f"library, {self.value}" if self.value else "library"
            case _:
                return self.value


@dataclass(frozen=True, slots=True)
class Listing:
    """The papers of a period, in feed order."""

    period: Period
    papers: tuple[Paper, ...]
    fetched_at: datetime | None = None
    """When it was fetched (aware, UTC); None for the built-in sample."""
    broken: int = 0
    """How many items of the answer could not be decoded."""
    late: frozenset[str] = frozenset()
    """The ids that were added to the list since the reader last looked at it."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """Why a paper is in the list, by id, if that needs to be explained."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the reader did to a paper."""

    read: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()
    """In alphabetical order."""
    note: str | None = None
    citation_key: str | None = None
    key_fixed: bool = field(default=False, repr=False)
    """The key was exported or copied, so it never changes again."""


UNMARKED = Marks()
"""The marks of a paper that was never marked."""


@dataclass(frozen=True, slots=True)
class ArxivMetadata:
    """What arXiv knows of a paper and the feed does not; unknown is None.

    https://info.arxiv.org/help/api/user-manual.html (section 3.3.2, arXiv extension elements)
    """

    primary_class: str | None = None
    """`cs.CL`."""
    doi: str | None = None
    """The DOI under which it was published, as the authors give it."""
    journal: str | None = None
    """Where it was published, as the authors write it: `Nature 645 (2025) 633`."""


NO_ARXIV_METADATA = ArxivMetadata()
"""Of a paper that arXiv was never asked about."""


class ArxivVersion(NamedTuple):
    """The latest version of a paper, as arXiv said when it was last asked."""

    number: int
    """3 for the version that arXiv calls v3."""
    updated: datetime | None = None
    """When it came to arXiv (aware, UTC)."""
    withdrawn: bool = False
    """Its comment says that the paper has been withdrawn."""


def is_withdrawn(paper: Paper, version: ArxivVersion | None) -> bool | None:
    """Whether the feed or arXiv says that a paper has been withdrawn; None where neither told.

    The feed's silence says nothing, as it is no wiser than on the day of the list.
    """
    if paper.withdrawn_at is not None:
        return True
    return version.withdrawn if version else None
