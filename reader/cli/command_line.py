"""What a command line is made of: the classes of commands, and what their words stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reader.cli import output

# What a command line is parsed with needs no more than this, so that help comes at once.
if TYPE_CHECKING:
    from datetime import date

    from click.shell_completion import CompletionItem

    from reader.paper import Period, Span

T = TypeVar("T")


def manual_line() -> str:
    """How the pages of the manual are shown, in a line or two."""
    from reader.system.manual_index import NAMES

    return f"Manual: paper-reader help {'|'.join(NAMES[:6])}|\n{' ' * 8}{'|'.join(NAMES[6:])}"


class ReaderCommand(click.Command):
    """A command with the options that all have; its help ends with where the manual is."""

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.params = [*self.params, *_shared_options()]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; an option with one minus for two is told with the one that is meant."""
        given = tuple(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.possibilities or error.option_name.startswith("--"):
                raise
            # click names the first letter alone.
            words = [
                word for word in given if word.startswith(error.option_name) and ":" not in word
            ]
            meant = f"-{words[0].partition('=')[0]}" if words else ""
            known = [name for each in self.params for name in each.opts if name.startswith("--")]
            raise click.NoSuchOption(
                words[0] if nearest(meant, known) else error.option_name,
                possibilities=nearest(meant, known),
                ctx=ctx,
            ) from error

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write where the manual is."""
        super().format_epilog(ctx, formatter)
        formatter.write(f"\n{manual_line()}\n")


class ReaderGroup(ReaderCommand, click.Group):
    """A command that has commands below it."""

    command_class = ReaderCommand


class PaperCommand(ReaderCommand):
    """A command that takes ids of papers, which may be pasted without quotes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As for any command; the class behind an id is a part of it."""
        return super().parse_args(ctx, join_ids(args))


class QueryCommand(ReaderCommand):
    """A command that takes a query, in which a word may begin with a minus."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As for any command, with a hint where a word was taken for an option."""
        given = tuple(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            words = [word for word in given if word.startswith(error.option_name) and ":" in word]
            if not words or error.option_name.startswith("--"):
                raise
            instead = f"not {words[0].removeprefix('-')}"
            raise click.UsageError(
                f"{words[0]} was taken for an option; write {instead}.", ctx
            ) from error


class CompletedType(click.ParamType[T]):
    """A type of which the shell can complete what is known here."""

    kind: str
    """A key of `reader.cli.completion_values.COMPLETIONS`."""

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - as click calls it
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """What may stand in the place of a word that is not whole yet."""
        from reader.cli.completion_values import COMPLETIONS

        return COMPLETIONS[self.kind](ctx, incomplete)


class WordType(CompletedType[str]):
    """Any word, taken as it is."""

    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind


class DayType(CompletedType["date"]):
    """A day that has or may have a list."""

    name = "YYYY-MM-DD"
    kind = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> date:
        """A date from its ISO form, ``today`` or ``yesterday``."""
        from datetime import date

        if isinstance(value, date):
            return value
        try:
            return _span("day", str(value)).date
        except ValueError as error:
            self.fail(f"{error}.", param, context)


class PaperIdType(CompletedType[str]):
    """An arXiv paper in any form that a person pastes."""

    name = "ID"
    kind = "paper"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> str:
        """The bare arXiv id."""
        from reader.paper import paper_id, refused_id

        found = paper_id(str(value))
        if found is None and (why := refused_id(str(value))):
            self.fail(f"{why}.", param, context)
        if found is None:
            self.fail(
                f"“{value}” is no arXiv id such as 2307.08691, nor an address of one.",
                param,
                context,
            )
        return found


class ChoiceType(click.Choice[str]):
    """One of some words; another one is told with the one that is meant."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What is wrong with a word that is none of them."""
        near = "".join(f" Did you mean {each!r}?" for each in nearest(str(value), self.choices))
        return f"{super().get_invalid_choice_message(value, ctx)}{near}"


class PeriodType(CompletedType["Period"]):
    """A week or a month that has or may have a list."""

    def __init__(self, kind: Span, form: str) -> None:
        self.name = form
        self.kind: Span = kind

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        """A period from its ISO form."""
        try:
            return _span(self.kind, str(value))
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)


class FieldsType(CompletedType["tuple[str, ...]"]):
    """Names of values of a paper, as JSON has them."""

    name = "NAME,…"
    kind = "fields"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The names, each once, in the order in which they are given."""
        from reader.export.json_record import FIELDS

        if isinstance(value, tuple):
            return value
        names = [name.strip() for name in str(value).split(",")]
        for name in names:
            if name not in FIELDS:
                near = "".join(f" Did you mean “{each}”?" for each in nearest(name, FIELDS))
                said = f"“{name}” is no field.{near} The fields are {', '.join(FIELDS)}."
                self.fail(said, param, ctx)
        return tuple(dict.fromkeys(names))


DAY = DayType()
PAPER = PaperIdType()
WEEK = PeriodType("week", "YYYY-Www")
MONTH = PeriodType("month", "YYYY-MM")
FIELDS = FieldsType()
PASTED_ID = WordType("ID", "paper")
QUERY = WordType("QUERY", "query")
QUERY_OR_IDS = WordType("QUERY | ID", "query or ids")
TAG = WordType("T", "tag")
TOPIC = WordType("COMMAND", "topic")


def join_ids(words: Iterable[str]) -> list[str]:
    """Words of a shell, in which an id and what is written with it are one word.

    >>> join_ids(["arXiv:2307.08691", "[cs.LG]", "arXiv:", "2205.14135"])
    ['arXiv:2307.08691 [cs.LG]', 'arXiv: 2205.14135']
    """
    from reader.paper import paper_id

    joined: list[str] = []
    for word in words:
        before = joined[-1] if joined else ""
        whole = f"{before} {word}"
        is_class = word.startswith(("[", "(")) and paper_id(before) and not paper_id(word)
        if (is_class or before.lower() == "arxiv:") and paper_id(whole):
            joined[-1] = whole
        else:
            joined.append(word)
    return joined


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The word that was meant by another, in a list; none where none is near.

    >>> nearest("titel", ["id", "title"]), nearest("xyz", ["id", "title"])
    (['title'], [])
    """
    from difflib import get_close_matches  # only a mistake needs it

    return get_close_matches(word, list(known), n=1)


def _shared_options() -> Iterator[click.Parameter]:
    """The options of every command, which may stand before its name as well."""

    def follow(context: click.Context, option: click.Parameter, is_given: bool) -> None:
        if is_given and not context.resilient_parsing:
            output.wishes.add(str(option.name))

    for names, meaning in (
        (("-q", "--quiet"), "No progress and no remarks; what went wrong is said."),
        (("--no-color",), "No colours and nothing bold, as with NO_COLOR."),
    ):
        yield click.Option(names, is_flag=True, expose_value=False, callback=follow, help=meaning)


def _span(kind: Span, value: str) -> Period:
    from reader.listings import periods
    from reader.settings import environment

    return periods.parse_span(kind, value, environment.today())
