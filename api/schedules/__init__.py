"""Versions of the timetable, from the problem to the agenda."""
