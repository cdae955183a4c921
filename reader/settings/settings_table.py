"""All that can be set, and what it may be set to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reader.paper import MOST_QUEUE_DAYS

Value = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set."""

    name: str
    """With its table before it, if it is in one: ``citation.copy``."""
    default: Value
    """Its type is that of what may be set: text, a number, yes or no, or a list of texts."""
    meaning: str
    choices: tuple[str, ...] = ()
    """What it may be; empty where any text will do."""
    environment: str | None = None
    """The variable that goes before the file."""
    least: int = 0
    most: int = 0
    """The least and the most that a number may be."""
    check: Callable[[str], str | None] | None = None
    """Says of a text what is wrong with it, in words that follow it; None where nothing is."""

    def judged(self, written: object) -> tuple[Value, str]:
        """What is in force where a file says this, and what is wrong with it, if anything.

        Returns:
            The value: what is written, else what is nearest to it or the default. The problem in
            words that begin with the name; empty where there is none.
        """
        value: Value
        match self.default:
            case bool():
                if isinstance(written, bool):
                    return written, ""
                return self._refused("must be true or false, without quotes")
            case int():
                if not isinstance(written, int) or isinstance(written, bool):
                    return self._refused("must be a whole number")
                value = min(max(written, self.least), self.most)
                if value == written:
                    return value, ""
                said = _number(written)
                return value, f"{self.name} is {said}, but must be from {self.least} to {self.most}"
            case str():
                if not isinstance(written, str):
                    return self._refused("must be text in quotes")
                value = written
            case _:
                if not isinstance(written, list) or not all(isinstance(x, str) for x in written):
                    return self._refused("must be a list of texts in quotes")
                value = tuple(written)
        return self._chosen(value)

    def _chosen(self, value: str | tuple[str, ...]) -> tuple[Value, str]:
        if self.check and isinstance(value, str) and (wrong := self.check(value)):
            return self._refused(f"is “{value}”, which {wrong}")
        if self.choices and value not in self.choices:
            return self._refused(f"is “{value}”, but must be one of {', '.join(self.choices)}")
        return value, ""

    def _refused(self, why: str) -> tuple[Value, str]:
        return self.default, f"{self.name} {why}"


def as_written(value: Value) -> str:
    """A value as a file has it."""
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return f"[{', '.join(map(as_written, value))}]"
        case str():
            return f'"{value}"'
    return str(value)


def _number(value: int) -> str:
    """A number in words that stay short; Python refuses to write one of many digits."""
    return str(value) if abs(value) < 10**12 else "a number of many digits"


def _key_problem(value: str) -> str | None:
    # Nearly nobody sets it, and every command comes by here.
    from reader.citation.key_proposal import pattern_problem

    return pattern_problem(value)


SETTINGS = (
    Setting(
        "theme",
        "auto",
        "Colours of the app. With auto, light where COLORFGBG says that the terminal is light.",
        ("auto", "dark", "light"),
    ),
    Setting(
        "endpoint",
        "https://huggingface.co",
        "The service that the lists come from.",
        environment="HF_ENDPOINT",
    ),
    Setting(
        "symbols",
        "auto",
        "Signs and letters of the app. With auto, ASCII where the locale is not UTF-8.",
        ("auto", "unicode", "ascii"),
    ),
    Setting(
        "other_scripts",
        True,
        "Whether a Cyrillic or Greek letter counts as the Latin letter on its key. One that is "
        "bound to something itself never does.",
    ),
    Setting(
        "queue_days",
        7,
        "How many days the queue goes back when it is opened first.",
        least=1,
        most=MOST_QUEUE_DAYS,
    ),
    Setting(
        "citation.key",
        "{family}{year}{title}",
        "What new citation keys are made of. There are {family} {Family} {year} {yy} {title} "
        "{Title} {words} {Words} {id}.",
        check=_key_problem,
    ),
    Setting(
        "citation.copy",
        "latex",
        r"What yk copies: \cite{key}, @key for Markdown, or the key alone.",
        ("latex", "markdown", "key"),
    ),
    Setting(
        "metadata.ask",
        "no",
        "What every export asks for beyond the feed: arxiv as with --enrich, published as with "
        "--published.",
        ("no", "arxiv", "published"),
    ),
    Setting(
        "metadata.arxiv",
        "https://export.arxiv.org",
        "Where arXiv's query API is.",
        environment="PAPER_READER_ARXIV",
    ),
    Setting(
        "metadata.doi",
        "https://doi.org",
        "Who is asked what a DOI stands for.",
        environment="PAPER_READER_DOI",
    ),
    Setting(
        "metadata.semantic_scholar",
        "https://api.semanticscholar.org",
        "Where the API of Semantic Scholar is; it is asked with the key in S2_API_KEY alone.",
        environment="PAPER_READER_SEMANTIC_SCHOLAR",
    ),
    Setting(
        "bibliography.files",
        (),
        'Your own bibliographies, such as "~/thesis/refs.bib": is:cited asks what they have.',
    ),
)

TABLES = {
    "keys": (
        "Keys of the app: an action, and one key or several. The help shows the names of actions.",
        'read = ["r", "d"]',
    ),
    "highlight": (
        "Papers that stand out: a name, and what selects them, in the filter language.",
        'mine = "author:dao or keyword:attention"',
    ),
    "mute": (
        "Papers that are folded away at the bottom: a name, and what selects them.",
        'medical = "keyword:radiology"',
    ),
    "views": (
        "Lists of your own: a key that follows g, and what they show of the whole archive.",
        'a = "author:dao"',
    ),
}
"""Tables whose names are free: what each is for, and an example."""
