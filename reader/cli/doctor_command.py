"""The command that looks whether everything is as it should be: `doctor`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import click

from reader.cli.output import emit, say
from reader.errors import ReaderError
from reader.settings import environment

if TYPE_CHECKING:
    from reader.cli.inspection import Finding, Inspection


@click.command()
@click.option("--repair", is_flag=True, help="Mend what can be, and keep what was damaged.")
@click.option("--online", is_flag=True, help="Ask the service too whether it answers.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON array: each thing looked at, ok or not."
)
def doctor(repair: bool, online: bool, as_json: bool) -> None:
    """Say what is wrong with settings, library, archive and installation, and what to do.

    One sentence for each thing; the exit code is 0 where there is none, else 1. With --repair, what
    was damaged stays beside what takes its place, the library's TinyDB files are made anew from its
    journals, and this machine's journal is made shorter: what is older than ninety days and the
    last thousand changes can then not be taken back any more.

    With --json every object has "check" (environment, settings, bibliography, library, archive,
    installation, with --online service), "ok", "sentence" (null where it is ok), and "remedy", the
    commands that mend it. A check that found nothing has one object, else one for each finding.
    With --repair the array tells what is left.

    \b
    Examples:
      paper-reader doctor
      paper-reader doctor --repair
      paper-reader doctor --online
      paper-reader doctor --json
    """
    from reader.cli.inspection import inspection, remarks

    seen = inspection(online=online)
    found = seen.findings
    if not as_json:
        _emit(found)
    if repair:
        found = _repaired(seen.findings)
        if not as_json:
            _emit([finding for finding in found if finding not in seen.findings])
    for sentence in remarks():
        say(sentence)
    if as_json:
        _emit_json(seen._replace(findings=found))
    if found:
        raise click.exceptions.Exit(1)
    say("everything is in order")


def _emit(findings: Collection[Finding]) -> None:
    for finding in findings:
        emit(ReaderError(finding.sentence).sentence)
        for command in finding.remedy:
            if command not in finding.sentence:
                emit(f"  {command}")


def _emit_json(seen: Inspection) -> None:
    from reader.cli.paper_output import emit_json

    rows: list[dict[str, object]] = []
    for check in seen.checks:
        wrong = [finding for finding in seen.findings if finding.check == check]
        rows += (
            {
                "check": check,
                "ok": False,
                "sentence": ReaderError(finding.sentence).sentence,
                "remedy": list(finding.remedy),
            }
            for finding in wrong
        )
        if not wrong:
            rows.append({"check": check, "ok": True, "sentence": None, "remedy": []})
    emit_json(rows)


def _repaired(before: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Mend, and tell what is still wrong then; what cannot be mended keeps nothing else from it."""
    from reader.archive.archive import Archive
    from reader.cli.inspection import SERVICE, caches, inspection
    from reader.library.repair import repair

    try:
        places = environment.places()
    except ReaderError:
        return before
    attempts: list[Callable[[], None]] = [
        lambda: repair(places.library),
        Archive(places.archive).repair,
        *(cache.renew for cache in caches(places)),
    ]
    for attempt in attempts:
        try:
            attempt()
        except ReaderError as error:
            if str(error) not in {finding.sentence for finding in before}:
                say(str(error))
    # The service is not asked again.
    service = (finding for finding in before if finding.check == SERVICE)
    left = (*inspection(online=False).findings, *service)
    mended = len(before) - len(left)
    if mended > 0:
        say(f"{mended} of {len(before)} mended")
    return left
