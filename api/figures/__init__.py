"""Figures: every number that is given out, with its passport; snapshots that can be derived again."""
