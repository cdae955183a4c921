"""The library, through real files and real processes."""
