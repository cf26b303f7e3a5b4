"""Ways to turn texts into vectors: a table of pieces, and any sentence-transformers model."""
