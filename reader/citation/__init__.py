"""How a paper is cited: author names, citation keys, where a preprint was published."""
