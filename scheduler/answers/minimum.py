"""The fewest tables, and the fewest interpreters of each language pair, that reach a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import TYPE_CHECKING, Literal

from ortools.sat.python import cp_model

from scheduler.budget import Budget
from scheduler.draft import Draft
from scheduler.instance import Instance, instance_of
from scheduler.large.translate import unsupported
from scheduler.measures import promises_missed
from scheduler.objectives import Goals
from scheduler.onemodel import one_model
from scheduler.problem import Interpreter, Table
from scheduler.race import PORTFOLIO, race
from scheduler.relaxation import relax
from scheduler.solve import solve
from scheduler.speech import language_sets
from scheduler.units import Units, in_units

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.result import Result

Aim = Literal["best", "full"]
MOST_CELLS = 40_000
"""Above so many pairs of a request and an open slot there is no exact answer in reasonable time."""


@dataclass(frozen=True, slots=True)
class Minimum:
    """The fewest of a resource that reach a value.

    Parameters
    ----------
    count, least
        How many are enough, and how many are needed at least.
    by
        Leg, or language pair such as "ko-tr", to how many of the count.
    value
        The value reached; its best possible is ``most``.
    proven
        Whether ``count`` and ``least`` meet and ``value`` is the best possible.
    """

    count: int
    least: int
    by: dict[str, int]
    value: int
    most: int
    proven: bool


def fewest_tables(
    problem: Problem, aim: Aim = "best", *, limit_seconds: float = 30.0, stop: Callable[[], bool] | None = None
) -> Minimum:
    """The fewest tables with which promises are kept and the value stays the best there is.

    Where no meeting has a value, each counts 1.

    Parameters
    ----------
    aim
        ``"best"``: the best value with the present tables, of which some may not be needed. ``"full"``: the best value
        with any number of tables; tables beyond the present ones have all equipment, stand in each area, and are always
        there.

    Raises
    ------
    ValueError
        The problem is too large for an exact answer.

    Examples
    --------
    >>> from scheduler import Request
    >>> from scheduler.examples import tiny
    >>> problem = tiny((Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 7)), slots=1)
    >>> fewest_tables(problem).value, fewest_tables(problem, "full").value, fewest_tables(problem, "full").count
    (7, 12, 2)
    """
    units = in_units(_counted(problem))
    problem = units.problem
    if aim == "full":
        problem = replace(problem, tables=(*problem.tables, *_more_tables(problem)))
    instance = _instance(problem)
    best = _best(problem, limit_seconds * 0.4, stop)
    leg = {table.id: table.leg for table in problem.tables}
    enough = Counter(leg[table] for table in {meeting.table for meeting in best.meetings})
    draft = one_model(instance, without=frozenset({"table_capacity"}))
    shares: dict[tuple[int, int], list[cp_model.LinearExprT]] = {}
    for (g, _, s), share in draft.seated.items():
        shares.setdefault((g, s), []).append(share)
    used: dict[str, list[cp_model.IntVar]] = {}
    for g, crew in enumerate(draft.tables):
        for_each = {k: draft.model.new_bool_var("") for k in crew.members}
        for k, var in for_each.items():
            used.setdefault(problem.tables[k].leg, []).append(var)
        capacity = cp_model.LinearExpr.weighted_sum(
            list(for_each.values()), [problem.tables[k].capacity for k in crew.members]
        )
        _bind(draft, shares, g, capacity)
        _in_order(draft, [for_each[k] for k in sorted(crew.members, key=lambda k: -problem.tables[k].capacity)])
    return _told(
        _fewest(draft, used, Budget(limit_seconds * 0.6, stop=stop), _reached(problem, best), dict(enough)), units
    )


def fewest_interpreters(
    problem: Problem, aim: Aim = "full", *, limit_seconds: float = 30.0, stop: Callable[[], bool] | None = None
) -> Minimum:
    """The fewest interpreters of each language pair, hired anew, that reach a value.

    Everyone hired speaks one pair at every level, works in every slot and rests for none.

    Parameters
    ----------
    aim
        ``"best"``: the best value with the present interpreters. ``"full"``: the best value with any number of them.

    Raises
    ------
    ValueError
        The problem is too large for an exact answer.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> found = fewest_interpreters(roadshow(seed=1))
    >>> found.proven, sum(found.by.values()) == found.count
    (True, True)
    """
    units = in_units(_counted(problem))
    problem = units.problem
    _instance(problem)
    present = _best(problem, limit_seconds * 0.3, stop) if aim == "best" else None
    pairs = demanded(problem)
    hired: list[Interpreter] = []
    for pair, meetings in pairs.items():
        most = min(meetings, _at_once(problem))
        hired += [Interpreter(f"{pair} {n + 1}", dict.fromkeys(pair.split("-"), 99)) for n in range(most)]
    pins = tuple(replace(pin, interpreter=None) for pin in problem.pins)
    problem = replace(problem, interpreters=tuple(hired), pins=pins)
    best = _best(problem, limit_seconds * 0.3, stop)
    reached = _reached(problem, best)
    if present is not None:
        missed = promises_missed(problem, present.meetings)
        reached = (min(present.value, best.value), present.bound, max(missed, reached[2]))
    enough = Counter(name.rsplit(" ", 1)[0] for name in {one.interpreter for one in best.meetings} if name is not None)
    draft = one_model(_instance(problem), without=frozenset({"interpreter_one_at_a_time"}))
    shares: dict[tuple[int, int], list[cp_model.LinearExprT]] = {}
    for (g, _, s, _), share in draft.spoken.items():
        shares.setdefault((g, s), []).append(share)
    used: dict[str, list[cp_model.IntVar]] = {}
    for g, crew in enumerate(draft.interpreters):
        count = draft.model.new_int_var(0, crew.size, "")
        pair = problem.interpreters[crew.members[0]].id.rsplit(" ", 1)[0]
        used.setdefault(pair, []).append(count)
        _bind(draft, shares, g, count)
    return _told(_fewest(draft, used, Budget(limit_seconds * 0.4, stop=stop), reached, dict(enough)), units)


def demanded(problem: Problem) -> dict[str, int]:
    """Language pairs (or more languages, for meetings of several parties) to how many requests they could serve.

    >>> from scheduler.examples import roadshow
    >>> list(demanded(roadshow(seed=1)))
    ['ko-tr', 'en-ko', 'en-tr']
    """
    found: dict[str, int] = {}
    for request in problem.requests:
        for choice in {tuple(sorted(set(one))) for one in product(*language_sets(problem, request))}:
            if choice:
                found["-".join(choice)] = found.get("-".join(choice), 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _instance(problem: Problem) -> Instance:
    instance = instance_of(problem)
    if instance.cells > MOST_CELLS:
        raise ValueError(
            f"{instance.cells} pairs of a request and a slot are too many for the fewest resources: at most {MOST_CELLS}"
        )
    return instance


def _at_once(problem: Problem) -> int:
    """Meetings that can take place at one moment, as far as tables go."""
    return sum(table.capacity for table in problem.tables)


def _more_tables(problem: Problem) -> list[Table]:
    """Tables to add, as many of each leg as could ever be used at once."""
    equipment = frozenset(item for request in problem.requests for item in request.equipment)
    sides = [sum(who.delegates for who in problem.participants if who.side == side) for side in ("supplier", "buyer")]
    most = min(len(problem.requests), *sides)
    areas = {(table.leg, table.area) for table in problem.tables} | {
        (leg.id, "") for leg in problem.legs if all(table.leg != leg.id for table in problem.tables)
    }
    return [
        Table(f"more {leg} {area} {n + 1}", leg, area, 1, equipment) for leg, area in sorted(areas) for n in range(most)
    ]


def _bind(
    draft: Draft, shares: dict[tuple[int, int], list[cp_model.LinearExprT]], crew: int, most: cp_model.LinearExprT
) -> None:
    """At no moment does a crew serve more than it has."""
    for clash in draft.instance.grid.clashes:
        together = [share for s in clash for share in shares.get((crew, s), ())]
        if together:
            draft.model.add(cp_model.LinearExpr.sum(together) <= most)


def _in_order(draft: Draft, variables: list[cp_model.IntVar]) -> None:
    """Of tables that differ in capacity alone the larger is used first."""
    for larger, smaller in pairwise(variables):
        draft.model.add_implication(smaller, larger)


def _value(draft: Draft) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.weighted_sum(draft.held, [int(v) for v in draft.instance.value])


def _best(problem: Problem, limit_seconds: float, stop: Callable[[], bool] | None) -> Result:
    """The best schedule by value alone."""
    plain = replace(problem, objectives=("promises", "value"))
    resting = any(one.max_run is not None for one in plain.interpreters)  # the decomposition cannot prove rests
    way = "one model" if resting or unsupported(instance_of(plain), plain=True) is not None else "decomposition"
    return solve(plain, limit_seconds=limit_seconds, method=way, stop=stop)


def _reached(problem: Problem, best: Result) -> tuple[int, int, int]:
    """Value, its bound, and the promises missed, of a schedule."""
    return best.value, best.bound, promises_missed(problem, best.meetings)


def _counted(problem: Problem) -> Problem:
    """The problem itself; where no meeting has a value, every one counts 1."""
    if any(one.value for one in problem.requests):
        return problem
    return replace(problem, requests=tuple(replace(one, value=1) for one in problem.requests))


def _told(found: Minimum, units: Units) -> Minimum:
    """What was found in the values that were given."""
    return replace(found, value=found.value * units.unit, most=found.most * units.unit)


def _fewest(
    draft: Draft,
    used: dict[str, list[cp_model.IntVar]],
    budget: Budget,
    reached: tuple[int, int, int],
    enough: dict[str, int],
) -> Minimum:
    """The fewest that keep promises and reach a value; ``enough`` is a number that does, for want of time."""
    value, most, missed = reached
    draft.model.add(_value(draft) >= value)
    kept = next(Goals(draft).steps("promises"))
    draft.model.add(kept.expression <= missed)
    total = cp_model.LinearExpr.sum([var for variables in used.values() for var in variables])
    relaxed = relax(draft.model, total, "min", budget.left * 0.3, stop=budget.stop)
    floor = 0 if relaxed is None else max(-relaxed.bound, 0)
    draft.model.add(total >= floor)
    draft.model.minimize(total)
    found = race(draft.model, budget, (PORTFOLIO,), lambda _: None, share=1.0)
    count, by = sum(enough.values()), enough
    if found.objective is not None and found.objective <= count:
        count = found.objective
        by = {name: sum(found.solution[var.index] for var in variables) for name, variables in used.items()}
    least = count if found.proven else min(max(found.bound or 0, floor), count)
    return Minimum(
        count=count,
        least=least,
        by={name: number for name, number in by.items() if number},
        value=value,
        most=most,
        proven=least == count and most == value,
    )
