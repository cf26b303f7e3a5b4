"""The benchmarks on the command line."""
