"""Which slots a step of the search re-plans together.

All meetings of a few slots are free within these slots. Two slots already allow every chain of swaps between them,
and the model of two slots is solved in a hundredth of a second; more slots find what pairs cannot.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from scheduler.gaps.state import State

WIDTHS: Final = (2, 3, 4, 5)
"""How many slots a step may take."""

_MEMORY: Final = 0.95
_CURIOSITY: Final = 0.15


def draw_slots(state: State, random: np.random.Generator, width: int) -> list[int]:
    """Draw slots by chance; half of the time so that a gap could close between the first two.

    Parameters
    ----------
    state
        The placement.
    random
        The source of chance.
    width
        How many slots.
    """
    count = min(width, state.problem.slots)
    chosen = _around_a_gap(state, random) if random.random() < 0.5 else []
    others = [slot for slot in random.permutation(state.problem.slots).tolist() if slot not in chosen]
    return sorted([*chosen, *others][:count])


def _around_a_gap(state: State, random: np.random.Generator) -> list[int]:
    """A slot where somebody meets, and one beside another of that participant's meetings."""
    with_gaps = np.flatnonzero(state.gaps)
    if not len(with_gaps):
        return []
    who = int(random.choice(with_gaps))
    used = np.flatnonzero(state.busy[who])
    leaving = int(random.choice(used))
    beside = np.concatenate([used - 1, used + 1])
    beside = beside[(beside >= 0) & (beside < state.problem.slots)]
    beside = beside[(state.busy[who, beside] == 0) & (state.problem.seats[who, beside] > 0)]
    return [leaving, int(random.choice(beside))] if len(beside) else [leaving]


@dataclass(slots=True)
class Widths:
    """Learns which width closes most gaps per second; each one is tried now and then."""

    gain: dict[int, float] = field(default_factory=lambda: dict.fromkeys(WIDTHS, 1.0))
    cost: dict[int, float] = field(default_factory=lambda: {width: 0.01 * 4.0 ** (width - 2) for width in WIDTHS})

    def draw(self, random: np.random.Generator) -> int:
        """Choose a width: mostly the best so far."""
        if random.random() < _CURIOSITY:
            share = np.array([self.cost[width] ** -0.5 for width in WIDTHS])
            return WIDTHS[int(random.choice(len(WIDTHS), p=share / share.sum()))]
        return max(WIDTHS, key=lambda width: self.gain[width] / self.cost[width])

    def learn(self, width: int, gained: int, effort: float) -> None:
        """Note what a step closed and cost, older steps counting less and less."""
        self.gain[width] = _MEMORY * self.gain[width] + (1 - _MEMORY) * gained
        self.cost[width] = max(1e-4, _MEMORY * self.cost[width] + (1 - _MEMORY) * effort)
