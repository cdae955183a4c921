"""What several commands take: days, papers, queries, and staying offline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from reader.listings import periods
from reader.paper import Period, Span, paper_id, refused_id
from reader.settings import environment
from reader.text import clean

if TYPE_CHECKING:
    from reader.query import Query


class DayType(click.ParamType[date]):
    """A day that has or may have a list."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> date:
        """A date from its ISO form, ``today`` or ``yesterday``."""
        if isinstance(value, date):
            return value
        try:
            return periods.parse_span("day", str(value), environment.today()).date
        except ValueError as error:
            self.fail(f"{error}.", param, context)


class PaperIdType(click.ParamType[str]):
    """An arXiv paper in any form that a person pastes."""

    name = "ID"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> str:
        """The bare arXiv id."""
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


class QueryCommand(click.Command):
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


class PeriodType(click.ParamType[Period]):
    """A week or a month that has or may have a list."""

    def __init__(self, kind: Span, form: str) -> None:
        self.name = form
        self._kind = kind

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        """A period from its ISO form."""
        try:
            return periods.parse_span(self._kind, str(value), environment.today())
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)


DAY = DayType()
PAPER = PaperIdType()
WEEK = PeriodType("week", "YYYY-Www")
MONTH = PeriodType("month", "YYYY-MM")

offline_option = click.option("--offline", is_flag=True, help="Never use the network.")


_PERIODS: dict[str, tuple[Callable[..., Any], Callable[[Any], Period]]] = {
    "day": (
        click.option("--date", "day", type=DAY, help="The list of this day, not the newest."),
        Period.day,
    ),
    "week": (click.option("--week", type=WEEK, help="The list of an ISO week."), lambda week: week),
    "month": (
        click.option("--month", type=MONTH, help="The list of a month."),
        lambda month: month,
    ),
    "trending": (
        click.option("--trending", is_flag=True, help="What the service says is trending."),
        lambda _: Period("trending"),
    ),
    "search": (
        click.option("--search", metavar="Q", help="What the service finds for these words."),
        # What no terminal can show cannot be asked or kept either.
        lambda words: Period("search", clean(words).strip()),
    ),
    "queue": (
        click.option("--queue", is_flag=True, help="All that is unread since the queue was left."),
        lambda _: Period("queue"),
    ),
    "page": (
        click.option(
            "--page",
            type=click.Path(exists=True, dir_okay=False),
            help="The list in a page of Daily Papers that was saved from a browser.",
        ),
        lambda page: Period("page", page),
    ),
}
"""The options that say which list, and what each makes of its value."""


def period_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which list; the command gets one `period`, None for the newest day."""

    @wraps(command)
    def with_period(*arguments: Any, **values: Any) -> None:
        given = {name: values.pop(name) for name in _PERIODS}
        if given["search"] is not None and not clean(given["search"]).strip():
            raise click.UsageError("--search needs words to search for.")
        chosen = [_PERIODS[name][1](value) for name, value in given.items() if value]
        if len(chosen) > 1:
            names = (f"--{'date' if name == 'day' else name}" for name in _PERIODS)
            raise click.UsageError(f"{', '.join(names)} exclude each other.")
        command(*arguments, period=chosen[0] if chosen else None, **values)

    decorated: Callable[..., None] = with_period
    for option, _ in reversed(_PERIODS.values()):
        decorated = option(decorated)
    return decorated


def parsed(words: tuple[str, ...]) -> Query | None:
    """The query that the words of a command line make up; None where there are none.

    Raises:
        QueryError: it is none.
    """
    text = " ".join(words)
    if not text.strip():
        return None
    from reader.query import parse

    query = parse(text)
    if query.asks_what_is_cited:
        from reader.cli.cited_papers import cited

        return query.knowing(cited())
    return query
