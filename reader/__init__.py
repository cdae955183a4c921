"""A terminal reader for the Hugging Face Daily Papers."""

from reader.release import VERSION

__version__ = VERSION
