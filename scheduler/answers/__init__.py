"""Answers about a problem and its schedule: why not, what if, how many, and which decisions contradict each other."""
