"""The index of the archive: what every paper says, so that a query finds it without reading all."""
