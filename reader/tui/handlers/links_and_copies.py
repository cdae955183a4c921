"""Keys that take a paper out of the program: to the browser, to the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual.app import App

from reader.paper import Paper
from reader.session import Session
from reader.text import readable
from reader.text.links import openable
from reader.tui.handlers import browser
from reader.tui.handlers.clipboard import Clipboard
from reader.tui.handlers.cursor import chosen_papers, one_paper
from reader.tui.handlers.editor import hand_over
from reader.tui.handlers.given_keys import GivenKeys
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.service_monitor import ServiceMonitor


class SharingHandler:
    """Nothing here changes a mark; a citation key that is copied is fixed."""

    def __init__(
        self,
        session: Session,
        lists: ListPresenter,
        service: ServiceMonitor,
        messages: Messages,
        runner: BackgroundRunner,
        clipboard: Clipboard,
        given: GivenKeys,
        app: App[object],
    ) -> None:
        self._session = session
        self._lists = lists
        self._service = service
        self._messages = messages
        self._runner = runner
        self._clipboard = clipboard
        self._given = given
        self._app = app

    def do_open_page(self, _: int) -> None:
        """The page on Hugging Face."""
        if paper := one_paper(self._lists, self._messages):
            self.open(paper.url)

    def do_open_arxiv(self, _: int) -> None:
        """The abstract page on arXiv."""
        if paper := one_paper(self._lists, self._messages):
            self.open(paper.arxiv)

    def do_open_pdf(self, _: int) -> None:
        """The PDF."""
        if paper := one_paper(self._lists, self._messages):
            self.open(paper.pdf)

    def do_open_code(self, _: int) -> None:
        """The code, where the feed knows it."""
        if paper := one_paper(self._lists, self._messages):
            self.open(paper.github, "The feed knows no code of this paper.")

    def do_open_project(self, _: int) -> None:
        """The project page, where the feed knows it."""
        if paper := one_paper(self._lists, self._messages):
            self.open(paper.project, "The feed knows no project page of this paper.")

    def do_open_link(self, number: int) -> None:
        """A link of the abstract, by its number."""
        from reader.tui.rendering.paper_text import abstract_links

        if paper := one_paper(self._lists, self._messages):
            found = abstract_links(paper)
            address = found[number - 1] if number <= len(found) else None
            self.open(address, f"The abstract has no link {number}.")

    def do_copy_bibtex(self, _: int) -> None:
        """The BibTeX entries; their keys never change from now on."""
        self._copy_with_keys(self._given.bibtex, "BibTeX entry", "BibTeX entries")

    def do_copy_key(self, _: int) -> None:
        """A citation, as the settings want it; its keys never change from now on."""
        from reader.export.export_formats import citation_text

        def text(papers: Sequence[Paper], keys: Mapping[str, str]) -> str:
            return citation_text(
                [keys[paper.id] for paper in papers], self._session.settings.citing
            )

        self._copy_with_keys(text, "citation key", "citation keys")

    def do_copy_link(self, _: int) -> None:
        """The link to arXiv."""
        self._copy_each(lambda paper: paper.arxiv, "link")

    def do_copy_page_link(self, _: int) -> None:
        """The link to the page on Hugging Face."""
        self._copy_each(lambda paper: paper.url, "link")

    def do_copy_markdown_link(self, _: int) -> None:
        """A link to arXiv in Markdown, with the title."""
        from reader.export.markdown_list import markdown_link

        self._copy_each(markdown_link, "link")

    def do_copy_title(self, _: int) -> None:
        """The title."""
        self._copy_each(lambda paper: readable(paper.title), "title")

    def do_copy_abstract(self, _: int) -> None:
        """The abstract."""
        self._copy_each(lambda paper: readable(paper.abstract, paper.title), "abstract")

    def open(self, address: str | None, missing: str = "") -> None:
        """Open an address in the browser; where there is none, say what is missing."""
        if not address:
            self._messages.say(missing)
            return
        if self._app.is_web and not browser.refusal(address):
            # It is the browser in which the reader sees the app, not one where the app runs.
            self._app.open_url(address)
            self._messages.say(f"Opened {address}")
            return
        self._try(address, lambda: browser.open_address(address))

    def copy(self, text: str, said: str, copied: Callable[[], None] = lambda: None) -> None:
        """Copy a text.

        Args:
            text: what is copied.
            said: what the reader is told, without a full stop.
            copied: called when it is.
        """
        self._clipboard.put(text, said, copied)

    def _try(self, address: str, attempt: Callable[[], browser.OpenOutcome]) -> None:
        """Let browsers try to open an address; the terminal is handed to one that needs it."""

        def done(outcome: browser.OpenOutcome) -> None:
            problems = outcome.problems
            if turn := outcome.turn:
                problem = hand_over(self._app, list(turn.words), "BROWSER")
                if problem:
                    told = (*problems, problem)
                    self._try(address, lambda: browser.go_on(outcome.rest, told))
                    return
                problems = ()
            if not problems:
                self._messages.say(f"Opened {address}")
            elif openable(address):
                self.copy(address, f"{outcome.problem}. The address was copied instead")
            else:
                self._messages.say(f"{outcome.problem}: {address}")

        self._runner.run(attempt, done, self._service.report_failure)

    def _copy_each(self, text: Callable[[Paper], str], what: str) -> None:
        """Copy a text of each paper, on lines of their own."""
        if not (papers := chosen_papers(self._lists, self._messages)):
            return
        texts = list(filter(None, map(text, papers)))
        if not texts:
            self._messages.say(f"This paper came without an {what}.")
        elif len(texts) == 1:
            self.copy(texts[0], f"Copied the {what}")
        else:
            self.copy("\n".join(texts), f"Copied {len(texts)} {what}s")

    def _copy_with_keys(
        self, text: Callable[[Sequence[Paper], Mapping[str, str]], str], what: str, several: str
    ) -> None:
        if not (papers := chosen_papers(self._lists, self._messages)):
            return
        said = f"the {what}" if len(papers) == 1 else f"{len(papers)} {several}"

        def found(keys: Mapping[str, str]) -> None:
            self.copy(text(papers, keys), f"Copied {said}", lambda: self._given.fix(keys))

        self._given.preview(papers, found)
