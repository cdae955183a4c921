"""A terminal reader for the Hugging Face Daily Papers."""

from reader.system.release import VERSION

__version__ = VERSION
