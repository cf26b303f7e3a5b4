"""Measurements of the matcher: functions that return numbers; the command line prints them."""
