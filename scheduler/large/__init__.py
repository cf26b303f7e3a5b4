"""Large problems: a relaxation bounds the value, slots are filled one by one, then re-planned exactly together."""

from scheduler.large.floor import quick_greedy
from scheduler.large.solve import solve_large, supports

__all__ = ["quick_greedy", "solve_large", "supports"]
