"""Citation keys that are given away, by a copy or to another program, and never change then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from reader.errors import LibraryError, ReaderError
from reader.library import Library
from reader.paper import Paper
from reader.system.threads import call_guarded
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.key_queue import KeyQueue
from reader.tui.parts.messages import Messages


class GivenKeys:
    """Finds the keys of papers in the library's turn, and fixes those that were given away."""

    def __init__(self, library: ActiveLibrary, messages: Messages, keys: KeyQueue) -> None:
        self._library = library
        self._messages = messages
        self._keys = keys

    def preview(self, papers: Sequence[Paper], then: Callable[[Mapping[str, str]], None]) -> None:
        """Find the keys of papers; what is typed meanwhile waits.

        Args:
            papers: whose keys.
            then: called with the key of each paper, by its id; not where that fails, which is said.
        """

        def task(library: Library) -> Callable[[], None]:
            keys = library.preview_keys(papers)

            def found() -> None:
                then(keys)
                self._keys.release(self)

            return found

        def guarded(library: Library) -> Callable[[], None]:
            try:
                return call_guarded(lambda: task(library))
            except ReaderError as error:
                sentence = error.sentence

                def failed() -> None:
                    self._keys.release(self)
                    self._messages.warn(sentence)

                return failed

        # A screen may open, which the keys behind this one are for.
        self._keys.hold(self)
        self._library.writer.run(guarded)

    def fix(self, keys: Mapping[str, str]) -> None:
        """Fix keys for ever, as somebody else has them now."""

        def task(library: Library) -> Callable[[], None]:
            try:
                refused = library.fix_given_keys(keys)
            except LibraryError as error:
                problem = f"The key is not fixed, and may still change: {error}."
            else:
                problem = ""
                if refused:
                    names = ", ".join(keys[paper] for paper in refused)
                    problem = f"It got another key meanwhile: do not use {names}."
            return lambda: self._messages.warn(problem) if problem else None

        self._library.writer.run(task)

    def bibtex(self, papers: Sequence[Paper], keys: Mapping[str, str]) -> str:
        """The BibTeX entries of papers, under their keys."""
        from reader.export.bibtex import bibtex_entry

        marks = self._library.writer.marks
        entries = (bibtex_entry(each, keys[each.id], marks(each.id).tags) for each in papers)
        return "\n".join(entries)
