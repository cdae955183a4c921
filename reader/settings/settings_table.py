"""The table of all settings: names, defaults, allowed values; and the template made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reader.errors import ConfigError
from reader.paper import MOST_QUEUE_DAYS
from reader.system.files import PRIVATE, reason, replace_file

Value = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    name: str
    """The name, with its TOML table if it has one: ``citation.copy``."""
    default: Value
    """The default, which also gives the type: text, a number, yes or no, or a list of texts."""
    meaning: str
    choices: tuple[str, ...] = ()
    """The allowed values; empty if any text is allowed."""
    environment: str | None = None
    """The environment variable that overrides the file."""
    least: int = 0
    most: int = 0
    """The bounds of a number."""
    check: Callable[[str], str | None] | None = None
    """Returns what is wrong with a text, as the end of a sentence; None if nothing is."""

    def validate(self, written: object) -> tuple[Value, str]:
        """Validate a value of the settings file.

        Returns:
            The value to use: the written one, the nearest one in bounds, or the default. And the
            problem as a sentence that begins with the name; empty if there is none.
        """
        value: Value
        match self.default:
            case bool():
                if isinstance(written, bool):
                    return written, ""
                return self._default_because("must be true or false, without quotes")
            case int():
                if not isinstance(written, int) or isinstance(written, bool):
                    return self._default_because("must be a whole number")
                value = min(max(written, self.least), self.most)
                if value == written:
                    return value, ""
                said = _number(written)
                return value, f"{self.name} is {said}, but must be from {self.least} to {self.most}"
            case str():
                if not isinstance(written, str):
                    return self._default_because("must be text in quotes")
                value = written
            case _:
                if not isinstance(written, list) or not all(isinstance(x, str) for x in written):
                    return self._default_because("must be a list of texts in quotes")
                value = tuple(written)
        return self._validate_text(value)

    def _validate_text(self, value: str | tuple[str, ...]) -> tuple[Value, str]:
        if self.check and isinstance(value, str) and (wrong := self.check(value)):
            return self._default_because(f"is “{value}”, which {wrong}")
        if self.choices and value not in self.choices:
            return self._default_because(
                f"is “{value}”, but must be one of {', '.join(self.choices)}"
            )
        return value, ""

    def _default_because(self, why: str) -> tuple[Value, str]:
        return self.default, f"{self.name} {why}"


def to_toml(value: Value) -> str:
    """A value in the syntax of the settings file."""
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return f"[{', '.join(map(to_toml, value))}]"
        case str():
            return f'"{value}"'
    return str(value)


def _number(value: int) -> str:
    """A number as text; Python refuses to convert one of too many digits."""
    return str(value) if abs(value) < 10**12 else "a number of many digits"


def _key_problem(value: str) -> str | None:
    # Imported here because every command reads the settings, and few people set this one.
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
"""Tables in which the names are chosen by the user: the meaning of each, and an example."""


def settings_template() -> str:
    """The text of a settings file in which every setting is a comment with its default."""
    parts = ["# The settings of paper-reader. Take the # from a line to change what it says."]
    table = ""
    for setting in sorted(SETTINGS, key=lambda each: each.name.rpartition(".")[0]):
        before, _, name = setting.name.rpartition(".")
        if before != table:
            table = before
            parts.append(f"\n[{table}]")
        parts.append(f"\n# {setting.meaning}")
        if setting.choices:
            parts.append(f"# One of {', '.join(setting.choices)}.")
        if isinstance(setting.default, bool):
            parts.append("# true or false.")
        elif isinstance(setting.default, int):
            parts.append(f"# From {setting.least} to {setting.most}.")
        if setting.environment:
            parts.append(f"# The variable {setting.environment} goes before it.")
        parts.append(f"# {name} = {to_toml(setting.default)}")
    for name, (meaning, example) in TABLES.items():
        parts.append(f"\n# {meaning}\n[{name}]\n# {example}")
    return "\n".join(parts) + "\n"


def write_template(path: Path) -> None:
    """Write the template to a file that does not exist yet.

    Raises:
        ConfigError: the file exists, or it cannot be written.
    """
    try:
        if path.exists():
            raise ConfigError(f"{path} is there already; it was left as it is")
        replace_file(path, settings_template().encode(), PRIVATE)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {reason(error)}") from error
