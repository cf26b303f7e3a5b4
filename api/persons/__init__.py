"""People of participants: what they agreed to, everything about one, and its erasing."""
