"""The ledger: what came of an event, each record with its source; added and corrected, never changed."""
