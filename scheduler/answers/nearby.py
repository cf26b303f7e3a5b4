"""What stands in the way of one request, slot by slot, as the steps that would remove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.answers.steps import Step, tongues_needed
from scheduler.speech import language_sets, reaches

if TYPE_CHECKING:
    from scheduler.problem import Participant, Problem, Request, Slot
    from scheduler.result import Meeting


@dataclass(slots=True)
class Nearby:
    """A problem and a schedule, seen from one request that is not held."""

    problem: Problem
    meetings: Sequence[Meeting]
    request: str
    asked: Request = field(init=False)
    slots: dict[str, Slot] = field(init=False)
    agenda: dict[str, list[Slot]] = field(init=False)

    def __post_init__(self) -> None:
        self.asked = next(one for one in self.problem.requests if one.id == self.request)
        self.slots = {slot.id: slot for slot in self.problem.slots}
        self.agenda = {who: [] for who in self.asked.participants}
        for meeting in self.meetings:
            for who in meeting.participants:
                if who in self.agenda:
                    self.agenda[who].append(self.slots[meeting.slot])

    @property
    def pair_meets(self) -> bool:
        """Whether the pair already meets under another request: nothing helps then."""
        pair = (self.asked.supplier, self.asked.buyer)
        return any((one.supplier, one.buyer) == pair for one in self.meetings)

    def people_steps(self, slot: Slot) -> tuple[Step, ...] | None:
        """The steps without which the request cannot be in a slot, whoever serves it; ``None`` where nothing helps."""
        if not any(table.leg == slot.leg for table in self.problem.tables):
            return None
        return tuple(dict.fromkeys((*self._wishes(slot), *self._people(slot), *self._orders(slot))))

    def service_steps(self, slot: Slot) -> list[Step]:
        """Steps that could help where a table or an interpreter is missing."""
        return [*self._tables(slot), *self._interpreters(slot), *self._places()]

    def _wishes(self, slot: Slot) -> Iterator[Step]:
        asked = self.asked
        if asked.slots is not None and slot.id not in asked.slots:
            yield Step("own_slots", (asked.id,), slot.id)
        if asked.leg not in (None, slot.leg):
            yield Step("own_leg", (asked.id,))
        if any(pin.request == asked.id and pin.slot not in (None, slot.id) for pin in self.problem.pins):
            yield Step("pin", (asked.id,))
        for one, other in combinations(asked.participants, 2):
            if {(one, other), (other, one)} & self.problem.forbidden:
                yield Step("forbidden", (one, other))

    def _people(self, slot: Slot) -> Iterator[Step]:
        for who in self._members():
            if slot.id in who.unavailable:
                yield Step("available", (who.id,), slot.id)
            if who.legs is not None and slot.leg not in who.legs:
                yield Step("leg", (who.id, slot.leg))
            load = max(
                (
                    sum(one.starts_at <= moment < one.ends_at for one in self.agenda[who.id])
                    for moment in self._moments(slot, who.id)
                ),
                default=0,
            )
            if load >= who.delegates:
                yield Step("delegate", (who.id,))
            yield from self._limits(who, slot)

    def _members(self) -> list[Participant]:
        return [one for name in self.asked.participants for one in self.problem.participants if one.id == name]

    def _moments(self, slot: Slot, who: str) -> list[datetime]:
        starts = [one.starts_at for one in self.agenda[who] if slot.starts_at <= one.starts_at < slot.ends_at]
        return [slot.starts_at, *starts]

    def _limits(self, who: Participant, slot: Slot) -> Iterator[Step]:
        agenda = self.agenda[who.id]
        if who.max_meetings is not None and len(agenda) >= who.max_meetings:
            yield Step("max_meetings", (who.id,))
        day, half = self._part(slot)
        if who.max_per_day is not None and sum(self._part(one)[0] == day for one in agenda) >= who.max_per_day:
            yield Step("max_per_day", (who.id,))
        here = sum(self._part(one) == (day, half) for one in agenda)
        if who.max_per_half_day is not None and here >= who.max_per_half_day:
            yield Step("max_per_half_day", (who.id,))

    def _part(self, slot: Slot) -> tuple[tuple[str, date], bool]:
        leg = next(one for one in self.problem.legs if one.id == slot.leg)
        local = slot.starts_at.astimezone(ZoneInfo(leg.zone))
        return (leg.id, local.date()), local.time() >= leg.noon

    def _orders(self, slot: Slot) -> Iterator[Step]:
        at = {one.request: self.slots[one.slot] for one in self.meetings}
        for rule in self.problem.precedences:
            late = rule.after == self.request and rule.before in at and at[rule.before].ends_at > slot.starts_at
            early = rule.before == self.request and rule.after in at and slot.ends_at > at[rule.after].starts_at
            if late or early:
                yield Step("precedence", (rule.before, rule.after))

    def _tables(self, slot: Slot) -> Iterator[Step]:
        for area in sorted({table.area for table in self.problem.tables if table.leg == slot.leg}):
            yield Step("table", (slot.leg, area, self.request), slot.id)
        special = {who.seat for who in self.problem.participants} | {pin.table for pin in self.problem.pins}
        alike: set[object] = set()
        for table in self.problem.tables:
            missing = ", ".join(sorted(self.asked.equipment - table.equipment))
            key = (table.area, table.equipment, table.capacity, table.id if table.id in special else None)
            if missing and table.leg == slot.leg and slot.id not in table.unavailable and key not in alike:
                alike.add(key)
                yield Step("equipment", (table.id, missing))
        for who in self._members():
            if who.seat is not None:
                yield Step("seat", (who.id,))

    def _interpreters(self, slot: Slot) -> Iterator[Step]:
        sets = language_sets(self.problem, self.asked)
        if not sets:
            return
        for one in self.problem.interpreters:
            if reaches(one, sets, self.asked.level):
                if one.legs is not None and slot.leg not in one.legs:
                    continue  # who would have to travel: one more interpreter there is the smaller change
                if slot.id in one.unavailable:
                    yield Step("shift", (one.id,), slot.id)
                if one.max_run is not None:
                    yield Step("run", (one.id,), slot.id)
        if self.asked.level > 1:
            yield Step("level", (self.request,))
        yield Step("interpreter", (tongues_needed(self.problem, self.request), self.request), slot.id)

    def _places(self) -> Iterator[Step]:
        if any(pin.request == self.request and (pin.table or pin.interpreter) for pin in self.problem.pins):
            yield Step("pin", (self.request,))
