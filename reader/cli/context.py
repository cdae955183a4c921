"""A session for one command, and a way to talk to the person who gave it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reader import config
from reader.config import Places, Settings

if TYPE_CHECKING:
    from reader.feed.huggingface import HuggingFace
    from reader.session import Session


@contextlib.contextmanager
def session(*, offline: bool = False) -> Iterator[Session]:
    """A session in the reader's own place, closed whatever happens.

    Raises:
        ReaderError: the library cannot be opened, or a setting is wrong.
    """
    places = config.places()
    settings = config.settings(places.config)
    for problem in settings.problems:
        say(problem)
    opened = new_session(places, settings, "--offline was given" if offline else None)
    for sentence in opened.library.damage:
        say(sentence)
    try:
        yield opened
    finally:
        opened.close()


def new_session(places: Places, settings: Settings, silence: str | None) -> Session:
    """A session that asks the service, or where `silence` says why not, never does."""
    from reader.session import Session

    def feed() -> HuggingFace:
        from reader.feed.failures import NotAsked
        from reader.feed.huggingface import HuggingFace

        if silence:
            raise NotAsked(f"the network is not used, as {silence}")
        return HuggingFace(settings.endpoint, config.token())

    return Session(places, config.today(), feed)


def say(text: str) -> None:
    """A message for the person, apart from the data."""
    click.echo(f"paper-reader: {text}", err=True)
