"""Tests of the floor: files, pipes, threads, the log."""
