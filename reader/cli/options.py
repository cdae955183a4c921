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
        try:
            day = {"today": today, "yesterday": today - timedelta(1)}.get(value)
            day = day or date.fromisoformat(value)
        except ValueError:
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


DAY = DayType()
PAPER = PaperIdType()

offline_option = click.option("--offline", is_flag=True, help="Never use the network.")


def parsed(words: tuple[str, ...]) -> Query | None:
    """The query that the words of a command line make up; None where there are none.

    Raises:
        click.UsageError: it is none; the message points at the place.
    """
    from reader.errors import QueryError
    from reader.query import parse

    text = " ".join(words).strip()
    if not text:
        return None
    try:
        return parse(text)
    except QueryError as error:
        place = " " * error.position + "^"
        raise click.UsageError(f"{error.sentence}\n  {error.text}\n  {place}") from error
