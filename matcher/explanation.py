"""How much each component adds to the score of a match."""

from __future__ import annotations

from matcher.matches import Matches
from matcher.scoring import FIT, NEUTRAL, TOPIC


def contributions(matches: Matches, solution: str | int, need: str | int) -> dict[str, float]:
    """Return what each component that is known adds to a score; the sum is the score.

    Topic components add their share of the topic score, structured features what they move it by within its band.
    """
    row, column = matches.place(solution, need)
    components = matches.match(row, column).components
    parts = {name: float(matches.shares[name][row, column]) * components[name] for name in TOPIC if name in components}
    pulls = {
        name: matches.weights.fit.get(name, 0.0) * (components[name] - NEUTRAL) for name in FIT if name in components
    }
    moved = float(matches.score[row, column]) - sum(parts.values())
    total = sum(pulls.values())
    return parts | {name: moved * pull / total if total else 0.0 for name, pull in pulls.items()}
