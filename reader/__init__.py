"""A terminal reader for the Hugging Face Daily Papers."""

from reader.release import VERSION as __version__

__all__ = ["__version__"]
