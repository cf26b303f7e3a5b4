"""How much each component adds to the score of a match."""

from __future__ import annotations

from matcher.matches import Matches
from matcher.scoring import FIT, NEUTRAL, TOPIC


def contributions(matches: Matches, solution: str | int, need: str | int) -> dict[str, float]:
    """Return what each component adds to a score; the sum is the score, unless the score was cut at 0 or 1.

    Topic components add their share of the topic score, structured features what they move it by.
    """
    row, column = matches.place(solution, need)
    components = {name: float(values[row, column]) for name, values in matches.components.items()}
    parts = {name: float(matches.shares[name][row, column]) * components[name] for name in TOPIC}
    topic = sum(parts.values())
    parts |= {name: topic * matches.weights.fit.get(name, 0.0) * (components[name] - NEUTRAL) for name in FIT}
    return parts
