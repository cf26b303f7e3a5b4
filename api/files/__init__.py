"""XLSX, PDF, ICS and CSV: bytes in, rows out, and back. Pure: no database, no web."""
