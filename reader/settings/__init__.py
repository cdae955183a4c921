"""The settings: the table of what can be set, and what the file and the environment set.

Each value is known with its source.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from reader.paper import MOST_QUEUE_DAYS
from reader.system.files import read_regular, reason

Value = str | int | bool | tuple[str, ...]


class Setting(NamedTuple):
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


def _key_problem(value: str) -> str | None:
    # Imported here because every command reads the settings, and few people set this one.
    from reader.citation.key_proposal import pattern_problem

    return pattern_problem(value)


def _of_mail(kind: str) -> Callable[[str], str | None]:
    """A check of a setting of the mail, which is imported where one is set."""

    def check(value: str) -> str | None:
        from reader.settings import mail_account

        problem: Callable[[str], str | None] = getattr(mail_account, f"{kind}_problem")
        return problem(value) if value else None

    return check


TEXTUAL_THEMES = (
    *("textual-dark", "textual-light", "nord", "gruvbox", "catppuccin-mocha", "dracula"),
    *("tokyo-night", "monokai", "flexoki", "catppuccin-latte", "catppuccin-frappe"),
    *("catppuccin-macchiato", "solarized-light", "solarized-dark", "rose-pine"),
    *("rose-pine-moon", "rose-pine-dawn", "atom-one-dark", "atom-one-light"),
)
"""The themes of Textual that paint their background."""

TERMINAL_THEMES = ("terminal", "ansi-dark", "ansi-light")
"""The names of the theme of the terminal's own colours; the latter are those of Textual."""

