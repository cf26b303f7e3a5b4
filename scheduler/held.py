"""Meetings with the things that their ids stand for, as the checker reads them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from scheduler.result import Meeting

if TYPE_CHECKING:
    from scheduler.problem import Interpreter, Participant, Problem, Request, Slot, Table

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
    """Every meeting with its things; one that names what the problem does not have is left out: see `unknown`."""
    things = _Things(problem)
    return [found for meeting in meetings if (found := things.held(meeting)) is not None]


def unknown(problem: Problem, meetings: Sequence[Meeting]) -> Found:
    """Meetings that name what the problem does not have, have other participants than it says, or are held twice."""
    things = _Things(problem)
    for meeting in meetings:
        yield from things.faults(meeting)
    for request, count in Counter(meeting.request for meeting in meetings).items():
        if count > 1:
            yield f"{request} is held {count} times: a request is one meeting.", (request,)


class _Things:
    """The things of a problem by their ids."""

    def __init__(self, problem: Problem) -> None:
        self._requests = {request.id: request for request in problem.requests}
        self._slots = {slot.id: slot for slot in problem.slots}
        self._tables = {table.id: table for table in problem.tables}
        self._interpreters = {interpreter.id: interpreter for interpreter in problem.interpreters}
        self._people = {who.id: who for who in problem.participants}

    def held(self, meeting: Meeting) -> Held | None:
        if any(True for _ in self.faults(meeting)):
            return None
        request, interpreter = self._requests[meeting.request], meeting.interpreter
        return Held(
            meeting,
            request,
            self._slots[meeting.slot],
            self._tables[meeting.table],
            None if interpreter is None else self._interpreters[interpreter],
            tuple(self._people[who] for who in request.participants),
        )

    def faults(self, meeting: Meeting) -> Found:
        request = self._requests.get(meeting.request)
        if request is None:
            yield f"No request {meeting.request} is there any more.", (meeting.request,)
        elif meeting.participants != request.participants:
            who, asked = ", ".join(meeting.participants), ", ".join(request.participants)
            yield f"{meeting.request} is held by {who}, and asked for by {asked}.", (meeting.request,)
        for kind, name, known in (
            ("slot", meeting.slot, self._slots),
            ("table", meeting.table, self._tables),
            ("interpreter", meeting.interpreter, self._interpreters),
        ):
            if name is not None and name not in known:
                yield (
                    f"{meeting.request} names the {kind} {name}, which is not there any more.",
                    (meeting.request, name),
                )


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
