"""An organization at an event."""
