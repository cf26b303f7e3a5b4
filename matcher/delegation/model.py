"""The choice of a delegation as a CP-SAT model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from matcher.delegation.choice import SCALE, Choice, Status


def solve(choice: Choice, *, seconds: float, workers: int, hint: Sequence[str] = ()) -> tuple[Status, list[str], float]:
    """Return the status, the chosen applicants in their order, and a bound on the worth of any choice."""
    model = cp_model.CpModel()
    taken = [model.new_bool_var(name) for name in choice.applicants]
    _rules(model, taken, choice)
    model.maximize(sum(weight * literal for weight, literal in _served(model, taken, choice)))
    for name, literal in zip(choice.applicants, taken, strict=True):
        if hint:
            model.add_hint(literal, name in hint)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 2
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        if status == cp_model.INFEASIBLE:
            return "impossible", [], 0.0
        raise ValueError(f"no allowed delegation was found within {seconds:g} seconds; allow more time")
    chosen = [name for name, literal in zip(choice.applicants, taken, strict=True) if solver.boolean_value(literal)]
    return "optimal" if status == cp_model.OPTIMAL else "feasible", chosen, solver.best_objective_bound / SCALE


def _rules(model: cp_model.CpModel, taken: Sequence[cp_model.IntVar], choice: Choice) -> None:
    literal = dict(zip(choice.applicants, taken, strict=True))
    model.add(sum(taken) <= choice.places)
    for name in sorted(choice.must_take):
        model.add(literal[name] == 1)
    for name in sorted(choice.must_not):
        model.add(literal[name] == 0)
    for quota in choice.quotas:
        members = sum(literal[name] for name in sorted(quota.members))
        model.add(members >= quota.least)
        if quota.most is not None:
            model.add(members <= quota.most)
    if choice.budget is not None:
        # Costs are rounded up and the budget down to a millionth of it, so that no rounding overspends.
        unit = max(choice.budget, 1e-9) / SCALE
        spent = sum(int(np.ceil(cost / unit - 1e-6)) * literal[name] for name, cost in sorted(choice.costs.items()))
        model.add(spent <= SCALE)


def _served(
    model: cp_model.CpModel, taken: Sequence[cp_model.IntVar], choice: Choice
) -> list[tuple[int, cp_model.IntVar]]:
    """Return the weighted literals "this applicant serves this need in this rank"."""
    importance = choice.importance or (1.0,) * len(choice.needs)
    terms: list[tuple[int, cp_model.IntVar]] = []
    for column in range(len(choice.needs)):
        able = [int(row) for row in np.flatnonzero(np.asarray(choice.value)[:, column] > 0)]
        ranks = [share for share in choice.redundancy if share > 0][: len(able)]
        by_rank: list[list[cp_model.IntVar]] = [[] for _ in ranks]
        for row in able:
            serves = [model.new_bool_var(f"{row} serves {column} as {rank}") for rank in range(len(ranks))]
            model.add(sum(serves) <= taken[row])
            for rank, (share, literal) in enumerate(zip(ranks, serves, strict=True)):
                by_rank[rank].append(literal)
                weight = round(SCALE * float(choice.value[row, column]) * share * importance[column])
                terms.append((weight, literal))
        for literals in by_rank:
            model.add_at_most_one(literals)
    return terms
