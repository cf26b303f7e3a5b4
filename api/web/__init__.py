"""One request: its transaction and caller, its refusal."""
