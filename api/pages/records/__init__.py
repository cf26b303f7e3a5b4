"""Pages on which anyone at an event records what came of it."""
