"""Choose who travels: the best applicants for a set of needs, as an exact optimum."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.delegation.choice import Choice, Delegation, coverage, worth
from matcher.delegation.model import solve


def choose(choice: Choice, *, seconds: float = 60.0, workers: int = 1, hint: Sequence[str] = ()) -> Delegation:
    """Return the best allowed applicants.

    Exact: a need is served by the best, second best ... of the chosen, each in a rank of its own (a facility-location
    model, Cornuejols, Fisher and Nemhauser 1977), and CP-SAT proves the optimum to a millionth a need.

    Parameters
    ----------
    seconds
        When to stop with the best found so far.
    workers
        Threads; with one the result is the same each time, as long as it is optimal.
    hint
        A good choice to begin with.

    Examples
    --------
    >>> import numpy as np
    >>> value = np.array([[0.9, 0.0], [0.8, 0.0], [0.0, 0.5]])
    >>> choose(Choice(("A", "B", "C"), ("N1", "N2"), value, places=2)).chosen
    ('A', 'C')
    """
    status, chosen, bound = solve(choice, seconds=seconds, workers=workers, hint=hint)
    if status == "impossible":
        return Delegation((), 0.0, 0.0, status, dict.fromkeys(choice.needs, ()), {})
    value = worth(choice, chosen)
    lost = {name: value - worth(choice, [other for other in chosen if other != name]) for name in chosen}
    ceiling = value if status == "optimal" else max(bound, value)
    return Delegation(tuple(chosen), value, ceiling, status, coverage(choice, chosen), lost)
