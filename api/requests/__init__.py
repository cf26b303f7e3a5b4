"""Wishes to meet."""
