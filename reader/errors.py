"""The errors that a person can act on. Each message is a sentence fit for the screen."""


class ReaderError(Exception):
    """Something could not be done; the message says what, what was kept and what to do next."""

    @property
    def sentence(self) -> str:
        """The message with a capital letter and a full stop; a file name at its start is kept."""
        text = str(self).rstrip(".")
        first = text.split(maxsplit=1)[0] if text else ""
        begin = text[:1].upper() if first.rstrip(",:;").isalpha() else text[:1]
        return f"{begin}{text[1:]}{'' if text.endswith(('?', '!', '…')) else '.'}"


class MistakeError(ReaderError):
    """A mistake of the program itself; the log has its traceback."""


class ConfigError(ReaderError):
    """The settings cannot be used."""


class FeedError(ReaderError):
    """A service could not be reached, or its answer could not be read."""


class ArchiveError(ReaderError):
    """The cache of listings cannot be read or written."""


class LibraryError(ReaderError):
    """The reader's own marks cannot be read or written."""


class SyncError(ReaderError):
    """Journals cannot be exchanged with other machines."""


class ExportError(ReaderError):
    """A bibliography cannot be written."""


class DeliveryError(ReaderError):
    """A mail could not be delivered; the message says too whether it may have arrived.

    Attributes:
        perhaps_taken: the connection was lost after all of the mail was sent, so that it may have
            arrived. Where that is false, it surely did not.
    """

    def __init__(self, why: str, advice: str = "", *, perhaps_taken: bool = False) -> None:
        outcome = "it may have arrived all the same" if perhaps_taken else "nothing was sent"
        super().__init__("; ".join(filter(None, (why, outcome, advice))))
        self.perhaps_taken = perhaps_taken


class QueryError(ReaderError):
    """A query cannot be parsed.

    Attributes:
        text: the query as it was typed.
        position: the index in `text` where the mistake is.
    """

    def __init__(self, message: str, text: str, position: int) -> None:
        super().__init__(message)
        self.text = text
        self.position = position
