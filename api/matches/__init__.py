"""Suggested pairs with their reasons."""
