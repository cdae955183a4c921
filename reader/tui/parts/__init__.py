"""The parts that the list's screen is put together from."""
