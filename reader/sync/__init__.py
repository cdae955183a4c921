"""Several machines with one library: their journals in a folder that is carried between them."""
