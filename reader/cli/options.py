"""What several commands take: days, papers, queries, and staying offline."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from reader import config
from reader.paper import FIRST_DAY, paper_id

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
        today = config.today()
        day = {"today": today, "yesterday": today - timedelta(1)}.get(value)
        day = day or config.iso_day(value)
        if day is None:
            self.fail(f"“{value}” is no date such as {today}.", param, context)
        if day < FIRST_DAY:
            self.fail(f"the Daily Papers begin on {FIRST_DAY}.", param, context)
        if day > today:
            self.fail(f"{day} has not begun yet; today is {today} (UTC).", param, context)
        return day


class PaperIdType(click.ParamType[str]):
    """An arXiv paper in any form that a person pastes."""

    name = "ID"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> str:
        """The bare arXiv id."""
        found = paper_id(str(value))
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


DAY = DayType()
PAPER = PaperIdType()

offline_option = click.option("--offline", is_flag=True, help="Never use the network.")


def parsed(words: tuple[str, ...]) -> Query | None:
    """The query that the words of a command line make up; None where there are none.

    Raises:
        QueryError: it is none.
    """
    text = " ".join(words)
    if not text.strip():
        return None
    from reader.query import parse

    return parse(text)
