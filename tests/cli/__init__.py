"""The program as a shell runs it."""
