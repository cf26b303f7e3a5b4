"""The one-shot peer: the obvious CP-SAT model, with the solver's own defaults and two workers."""

import math
import time

from ortools.sat.python import cp_model

from scheduler.bench.b2b.legal import legal_slots
from scheduler.bench.b2b.problem import B2BProblem, B2BResult, Status, meetings_of

NAME = "one-shot CP-SAT"
_STATUS: dict[cp_model.CpSolverStatus, Status] = {
    cp_model.OPTIMAL: "optimal",
    cp_model.FEASIBLE: "feasible",
    cp_model.INFEASIBLE: "infeasible",
}


def solve_oneshot(problem: B2BProblem, limit: float) -> B2BResult:
    """Solve one model: a Boolean per meeting and slot, breaks as the beginnings of blocks less one."""
    began = time.monotonic()
    model = cp_model.CpModel()
    at = [{slot: model.new_bool_var("") for slot in sorted(slots)} for slots in legal_slots(problem)]
    for row in at:
        model.add_exactly_one(row.values())
    for slot in range(problem.slots):
        model.add(sum(row[slot] for row in at if slot in row) <= problem.tables)
    when = [sum(slot * literal for slot, literal in row.items()) for row in at]
    for earlier, later in problem.precedences:
        model.add(when[earlier] < when[later])
    breaks: list[cp_model.LinearExprT] = []
    for meetings in meetings_of(problem):
        used = [model.new_bool_var("") for _ in range(problem.slots)]
        for slot, literal in enumerate(used):
            model.add(sum(at[meeting][slot] for meeting in meetings if slot in at[meeting]) == literal)
        begun = [model.new_bool_var("") for _ in used]
        for slot, literal in enumerate(used):
            model.add(begun[slot] >= literal - (used[slot - 1] if slot else 0))
        if meetings:
            breaks.append(model.new_int_var(0, problem.slots, ""))
            model.add(breaks[-1] == sum(begun) - 1)
            for slot, literal in enumerate(used):
                model.add_implication(begun[slot], literal)
                if slot:
                    model.add_implication(begun[slot], ~used[slot - 1])
        else:
            breaks.append(0)
    if breaks:
        fewest, most = model.new_int_var(0, problem.slots, ""), model.new_int_var(0, problem.slots, "")
        for one in breaks:
            model.add(fewest <= one)
            model.add(one <= most)
        model.add(most - fewest <= problem.fairness)
    model.minimize(sum(breaks))
    return _solved(model, at, limit, began)


def _solved(model: cp_model.CpModel, at: list[dict[int, cp_model.IntVar]], limit: float, began: float) -> B2BResult:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = max(0.01, limit - (time.monotonic() - began))
    answer = solver.solve(model)
    status = _STATUS.get(answer, "unknown")
    bound = None if status == "infeasible" else max(0, math.ceil(solver.best_objective_bound - 1e-6))
    if status not in ("optimal", "feasible"):
        return B2BResult(status, None, None, bound, time.monotonic() - began, NAME)
    slots = tuple(next(slot for slot, literal in row.items() if solver.boolean_value(literal)) for row in at)
    return B2BResult(status, slots, round(solver.objective_value), bound, time.monotonic() - began, NAME)
