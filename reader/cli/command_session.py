"""A session for one command."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from reader.cli.output import say
from reader.settings import Settings, environment, read_settings
from reader.settings.environment import Places

if TYPE_CHECKING:
    from reader.feed.huggingface import HuggingFace
    from reader.session import Session


_LONG = 2.5


@contextlib.contextmanager
def session(*, offline: bool = False) -> Iterator[Session]:
    """A session in the reader's own place, closed whatever happens.

    Raises:
        ReaderError: a setting is wrong.
    """
    places = environment.places()
    settings = read_settings(places.config)
    for problem in filter(None, (*settings.problems, environment.token_problem())):
        say(problem)
    opened = new_session(
        places, settings, "--offline was given" if offline else None, _say_that_it_waits, say
    )
    try:
        yield opened
    finally:
        opened.close()
        for sentence in opened.damage:
            say(sentence)


def new_session(
    places: Places,
    settings: Settings,
    silence: str | None,
    waiting: Callable[[float, str], None] | None = None,
    remark: Callable[[str], None] | None = None,
) -> Session:
    """A session that asks the service, or where `silence` says why not, never does.

    Args:
        places: where things live.
        settings: where the service is.
        silence: why the service must not be asked.
        waiting: called before a wait for the service, with its seconds and the reason.
        remark: told in a sentence what of the environment was passed over, in any thread.
    """
    from reader.session import Session

    def feed() -> HuggingFace:
        if silence:
            from reader.net.failures import Offline

            raise Offline(f"the network is not used, as {silence}")
        from reader.feed.huggingface import HuggingFace
        from reader.net.deadline import TIME_BUDGET

        return HuggingFace(
            settings.endpoint,
            environment.token(),
            budget=TIME_BUDGET,
            waiting=waiting,
            on_warning=remark,
        )

    # Where it is set to what is no day, that is told before anything is done.
    environment.today()
    return Session(
        places,
        environment.today,
        feed,
        queue_days=settings.queue_days,
        citing=settings.citation_copy,
        bibliographies=settings.bibliography_files,
        key_pattern=settings.citation_key,
    )


def _say_that_it_waits(seconds: float, reason: str) -> None:
    # The short pauses between two tries need no words.
    if seconds >= _LONG:
        say(f"waiting {seconds:.0f} s: {reason}")
