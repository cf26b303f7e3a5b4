"""An event and everyone in it."""
