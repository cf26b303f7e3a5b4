"""Where one meeting can be put by hand: a table and an interpreter that are free then, those it has before all others."""

from collections.abc import Iterable, Sequence

from scheduler.problem import Interpreter, Problem, Request, Slot
from scheduler.result import Meeting
from scheduler.speech import can_interpret, needs_interpreter


def placed(
    problem: Problem,
    others: Sequence[Meeting],
    request: Request,
    *,
    slot: str,
    table: str | None = None,
    interpreter: str | None = None,
    was: Meeting | None = None,
) -> Meeting:
    """A meeting of a request in a slot; what is not given stays as it ``was`` if that is free, else something free is taken.

    The meeting is a proposal: where nothing is free it keeps what it had, and the checker says what that breaks.
    """
    at = next(one for one in problem.slots if one.id == slot)
    beside = _beside(problem, others, at)
    return Meeting(
        request.id,
        request.supplier,
        request.buyer,
        slot,
        table or _table(problem, beside, request, at, was),
        interpreter or _interpreter(problem, beside, request, at, was),
    )


def _beside(problem: Problem, others: Sequence[Meeting], at: Slot) -> list[Meeting]:
    """Meetings that share a moment with a slot."""
    same = {one.id for one in problem.slots if one.starts_at < at.ends_at and at.starts_at < one.ends_at}
    return [one for one in others if one.slot in same]


def _table(problem: Problem, beside: Sequence[Meeting], request: Request, at: Slot, was: Meeting | None) -> str:
    taken = {one.table for one in beside}
    here = [one.id for one in problem.tables if one.leg == at.leg and at.id not in one.unavailable]
    people = {one.id: one for one in problem.participants}
    seats = [seat for who in request.participants if (seat := people[who].seat) in here]
    free = [name for name in (*seats, *([was.table] if was else []), *here) if name in here and name not in taken]
    return next(iter([*seats, *free, *here, *(one.id for one in problem.tables)]), "")


def _interpreter(
    problem: Problem, beside: Sequence[Meeting], request: Request, at: Slot, was: Meeting | None
) -> str | None:
    if not needs_interpreter(problem, request):
        return None
    taken = {one.interpreter for one in beside}
    able = [one for one in problem.interpreters if can_interpret(problem, one, request) and _works(one, at)]
    names = [one.id for one in able if one.id not in taken]
    if was is not None and was.interpreter in names:
        return was.interpreter
    return _first(names)


def _works(interpreter: Interpreter, at: Slot) -> bool:
    return at.id not in interpreter.unavailable and (interpreter.legs is None or at.leg in interpreter.legs)


def _first(names: Iterable[str]) -> str | None:
    return next(iter(names), None)
