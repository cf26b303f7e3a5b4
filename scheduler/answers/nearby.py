"""What stands in the way of one request, slot by slot, as the steps that would remove it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.answers.steps import Step, apply, tongues_needed
from scheduler.check import check
from scheduler.result import Meeting
from scheduler.speech import language_sets, reaches

if TYPE_CHECKING:
    from scheduler.problem import Participant, Problem, Request, Slot


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

    def people_steps(self, slot: Slot) -> list[tuple[Step, ...]]:
        """Sets of steps of which the request needs one to be in a slot, whoever serves it; none where nothing helps.

        There are several where another named delegate, or the presence of one, would do.
        """
        table = next((table for table in self.problem.tables if table.leg == slot.leg), None)
        if table is None:
            return []
        needed = tuple(dict.fromkeys((*self._wishes(slot), *self._people(slot), *self._orders(slot))))
        return [(*needed, *more) for more in self._persons(slot, table.id, needed)]

    def service_steps(self, slot: Slot) -> list[Step]:
        """Steps that could help where a table or an interpreter is missing, or someone would have to walk."""
        return [*self._tables(slot), *self._interpreters(slot), *self._places(), *self._walkers(slot)]

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
            if load >= who.delegates or self._away(who, slot):
                yield Step("delegate", (who.id,))
            yield from self._limits(who, slot)

    def _away(self, who: Participant, slot: Slot) -> bool:
        """Whether too many of a participant's delegates are on a journey to or from another leg."""
        return self._hurried(
            who, slot, lambda other: self.problem.journey(slot.leg, other.leg) if other.leg != slot.leg else 0
        )

    def _walkers(self, slot: Slot) -> Iterator[Step]:
        """Delegates who could spare others a walk; whether there is one to make depends on the table."""
        longest = max(self.problem.walking.values(), default=0)
        for who in self._members():
            if not self._away(who, slot) and self._hurried(
                who, slot, lambda other: longest if other.leg == slot.leg else 0
            ):
                yield Step("delegate", (who.id,))

    def _hurried(self, who: Participant, slot: Slot, minutes: Callable[[Slot], int]) -> bool:
        """Whether a participant has too few delegates for a slot and one so near that nobody can be in both."""
        agenda = self.agenda[who.id]
        for other in agenda:
            pause = max(slot.starts_at - other.ends_at, other.starts_at - slot.ends_at)
            if timedelta(0) <= pause < timedelta(minutes=minutes(other)):
                both = sum(one.id in (slot.id, other.id) for one in agenda)
                if both >= who.delegates:
                    return True
        return False

    def _persons(self, slot: Slot, table: str, needed: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
        """The smallest sets of steps, beside those needed, with which there are named delegates enough."""
        asked = self.asked
        present = Meeting(asked.id, asked.supplier, asked.buyer, slot.id, table, None, asked.parties)
        named = [one for one in self.problem.delegates if one.participants & set(asked.participants)]
        if not named:
            yield ()
            return
        options = [Step("present", (one.id,), slot.id) for one in named if slot.id in one.unavailable]
        spoken = {who for one in named for who in one.participants}
        sent = [Step("delegate", (who,)) for who in asked.participants if who in spoken]
        options += [step for step in sent if step not in needed]
        enough: list[set[Step]] = []
        for size in range(len(asked.participants) + 1):
            for more in combinations(options, size):
                if any(fewer <= set(more) for fewer in enough):
                    continue
                try:
                    changed = apply(self.problem, (*(step for step in needed if step in sent), *more))
                except ValueError:  # more ways to share delegates than can be counted
                    continue
                if not any(one.rule == "one_person_at_a_time" for one in check(changed, (*self.meetings, present))):
                    enough.append(set(more))
                    yield more

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
