"""Every listing that was ever fetched: kept, indexed, searched offline."""
