"""Programs of others that are told what happens at an event."""
