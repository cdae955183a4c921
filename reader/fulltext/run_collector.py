"""Collects runs of text from an HTML page: white space as a browser has it, and no more."""

from __future__ import annotations

from dataclasses import replace

from reader.fulltext.document import Run, Runs, Style


class RunCollector:
    """The runs of one paragraph, in their order."""

    def __init__(self, *, keeps_space: bool = False) -> None:
        """Begin.

        Args:
            keeps_space: white space within a line stays as it is, as in the lines of a program.
        """
        self._runs: list[Run] = []
        self._keeps_space = keeps_space

    def add_text(self, text: str, style: Style, target: str = "") -> None:
        """Add text of the page, already clean."""
        if self._keeps_space:
            text = text.rpartition("\n")[2] if not text.strip() else _one_line(text)
        else:
            text = _collapsed(text)
            if text.startswith(" ") and self._ends_in_space:
                text = text[1:]
        if not text:
            return
        last = self._runs[-1] if self._runs else None
        kind = "link" if target else "text"
        if last and (last.kind, last.style, last.target) == (kind, style, target):
            self._runs[-1] = replace(last, text=last.text + text)
        else:
            self._runs.append(Run(text, "link" if target else "text", style, target))

    def add(self, run: Run) -> None:
        """Add anything that is no text."""
        self._runs.append(run)

    def add_break(self) -> None:
        """A gap between two blocks that are put into one line."""
        if self._runs and not self._ends_in_space:
            self.add_text(" ", "")

    @property
    def _ends_in_space(self) -> bool:
        return not self._runs or self._runs[-1].text.endswith(" ")

    was_empty = True
    """What was taken last was no more than white space."""

    @property
    def is_empty(self) -> bool:
        """Nothing but white space was added."""
        return all(not run.text.strip() for run in self._runs)

    def taken(self) -> Runs:
        """The runs, without white space at their ends; the collector is empty afterwards."""
        self.was_empty = self.is_empty
        runs, self._runs = self._runs, []
        while runs and runs[-1].kind == "text" and not runs[-1].text.strip():
            runs.pop()
        if not self._keeps_space:
            while runs and runs[0].kind == "text" and not runs[0].text.strip():
                runs.pop(0)
            if runs:
                runs[0] = replace(runs[0], text=runs[0].text.lstrip())
        if runs:
            runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
        return tuple(runs)


def _collapsed(text: str) -> str:
    """White space as one space, also at the ends."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    before = " " * text[0].isspace()
    return f"{before}{words}{' ' * text[-1].isspace()}"


def _one_line(text: str) -> str:
    """The text without the line breaks of the page around it; tabs are eight spaces."""
    before = text[: len(text) - len(text.lstrip())].rpartition("\n")[2]
    return (before + text.lstrip()).rstrip("\n").replace("\n", " ").expandtabs()
