"""The commands that change marks: `mark` and `undo`."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli.command_line import PAPER, PASTED_ID, TAG, PaperCommand, ReaderCommand, join_ids
from reader.cli.options import command_session, versions_of
from reader.cli.output import print_json, print_line, print_message, print_remark
from reader.errors import LibraryError, ReaderError
from reader.paper import Paper, paper_id

if TYPE_CHECKING:
    from reader.library import FieldUpdate
    from reader.library.journal_entry import JournalEntry
    from reader.listings.catalogue import FoundPapers
    from reader.session import Session


_MOST_PIPED = 16_000_000
"""Bytes of ids on the standard input; every paper of the first three years is 300,000."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, and the encodings that they tell."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done to every paper that was named."""

    read: bool | None
    star: bool | None
    tags: Sequence[str]
    untags: Sequence[str]
    note: str | None

    @property
    def is_empty(self) -> bool:
        """It says nothing at all."""
        flags = self.read is None and self.star is None and self.note is None
        return flags and not self.tags and not self.untags

    @property
    def keeps(self) -> bool:
        """It makes papers worth keeping, so that something should be known of them."""
        return bool(self.star or self.tags or self.note)

    def wishes(self, papers: Sequence[Paper]) -> list[FieldUpdate]:
        """What it changes. A star marks read as well, unless ``--unread`` says otherwise."""
        from reader.library import decisions

        wishes: list[FieldUpdate] = []
        if self.star is not None:
            wishes += decisions.star(papers) if self.star else decisions.unstar(papers)
        if self.read is not None:
            wishes += decisions.read(papers) if self.read else decisions.unread(papers)
        wishes += decisions.tag(papers, self.tags, self.untags)
        if self.note is not None:
            for paper in papers:
                wishes += decisions.note([paper], self.note)
        return wishes


_json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON array: the papers that changed, as they are."
)


@click.command(cls=PaperCommand)
@click.argument("papers", type=PASTED_ID, nargs=-1, metavar="ID...")
@click.option("--read/--unread", "read", default=None, help="Seen, or not seen after all.")
@click.option("--star/--unstar", "star", default=None, help="Worth keeping (and read), or not.")
@click.option("--tag", "tags", type=TAG, multiple=True, help="Add a tag; again for more.")
@click.option("--untag", "untags", type=TAG, multiple=True, help="Take a tag off.")
@click.option("--note", metavar="TEXT", help="Write a note; an empty one clears it.")
@click.option(
    "--from",
    "source",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Take back the marks in a file that `export --format json` wrote, each as of its time; "
    "or mark the arXiv papers of a .bib.",
)
@_json_option
@click.pass_context
def mark(
    context: click.Context,
    papers: tuple[str, ...],
    read: bool | None,
    star: bool | None,
    tags: tuple[str, ...],
    untags: tuple[str, ...],
    note: str | None,
    source: Path | None,
    as_json: bool,
) -> None:
    """Mark papers: all of them in one change, which one `paper-reader undo` undoes.

    An ID is an arXiv id in any form; - reads ids from the standard input, white space between
    them. With --json every paper whose marks changed is there with its marks as they are then, as
    list prints it.

    \b
    Examples:
      paper-reader mark 2307.08691 --star --tag attention
      paper-reader list --ids 'up:<5' | paper-reader mark --read -
      paper-reader mark 2307.08691 --note 'compare with chapter 3'
      paper-reader mark --from marks.json
      paper-reader mark --from refs.bib --star --tag thesis
    """
    decision = Decision(read, star, _tag_names(tags), _tag_names(untags), note)
    if source:
        _mark_from(source, decision, papers, as_json=as_json)
        return
    if not papers:
        raise click.UsageError("say which papers: their arXiv ids, - to read them, or --from FILE.")
    if decision.is_empty:
        raise click.UsageError("say what to do: --read, --star, --tag, --note …")
    ids = list(dict.fromkeys(_ids(papers, context)))
    if not ids:
        print_remark("no id came on the standard input; nothing was changed")
        if as_json:
            print_json([])
        return
    _carry_out(decision, ids, as_json=as_json)


@click.command(cls=ReaderCommand)
@_json_option
def undo(as_json: bool) -> None:
    """Undo the last change, and say what came back.

    With --json every paper whose marks came back is there with its marks as they are then, as list
    prints it.

    \b
    Examples:
      paper-reader undo
      paper-reader undo --json
    """
    from reader.library.change_summary import describe

    with command_session() as session:
        action = session.library.undo()
        if action is None:
            raise LibraryError("nothing to undo")
        if as_json:
            _print_changed(session, action)
            return
        known = session.catalogue.known({change.paper for change in action.changes})
        titles = {paper: found.title for paper, found in known.items()}
        print_line(describe(action, lambda paper: titles.get(paper, paper)))


def _print_changed(session: Session, action: JournalEntry | None) -> None:
    """Print the papers that a journal entry has changed, with their marks, as JSON."""
    from reader.export.json_record import record
    from reader.library.folded_state import READER

    changes = action.changes if action else ()
    ids = [paper for paper in dict.fromkeys(each.paper for each in changes) if paper != READER]
    known, versions = session.catalogue.known(ids), versions_of(session, ids)
    marks = session.library.marks
    print_json([record(known.get(i) or Paper(i, ""), marks(i), versions.get(i)) for i in ids])


def _carry_out(decision: Decision, ids: Sequence[str], *, as_json: bool) -> None:
    from reader.library.change_summary import describe
    from reader.listings.catalogue import FoundPapers

    with command_session() as session:
        library, catalogue = session.library, session.catalogue
        found = catalogue.find(ids) if decision.keeps else FoundPapers(catalogue.known(ids), {})
        _refuse_what_is_no_paper(found)
        chosen = [found.papers.get(paper) or Paper(paper, paper) for paper in ids]
        action = library.commit(decision.wishes(chosen), found.papers)
        if as_json:
            _print_changed(session, action)
    titles = {paper.id: paper.title for paper in chosen}
    print_remark(describe(action, titles.__getitem__, again=False) if action else "already so")
    if found.unknown:
        print_message(
            f"{_first(found.unknown)}. Until more is known, the marks stand on the id alone"
        )


def _mark_from(source: Path, decision: Decision, papers: Sequence[str], *, as_json: bool) -> None:
    # What a command prints has no name: then it is a .bib where something is to be done with it.
    is_bib = source.suffix.lower() == ".bib" or (source.is_fifo() and not decision.is_empty)
    if is_bib:
        if papers:
            raise click.UsageError("--from FILE says which papers: leave out the ids.")
        if decision.is_empty:
            raise click.UsageError(f"say what to do with those of {source}: --star, --tag …")
        _take_in(source, decision, as_json=as_json)
    elif papers or not decision.is_empty:
        raise click.UsageError("--from FILE says it all: leave out the ids and what to do.")
    else:
        _take_back(source, as_json=as_json)


def _take_in(source: Path, decision: Decision, *, as_json: bool) -> None:
    """Carry a decision out on the arXiv papers of a .bib; the service is not asked about them."""
    from reader.export.bib_file import read_bib_input
    from reader.export.bib_match import described_papers
    from reader.export.bib_parser import parse_bib_leniently
    from reader.export.entry_identity import arxiv_id, has_old_id
    from reader.library.change_summary import describe

    if not source.exists():
        raise ReaderError(f"{source} cannot be read: there is no such file")
    entries, problem = parse_bib_leniently(read_bib_input(source))
    described = described_papers(entries)
    old = sum(has_old_id(entry) for entry in entries if not arxiv_id(entry))
    if problem:
        print_message(f"{source}: {problem}; what else is in it counts")
    if not described:
        raise ReaderError(
            f"no entry of {source} names an arXiv paper{' since April 2007' if old else ''}; "
            "nothing was changed"
        )
    with command_session() as session:
        # The feed knows more of a paper than an entry says.
        chosen = described | session.catalogue.known(described)
        known = {paper.id: paper for paper in chosen.values() if paper.title}
        action = session.library.commit(decision.wishes(list(chosen.values())), known)
        if as_json:
            _print_changed(session, action)
    titles = {paper.id: paper.title or paper.id for paper in chosen.values()}
    print_remark(describe(action, titles.__getitem__, again=False) if action else "already so")
    if old:
        entry = "1 entry has" if old == 1 else f"{old} entries have"
        print_message(
            f"{entry} an arXiv id from before April 2007, and did not count, as Hugging Face has "
            "no such papers"
        )
    if others := len(entries) - len(described) - old:
        entry = "1 entry names" if others == 1 else f"{others} entries name"
        print_remark(f"{entry} no arXiv paper, or one that another entry names, and did not count")


def _take_back(source: Path, *, as_json: bool) -> None:
    from reader.library.backup import read_backup
    from reader.library.notes import note_problem, save_notes
    from reader.system.files import utc_now

    backup = read_backup(source, utc_now())
    with command_session() as session:
        action = session.library.restore(backup.changes, backup.papers)
        if as_json:
            _print_changed(session, action)
        home = session.library.home
    count = len({change.paper for change in action.changes}) if action else 0
    papers = "1 paper is" if count == 1 else f"{count} papers are"
    print_remark(f"{papers} marked as in {source}" if action else "already so, or changed since")
    if backup.left_out:
        left_out = "1 thing" if backup.left_out == 1 else f"{backup.left_out} things"
        print_message(f"{left_out} in {source} could not be understood and did not count")
    for paper, note in backup.overlong.items():
        print_message(f"{paper}: {note_problem(note)}. {save_notes(home, {paper: note})}")


def _refuse_what_is_no_paper(found: FoundPapers) -> None:
    from reader.net import Refused

    for error in found.unknown.values():
        if isinstance(error, Refused) and error.status == HTTPStatus.NOT_FOUND:
            raise ReaderError(f"{error}; nothing was changed")


def _first(unknown: Mapping[str, ReaderError]) -> str:
    paper, error = next(iter(unknown.items()))
    others = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
    return f"nothing is known of {paper}{others} yet: {error}"


def _tag_names(typed: Iterable[str]) -> list[str]:
    from reader.library.tags import tag_name, tag_problem

    names = []
    for word in typed:
        if problem := tag_problem(word):
            raise click.UsageError(f"{problem}.")
        names.append(tag_name(word))
    return names


def _ids(given: tuple[str, ...], context: click.Context) -> list[str]:
    words: list[str] = []
    for word in given:
        words += _piped() if word == "-" else [word]
    return [PAPER.convert(word, None, context) for word in words]


def _piped() -> list[str]:
    content = sys.stdin.buffer.read(_MOST_PIPED + 1)
    if len(content) > _MOST_PIPED:
        raise ReaderError(
            f"more than {_MOST_PIPED:,} bytes came on the standard input; nothing was changed. "
            "Give fewer ids at a time"
        )
    # As PowerShell and some editors write it; otherwise an id is ASCII, whatever the encoding.
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "ascii")
    lines = content.decode(marked, "replace").splitlines()
    # An id may be followed by its class, and by the day that the margin of a PDF has.
    return [
        word for line in lines for word in ([line] if paper_id(line) else join_ids(line.split()))
    ]
