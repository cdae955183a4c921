"""Which pages the manual has."""

NAMES = (
    *("keys", "lists", "filter", "commands", "bibliography", "digest"),
    *("settings", "machines", "troubleshooting", "files"),
)
"""The pages, in the order in which they are listed."""
