"""Pages for a company or a buyer."""
