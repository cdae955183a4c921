"""What others than the feed know of a paper: arXiv, the DOI registries, Semantic Scholar."""
