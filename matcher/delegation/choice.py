"""Whom to choose from, who was chosen, and what a choice is worth, by definition and without a solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Status = Literal["optimal", "feasible", "impossible"]
SCALE = 1_000_000
"""Values are summed by the solver as millionths."""


@dataclass(frozen=True, slots=True)
class Quota:
    """At least and at most so many of a group of applicants.

    Parameters
    ----------
    name
        What people call the group.
    members
        Applicants of the group.
    least, most
        Bounds on how many of them are chosen; ``most`` is open where None.
    """

    name: str
    members: frozenset[str]
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom to choose from, and for what.

    Parameters
    ----------
    applicants, needs
        Ids, in the order of rows and columns of ``value``.
    value
        Shape ``(applicants, needs)``, in [0, 1]; how well an applicant serves a need. 0 where it does not: give
        only what reaches the threshold of a possible match.
    places
        How many may be chosen; fewer are chosen only where a rule or lack of gain says so.
    importance
        Weight of each need; 1 each where absent.
    redundancy
        What the best, second best ... chosen applicant of a need counts, falling. ``(1, 0.5)`` values a second
        supplier half as much as the first; a third adds nothing.
    must_take, must_not
        Applicants who are in or out whatever their value.
    quotas
        Bounds on groups.
    costs, budget
        What each applicant costs, and what all may cost together.

    Raises
    ------
    ValueError
        When shapes, ids or bounds contradict each other.
    """

    applicants: tuple[str, ...]
    needs: tuple[str, ...]
    value: Array
    places: int
    importance: tuple[float, ...] | None = None
    redundancy: tuple[float, ...] = (1.0, 0.5)
    must_take: frozenset[str] = frozenset()
    must_not: frozenset[str] = frozenset()
    quotas: tuple[Quota, ...] = ()
    costs: Mapping[str, float] = field(default_factory=dict[str, float])
    budget: float | None = None

    def __post_init__(self) -> None:
        if self.value.shape != (len(self.applicants), len(self.needs)):
            raise ValueError(
                f"value has shape {self.value.shape}; {len(self.applicants)} applicants and {len(self.needs)} needs"
                " ask for one row and one column each"
            )
        if len(set(self.applicants)) < len(self.applicants):
            raise ValueError("two applicants have the same id")
        if not self.value.size or float(self.value.min()) < 0 or float(self.value.max()) > 1:
            raise ValueError("values must lie in [0, 1], for at least one applicant and one need")
        if self.places < 1:
            raise ValueError(f"places is {self.places}; at least one applicant must be able to travel")
        if self.importance is not None and (len(self.importance) != len(self.needs) or min(self.importance) < 0):
            raise ValueError("importance needs one weight of at least 0 for each need")
        if not self.redundancy or any(a < b for a, b in zip(self.redundancy, self.redundancy[1:], strict=False)):
            raise ValueError(f"redundancy {self.redundancy} must not rise")
        self._check_names()

    def _check_names(self) -> None:
        known = set(self.applicants)
        named = {"must_take": self.must_take, "must_not": self.must_not, "costs": frozenset(self.costs)}
        named |= {f"quota {quota.name}": quota.members for quota in self.quotas}
        for where, names in named.items():
            if unknown := sorted(names - known):
                raise ValueError(f"{where} names {unknown[0]}, who has not applied")
        if both := sorted(self.must_take & self.must_not):
            raise ValueError(f"{both[0]} both must and must not be taken")
        if len(self.must_take) > self.places:
            raise ValueError(f"{len(self.must_take)} applicants must be taken but there are {self.places} places")
        if any(cost < 0 for cost in self.costs.values()):
            raise ValueError("costs must not be negative")


@dataclass(frozen=True, slots=True)
class Delegation:
    """The applicants chosen.

    Parameters
    ----------
    chosen
        Ids, in the order of the applicants.
    value
        What they are worth together: over all needs, importance times the value of the best, second best ... chosen
        applicant times what that rank counts.
    bound
        No choice is worth more.
    status
        ``"optimal"``, ``"feasible"`` (time ran out: see the bound) or ``"impossible"`` (the rules contradict).
    coverage
        For each need its chosen applicants that count, best first.
    contribution
        For each chosen applicant, what would be lost without it and without replacement.
    """

    chosen: tuple[str, ...]
    value: float
    bound: float
    status: Status
    coverage: Mapping[str, tuple[str, ...]]
    contribution: Mapping[str, float]

    @property
    def gap(self) -> float:
        """How much of the bound may be missing, in [0, 1]."""
        return 0.0 if self.bound <= 0 else max(0.0, (self.bound - self.value) / self.bound)


def worth(choice: Choice, chosen: Sequence[str]) -> float:
    """Return what a set of applicants is worth together, by definition and without a solver.

    Examples
    --------
    >>> import numpy as np
    >>> choice = Choice(("A", "B"), ("N",), np.array([[0.8], [0.6]]), places=2)
    >>> round(worth(choice, ["A", "B"]), 3)
    1.1
    """
    rows = [choice.applicants.index(name) for name in chosen]
    if not rows:
        return 0.0
    ranks = min(len(rows), len(choice.redundancy))
    best = -np.sort(-np.asarray(choice.value, dtype=np.float64)[rows], axis=0)[:ranks]
    per_need = np.asarray(choice.redundancy[:ranks]) @ best
    return float(per_need @ _importance(choice))


def _importance(choice: Choice) -> NDArray[np.float64]:
    return np.ones(len(choice.needs)) if choice.importance is None else np.asarray(choice.importance, dtype=np.float64)


def allowed(choice: Choice, chosen: Sequence[str]) -> list[str]:
    """Return the rules that a set of applicants breaks, in words; empty when it is allowed.

    Examples
    --------
    >>> import numpy as np
    >>> choice = Choice(("A", "B"), ("N",), np.ones((2, 1)), places=1, must_take=frozenset({"B"}))
    >>> allowed(choice, ["A"])
    ['B must be taken']
    """
    names = set(chosen)
    broken = [f"{name} must be taken" for name in sorted(choice.must_take - names)]
    broken += [f"{name} must not be taken" for name in sorted(choice.must_not & names)]
    if len(names) > choice.places:
        broken.append(f"{len(names)} are chosen for {choice.places} places")
    for quota in choice.quotas:
        count = len(names & quota.members)
        if count < quota.least:
            broken.append(f"{quota.name} has {count} of at least {quota.least}")
        if quota.most is not None and count > quota.most:
            broken.append(f"{quota.name} has {count} of at most {quota.most}")
    spent = sum(choice.costs.get(name, 0.0) for name in names)
    if choice.budget is not None and spent > choice.budget + 1e-9:
        broken.append(f"the cost is {spent:g} of at most {choice.budget:g}")
    return broken


def coverage(choice: Choice, chosen: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for each need the chosen applicants that count for it, best first."""
    rows = np.array([choice.applicants.index(name) for name in chosen], dtype=np.int64)
    found: dict[str, tuple[str, ...]] = {}
    for column, need in enumerate(choice.needs):
        values = choice.value[rows, column] if len(rows) else np.zeros(0)
        order = [int(place) for place in np.argsort(-values, kind="stable") if values[place] > 0]
        found[need] = tuple(choice.applicants[rows[place]] for place in order[: len(choice.redundancy)])
    return found
