"""Contradictions between two pins, or between a pin and a fact."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from scheduler.speech import can_interpret, needs_interpreter
from scheduler.timegrid import TimeGrid, time_grid

if TYPE_CHECKING:
    from scheduler.problem import Pin, Problem, Request


def contradictions(problem: Problem) -> Iterator[str]:
    """Sentences that each name a pin and what it cannot stand beside; none when all pins can be kept pair by pair."""
    if not problem.pins:
        return
    for pin in problem.pins:
        for fact in _against_facts(problem, pin):
            yield f"{_name(pin)} contradicts {fact}"
    if len(problem.pins) > 1:
        yield from _against_each_other(problem)


def _name(pin: Pin) -> str:
    places = (("slot", pin.slot), ("table", pin.table), ("interpreter", pin.interpreter))
    where = " ".join(f"{kind} {place!r}" for kind, place in places if place is not None)
    return f"pin of {pin.request!r}" + (f" to {where}" if where else "")


def _against_facts(problem: Problem, pin: Pin) -> Iterator[str]:
    request = next(one for one in problem.requests if one.id == pin.request)
    people = {who.id: who for who in problem.participants}
    for one, other in combinations(request.participants, 2):
        if {(one, other), (other, one)} & problem.forbidden:
            yield f"the forbidden pair {one!r} and {other!r}"
    slot = next((one for one in problem.slots if one.id == pin.slot), None)
    if slot is not None:
        for who in request.participants:
            if slot.id in people[who].unavailable or not _present(people[who].legs, slot.leg):
                yield f"{who!r}, who is not available in {slot.id!r}"
        if request.leg not in (None, slot.leg) or (request.slots is not None and slot.id not in request.slots):
            yield f"request {request.id!r}, which cannot be held in {slot.id!r}"
    yield from _against_table(problem, pin, request)
    yield from _against_interpreter(problem, pin, request)


def _against_table(problem: Problem, pin: Pin, request: Request) -> Iterator[str]:
    table = next((one for one in problem.tables if one.id == pin.table), None)
    if table is None:
        return
    legs = {one.id: one.leg for one in problem.tables}
    slot_leg = next((one.leg for one in problem.slots if one.id == pin.slot), table.leg)
    if slot_leg != table.leg or request.leg not in (None, table.leg):
        yield f"table {table.id!r}, which is in another leg"
    if pin.slot in table.unavailable or table.capacity == 0:
        yield f"table {table.id!r}, which is not available then"
    if not request.equipment <= table.equipment:
        yield f"table {table.id!r}, which lacks {', '.join(sorted(request.equipment - table.equipment))}"
    for who in problem.participants:
        if who.id in request.participants and who.seat not in (None, table.id) and legs[who.seat] == table.leg:
            yield f"the seat of {who.id!r} at {who.seat!r}"


def _against_interpreter(problem: Problem, pin: Pin, request: Request) -> Iterator[str]:
    interpreter = next((one for one in problem.interpreters if one.id == pin.interpreter), None)
    if interpreter is None:
        return
    if needs_interpreter(problem, request) and not can_interpret(problem, interpreter, request):
        yield f"the languages of {interpreter.id!r}"
    leg = next((one.leg for one in problem.slots if one.id == pin.slot), None)
    if pin.slot in interpreter.unavailable or (leg is not None and not _present(interpreter.legs, leg)):
        yield f"{interpreter.id!r}, who does not work then"


def _present(legs: frozenset[str] | None, leg: str) -> bool:
    return legs is None or leg in legs


def _against_each_other(problem: Problem) -> Iterator[str]:
    grid = time_grid(problem)
    requests = {one.id: one for one in problem.requests}
    delegates = {who.id: who.delegates for who in problem.participants}
    capacity = {table.id: table.capacity for table in problem.tables}
    ordered = {(rule.before, rule.after) for rule in problem.precedences}
    for one, other in combinations(problem.pins, 2):
        clash = _clash(one, other, requests, delegates, capacity, grid) or _disorder(one, other, ordered, grid)
        if clash:
            yield f"{_name(one)} contradicts {_name(other)}: {clash}"


def _clash(
    one: Pin,
    other: Pin,
    requests: dict[str, Request],
    delegates: dict[str, int],
    capacity: dict[str, int],
    grid: TimeGrid,
) -> str:
    if one.request == other.request:
        places = ((one.slot, other.slot), (one.table, other.table), (one.interpreter, other.interpreter))
        differ = any(a is not None and b is not None and a != b for a, b in places)
        return "one meeting has one place" if differ else ""
    first, second = requests[one.request], requests[other.request]
    if {first.supplier, first.buyer} == {second.supplier, second.buyer}:
        return "a pair meets at most once"
    if one.slot is None or other.slot is None or not grid.overlap(grid.number[one.slot], grid.number[other.slot]):
        return ""
    for who in sorted(set(first.participants) & set(second.participants)):
        if delegates[who] == 1:
            return f"{who!r} cannot be in two meetings at one time"
    if one.table is not None and one.table == other.table and capacity[one.table] == 1:
        return f"table {one.table!r} holds one meeting at a time"
    if one.interpreter is not None and one.interpreter == other.interpreter:
        return f"{one.interpreter!r} interprets one meeting at a time"
    return ""


def _disorder(one: Pin, other: Pin, ordered: set[tuple[str, str]], grid: TimeGrid) -> str:
    for early, late in ((one, other), (other, one)):
        if (early.request, late.request) in ordered and early.slot is not None and late.slot is not None:
            first, second = grid.number[early.slot], grid.number[late.slot]
            if grid.end[first] > grid.start[second]:
                return f"{early.request!r} comes before {late.request!r}"
    return ""