SETTINGS = (
    Setting(
        "theme",
        "auto",
        "Colours of the app. With auto, what was chosen in it, else dark or light as the terminal "
        "says that it is. With terminal, its own colours. The others are those of Textual.",
        ("auto", "dark", "light", *TERMINAL_THEMES[:1], *TEXTUAL_THEMES, *TERMINAL_THEMES[1:]),
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
        "summary",
        "auto",
        "Where the AI summary stands. With auto, above the abstract where there is room for both.",
        ("auto", "first", "last"),
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
        "fulltext.arxiv",
        "https://arxiv.org",
        "Where the pages of arXiv are that hold whole papers.",
        environment="PAPER_READER_ARXIV_SITE",
    ),
    Setting(
        "bibliography.files",
        (),
        'Your own bibliographies, such as "~/thesis/refs.bib": is:cited asks what they have.',
    ),
    Setting(
        "digest.query",
        "",
        "Which of the new papers are in a digest, in the filter language. Empty: all of them.",
    ),
    Setting("digest.title", "", "The title of a digest. Empty: one that says what is in it."),
    Setting(
        "mail.to",
        "",
        'Who gets the digest: "me@example.org", or "My Name <me@example.org>".',
        check=_of_mail("address"),
    ),
    Setting(
        "mail.from",
        "",
        "Who sends it, which many servers want to be the account that logs in. Empty: mail.user "
        "where that is an address, else mail.to.",
        check=_of_mail("address"),
    ),
    Setting(
        "mail.server",
        "",
        'The server that sends it, "smtp.example.org:587". Port 465 is TLS from the start; any '
        "other has to offer STARTTLS, else nothing is sent.",
        check=_of_mail("server"),
    ),
    Setting("mail.user", "", "The name to log in with at the server. Empty: mail.from."),
    Setting(
        "mail.password_command",
        "",
        'Prints the password, "pass show mail". Empty: it is in the variable '
        "PAPER_READER_SMTP_PASSWORD. This file holds no password.",
    ),
    Setting(
        "mail.sendmail",
        "",
        'A command that sends in place of a server, "msmtp -t". It reads the mail from its '
        "standard input.",
        check=_of_mail("sendmail"),
    ),
    Setting(
        "sync.folder",
        "",
        "A folder that a file synchroniser or a network carries between your machines; the "
        "journals with your marks live there. See the page machines of the manual.",
    ),
    Setting(
        "sync.remote",
        "",
        "A git repository, in whose branch journals your machines exchange their journals. This or "
        "sync.folder.",
    ),
    Setting(
        "sync.auto",
        False,
        "Whether the app exchanges journals with that repository by itself, at its start and end.",
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


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run."""

    path: Path
    """The settings file."""
    values: Mapping[str, Value]
    sources: Mapping[str, str]
    """The source of each value: ``default``, the file, or an environment variable."""
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    """The tables of `TABLES`, each with names and texts."""
    problems: tuple[str, ...] = ()
    """What is wrong with the file, in sentences; defaults are used instead."""
    _text: str = field(default="", repr=False)

    @property
    def theme(self) -> str:
        """The colours, one of the choices of that setting."""
        return str(self.values["theme"])

    @property
    def symbols(self) -> str:
        """The character set of the app: ``auto``, ``unicode`` or ``ascii``."""
        return str(self.values["symbols"])

    @property
    def summary(self) -> str:
        """Where the summary of a paper stands: ``auto``, ``first`` or ``last``."""
        return str(self.values["summary"])

    @property
    def endpoint(self) -> str:
        """The base URL of the service."""
        return str(self.values["endpoint"])

    @property
    def queue_days(self) -> int:
        """How many days the queue goes back when it is opened first."""
        return int(str(self.values["queue_days"]))

    def is_on(self, name: str) -> bool:
        """Whether a setting of the kind yes or no is on."""
        return self.values[name] is True

    @property
    def citation_key(self) -> str:
        """The pattern of new citation keys."""
        return str(self.values["citation.key"])

    @property
    def citation_copy(self) -> str:
        """How a citation is copied: ``latex``, ``markdown`` or ``key``."""
        return str(self.values["citation.copy"])

    @property
    def bibliography_files(self) -> tuple[str, ...]:
        """The reader's own bibliographies, as the file names them."""
        files = self.values["bibliography.files"]
        return files if isinstance(files, tuple) else ()

    def where(self, name: str) -> str:
        """The file and line of a name such as ``keys.read``, for an error message."""
        return f"{self.path}, line {_line(self._text, name)}"


def read_settings(
    path: Path, environment: Mapping[str, str] = os.environ, before: Settings | None = None
) -> Settings:
    """Read the file and the environment; a mistake in the file is a problem, never an error.

    Args:
        path: the file.
        environment: the variables.
        before: what was in force before a change of the file, and stays so where that has a
            mistake; None where nothing was.
    """
    text, problems = _text(path)
    written: dict[str, Any] = {}
    if text:
        # Every command reads the settings, and most people have no file.
        from reader.settings.toml_text import parsed

        written = parsed(path, text, problems)
    if before and problems:
        return _stay(before, problems)
    values = {setting.name: setting.default for setting in SETTINGS}
    sources = dict.fromkeys(values, "default")
    tables: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in TABLES}
    if written:
        from reader.settings.validation import validate_settings

        found = validate_settings(written, before.values if before else None, SETTINGS)
        for name, value in found.values.items():
            if name not in found.wrong or value != values[name]:
                sources[name] = str(path)
            values[name] = value
        tables = found.tables
        problems += (
            f"{path}, line {_line(text, each)}: {found.wrong[each]}" for each in found.wrong
        )
    for setting in SETTINGS:
        if variable := _variable(setting, environment):
            values[setting.name], sources[setting.name] = variable
    return Settings(path, values, sources, tables, tuple(problems), text)


def _stay(before: Settings, problems: Iterable[str]) -> Settings:
    """The settings from before a change of the file, with what is wrong with that."""
    used, stay = "the defaults are used", "the settings stay as they were"
    return replace(before, problems=tuple(each.replace(used, stay) for each in problems))


def _text(path: Path) -> tuple[str, list[str]]:
    try:
        return read_regular(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), []
    except (FileNotFoundError, NotADirectoryError):
        return "", []
    except UnicodeDecodeError:
        return "", [f"{path} is not UTF-8; the defaults are used"]
    except OSError as error:
        return "", [f"{path} cannot be read: {reason(error)}; the defaults are used"]


def _variable(setting: Setting, environment: Mapping[str, str]) -> tuple[str, str] | None:
    name = setting.environment
    value = environment.get(name, "").strip() if name else ""
    return (value, name) if name and value else None


def _line(text: str, name: str) -> int:
    # Only a mistake needs it.
    from reader.settings.toml_text import line_of

    return line_of(text, name)
