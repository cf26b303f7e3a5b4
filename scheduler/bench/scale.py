"""The benchmark at scale: value, bound, gap, seconds and memory of each method on generated events.

Every run has a process of its own, so that its peak memory is its own, and every answer goes through the checker.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median
from typing import TYPE_CHECKING, TypeVar

from scheduler.bench.events import HARDER, SHAPES, VARIANTS, EventShape, event_arrays, event_problem, varied

if TYPE_CHECKING:
    from scheduler.instance import Instance
    from scheduler.problem import Problem
    from scheduler.result import Layer, Meeting

OURS, GREEDY, CP_SAT, HIGHS = "mannam", "greedy", "CP-SAT, one shot", "HiGHS, one shot"
PEERS = (GREEDY, CP_SAT, HIGHS)

ONE_SHOT_CELLS = 120_000
"""Open (request, slot) cells up to which one model is tried: beyond, CP-SAT alone passes 2 GB."""

LIMITS = {"2000x2000": 60.0, "5000x5000": 70.0}
"""Seconds of search by shape where they differ from `LIMIT`; names, check and certificate of 100,000 requests take 5 more,
so that 90 hold for everything."""

LIMIT = 30.0


@dataclass(frozen=True, slots=True)
class Run:
    """One method on one event.

    Parameters
    ----------
    value, bound
        Of the meetings held; the bound is the best of this method alone, None where it proves nothing.
    seconds, cpu_seconds
        From the problem to the checked schedule, wall clock and processor time of all threads.
    peak_mb
        Peak resident memory of the process, problem and imports included.
    violations
        What the independent checker found.
    gaps, gaps_bound
        Idle gaps, and what no times of these meetings can pass; the bound None where the method tells none.
    levels
        Of the first levels of fairness, how many are proven.
    over
        Seconds beyond the limit.
    note
        Why there is no answer, if there is none.
    """

    shape: str
    seed: int
    method: str
    meetings: int = 0
    value: int = 0
    bound: int | None = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: int = 0
    violations: int = 0
    gaps: int = 0
    gaps_bound: int | None = None
    levels: int | None = None
    over: float = 0.0
    note: str = ""

    @property
    def gap(self) -> float | None:
        """``(bound - value) / bound``, None without a bound."""
        return None if self.bound is None else (self.bound - self.value) / max(self.bound, 1)


Result = TypeVar("Result")
Answer = tuple[tuple["Meeting", ...], int | None, tuple["Layer", ...]]
"""Meetings, a bound on their value where there is one, and the layers of the certificate where there are any."""


def shape_named(name: str) -> EventShape:
    """The shape of that name, whatever variant it ends with.

    Raises
    ------
    ValueError
        If there is none, or no such variant.
    """
    every = {**SHAPES, **HARDER}
    shape, _, variant = name.partition("+")
    if shape not in every or (variant and variant not in VARIANTS):
        raise ValueError(
            f"there is no shape {name!r}; there are {', '.join(every)}, each also with +{', +'.join(VARIANTS)}"
        )
    return every[shape]


def problem_named(name: str, seed: int) -> Problem:
    """The event of a shape and a seed, under the default goal unless the variant says otherwise."""
    return varied(event_problem(event_arrays(shape_named(name), seed)), name.partition("+")[2])


def run_scale(
    shapes: Iterable[str], seeds: int, *, limit_seconds: float | None = None, peers: bool = True, first_seed: int = 0
) -> Iterator[Run]:
    """Run every method on every event, each in a process of its own; yields as runs end.

    Parameters
    ----------
    seeds
        Events per shape, with seeds ``first_seed``, ``first_seed + 1``, ...
    limit_seconds
        The same for every method; `LIMITS` when left out.
    peers
        Whether greedy and the one-shot models run beside ours; one-shot models only on the first seed.
    """
    for name in shapes:
        shape_named(name)
        limit = limit_seconds if limit_seconds is not None else LIMITS.get(name, LIMIT)
        for seed in range(first_seed, first_seed + seeds):
            one_shot = seed == first_seed and "+" not in name
            methods = [OURS, *(PEERS if one_shot else (GREEDY,))] if peers else [OURS]
            for method in methods:
                yield apart(measure, name, seed, method, limit)


def apart(function: Callable[..., Result], *arguments: object) -> Result:
    """Call a function in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def measure(name: str, seed: int, method: str, limit_seconds: float) -> Run:
    """One method on one event, in this process."""
    from scheduler.check import check
    from scheduler.measures import gaps_by_participant

    problem = problem_named(name, seed)
    began, worked = time.perf_counter(), time.process_time()
    found = METHODS[method](problem, limit_seconds)
    if isinstance(found, str):
        return Run(name, seed, method, note=found)
    meetings, bound, layers = found
    seconds = time.perf_counter() - began
    gaps = [layer for layer in layers if layer.name == "gaps"]
    fairness = [layer.proven for layer in layers if layer.name == "fairness"]
    values = {request.id: request.value for request in problem.requests}
    return Run(
        shape=name,
        seed=seed,
        method=method,
        meetings=len(meetings),
        value=sum(values[meeting.request] for meeting in meetings),
        bound=bound,
        seconds=seconds,
        cpu_seconds=time.process_time() - worked,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        violations=len(check(problem, meetings)),
        gaps=sum(gaps_by_participant(problem, meetings).values()),
        gaps_bound=gaps[0].bound if gaps else None,
        levels=[*fairness, False].index(False) if fairness else None,
        over=max(seconds - limit_seconds, 0.0),
    )


