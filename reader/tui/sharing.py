"""Keys that take a paper out of the program: to the browser, to the clipboard."""

from __future__ import annotations

from collections.abc import Callable

from reader.errors import LibraryError
from reader.library.store import Library
from reader.paper import Paper
from reader.text import readable, shorten
from reader.tui import desktop
from reader.tui.cursor import one_paper
from reader.tui.stand import Stand


class Sharing:
    """Nothing here changes a mark; a citation key that is copied is fixed."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def do_open_page(self, _: int) -> None:
        """The page on Hugging Face."""
        if paper := one_paper(self._stand):
            self.open(paper.url)

    def do_open_arxiv(self, _: int) -> None:
        """The abstract page on arXiv."""
        if paper := one_paper(self._stand):
            self.open(paper.arxiv)

    def do_open_pdf(self, _: int) -> None:
        """The PDF."""
        if paper := one_paper(self._stand):
            self.open(paper.pdf)

    def do_open_code(self, _: int) -> None:
        """The code, where the feed knows it."""
        if paper := one_paper(self._stand):
            self.open(paper.github, "The feed knows no code of this paper.")

    def do_open_project(self, _: int) -> None:
        """The project page, where the feed knows it."""
        if paper := one_paper(self._stand):
            self.open(paper.project, "The feed knows no project page of this paper.")

    def do_open_link(self, number: int) -> None:
        """A link of the abstract, by its number."""
        from reader.tui.drawing import abstract_links

        if paper := one_paper(self._stand):
            found = abstract_links(paper)
            address = found[number - 1] if number <= len(found) else None
            self.open(address, f"The abstract has no link {number}.")

    def do_copy_bibtex(self, _: int) -> None:
        """The BibTeX entry; its key never changes from now on."""
        from reader.export.bibtex import entry

        if paper := one_paper(self._stand):
            tags = self._stand.writer.marks(paper.id).tags
            self._copy_with_key(paper, lambda key: entry(paper, key, tags), "BibTeX entry")

    def do_copy_key(self, _: int) -> None:
        """A citation, as the settings want it; its key never changes from now on."""
        from reader.export.cite import cited

        if paper := one_paper(self._stand):
            style = self._stand.session.citing
            self._copy_with_key(paper, lambda key: cited(key, style), "citation key")

    def do_copy_link(self, _: int) -> None:
        """The link to arXiv."""
        if paper := one_paper(self._stand):
            self._copy(paper.arxiv, "link")

    def do_copy_title(self, _: int) -> None:
        """The title."""
        if paper := one_paper(self._stand):
            self._copy(readable(paper.title), "title")

    def do_copy_abstract(self, _: int) -> None:
        """The abstract."""
        if paper := one_paper(self._stand):
            self._copy(readable(paper.abstract, paper.title), "abstract")

    def open(self, address: str | None, missing: str = "") -> None:
        """Open an address in the browser; where there is none, say what is missing."""
        if not address:
            self._stand.say(missing)
            return

        def done(problem: str | None) -> None:
            if problem:
                self._stand.copy(address)
                self._stand.say(f"{problem}. The address was copied instead: {address}")
            else:
                self._stand.say(f"Opened {address}")

        self._stand.later(lambda: desktop.open_address(address), done, self._stand.status.failed)

    def _copy_with_key(self, paper: Paper, text: Callable[[str], str], what: str) -> None:
        def task(library: Library) -> Callable[[], None]:
            try:
                key = library.fix_keys([paper])[paper.id]
            except LibraryError as error:
                problem = error.sentence
                return lambda: self._stand.warn(problem)
            return lambda: self._copy(text(key), what)

        self._stand.writer.run(task)

    def _copy(self, text: str, what: str) -> None:
        if not text:
            self._stand.say(f"This paper came without an {what}.")
            return
        self._stand.copy(text)
        self._stand.say(f"Copied the {what}: {shorten(text.splitlines()[0], 60)}")
