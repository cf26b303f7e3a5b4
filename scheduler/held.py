"""Meetings with the things that their ids stand for, as the checker reads them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from scheduler.result import Meeting

if TYPE_CHECKING:
    from scheduler.problem import Interpreter, Participant, Problem, Request, Slot, Table

Thing = TypeVar("Thing")

Found: TypeAlias = Iterator[tuple[str, tuple[str, ...]]]
"""What a check yields: a sentence and the ids of what collides."""


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting with the things its ids stand for."""

    meeting: Meeting
    request: Request
    slot: Slot
    table: Table
    interpreter: Interpreter | None
    people: tuple[Participant, ...]


def look_up(problem: Problem, meetings: Sequence[Meeting]) -> list[Held]:
    """Every meeting with its things; a ValueError if a name is unknown or a request is held twice."""
    requests = {request.id: request for request in problem.requests}
    slots = {slot.id: slot for slot in problem.slots}
    tables = {table.id: table for table in problem.tables}
    interpreters = {interpreter.id: interpreter for interpreter in problem.interpreters}
    people = {who.id: who for who in problem.participants}
    held: list[Held] = []
    for meeting in meetings:
        name = f"meeting of {meeting.request!r}"
        request = _known(requests, meeting.request, name, "request")
        if meeting.participants != request.participants:
            raise ValueError(f"{name} has {meeting.participants}, its request asks for {request.participants}")
        interpreter = meeting.interpreter
        held.append(
            Held(
                meeting,
                request,
                _known(slots, meeting.slot, name, "slot"),
                _known(tables, meeting.table, name, "table"),
                None if interpreter is None else _known(interpreters, interpreter, name, "interpreter"),
                tuple(people[who] for who in request.participants),
            )
        )
    for request, count in Counter(meeting.request for meeting in meetings).items():
        if count > 1:
            raise ValueError(f"request {request!r} is held {count} times: a request is one meeting")
    return held


def _known(things: dict[str, Thing], name: str, where: str, kind: str) -> Thing:
    if name not in things:
        raise ValueError(f"{where} names the unknown {kind} {name!r}")
    return things[name]


def ids(held: Iterable[Held]) -> tuple[str, ...]:
    """Ids of the requests of some meetings."""
    return tuple(one.request.id for one in held)


def work(held: list[Held]) -> dict[str, list[Held]]:
    """The meetings of every interpreter who has one."""
    works: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        if one.interpreter is not None:
            works[one.interpreter.id].append(one)
    return works


def crowds(held: list[Held], most: int) -> Iterator[list[Held]]:
    """Sets of more than ``most`` meetings under way at one moment: one for each start at which there are too many."""
    for moment in sorted({one.slot.starts_at for one in held}):
        crowd = [one for one in held if one.slot.starts_at <= moment < one.slot.ends_at]
        if len(crowd) > most:
            yield crowd
