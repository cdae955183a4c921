"""The reader's own work: marks, the journal that is their truth, and undo."""

from reader.library.store import CHECKPOINT_BYTES, Library, Wish

__all__ = ["CHECKPOINT_BYTES", "Library", "Wish"]
