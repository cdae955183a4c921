"""The reader's own work: marks, the journal that is their truth, and undo."""

from reader.library.library import FieldUpdate, Library
from reader.library.library_files import CHECKPOINT_BYTES

__all__ = ["CHECKPOINT_BYTES", "FieldUpdate", "Library"]
