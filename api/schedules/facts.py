"""The facts of an event as the scheduler must know them now, and what differs from those that a version was made for."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from api.events import readback
from api.events.nouns import EventWorkbook
from api.ground.db import Connection
from api.ground.words import Sentence
from api.matches import store as matches
from api.schedules import inputs
from api.schedules.building import problem_of, request_id
from api.schedules.nouns import Pinned
from scheduler.files import read_problem, write_problem
from scheduler.problem import Pin, Problem, Request
from scheduler.result import Meeting


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of now.

    Attributes
    ----------
    problem
        What may be scheduled: live requests, and the pins that can be kept.
    names
        Korean and English name of every participant, by code.
    against
        Pins that the facts speak against, each with the scheduler's words; they are not in ``problem``.
    """

    problem: Problem
    names: Mapping[str, tuple[str, str]]
    against: tuple[tuple[Pinned, str], ...] = field(default=())

    @property
    def fingerprint(self) -> str:
        """Equal where the facts are."""
        return fingerprint(self.problem)

    def with_pairs(self, meetings: Sequence[Meeting]) -> Problem:
        """The problem with a request for every one of these meetings, wanted or not: so that each can be checked."""
        known = {request.id for request in self.problem.requests}
        added = [Request(one.request, one.supplier, one.buyer, value=0) for one in meetings if one.request not in known]
        return replace(self.problem, requests=(*self.problem.requests, *added)) if added else self.problem


async def facts(db: Connection, event_id: int) -> Facts:
    """Read the facts of an event as they are now; they can be read after any change."""
    workbook = await readback.workbook(db, event_id)
    scores, wanted = await matches.asked_scores(db, event_id), await inputs.wanted(db, event_id)
    away, pins = await inputs.away(db, event_id), await inputs.pins(db, event_id)

    def put_together() -> Facts:
        return facts_of(workbook, problem_of(workbook, scores, wanted, away=away), pins)

    return await asyncio.to_thread(put_together)


def facts_of(workbook: EventWorkbook, problem: Problem, pins: Sequence[Pinned]) -> Facts:
    """The facts of a workbook, its problem without pins, and the pins; those that cannot be kept are set aside."""
    names = {one.code: (one.name_ko or one.name_en, one.name_en or one.name_ko) for one in workbook.participants}
    known = {request.id for request in problem.requests}
    wanted = [(pin, _pin(pin)) for pin in pins if request_id(pin.supplier, pin.buyer) in known]
    try:
        return Facts(replace(problem, pins=tuple(pin for _, pin in wanted)), names)
    except ValueError:
        return _with_what_fits(problem, names, wanted)


def _with_what_fits(problem: Problem, names: Mapping[str, tuple[str, str]], pins: list[tuple[Pinned, Pin]]) -> Facts:
    against: list[tuple[Pinned, str]] = []
    for decided, pin in pins:
        try:
            problem = replace(problem, pins=(*problem.pins, pin))
        except ValueError as fault:
            against.append((decided, str(fault)))
    return Facts(problem, names, tuple(against))


def _pin(pin: Pinned) -> Pin:
    return Pin(request_id(pin.supplier, pin.buyer), pin.slot, pin.table, pin.interpreter)


def fingerprint(problem: Problem) -> str:
    """SHA-256 of a problem's JSON: equal for equal facts."""
    return hashlib.sha256(write_problem(problem).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """One kind of fact that changed, and what of it, by ids."""

    kind: str
    what: tuple[str, ...]

    @property
    def sentence(self) -> Sentence:
        """For example ``availability (B03)``."""
        return Sentence("{facts} ({codes})", facts=KINDS[self.kind], codes=_listed(self.what))


KINDS = {
    "participants": Sentence("participants added or removed"),
    "limits": Sentence("languages, seats, stops or limits"),
    "availability": Sentence("availability"),
    "requests": Sentence("requests that count, or no longer do"),
    "values": Sentence("values of requests"),
    "excluded": Sentence("excluded pairs"),
    "slots": Sentence("slots"),
    "tables": Sentence("tables"),
    "interpreters": Sentence("interpreters"),
    "pins": Sentence("pins"),
    "stops": Sentence("stops"),
    "persons": Sentence("persons who speak for several participants"),
}
"""What can change."""


def differences(before: Problem, after: Problem) -> tuple[Difference, ...]:
    """What differs between two states of the facts, by kind."""
    # the same writing for both
    one, other = (read_problem(write_problem(state), written_here=True) for state in (before, after))
    return tuple(Difference(kind, tuple(sorted(found))) for kind, found in _differing(one, other) if found)


def _differing(before: Problem, after: Problem) -> Iterator[tuple[str, set[str]]]:
    people = _by_id(before.participants), _by_id(after.participants)
    wishes = _by_id(before.requests), _by_id(after.requests)
    yield "participants", people[0].keys() ^ people[1].keys()
    yield "limits", _changed(*people, lambda who: replace(who, unavailable=frozenset()))
    yield "availability", _changed(*people, lambda who: who.unavailable)
    yield "requests", wishes[0].keys() ^ wishes[1].keys()
    yield "values", _changed(*wishes, lambda request: request)
    yield "excluded", {"-".join(pair) for pair in before.forbidden ^ after.forbidden}
    for kind, one, other in (
        ("slots", before.slots, after.slots),
        ("tables", before.tables, after.tables),
        ("interpreters", before.interpreters, after.interpreters),
        ("stops", before.legs, after.legs),
    ):
        things = _by_id(one), _by_id(other)
        yield kind, (things[0].keys() ^ things[1].keys()) | _changed(*things, lambda thing: thing)
    yield "persons", {who for one in set(before.delegates) ^ set(after.delegates) for who in one.participants}
    yield "pins", {pin.request for pin in set(before.pins) ^ set(after.pins)}


def _by_id(things: Sequence[Any]) -> dict[str, Any]:
    return {thing.id: thing for thing in things}


def _changed(before: dict[str, Any], after: dict[str, Any], part: Callable[[Any], object]) -> set[str]:
    return {name for name in before.keys() & after.keys() if part(before[name]) != part(after[name])}


def _listed(names: Sequence[str], most: int = 6) -> str:
    more = f" (+{len(names) - most})" if len(names) > most else ""
    return ", ".join(names[:most]) + more
