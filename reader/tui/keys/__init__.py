"""From the bytes of a terminal to actions: keys, prefixes, counts, bindings."""
