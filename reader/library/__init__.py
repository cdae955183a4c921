"""The reader's own work: marks, the journal that is their truth, and undo."""

from reader.library.shelf import CHECKPOINT_BYTES
from reader.library.store import Library, Wish

__all__ = ["CHECKPOINT_BYTES", "Library", "Wish"]
