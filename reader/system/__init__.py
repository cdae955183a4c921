"""The operating system: whole files, locks, threads, the clock, the log."""
