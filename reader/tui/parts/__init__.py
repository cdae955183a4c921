"""The parts that the list screen is put together from; each knows those that it is given."""
