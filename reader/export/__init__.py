"""Papers and marks written for other programs."""
