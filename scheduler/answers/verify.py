"""Whether a reason says what is true: every claim tried on the rules themselves, by nothing but the checker.

It enumerates all places in which a request could be held and asks the independent checker what each would break, so it is
for small problems; no part of what finds reasons is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.check import Violation, check
from scheduler.facts import FACTS
from scheduler.result import Meeting

if TYPE_CHECKING:
    from scheduler.problem import Problem, Request
    from scheduler.reason import Reason

PEOPLE = frozenset({
    "one_meeting_at_a_time", "one_person_at_a_time", "max_meetings", "max_per_day", "max_per_half_day", "pair_once",
    "precedence",
})  # fmt: skip
"""Rules that a table or an interpreter cannot mend."""

TAKEN = frozenset({"one_meeting_at_a_time", "table_capacity", "interpreter_one_at_a_time", "max_run"})


@dataclass(slots=True)
class Places:
    """Every place in which a request could be held beside a valid schedule, with what it would break there."""

    problem: Problem
    meetings: tuple[Meeting, ...]
    asked: Request
    broken: dict[Meeting, tuple[Violation, ...]] = field(default_factory=dict[Meeting, tuple[Violation, ...]])

    def __post_init__(self) -> None:
        everyone = [None, *(one.id for one in self.problem.interpreters)]
        one = self.asked
        for slot in self.problem.slots:
            for table in self.problem.tables:
                for interpreter in everyone:
                    meeting = Meeting(one.id, one.supplier, one.buyer, slot.id, table.id, interpreter, one.parties)
                    self.broken[meeting] = check(self.problem, (*self.meetings, meeting))

    def rules(self, meeting: Meeting) -> set[str]:
        """The rules that a place would break."""
        return {violation.rule for violation in self.broken[meeting]}

    def possible(self) -> dict[str, list[Meeting]]:
        """Slot to the places there against which no fact speaks."""
        found: dict[str, list[Meeting]] = {}
        for meeting in self.broken:
            if not self.rules(meeting) & FACTS.keys():
                found.setdefault(meeting.slot, []).append(meeting)
        return found

    def free(self) -> dict[str, list[Meeting]]:
        """The same for slots in which nobody in the meeting is in another."""
        return {
            slot: places
            for slot, places in self.possible().items()
            if all("one_meeting_at_a_time" not in self.rules(one) for one in places)
        }

    def breaks(self, meeting: Meeting, rule: str, *ids: str) -> bool:
        """Whether a place would break a rule that concerns these ids."""
        return any(one.rule == rule and set(ids) <= set(one.ids) for one in self.broken[meeting])

    def alone(self) -> dict[str, list[set[str]]]:
        """Slot to the rules of fact that each place there breaks."""
        found: dict[str, list[set[str]]] = {}
        for meeting in self.broken:
            found.setdefault(meeting.slot, []).append(self.rules(meeting) & FACTS.keys())
        return found


def holds(problem: Problem, meetings: Sequence[Meeting], request: str, reason: Reason) -> bool:
    """Whether the sentence of a reason is true of a request that a valid schedule leaves out.

    Examples
    --------
    >>> from scheduler import Request, solve
    >>> from scheduler.examples import tiny
    >>> from scheduler.reason import Reason
    >>> problem = tiny((Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 7)), slots=1)
    >>> held = solve(problem, workers=1).meetings
    >>> holds(problem, held, "a-b", Reason("tables_full", "table_capacity", ("1", "a", "b")))
    True
    >>> holds(problem, held, "a-b", Reason("busy", "one_meeting_at_a_time", ("a", "b")))
    False
    """
    asked = next(one for one in problem.requests if one.id == request)
    places = Places(problem, tuple(meetings), asked)
    if any(not violations for violations in places.broken.values()) != (reason.code == "room_left"):
        return False
    named = reason.resources
    people = {
        "room_left": named, "limit": named[:1], "limit_zero": named[:1], "day_limit": named[:1],
        "half_day_limit": named[:1], "pair_met": named[:2], "precedence": (), "pin": (), "several": (),
        "no_interpreter_level": named[1:], "tables_full": named[1:], "interpreters_busy": named[1:],
        "walking": named[1:], "travel": named[1:], "shared_person": named[1:],
    }.get(reason.code, named)  # fmt: skip
    if reason.code != "room_left" and not set(people) <= set(asked.participants):
        return False
    return CLAIMS[reason.code](places, named)


Claim = Callable[[Places, tuple[str, ...]], bool]


def _forbidden(places: Places, named: tuple[str, ...]) -> bool:
    return all(places.breaks(one, "forbidden", *named[:2]) for one in places.broken)


def _pair_met(places: Places, named: tuple[str, ...]) -> bool:
    other = next((one for one in places.meetings if one.request == named[2]), None)
    return other is not None and (other.supplier, other.buyer) == named[:2]


def _together(places: Places) -> set[str]:
    """Slots in which everyone in the meeting is there, asked of the facts themselves."""
    problem = places.problem
    people = [who for who in problem.participants if who.id in places.asked.participants]
    found: set[str] = set()
    for slot in problem.slots:
        there = True
        for who in people:
            persons = [one for one in problem.delegates if who.id in one.participants]
            away = bool(persons) and all(slot.id in one.unavailable for one in persons)
            absent = who.legs is not None and slot.leg not in who.legs
            there = there and not (slot.id in who.unavailable or absent or away)
        if there:
            found.add(slot.id)
    return found


def _own(places: Places) -> set[str]:
    """Of those the slots in which the request may be held."""
    return {
        slot
        for slot in _together(places)
        if not any(places.rules(one) & {"own_slots"} for one in places.broken if one.slot == slot)
        and places.asked.leg in (None, next(s.leg for s in places.problem.slots if s.id == slot))
        and all(pin.slot in (None, slot) for pin in places.problem.pins if pin.request == places.asked.id)
    }


def _seated(places: Places) -> dict[str, list[Meeting]]:
    """Slot, of those, to the places at a table that suits."""
    tables = {table.id: table for table in places.problem.tables}
    legs = {slot.id: slot.leg for slot in places.problem.slots}
    bad = {"table_availability", "equipment", "seats"}
    pins = {pin.table for pin in places.problem.pins if pin.request == places.asked.id and pin.table is not None}
    found: dict[str, list[Meeting]] = {}
    for one in places.broken:
        table = tables[one.table]
        suits = table.leg == legs[one.slot] and table.capacity > 0 and pins <= {table.id}
        if one.slot in _own(places) and suits and not places.rules(one) & bad:
            found.setdefault(one.slot, []).append(one)
    return found


def _no_leg(places: Places, _named: tuple[str, ...]) -> bool:
    people = [who for who in places.problem.participants if who.id in places.asked.participants]
    return all(any(who.legs is not None and leg.id not in who.legs for who in people) for leg in places.problem.legs)


def _no_interpreter(places: Places, named: tuple[str, ...], *, level: int | None = None) -> bool:
    """No interpreter at work at a suitable table speaks a language of each; at a level, where someone does below it."""
    seated = _seated(places)
    if not seated or not any("language" in places.rules(one) for some in seated.values() for one in some):
        return False
    speaks = {one.id for one in places.problem.interpreters if _reaches(places, one.id, 1)}
    works = {
        one.interpreter
        for some in seated.values()
        for one in some
        if one.interpreter is not None
        and not places.breaks(one, "interpreter_availability", one.interpreter)
        and not places.breaks(one, "legs", one.interpreter)
    }
    if level is None:
        able = {name for name in works if _reaches(places, name, places.asked.level)}
        return not able
    able = {name for name in works if _reaches(places, name, level)}
    return not able and bool(works & speaks)


def _reaches(places: Places, interpreter: str, level: int) -> bool:
    """Whether someone speaks a language of every supplier and buyer who do not understand each other."""
    one = next(found for found in places.problem.interpreters if found.id == interpreter)
    people = [who for who in places.problem.participants if who.id in places.asked.participants]
    for supplier in (who for who in people if who.side == "supplier"):
        for buyer in (who for who in people if who.side == "buyer"):
            strangers = supplier.languages and buyer.languages and not supplier.languages & buyer.languages
            if strangers and not all(
                any(one.level(tag) >= max(level, 1) for tag in who.languages) for who in (supplier, buyer)
            ):
                return False
    return True


def _seats(places: Places, named: tuple[str, ...]) -> bool:
    kept = {who.id: who.seat for who in places.problem.participants}
    return not _seated(places) and None not in (kept[named[0]], kept[named[1]]) and kept[named[0]] != kept[named[1]]


def _limit(places: Places, named: tuple[str, ...]) -> bool:
    who = next(one for one in places.problem.participants if one.id == named[0])
    held = sum(named[0] in one.participants for one in places.meetings)
    return who.max_meetings is not None and held >= who.max_meetings == int(named[1])


def _part_limit(rule: str, attribute: str) -> Claim:
    def claim(places: Places, named: tuple[str, ...]) -> bool:
        who = next(one for one in places.problem.participants if one.id == named[0])
        free = places.free()
        full = all(places.breaks(one, rule, named[0]) for some in free.values() for one in some)
        return bool(free) and full and str(getattr(who, attribute)) == named[1]

    return claim


def _busy(places: Places, _named: tuple[str, ...]) -> bool:
    return bool(places.possible()) and not places.free()


def _busy_one(places: Places, named: tuple[str, ...]) -> bool:
    some = [one for found in places.possible().values() for one in found]
    return bool(some) and all(places.breaks(one, "one_meeting_at_a_time", named[0]) for one in some)


ENGAGED = frozenset({"interpreter_one_at_a_time", "max_run"})


def _at(rules: frozenset[str], *, besides: frozenset[str] = frozenset()) -> Claim:
    """In the slot named everyone is free, and one of the rules is broken everywhere, or at every table that is left, or
    wherever ``besides`` are not."""

    def claim(places: Places, named: tuple[str, ...]) -> bool:
        there = places.possible().get(named[0], [])
        free = not any(places.rules(one) & (PEOPLE - rules) for one in there)
        left = [one for one in there if "table_capacity" not in places.rules(one)]
        rest = [one for one in left if not places.rules(one) & besides]
        return free and any(some and all(places.rules(one) & rules for one in some) for some in (there, left, rest))

    return claim


def _order(places: Places, named: tuple[str, ...]) -> bool:
    there = places.possible().get(named[0], [])
    return bool(there) and all(places.breaks(one, "precedence", named[1]) for one in there)


def _pin(places: Places, _named: tuple[str, ...]) -> bool:
    some = [one for found in places.possible().values() for one in found]
    pinned = any(pin.request == places.asked.id for pin in places.problem.pins)
    return pinned and bool(some) and all(places.rules(one) & TAKEN for one in some)


def _several(places: Places, named: tuple[str, ...]) -> bool:
    """No place keeps every rule, and each rule named is broken somewhere."""
    found = {rule for one in places.broken for rule in places.rules(one)}
    return {name.removeprefix("rule:") for name in named} <= found


CLAIMS: dict[str, Claim] = {
    "forbidden": _forbidden,
    "pair_met": _pair_met,
    "no_leg": _no_leg,
    "no_common_time": lambda places, _: not _together(places),
    "own_slots": lambda places, _: bool(_together(places)) and not _own(places),
    "no_interpreter": lambda places, named: _no_interpreter(places, named),
    "no_interpreter_level": lambda places, named: _no_interpreter(places, named, level=int(named[0])),
    "no_table": lambda places, _: bool(_own(places)) and not _seated(places),
    "seats": _seats,
    "limit": _limit,
    "limit_zero": lambda places, named: _limit(places, (*named[:1], "0")),
    "day_limit": _part_limit("max_per_day", "max_per_day"),
    "half_day_limit": _part_limit("max_per_half_day", "max_per_half_day"),
    "busy": _busy,
    "busy_one": _busy_one,
    "tables_full": _at(frozenset({"table_capacity"})),
    "interpreters_busy": _at(ENGAGED),
    "walking": _at(frozenset({"walking"}), besides=ENGAGED),
    "travel": _at(frozenset({"travel"}), besides=ENGAGED),
    "shared_person": _at(frozenset({"one_person_at_a_time"})),
    "precedence": _order,
    "pin": _pin,
    "several": _several,
    "room_left": lambda places, named: any(
        one.slot == named[0] and not violations for one, violations in places.broken.items()
    ),
}
"""Code of a sentence to what it claims; ``too_late`` depends on the clock and is not among them."""
