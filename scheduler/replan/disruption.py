"""What changes between one schedule and the next: small edits of a problem, each giving a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from scheduler.problem import Interpreter, Participant, Pin, Problem, Request, Slot, Table

Thing = TypeVar("Thing", "Participant", "Table", "Interpreter")


def without_participant(problem: Problem, participant: str, from_slot: str | None = None) -> Problem:
    """Someone is gone: for good, or from the start of a slot on; pins that this contradicts go too.

    Raises
    ------
    ValueError
        The participant or the slot is unknown.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> problem = roadshow(seed=1)
    >>> gone = without_participant(problem, "B001", "1-13")
    >>> who = next(one for one in gone.participants if one.id == "B001")
    >>> sorted(who.unavailable)
    ['1-13', '1-14']
    """
    missed = _from(problem, from_slot)
    return _without_person(problem, participant, missed)


def late(problem: Problem, participant: str, until_slot: str) -> Problem:
    """Someone comes late: on the local day of a slot they cannot meet before it starts; pins until then go.

    >>> from scheduler.examples import roadshow
    >>> who = next(one for one in late(roadshow(seed=1), "B001", "1-03").participants if one.id == "B001")
    >>> sorted(who.unavailable)
    ['1-01', '1-02']
    """
    from scheduler.timegrid import time_grid

    last, grid = _slot(problem, until_slot), time_grid(problem)
    day = grid.day[grid.number[last.id]]
    missed = [
        slot.id
        for slot in problem.slots
        if grid.day[grid.number[slot.id]] == day and slot.starts_at < last.starts_at
    ]  # fmt: skip
    return _without_person(problem, participant, missed)


def without_table(problem: Problem, table: str, from_slot: str | None = None) -> Problem:
    """A table is lost: for good, or from the start of a slot on; pins to it then go too.

    Whoever kept it meets at any table from now on.
    """
    missed = _from(problem, from_slot)
    tables = _absent(problem, problem.tables, table, missed)
    people = tuple(replace(who, seat=None) if who.seat == table else who for who in problem.participants)
    pins = tuple(pin for pin in problem.pins if pin.table != table or not _missed(problem, pin, missed))
    return replace(problem, tables=tables, participants=people, pins=pins)


def without_interpreter(problem: Problem, interpreter: str, from_slot: str | None = None) -> Problem:
    """An interpreter is lost: for good, or from the start of a slot on; pins to them then go too."""
    missed = _from(problem, from_slot)
    people = _absent(problem, problem.interpreters, interpreter, missed)
    pins = tuple(pin for pin in problem.pins if pin.interpreter != interpreter or not _missed(problem, pin, missed))
    return replace(problem, interpreters=people, pins=pins)


def without_request(problem: Problem, request: str) -> Problem:
    """A wish is withdrawn, with its pins and precedences."""
    if all(one.id != request for one in problem.requests):
        raise ValueError(f"unknown request {request!r}: name one of the problem's requests")
    return replace(
        problem,
        requests=tuple(one for one in problem.requests if one.id != request),
        pins=tuple(pin for pin in problem.pins if pin.request != request),
        precedences=tuple(rule for rule in problem.precedences if request not in (rule.before, rule.after)),
    )


def with_request(problem: Problem, request: Request, *newcomers: Participant) -> Problem:
    """A new wish, with whoever comes new for it."""
    return replace(problem, requests=(*problem.requests, request), participants=(*problem.participants, *newcomers))


def with_pin(problem: Problem, pin: Pin) -> Problem:
    """The organizer decides where a request is held; the request's earlier pins go."""
    others = tuple(one for one in problem.pins if one.request != pin.request)
    return replace(problem, pins=(*others, pin))


def at_moment(problem: Problem, slot: str, minutes: int = 0) -> datetime:
    """The moment at which a slot begins, or some minutes after."""
    return _slot(problem, slot).starts_at + timedelta(minutes=minutes)


def _absent(problem: Problem, things: tuple[Thing, ...], name: str, slots: Iterable[str]) -> tuple[Thing, ...]:
    if all(one.id != name for one in things):
        kinds = {id(problem.participants): "participant", id(problem.tables): "table"}
        kind = kinds.get(id(things), "interpreter")
        raise ValueError(f"unknown {kind} {name!r}: name one of the problem's {kind}s")
    missed = frozenset(slots)
    return tuple(replace(one, unavailable=one.unavailable | missed) if one.id == name else one for one in things)


def _without_person(problem: Problem, participant: str, missed: list[str]) -> Problem:
    people = _absent(problem, problem.participants, participant, missed)
    theirs = {one.id for one in problem.requests if participant in one.participants}
    pins = tuple(pin for pin in problem.pins if pin.request not in theirs or not _missed(problem, pin, missed))
    return replace(problem, participants=people, pins=pins)


def _missed(problem: Problem, pin: Pin, slots: list[str]) -> bool:
    """Whether an absence in some slots contradicts a pin: it names one of them, or no slot is left."""
    return pin.slot in slots if pin.slot is not None else len(slots) == len(problem.slots)


def _from(problem: Problem, slot: str | None) -> list[str]:
    if slot is None:
        return [one.id for one in problem.slots]
    first = _slot(problem, slot)
    return [one.id for one in problem.slots if one.starts_at >= first.starts_at]


def _slot(problem: Problem, name: str) -> Slot:
    found = next((one for one in problem.slots if one.id == name), None)
    if found is None:
        raise ValueError(f"unknown slot {name!r}: name one of the problem's slots")
    return found
