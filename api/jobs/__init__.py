"""Work that takes longer than a second."""
