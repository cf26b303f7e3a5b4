"""From relaxation to schedule: bound, first placement, then exact re-planning of more and more slots at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.budget import Budget
from scheduler.facts import Ints
from scheduler.large.bound import Relaxation, each_slot, relax, whole
from scheduler.large.construct import construct
from scheduler.large.neighbourhood import Outcome, replan
from scheduler.large.packing import Packing
from scheduler.large.state import State

_FIRST_COLUMNS = 500
_MOST_COLUMNS = 16_000  # HiGHS solves most programs of this size in under 2 s on one core
_SLOT_BOUND_CELLS = 40_000
_PROGRAM_SECONDS = 1.5
_PATIENCE_SECONDS, _MOST_PATIENCE_SECONDS = 5.0, 40.0
_NODES_PER_SECOND = 20
_IDLE = (4, 8)  # programs without gain before all slots are tried at once: close to the bound, and otherwise
_COLUMNS_PER_UNIT = 10_000.0
_LEAST_SECONDS = 0.2  # for the bound, however short the limit
_PATIENCE = 6
_GROW = 1.08
_SHRINK = 0.8


@dataclass(slots=True, eq=False)
class Search:
    """What the search knows so far; `slot` and `bound` are valid at every moment.

    Parameters
    ----------
    slot
        Shape ``(requests,)``; the best placement, -1 where a request is not held.
    held, bound
        Its weight, and what no placement can pass.
    exhausted
        Whether no better placement exists; it proves the bound where the packing is exact.
    steps
        Integer programs solved.
    relaxation, relaxing
        The best relaxation, and how many seconds the first took.
    """

    packing: Packing
    slot: Ints
    held: int
    bound: int
    exhausted: bool = False
    steps: int = 0
    relaxation: Relaxation | None = None
    relaxing: float = 0.0

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.held >= self.bound


def search(
    packing: Packing,
    start: Ints,
    *,
    budget: Budget,
    report: Callable[[Search, str], None] = lambda _s, _p: None,
    bounds: Packing | None = None,
    known: Search | None = None,
    patience: int | None = None,
) -> Search:
    """Find the placement of most weight, from a valid one.

    Parameters
    ----------
    start
        Shape ``(requests,)``; a valid placement, which the answer never falls below.
    budget
        When to stop; its seed draws which slots are re-planned together. A deterministic limit counts one unit for
        10,000 columns of integer programs, about a second on one core, and is not spent by bound and construction.
    report
        Called after every phase and every gain.
    bounds
        The packing whose relaxation over all slots at once bounds every schedule; left out, the packing itself.
    known
        An earlier search with other offers: its bound is kept, and its placement, ``start``, is only improved.
    patience
        End after so many programs without gain.
    """
    found = Search(packing, start.copy(), packing.worth(start), _trivial_bound(packing))
    if known is not None:
        found.bound, found.relaxation = known.bound, known.relaxation
    report(found, "greedy")
    if found.relaxation is None and not found.proven:
        began = budget.seconds
        at_least = tuple((goal, packing.total(goal, start)) for goal in packing.keep)
        over = bounds or packing
        seconds = max(2 * budget.left, _LEAST_SECONDS)  # without it nothing else can be done
        relaxation = relax(over, whole(over), at_least=at_least, limit_seconds=seconds, stop=budget.stop)
        found.relaxing = budget.seconds - began
        if relaxation is not None:
            _tighten(found, relaxation)
            report(found, "bound")
    if budget.over or found.proven or found.relaxation is None:
        return found
    assert found.relaxation is not None
    state = State(packing, budget.stop)
    if known is None and not packing.keep:
        construct(state, found.relaxation, lambda: budget.over)
    if state.held <= found.held:
        state = State(packing, budget.stop)
        state.load(found.slot)
    _keep(found, state)
    report(found, "construction")
    _improve(found, state, budget, np.random.default_rng(budget.seed), report, patience or 10**9)
    return found


def _trivial_bound(packing: Packing) -> int:
    promised = sum(floor.weight * floor.least for floor in packing.floors)
    return int(packing.weight[packing.allowed.any(axis=1)].sum()) + promised


def _tighten(found: Search, relaxation: Relaxation) -> None:
    if found.relaxation is None or relaxation.exact <= found.relaxation.exact:
        found.relaxation = relaxation
    found.bound = max(found.held, min(found.bound, relaxation.bound))


def _keep(found: Search, state: State) -> None:
    if state.held > found.held:
        found.slot, found.held = state.slot.copy(), state.held


def _improve(
    found: Search,
    state: State,
    budget: Budget,
    rng: np.random.Generator,
    report: Callable[[Search, str], None],
    most_idle: int,
) -> None:
    """Re-plan a few slots exactly, more at a time as long as that is quick, until nothing better can exist.

    Now and then, where they are few enough, all slots at once: that program proves its answer.
    """
    packing = found.packing
    since_gain = 0
    columns, idle, strongest, patience, seconds = float(_FIRST_COLUMNS), 0, False, _PATIENCE_SECONDS, _PROGRAM_SECONDS
    while not (budget.over or found.proven or found.exhausted) and packing.slots and since_gain < most_idle:
        if (
            packing.exact
            and not packing.keep
            and not strongest
            and idle >= _PATIENCE
            and int(packing.allowed.sum()) <= _SLOT_BOUND_CELLS
        ):
            strongest = True
            tighter = relax(packing, each_slot(packing), limit_seconds=budget.left, stop=budget.stop)
            if tighter is not None:
                _tighten(found, tighter)
                report(found, "bound by slots")
                continue
        everything = idle >= _idle(found, state) and _whole_columns(found, state) <= _MOST_COLUMNS
        slots = np.arange(packing.slots) if everything else _pick(found, state, columns, rng)
        outcome = _step(found, state, slots, budget, patience if everything else seconds)
        budget.spent += outcome.columns * (1 + outcome.nodes / 10) / _COLUMNS_PER_UNIT
        found.steps += 1
        since_gain = 0 if outcome.gain else since_gain + 1
        _keep(found, state)
        idle = 0 if outcome.gain or everything else idle + 1
        if outcome.gain or found.proven:
            report(found, "re-planning")
        if everything:
            patience = min(patience * 2, _MOST_PATIENCE_SECONDS)
        elif not outcome.solved:  # fewer columns, and more time in case the machine is busy
            columns = max(columns * _SHRINK, _FIRST_COLUMNS / 2)
            seconds = min(seconds * 1.25, 8 * _PROGRAM_SECONDS)
        else:
            columns = columns if outcome.gain else min(columns * _GROW, _MOST_COLUMNS)
            seconds = max(seconds / 1.1, _PROGRAM_SECONDS)


def _window(found: Search) -> float:
    """How far a price may lie from 0 while a placement better than the best so far is possible."""
    assert found.relaxation is not None
    exact = found.relaxation.exact
    return exact - found.held - 1 + 1e-6 + 1e-9 * exact


def _idle(found: Search, state: State) -> int:
    """After how many programs without gain to try all slots at once: sooner where few requests can still come in."""
    assert found.relaxation is not None
    waiting = int(np.sum((state.slot < 0) & (found.relaxation.reduced > -_window(found))))
    return _IDLE[0] if 20 * waiting <= int(np.sum(state.slot >= 0)) else _IDLE[1]


def _whole_columns(found: Search, state: State) -> int:
    """Columns of the program over all slots."""
    assert found.relaxation is not None
    taking_part = (state.slot >= 0) | (found.relaxation.reduced > -_window(found))
    return int(found.packing.allowed[taking_part].sum())


def _pick(found: Search, state: State, columns: float, rng: np.random.Generator) -> Ints:
    """Slots whose re-planning has about so many columns, rather those that wanted requests could use."""
    packing, relaxation = found.packing, found.relaxation
    assert relaxation is not None
    held = np.bincount(state.slot[state.slot >= 0], minlength=packing.slots)
    missing = packing.allowed[(state.slot < 0) & (relaxation.chosen > 0.5)]
    chance = 0.2 + missing.sum(axis=0) / max(len(missing), 1)
    order = rng.choice(packing.slots, packing.slots, replace=False, p=chance / chance.sum())
    share = packing.allowed.mean()
    count, meetings = 0, 0
    for slot in order.tolist():
        meetings += int(held[slot])
        count += 1
        if count >= 2 and 1.4 * meetings * (1 + share * (count - 1)) > columns:
            break
    return np.sort(order[:count])


def _step(found: Search, state: State, slots: Ints, budget: Budget, seconds: float) -> Outcome:
    """One exact re-planning; where it covers all slots and all promising requests, its answer is a proof."""
    packing, relaxation = found.packing, found.relaxation
    assert relaxation is not None
    # Prices say which requests no better placement holds, and which every better one holds.
    window = _window(found)
    promising = (state.slot < 0) & (relaxation.reduced > -window) & packing.allowed[:, slots].any(axis=1)
    waiting = np.flatnonzero(promising)
    complete = len(slots) == packing.slots
    room = _MOST_COLUMNS // max(len(slots), 1) // 2
    if not complete and len(waiting) > room:
        waiting = waiting[np.argsort(-relaxation.reduced[waiting], kind="stable")[:room]]
    needed = np.flatnonzero((relaxation.reduced > window) & (state.slot >= 0) & np.isin(state.slot, slots))
    # Nodes instead of seconds where the run must be reproducible.
    reproducible = budget.deterministic_limit is not None
    limit = budget.left if reproducible else min(budget.left, seconds)
    nodes = int(_NODES_PER_SECOND * seconds) if reproducible else None
    outcome = replan(state, slots, waiting, needed, limit_seconds=limit, node_limit=nodes)
    found.exhausted = complete and outcome.solved
    if complete and packing.exact:
        ceiling = state.held - outcome.gain + max(np.floor(outcome.ceiling + 1e-6), outcome.gain)
        if ceiling < found.bound:
            found.bound = int(max(ceiling, state.held))
        if outcome.solved:
            found.bound = state.held
    return outcome
