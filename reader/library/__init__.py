"""The library: the marks of the reader, the journals that store them, and undo."""

from reader.library.library import FieldUpdate, Library
from reader.library.library_files import CHECKPOINT_BYTES

__all__ = ["CHECKPOINT_BYTES", "FieldUpdate", "Library"]
