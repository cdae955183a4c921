"""The settings: what can be set, what is, and where it comes from."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reader.errors import ConfigError
from reader.files import reason, replace_file

Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set."""

    name: str
    """With its table before it, if it is in one: ``citation.copy``."""
    default: Value
    """Its type is that of what may be set: text, a number, or a list of texts."""
    meaning: str
    choices: tuple[str, ...] = ()
    """What it may be; empty where any text will do."""
    environment: str | None = None
    """The variable that goes before the file."""
    check: Callable[[str], str | None] | None = None
    """Says of a text what is wrong with it, in words that follow it; None where nothing is."""


def _key_problem(value: str) -> str | None:
    # Nearly nobody sets it, and every command comes by here.
    from reader.citation import pattern_problem

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
    Setting("queue_days", 7, "How many days the queue goes back when it is opened first."),
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


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force."""

    path: Path
    """The file."""
    values: Mapping[str, Value]
    sources: Mapping[str, str]
    """Where each value comes from: ``default``, the file, or a variable."""
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    """The free tables; each value one text or several."""
    problems: tuple[str, ...] = ()
    """What is wrong with the file, in sentences; the default stands in for it."""
    _text: str = field(default="", repr=False)

    @property
    def theme(self) -> str:
        """Which colours: ``auto``, ``dark`` or ``light``."""
        return str(self.values["theme"])

    @property
    def symbols(self) -> str:
        """Which signs: ``auto``, ``unicode`` or ``ascii``."""
        return str(self.values["symbols"])

    @property
    def endpoint(self) -> str:
        """The base of every request to the service."""
        return str(self.values["endpoint"])

    @property
    def queue_days(self) -> int:
        """How many days the queue goes back when it is opened first."""
        return int(str(self.values["queue_days"]))

    @property
    def citation_key(self) -> str:
        """What new citation keys are made of."""
        return str(self.values["citation.key"])

    @property
    def citation_copy(self) -> str:
        """How a citation is copied: ``latex``, ``markdown`` or ``key``."""
        return str(self.values["citation.copy"])

    @property
    def bibliography_files(self) -> tuple[str, ...]:
        """The reader's own bibliographies, as they are written in the file."""
        files = self.values["bibliography.files"]
        return files if isinstance(files, tuple) else ()

    def where(self, name: str) -> str:
        """Where the file says something of a name such as ``keys.read``."""
        return f"{self.path}, line {_line(self._text, name)}"


def read_settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """What the file and the environment say; a mistake in the file never keeps the app shut."""
    text, problems = _text(path)
    written: dict[str, Any] = {}
    if text:
        # Most people have no such file, and every command comes by here.
        import tomllib

        try:
            written = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            problems.append(f"{path} is not TOML: {_lower(str(error))}; the defaults are used")
    names = dict(_flat(written))
    values: dict[str, Value] = {}
    sources: dict[str, str] = {}
    for setting in SETTINGS:
        values[setting.name], sources[setting.name] = setting.default, "default"
        if setting.name in names:
            value = names.pop(setting.name)
            if problem := _problem(setting, value):
                where = f"{path}, line {_line(text, setting.name)}"
                problems.append(f"{where}: {problem}; {setting.default} is used")
            else:
                values[setting.name] = tuple(value) if isinstance(value, list) else value
                sources[setting.name] = str(path)
        if variable := _variable(setting, environment):
            values[setting.name], sources[setting.name] = variable
    tables: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in TABLES}
    for name, value in names.items():
        table, _, entry = name.partition(".")
        texts = (value,) if isinstance(value, str) else value
        where = f"{path}, line {_line(text, name)}"
        if table not in TABLES or not entry:
            problems.append(f"{where}: there is no setting {name}; there are {_known()}")
        elif isinstance(texts, list | tuple) and all(isinstance(each, str) for each in texts):
            tables[table][entry] = tuple(texts)
        else:
            problems.append(f"{where}: {name} must be text in quotes, or a list of such")
    return Settings(path, values, sources, tables, tuple(problems), text)


def template() -> str:
    """A settings file to start from, in which nothing is set yet."""
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
        if setting.environment:
            parts.append(f"# The variable {setting.environment} goes before it.")
        parts.append(f"# {name} = {_shown(setting.default)}")
    for name, (meaning, example) in TABLES.items():
        parts.append(f"\n# {meaning}\n[{name}]\n# {example}")
    return "\n".join(parts) + "\n"


def write_template(path: Path) -> None:
    """Put the template where no settings file is yet.

    Raises:
        ConfigError: there is one, or it cannot be written.
    """
    try:
        if path.exists():
            raise ConfigError(f"{path} is there already; it was left as it is")
        replace_file(path, template().encode())
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {reason(error)}") from error


def _text(path: Path) -> tuple[str, list[str]]:
    try:
        return path.read_text("utf-8-sig"), []
    except (FileNotFoundError, NotADirectoryError):
        return "", []
    except UnicodeDecodeError:
        return "", [f"{path} is not UTF-8; the defaults are used"]
    except OSError as error:
        return "", [f"{path} cannot be read: {reason(error)}; the defaults are used"]


def _flat(written: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names with those of their tables before them, and values."""
    for name, value in written.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())
        else:
            yield name, value


def _known() -> str:
    return ", ".join((*(setting.name for setting in SETTINGS), *(f"[{name}]" for name in TABLES)))


def _shown(value: Value) -> str:
    """A value as the file has it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _lower(text: str) -> str:
    """As it stands in the middle of a sentence."""
    return text[:1].lower() + text[1:].rstrip(".")


def _variable(setting: Setting, environment: Mapping[str, str]) -> tuple[str, str] | None:
    name = setting.environment
    value = environment.get(name, "").strip() if name else ""
    return (value, name) if name and value else None


def _problem(setting: Setting, value: Any) -> str | None:
    match setting.default:
        case str() if not isinstance(value, str):
            return f"{setting.name} must be text in quotes"
        case int() if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            return f"{setting.name} must be a whole number"
        case tuple() if not (
            isinstance(value, list) and all(isinstance(each, str) for each in value)
        ):
            return f"{setting.name} must be a list of texts in quotes"
    if setting.check and (wrong := setting.check(value)):
        return f"{setting.name} is “{value}”, which {wrong}"
    if setting.choices and value not in setting.choices:
        return f"{setting.name} is “{value}”, but must be one of {', '.join(setting.choices)}"
    return None


def _line(text: str, name: str) -> int:
    """The line where a name is set: below the header of its table, if it has one."""
    table, _, entry = name.rpartition(".")
    start = 0
    if table:
        header = re.search(rf"^[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\]", text, re.MULTILINE)
        start = header.end() if header else 0
        entry = entry if header else name
    form = rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(entry)}(?![\w-])"
    found = re.compile(form, re.MULTILINE).search(text, start)
    return text.count("\n", 0, found.start()) + 1 if found else 1
