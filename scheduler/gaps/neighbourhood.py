"""One step of the search: some meetings are free, all others stay, and a constraint model places the free ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model

from scheduler.gaps.problem import GapProblem, Ints
from scheduler.gaps.state import State

Used = cp_model.IntVar | bool


@dataclass(slots=True)
class Step:
    """The model of one step.

    Attributes
    ----------
    free
        The slot of each free meeting before the step.
    placed
        For each free meeting its Boolean variables by slot.
    """

    problem: GapProblem
    free: dict[int, int]
    seats: Ints
    room: Ints
    busy: Ints
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    placed: dict[int, dict[int, cp_model.IntVar]] = field(default_factory=dict[int, dict[int, cp_model.IntVar]])

    def solve(self, effort: float, seconds: float, seed: int, *, hint: bool) -> tuple[dict[int, int] | None, float]:
        """Place the free meetings with the fewest gaps.

        Parameters
        ----------
        effort
            Limit of deterministic time, in the solver's unit of about a second.
        seconds
            Limit of wall-clock time.
        seed
            For the solver.
        hint
            Whether to begin at the present placement.

        Returns
        -------
        tuple
            The slot of each free meeting, or ``None``; and the deterministic time spent.
        """
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = seed
        parameters.max_deterministic_time = effort
        parameters.max_time_in_seconds = seconds
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        if hint:
            for meeting, row in self.placed.items():
                for slot, literal in row.items():
                    self.model.add_hint(literal, slot == self.free[meeting])
        status = solver.solve(self.model)
        spent = solver.response_proto.deterministic_time
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, spent
        found = {
            meeting: next(slot for slot, literal in row.items() if solver.boolean_value(literal))
            for meeting, row in self.placed.items()
        }
        return found, spent


def step(problem: GapProblem, state: State, meetings: Sequence[int], slots: Sequence[int] | None = None) -> Step:
    """Return the step that frees some meetings of a placement.

    Parameters
    ----------
    problem
        The meetings.
    state
        The placement.
    meetings
        Which are free.
    slots
        Where they may go beside where they are; ``None`` means everywhere.
    """
    free = {meeting: int(state.slot[meeting]) for meeting in meetings}
    busy, load = state.busy.copy(), state.load.copy()
    for meeting, at in free.items():
        busy[list(problem.members[meeting]), at] -= 1
        load[list(problem.rows_of[meeting]), at] -= 1
    made = Step(problem, free, problem.seats - busy, problem.capacity - load, busy)
    wanted = np.ones(problem.slots, dtype=bool) if slots is None else np.isin(np.arange(problem.slots), slots)
    for meeting, at in free.items():
        possible = problem.allowed[meeting] & (made.seats[list(problem.members[meeting])] > 0).all(axis=0) & wanted
        possible &= (made.room[list(problem.rows_of[meeting])] > 0).all(axis=0)
        possible[at] = True
        made.placed[meeting] = {int(t): made.model.new_bool_var("") for t in np.flatnonzero(possible)}
        made.model.add_exactly_one(made.placed[meeting].values())
    _add_rows(made)
    _add_limits(made, state.slot)
    _add_gaps(made)
    return made


def _add_rows(made: Step) -> None:
    counted: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    for meeting, row in made.placed.items():
        for number in made.problem.rows_of[meeting]:
            for slot, literal in row.items():
                counted.setdefault((number, slot), []).append(literal)
    for (number, slot), literals in counted.items():
        room = int(made.room[number, slot])
        if len(literals) > room:
            made.model.add(sum(literals) <= room)


def _add_limits(made: Step, slot: Ints) -> None:
    model, placed = made.model, made.placed
    for meetings, slots, most in made.problem.limits:
        inside = [meeting for meeting in meetings if meeting in placed]
        if inside:
            fixed = sum(bool(slots[slot[meeting]]) for meeting in meetings if meeting not in placed)
            literals = [literal for meeting in inside for at, literal in placed[meeting].items() if slots[at]]
            model.add(sum(literals) <= most - fixed)
    for earlier, later in made.problem.orders:
        if earlier in placed or later in placed:
            before = placed.get(earlier, {int(slot[earlier]): model.new_constant(1)})
            after = placed.get(later, {int(slot[later]): model.new_constant(1)})
            for at, literal in after.items():
                model.add_bool_or(~literal, *(other for t, other in before.items() if t < at))


def _add_gaps(made: Step) -> None:
    """Minimise blocks begun less days with a meeting, over everyone whose meetings are free."""
    here: dict[int, dict[int, list[cp_model.IntVar]]] = {}
    for meeting, row in made.placed.items():
        for who in made.problem.members[meeting]:
            for slot, literal in row.items():
                here.setdefault(who, {}).setdefault(slot, []).append(literal)
    cost: list[cp_model.LinearExprT] = []
    for who, literals in here.items():
        used = {slot: _used(made, who, slot, chosen) for slot, chosen in literals.items()}
        for day in np.unique(made.problem.day[list(literals)]):
            slots = np.flatnonzero(made.problem.day == day).tolist()
            cost += _day_cost(made.model, [used.get(slot, bool(made.busy[who, slot])) for slot in slots])
    made.model.minimize(sum(cost))


def _used(made: Step, who: int, slot: int, chosen: list[cp_model.IntVar]) -> Used:
    """Return whether a participant meets in a slot, within the seats left."""
    seats, model = int(made.seats[who, slot]), made.model
    if made.busy[who, slot]:
        model.add(sum(chosen) <= seats)
        return True
    if len(chosen) == 1:
        return chosen[0]
    used = model.new_bool_var("")
    if seats == 1:
        model.add_exactly_one(*chosen, ~used)
    else:
        model.add(sum(chosen) <= seats)
        model.add_max_equality(used, chosen)
    return used


def _day_cost(model: cp_model.CpModel, used: list[Used]) -> list[cp_model.LinearExprT]:
    cost: list[cp_model.LinearExprT] = []
    before: Used = False
    for now in used:
        if now is not False and before is not True:
            if before is False:
                cost.append(now if now is not True else 1)
            else:
                begun = model.new_bool_var("")
                model.add_bool_or(before, begun, *([] if now is True else [~now]))
                cost.append(begun)
        before = now
    if any(now is True for now in used):
        return [*cost, -1]
    present = model.new_bool_var("")
    model.add_bool_or(~present, *(now for now in used if not isinstance(now, bool)))
    return [*cost, -present]
