"""The operating system: files, locks, pipes, threads, the clock, the log."""
