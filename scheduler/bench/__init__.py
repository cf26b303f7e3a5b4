"""Benchmarks of the scheduler: generated events, published instances, and peers beside them."""
