"""A schedule that grows meeting by meeting and knows, at every moment, what stands in the way of one more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scheduler.reason import Block
from scheduler.result import Meeting
from scheduler.walks import FarSets, hurried

if TYPE_CHECKING:
    from scheduler.facts import Ints
    from scheduler.instance import Instance


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request is held, by numbers; ``interpreter`` is -1 where there is none."""

    slot: int
    table: int
    interpreter: int = -1


@dataclass(slots=True)
class Board:
    """Meetings placed so far, and the loads they cause; every meeting that `spot` offers keeps every hard rule.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> from scheduler.instance import instance_of
    >>> board = Board(instance_of(roadshow(seed=1)))
    >>> place = next(board.spots(0))
    >>> board.put(0, place)
    >>> [block.rule for block in board.blocks(0, place.slot + 1)]
    ['pair_once']
    """

    instance: Instance
    placed: dict[int, Place] = field(default_factory=dict[int, Place])
    _hurried: dict[tuple[int, int], FarSets] = field(init=False)
    _near: dict[int, list[int]] = field(init=False)
    _covers: list[list[int]] = field(init=False)
    _people: Ints = field(init=False)
    _tables: Ints = field(init=False)
    _interpreters: Ints = field(init=False)
    _agenda: list[set[int]] = field(init=False)
    _shift: list[set[int]] = field(init=False)
    _pairs: dict[tuple[int, int], int] = field(init=False)
    _runs: dict[int, tuple[int, int]] = field(init=False)
    _run_moments: list[list[tuple[int, ...]]] = field(init=False)
    _suited: Ints = field(init=False)
    _reached: Ints = field(init=False)
    _before: dict[int, list[int]] = field(init=False)
    _after: dict[int, list[int]] = field(init=False)
    _crowds: dict[tuple[int, int], list[int]] = field(init=False)
    _crowded: list[int] = field(init=False)
    _known: dict[tuple[str, int, int], list[int]] = field(default_factory=dict[tuple[str, int, int], list[int]])

    def __post_init__(self) -> None:
        instance = self.instance
        grid, problem = instance.grid, instance.problem
        self._hurried = hurried(instance)
        self._near = {}
        for s, t in self._hurried:
            self._near.setdefault(s, []).append(t)
            self._near.setdefault(t, []).append(s)
        self._covers = [[q for q, clash in enumerate(grid.clashes) if s in clash] for s in range(len(grid.slots))]
        moments = max(len(grid.clashes), 1)
        self._people = np.zeros((len(problem.participants), moments), dtype=np.int64)
        self._tables = np.zeros((len(problem.tables), moments), dtype=np.int64)
        self._interpreters = np.zeros((len(problem.interpreters), moments), dtype=np.int64)
        self._agenda = [set() for _ in problem.participants]
        self._shift = [set() for _ in problem.interpreters]
        self._pairs = {}
        self._run_moments = grid.runs(problem.break_minutes)
        self._suited = np.argsort(instance.suits.sum(axis=0), kind="stable")
        self._reached = np.argsort(instance.interprets.sum(axis=0), kind="stable")
        self._crowds, self._crowded = {}, [0] * len(instance.shared)
        for number, crowd in enumerate(instance.shared):
            for seat in crowd.seats:
                self._crowds.setdefault(seat, []).append(number)
        self._before, self._after = {}, {}
        for rule in problem.precedences:
            before, after = instance.request_number[rule.before], instance.request_number[rule.after]
            self._before.setdefault(after, []).append(before)
            self._after.setdefault(before, []).append(after)

    def put(self, request: int, place: Place) -> None:
        """Hold a request at a place, without asking whether it fits."""
        self.placed[request] = place
        self._count(request, place, 1)
        for who in self.instance.members[request]:
            self._agenda[who].add(request)
        if place.interpreter >= 0:
            self._shift[place.interpreter].add(request)
        self._pairs[self._pair(request)] = request

    def take(self, request: int) -> Place:
        """Take a request off the board; returns where it was."""
        place = self.placed.pop(request)
        self._count(request, place, -1)
        for who in self.instance.members[request]:
            self._agenda[who].discard(request)
        if place.interpreter >= 0:
            self._shift[place.interpreter].discard(request)
        del self._pairs[self._pair(request)]
        return place

    def spot(self, request: int, slot: int) -> Place | None:
        """A table and an interpreter for a request in a slot, the least versatile first; ``None`` if a rule forbids it."""
        if not self.instance.allowed[request, slot] or next(self._people_blocks(request, slot), None) is not None:
            return None
        return self._serve(request, slot)

    def fits(self, request: int, place: Place) -> bool:
        """Whether a request can be held at exactly this place."""
        slot, speech = place.slot, int(self.instance.speech[request])
        if place.table < 0 or not self.instance.allowed[request, slot]:
            return False
        if next(self._people_blocks(request, slot), None) is not None:
            return False
        if place.table not in self._free_tables(request, slot) or not self._in_time(request, slot, place.table):
            return False
        if speech < 0:
            return place.interpreter < 0
        return place.interpreter in self._rested(speech, slot) and self._walks_there(
            place.interpreter, slot, place.table
        )

    def spots(self, request: int) -> Iterator[Place]:
        """One place for every slot in which the request fits now, in order of time."""
        for slot in np.flatnonzero(self.instance.allowed[request]):
            place = self.spot(request, int(slot))
            if place is not None:
                yield place

    def blocks(self, request: int, slot: int) -> list[Block]:
        """What stands in the way of a request in a slot that facts allow; empty when it fits.

        Participants' rules come first; tables and interpreters are named only where the participants are free.
        """
        found = list(self._people_blocks(request, slot))
        if found:
            return found
        return [] if self._serve(request, slot) else [self._service_block(request, slot)]

    def meetings(self) -> tuple[Meeting, ...]:
        """The schedule so far, by start, then table."""
        order = sorted(self.placed.items(), key=lambda item: (item[1].slot, item[1].table, item[0]))
        return tuple(self._meeting(request, place) for request, place in order)

    def _meeting(self, request: int, place: Place) -> Meeting:
        problem = self.instance.problem
        asked = problem.requests[request]
        return Meeting(
            request=asked.id,
            supplier=asked.supplier,
            buyer=asked.buyer,
            slot=self.instance.grid.slots[place.slot].id,
            table=problem.tables[place.table].id,
            interpreter=problem.interpreters[place.interpreter].id if place.interpreter >= 0 else None,
            parties=asked.parties,
        )

    def _pair(self, request: int) -> tuple[int, int]:
        return int(self.instance.supplier[request]), int(self.instance.buyer[request])

    def _count(self, request: int, place: Place, step: int) -> None:
        self._known.clear()
        for moment in self._covers[place.slot]:
            for who in self.instance.members[request]:
                self._people[who, moment] += step
            self._tables[place.table, moment] += step
            if place.interpreter >= 0:
                self._interpreters[place.interpreter, moment] += step
        for who in self.instance.members[request] if self._crowds else ():
            for crowd in self._crowds.get((who, place.slot), ()):
                self._crowded[crowd] += step

    def _people_blocks(self, request: int, slot: int) -> Iterator[Block]:
        instance, name = self.instance, self.instance.grid.slots[slot].id
        other = self._pairs.get(self._pair(request))
        if other is not None:
            yield Block(name, "pair_once", (instance.problem.requests[other].id,))
        for who in instance.members[request]:
            load = max(int(self._people[who, moment]) for moment in self._covers[slot])
            if load >= instance.delegates[who]:
                yield Block(name, "one_meeting_at_a_time", (instance.problem.participants[who].id,))
            yield from self._limit_blocks(who, slot)
            yield from self._travel_blocks(who, slot)
        if self._crowds:
            yield from self._person_blocks(request, slot)
        for first in self._before.get(request, ()):
            if first in self.placed and instance.grid.end[self.placed[first].slot] > instance.grid.start[slot]:
                yield Block(name, "precedence", (instance.problem.requests[first].id,))
        for second in self._after.get(request, ()):
            if second in self.placed and instance.grid.start[self.placed[second].slot] < instance.grid.end[slot]:
                yield Block(name, "precedence", (instance.problem.requests[second].id,))

    def _travel_blocks(self, who: int, slot: int) -> Iterator[Block]:
        """Meetings in another leg from which, or to which, there is no time to travel."""
        if not self._near:
            return
        slots = self.instance.grid.slots
        near = {other for other in self._near.get(slot, ()) if slots[other].leg != slots[slot].leg}
        there = [request for request in self._agenda[who] if self.placed[request].slot in near] if near else []
        if there and not self._fits_walks(set(there), int(self.instance.delegates[who]), slot, 0):
            names = [self.instance.problem.requests[request].id for request in sorted(there)]
            yield Block(slots[slot].id, "travel", (self.instance.problem.participants[who].id, *names))

    def _person_blocks(self, request: int, slot: int) -> Iterator[Block]:
        """Participants who share named delegates, all of whom are needed in a slot already."""
        taken = Counter(crowd for who in self.instance.members[request] for crowd in self._crowds.get((who, slot), ()))
        for crowd, seats in taken.items():
            if self._crowded[crowd] + seats > self.instance.shared[crowd].room:
                people = sorted({who for who, _ in self.instance.shared[crowd].seats})
                names = tuple(self.instance.problem.participants[who].id for who in people)
                yield Block(self.instance.grid.slots[slot].id, "one_person_at_a_time", names)
                return

    def _limit_blocks(self, who: int, slot: int) -> Iterator[Block]:
        instance, grid = self.instance, self.instance.grid
        agenda, participant = self._agenda[who], self.instance.problem.participants[who]
        if len(agenda) >= instance.most[who]:
            yield Block(grid.slots[slot].id, "max_meetings", (participant.id, str(participant.max_meetings)))
        for rule, limits, part, most in (
            ("max_per_day", instance.most_per_day, grid.day, participant.max_per_day),
            ("max_per_half_day", instance.most_per_half, grid.half, participant.max_per_half_day),
        ):
            if most is not None and sum(part[self.placed[r].slot] == part[slot] for r in agenda) >= limits[who]:
                yield Block(grid.slots[slot].id, rule, (participant.id, str(most)))

    def _serve(self, request: int, slot: int) -> Place | None:
        instance = self.instance
        speech, tried = int(instance.speech[request]), set[int]()
        for table in self._free_tables(request, slot):
            area = int(instance.area[table])
            if area in tried:  # walking and speech are the same at every table of an area
                continue
            tried.add(area)
            if self._in_time(request, slot, table):
                if speech < 0:
                    return Place(slot, table)
                for interpreter in self._rested(speech, slot):
                    if self._walks_there(interpreter, slot, table):
                        return Place(slot, table, interpreter)
        return None

    def _free_tables(self, request: int, slot: int) -> list[int]:
        """Tables with room for a request in a slot, the least versatile first."""
        instance, key = self.instance, ("tables", int(self.instance.place[request]), slot)
        if key not in self._known:
            load = self._tables[:, self._covers[slot]].max(axis=1)
            free = instance.suits[instance.place[request]] & (load < instance.seats[:, slot])
            self._known[key] = self._suited[free[self._suited]].tolist()
        return self._known[key]

    def _free_interpreters(self, speech: int, slot: int) -> list[int]:
        """Interpreters without a meeting at the time, the least versatile first."""
        instance, key = self.instance, ("interpreters", speech, slot)
        if key not in self._known:
            busy = self._interpreters[:, self._covers[slot]].any(axis=1)
            free = instance.interprets[speech] & instance.on_shift[:, slot] & ~busy
            self._known[key] = self._reached[free[self._reached]].tolist()
        return self._known[key]

    def _rested(self, speech: int, slot: int) -> list[int]:
        """Free interpreters who keep their maximum run with this slot added."""
        key = ("rested", speech, slot)
        if key not in self._known:
            free = self._free_interpreters(speech, slot)
            self._known[key] = [i for i in free if self._rests(i, slot)]
        return self._known[key]

    def _in_time(self, request: int, slot: int, table: int) -> bool:
        """Whether everyone in the meeting can walk there from their meeting before and to the one after."""
        if slot not in self._near:
            return True
        area = int(self.instance.area[table])
        return all(
            self._fits_walks(self._agenda[who], int(self.instance.delegates[who]), slot, area)
            for who in self.instance.members[request]
        )

    def _walks_there(self, interpreter: int, slot: int, table: int) -> bool:
        area = int(self.instance.area[table])
        return slot not in self._near or self._fits_walks(self._shift[interpreter], 1, slot, area)

    def _travels(self, interpreter: int, slot: int) -> bool:
        """Whether the interpreter is in time from and to meetings in other legs."""
        slots = self.instance.grid.slots
        away = {r for r in self._shift[interpreter] if slots[self.placed[r].slot].leg != slots[slot].leg}
        return slot not in self._near or self._fits_walks(away, 1, slot, 0)

    def _fits_walks(self, requests: set[int], persons: int, slot: int, area: int) -> bool:
        areas: dict[int, list[int]] = {slot: [area]}
        near = self._near[slot]
        for request in requests:
            place = self.placed[request]
            if place.slot == slot or place.slot in near:
                areas.setdefault(place.slot, []).append(int(self.instance.area[place.table]))
        for other in near:
            if other in areas:
                first, second = min(slot, other), max(slot, other)
                for here, there in self._hurried[first, second]:
                    if sum(a in here for a in areas[first]) + sum(a in there for a in areas[second]) > persons:
                        return False
        return True

    def _rests(self, interpreter: int, slot: int) -> bool:
        """Whether the interpreter keeps their maximum run with this slot added."""
        most = self.instance.problem.interpreters[interpreter].max_run
        if most is None:
            return True
        busy = {self.placed[r].slot for r in self._shift[interpreter]} | {slot}
        for run in self._run_moments:
            length = 0
            for moment in run:
                length = length + 1 if busy & set(moment) else 0
                if length > most:
                    return False
        return True

    def _service_block(self, request: int, slot: int) -> Block:
        """Which service is missing in a slot where the participants are free."""
        instance, name = self.instance, self.instance.grid.slots[slot].id
        tables = self._free_tables(request, slot)
        if not tables:
            suiting = instance.open_places(int(instance.place[request]), slot)
            return Block(name, "table_capacity", tuple(instance.problem.tables[k].id for k in suiting))
        first = {int(instance.area[k]): k for k in reversed(tables)}
        if not any(self._in_time(request, slot, k) for k in first.values()):
            return Block(name, "walking", (instance.problem.tables[tables[0]].id,))
        speech = int(instance.speech[request])
        free = self._free_interpreters(speech, slot)
        if free and not self._rested(speech, slot):
            return Block(name, "max_run", tuple(instance.problem.interpreters[i].id for i in free))
        if free:
            kept = [i for i in free if not self._travels(i, slot)]
            rule = "travel" if len(kept) == len(free) else "walking"
            return Block(name, rule, tuple(instance.problem.interpreters[i].id for i in free))
        suited = instance.open_interpreters(speech, slot)
        return Block(name, "interpreter_one_at_a_time", tuple(instance.problem.interpreters[i].id for i in suited))