def _ours(problem: Problem, limit_seconds: float) -> Answer:
    from scheduler.large import solve_large

    result = solve_large(problem, limit_seconds=limit_seconds)
    return result.meetings, result.bound, result.certificate.layers


def _greedy(problem: Problem, _limit_seconds: float) -> Answer:
    from scheduler.columns import columns_of
    from scheduler.instance import instance_of
    from scheduler.large.floor import first_places
    from scheduler.large.solve import meetings_of
    from scheduler.large.translate import packing_of

    instance = instance_of(problem)
    columns = columns_of(instance)
    places = first_places(instance, packing_of(instance, columns)[0], columns)
    return meetings_of(instance, places), None, ()


def _cp_sat(problem: Problem, limit_seconds: float) -> Answer | str:
    """The one model, all of it at once, two workers, no hint: what one writes first."""
    from ortools.sat.python import cp_model

    from scheduler.instance import instance_of
    from scheduler.objectives import Goals
    from scheduler.onemodel import one_model

    instance = instance_of(problem)
    if instance.cells > ONE_SHOT_CELLS:
        return f"{instance.cells:,} cells do not fit one model"
    began = time.perf_counter()
    draft = one_model(instance)
    draft.model.maximize(next(iter(Goals(draft).steps("value"))).expression)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = max(limit_seconds - (time.perf_counter() - began), 1.0)
    status = solver.solve(draft.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return (), None, ()
    bound = round(solver.best_objective_bound)
    chosen = {r: slot for r, cells in enumerate(draft.x) for (slot, _), var in cells.items() if solver.value(var)}
    return _named(instance, chosen), bound, ()


def _highs(problem: Problem, limit_seconds: float) -> Answer | str:
    """The slot-indexed integer program of the counting view, all of it at once, through scipy."""
    import numpy as np

    from scheduler.instance import instance_of
    from scheduler.large.neighbourhood import replan
    from scheduler.large.state import State
    from scheduler.large.translate import packing_of

    instance = instance_of(problem)
    if instance.cells > ONE_SHOT_CELLS:
        return f"{instance.cells:,} cells do not fit one program"
    packing, scale = packing_of(instance)
    state = State(packing)
    slots, requests = np.arange(packing.slots), np.arange(packing.requests)
    none = np.zeros(0, dtype=np.int64)
    outcome = replan(state, slots, requests, none, limit_seconds=limit_seconds, node_limit=None)
    chosen = {int(r): int(state.slot[r]) for r in np.flatnonzero(state.slot >= 0)}
    bound = None if outcome.ceiling == float("inf") else int(outcome.ceiling * scale.unit + 1e-6)
    return _named(instance, chosen), bound, ()


def _named(instance: Instance, chosen: dict[int, int]) -> tuple[Meeting, ...]:
    import numpy as np

    from scheduler.large.names import name_places
    from scheduler.large.solve import meetings_of

    slot = np.full(len(instance.value), -1, dtype=np.int64)
    slot[list(chosen)] = list(chosen.values())
    return meetings_of(instance, name_places(instance, slot))


METHODS: dict[str, Callable[[Problem, float], Answer | str]] = {
    OURS: _ours,
    GREEDY: _greedy,
    CP_SAT: _cp_sat,
    HIGHS: _highs,
}


@dataclass(frozen=True, slots=True)
class Summary:
    """Ours over the seeds of one shape: gaps as shares of the bound, most idle gaps, largest time, overrun and memory."""

    shape: str
    seeds: int
    proven: int
    median_gap: float
    worst_gap: float
    most_seconds: float
    most_over: float
    most_gaps: int
    gaps_over_bound: int
    peak_mb: int
    greedy_short: float | None
    """Median of how far greedy falls short of our bound; None without peers."""


def summaries(runs: Iterable[Run]) -> list[Summary]:
    """One summary per shape, in the order of the runs."""
    every = list(runs)
    found: list[Summary] = []
    for shape in dict.fromkeys(run.shape for run in every):
        ours = {run.seed: run for run in every if run.shape == shape and run.method == OURS}
        greedy = [run for run in every if run.shape == shape and run.method == GREEDY]
        gaps = [run.gap or 0.0 for run in ours.values()]
        short = [1 - run.value / max(ours[run.seed].bound or 1, 1) for run in greedy]
        found.append(
            Summary(
                shape=shape,
                seeds=len(ours),
                proven=sum(gap == 0 for gap in gaps),
                median_gap=median(gaps),
                worst_gap=max(gaps),
                most_seconds=max(run.seconds for run in ours.values()),
                most_over=max(run.over for run in ours.values()),
                most_gaps=max(run.gaps for run in ours.values()),
                gaps_over_bound=max(run.gaps - (run.gaps_bound or 0) for run in ours.values()),
                peak_mb=max(run.peak_mb for run in ours.values()),
                greedy_short=median(short) if short else None,
            )
        )
    return found
