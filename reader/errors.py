"""What can go wrong that a person can act on, each with a sentence fit for the screen."""


class ReaderError(Exception):
    """Something could not be done; the message says what, what was kept and what to do next."""

    @property
    def sentence(self) -> str:
        """The message with a capital and a full stop; the name of a file keeps its letters."""
        text = str(self).rstrip(".")
        first = text.split(maxsplit=1)[0] if text else ""
        begin = text[:1].upper() if first.rstrip(",:;").isalpha() else text[:1]
        return f"{begin}{text[1:]}{'' if text.endswith(('?', '!', '…')) else '.'}"


class MistakeError(ReaderError):
    """The program itself went wrong, as nobody foresaw; the log says where."""


class ConfigError(ReaderError):
    """The settings cannot be used."""


class FeedError(ReaderError):
    """The outside world could not be asked, or gave no answer that can be read."""


class ArchiveError(ReaderError):
    """The cache of listings cannot be read or written."""


class LibraryError(ReaderError):
    """The reader's own marks cannot be read or written."""


class ExportError(ReaderError):
    """A bibliography cannot be written."""


class QueryError(ReaderError):
    """A query cannot be understood.

    Attributes:
        text: the query as it was written.
        position: index into `text` of the place that is wrong.
    """

    def __init__(self, message: str, text: str, position: int) -> None:
        super().__init__(message)
        self.text = text
        self.position = position
