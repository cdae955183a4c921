"""The command `read`: the whole paper, set as text or written as Markdown."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from reader.cli.command_line import PAPER, PaperCommand
from reader.cli.options import offline_option, versions_of, whole_paper_session
from reader.cli.output import Span, can_encode, can_style, print_line, print_message, print_pages
from reader.errors import ArchiveError, ReaderError
from reader.text import readable

if TYPE_CHECKING:
    from reader.fulltext.whole_papers import WholePaper
    from reader.session import Session

_WIDEST = 160
"""Cells of a terminal that tables, formulas and listings may take."""
_SIGNS = "₁⎧▎𝒜"


@click.command(cls=PaperCommand)
@click.argument("paper", type=PAPER)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    help="How it is printed; as text where nothing else is said.",
)
@offline_option
def read(paper: str, form: str | None, offline: bool) -> None:
    """Print a whole paper: its text, formulas, tables, notes and references.

    It comes from arXiv's HTML, or where arXiv has none from the Markdown of Hugging Face, is
    fetched when it is first asked for, and kept: paper-reader fetch --text does that for many
    papers. arXiv is asked once in three seconds at most. In a terminal the text is shown through
    the command in the variable PAGER, where it is longer than the terminal.

    PAPER is an arXiv id in any form: bare, with a version, as arXiv:2307.08691 [cs.LG], or an
    address on arXiv, Hugging Face, alphaXiv, ar5iv, ADS, Semantic Scholar …

    \b
    Examples:
      paper-reader read 2307.08691
      paper-reader read 2307.08691 --format markdown > paper.md
      paper-reader read --offline https://arxiv.org/abs/2307.08691v2
    """
    with whole_paper_session(offline=offline) as (session, papers):
        version = versions_of(session, [paper]).get(paper)
        whole = papers.read(paper, version.number if version else None)
        authors = _authors(session, paper)
    if form == "markdown":
        from reader.fulltext.document_markdown import document_markdown

        for line in document_markdown(whole.document, authors):
            print_line(line)
    else:
        print_pages(_text(whole, authors))
    if whole.problem:
        _print_problem(whole, whole.problem)


def _authors(session: Session, paper: str) -> tuple[str, ...]:
    """The authors, as far as a list that was fetched tells them; nobody is asked."""
    try:
        known = session.catalogue.known([paper]).get(paper)
    except ReaderError:
        return ()
    return tuple(readable(author.name) for author in known.authors) if known else ()


def _text(whole: WholePaper, authors: tuple[str, ...]) -> Iterator[tuple[str, Sequence[Span]]]:
    """The lines; in ASCII, and with TeX, where stdout has not the characters of formulas."""
    from reader.fulltext.text_layout import WIDTH, document_lines

    wide, styled = WIDTH, can_style()
    if sys.stdout.isatty():
        wide = min(_WIDEST, max(20, shutil.get_terminal_size().columns))
    if can_encode(_SIGNS):
        for text, bold in document_lines(whole.document, wide, authors):
            yield text, bold if styled else ()
        return
    from reader.fulltext.tex_view import formulas_as_tex
    from reader.tui.rendering.ascii_filter import plain

    for text, bold in document_lines(formulas_as_tex(whole.document), wide, authors):
        yield plain(text), bold if styled and text.isascii() else ()


def _print_problem(whole: WholePaper, problem: ReaderError) -> None:
    """Say how old the text is where no newer one could be had, or that it could not be kept."""
    said = str(problem).rstrip(".")
    if isinstance(problem, ArchiveError):
        print_message(f"{said}. The text is fresh, but will not be there without a network")
    elif whole.document.source == "huggingface":
        print_message(f"{said}. The text is what Hugging Face has of it")
    else:
        as_of = f"{whole.fetched_at.astimezone():%Y-%m-%d at %H:%M}"
        print_message(f"{said}. The text is as it was on {as_of}")
