"""Checks of the rules that look at one meeting and the facts about it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from scheduler.held import Found, Held
from scheduler.problem import primary

if TYPE_CHECKING:
    from scheduler.problem import Problem


def legs(problem: Problem, held: list[Held]) -> Found:
    """Table, participants, interpreter and request belong to the leg of the slot."""
    for one in held:
        leg = one.slot.leg
        if one.table.leg != leg:
            yield f"Table {one.table.id} stands in {one.table.leg}, not in {leg}.", (one.request.id, one.table.id)
        if one.request.leg not in (None, leg):
            yield f"{one.request.id} is for {one.request.leg}, not for {leg}.", (one.request.id, one.slot.id)
        for thing in (*one.people, *([one.interpreter] if one.interpreter else [])):
            if thing.legs is not None and leg not in thing.legs:
                yield f"{thing.id} does not take part in {leg}.", (one.request.id, thing.id)


def availability(problem: Problem, held: list[Held]) -> Found:
    """Every participant is available."""
    for one in held:
        for who in one.people:
            named = [person for person in problem.delegates if who.id in person.participants]
            absent = bool(named) and all(one.slot.id in person.unavailable for person in named)
            if one.slot.id in who.unavailable or absent:
                yield f"{who.id} is not available in {one.slot.id}.", (one.request.id, who.id, one.slot.id)


def table_availability(problem: Problem, held: list[Held]) -> Found:
    """Every table is available."""
    for one in held:
        if one.slot.id in one.table.unavailable:
            yield f"Table {one.table.id} is not available in {one.slot.id}.", (one.request.id, one.table.id)


def interpreter_availability(problem: Problem, held: list[Held]) -> Found:
    """Every interpreter is within their shift."""
    for one in held:
        if one.interpreter is not None and one.slot.id in one.interpreter.unavailable:
            yield f"{one.interpreter.id} does not work in {one.slot.id}.", (one.request.id, one.interpreter.id)


def own_slots(problem: Problem, held: list[Held]) -> Found:
    """A request that names slots is held in one of them."""
    for one in held:
        if one.request.slots is not None and one.slot.id not in one.request.slots:
            yield f"{one.request.id} cannot be held in {one.slot.id}.", (one.request.id, one.slot.id)


def forbidden(problem: Problem, held: list[Held]) -> Found:
    """No forbidden pair sits together."""
    for one in held:
        for a, b in combinations(one.meeting.participants, 2):
            if (a, b) in problem.forbidden or (b, a) in problem.forbidden:
                yield f"{a} and {b} must not meet.", (one.request.id, a, b)


def pins(problem: Problem, held: list[Held]) -> Found:
    """Pinned meetings are where they were pinned."""
    by_request = {one.request.id: one.meeting for one in held}
    for pin in problem.pins:
        meeting = by_request.get(pin.request)
        if meeting is not None:
            for kind in ("slot", "table", "interpreter"):
                wanted = getattr(pin, kind)
                if wanted is not None and wanted != getattr(meeting, kind):
                    yield f"{pin.request} is pinned to {kind} {wanted}.", (pin.request, wanted)


def equipment(problem: Problem, held: list[Held]) -> Found:
    """Tables have the equipment asked for."""
    for one in held:
        lacking = sorted(one.request.equipment - one.table.equipment)
        if lacking:
            yield f"Table {one.table.id} lacks {', '.join(lacking)}.", (one.request.id, one.table.id)


def seats(problem: Problem, held: list[Held]) -> Found:
    """Seated participants meet at their seat."""
    leg = {table.id: table.leg for table in problem.tables}
    for one in held:
        for who in one.people:
            if who.seat is not None and leg[who.seat] == one.slot.leg and who.seat != one.table.id:
                yield f"{who.id} keeps table {who.seat}.", (one.request.id, who.id, one.table.id)


def language(problem: Problem, held: list[Held]) -> Found:
    """Sides without a common language have an interpreter who speaks both."""
    for one in held:
        sets = _strangers(one)
        if not sets:
            continue
        if one.interpreter is None:
            yield f"{one.request.id} has no interpreter.", (one.request.id,)
            continue
        for spoken in sorted(sets, key=sorted):
            if all(one.interpreter.level(tag) < max(one.request.level, 1) for tag in spoken):
                languages = ", ".join(sorted(spoken))
                yield (
                    f"{one.interpreter.id} does not interpret {languages} well enough.",
                    (
                        one.request.id,
                        one.interpreter.id,
                    ),
                )


def _strangers(one: Held) -> set[frozenset[str]]:
    """Languages of each supplier and buyer in a meeting who share none."""
    found: set[frozenset[str]] = set()
    for supplier in (who for who in one.people if who.side == "supplier"):
        for buyer in (who for who in one.people if who.side == "buyer"):
            speaks, hears = supplier.languages, buyer.languages
            if speaks and hears and not {primary(tag) for tag in speaks} & {primary(tag) for tag in hears}:
                found |= {speaks, hears}
    return found
