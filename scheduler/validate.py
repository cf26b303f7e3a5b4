"""Refuse a problem that contradicts itself, in words that name what and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.persons import MOST_TOGETHER, circles, different

if TYPE_CHECKING:
    from scheduler.problem import Problem


def refuse_faults(problem: Problem) -> None:
    """Raise a ValueError with every fault of a problem, one a line."""
    found = list(_faults(problem))
    if not found:
        from scheduler.pins import contradictions

        found = list(contradictions(problem))
    if found:
        raise ValueError("\n".join(found))


def _faults(problem: Problem) -> Iterator[str]:
    yield from _ids(problem)
    yield from _times(problem)
    yield from _tables_and_interpreters(problem)
    yield from _participants(problem)
    yield from _delegates(problem)
    yield from _requests(problem)
    yield from _decisions(problem)
    yield from _goal(problem)


def _ids(problem: Problem) -> Iterator[str]:
    groups = {
        "leg": [leg.id for leg in problem.legs],
        "slot": [slot.id for slot in problem.slots],
        "table": [table.id for table in problem.tables],
        "interpreter": [interpreter.id for interpreter in problem.interpreters],
        "participant": [participant.id for participant in problem.participants],
        "request": [request.id for request in problem.requests],
        "delegate": [delegate.id for delegate in problem.delegates],
    }
    for kind, ids in groups.items():
        for name, count in Counter(ids).items():
            if count > 1:
                yield f"{kind} {name!r} is given {count} times: give each {kind} its own id"


def _times(problem: Problem) -> Iterator[str]:
    legs = {leg.id for leg in problem.legs}
    for leg in problem.legs:
        try:
            ZoneInfo(leg.zone)
        except (KeyError, ValueError, OSError):
            yield f"leg {leg.id!r}: {leg.zone!r} is no IANA zone"
    for slot in problem.slots:
        yield from _unknown("slot", slot.id, "leg", {slot.leg} - legs)
        if slot.starts_at.utcoffset() is None or slot.ends_at.utcoffset() is None:
            yield f"slot {slot.id!r}: its times have no zone"
        elif slot.ends_at <= slot.starts_at:
            yield f"slot {slot.id!r} ends at {slot.ends_at.isoformat()}, not after it starts at {slot.starts_at.isoformat()}"


def _tables_and_interpreters(problem: Problem) -> Iterator[str]:
    legs = {leg.id for leg in problem.legs}
    slots = {slot.id for slot in problem.slots}
    for table in problem.tables:
        yield from _unknown("table", table.id, "leg", {table.leg} - legs)
        yield from _unknown("table", table.id, "slot", table.unavailable - slots)
        yield from _at_least("table", table.id, "capacity", table.capacity, 0)
    for interpreter in problem.interpreters:
        yield from _unknown("interpreter", interpreter.id, "leg", (interpreter.legs or frozenset()) - legs)
        yield from _unknown("interpreter", interpreter.id, "slot", interpreter.unavailable - slots)
        yield from _at_least("interpreter", interpreter.id, "max_run", interpreter.max_run, 1)
    for areas, minutes in problem.walking.items():
        yield from _at_least("walk", " to ".join(areas), "minutes", minutes, 0)
    for ways, minutes in problem.travel.items():
        yield from _unknown("travel", " to ".join(ways), "leg", set(ways) - legs)
        yield from _at_least("travel", " to ".join(ways), "minutes", minutes, 0)
    yield from _at_least("problem", problem.name, "travel_minutes", problem.travel_minutes, 0)


def _participants(problem: Problem) -> Iterator[str]:
    legs = {leg.id for leg in problem.legs}
    slots = {slot.id for slot in problem.slots}
    tables = {table.id for table in problem.tables}
    for who in problem.participants:
        if who.side not in ("supplier", "buyer"):
            yield f"participant {who.id!r}: side {who.side!r} is neither supplier nor buyer"
        yield from _unknown("participant", who.id, "leg", (who.legs or frozenset()) - legs)
        yield from _unknown("participant", who.id, "slot", who.unavailable - slots)
        yield from _unknown("participant", who.id, "table", {who.seat} - {None} - tables)
        yield from _at_least("participant", who.id, "delegates", who.delegates, 1)
        for name in ("min_meetings", "max_meetings", "max_per_day", "max_per_half_day", "priority"):
            yield from _at_least("participant", who.id, name, getattr(who, name), 0)
        if who.max_meetings is not None and who.max_meetings < who.min_meetings:
            yield (
                f"participant {who.id!r} is promised min_meetings={who.min_meetings} "
                f"and limited to max_meetings={who.max_meetings}"
            )


def _delegates(problem: Problem) -> Iterator[str]:
    slots = {slot.id for slot in problem.slots}
    people = {who.id for who in problem.participants}
    for one in problem.delegates:
        yield from _unknown("delegate", one.id, "participant", one.participants - people)
        yield from _unknown("delegate", one.id, "slot", one.unavailable - slots)
        if not one.participants:
            yield f"delegate {one.id!r} speaks for nobody: name a participant"
    for together in circles(problem):
        if (sets := different(problem, together)) > MOST_TOGETHER:
            yield (
                f"{len(together)} participants share delegates in {sets} ways, {together[0]!r} among them: at most "
                f"{MOST_TOGETHER} are possible, leave out delegates who speak for one participant alone"
            )


def _requests(problem: Problem) -> Iterator[str]:
    from scheduler.problem import HIGHEST_VALUE

    sides = {who.id: who.side for who in problem.participants}
    legs = {leg.id for leg in problem.legs}
    slots = {slot.id for slot in problem.slots}
    seen: dict[tuple[str, str, str | None], str] = {}
    for request in problem.requests:
        unknown = {who for who in request.participants if who not in sides}
        yield from _unknown("request", request.id, "participant", unknown)
        if not unknown:
            for side, who in (("supplier", request.supplier), ("buyer", request.buyer)):
                if sides[who] != side:
                    yield f"request {request.id!r}: {who!r} is a {sides[who]}, not a {side}"
        if len(set(request.participants)) != len(request.participants):
            yield f"request {request.id!r} names a participant twice"
        if not 0 <= request.value <= HIGHEST_VALUE:
            yield f"request {request.id!r}: value {request.value} is not within 0..{HIGHEST_VALUE}"
        yield from _unknown("request", request.id, "leg", {request.leg} - {None} - legs)
        if request.slots is not None:
            yield from _unknown("request", request.id, "slot", request.slots - slots)
        key = (request.supplier, request.buyer, request.leg)
        if key in seen:
            yield f"requests {seen[key]!r} and {request.id!r} are for the same pair: keep one"
        seen[key] = request.id


def _decisions(problem: Problem) -> Iterator[str]:
    requests = {request.id for request in problem.requests}
    participants = {who.id for who in problem.participants}
    for pin in problem.pins:
        yield from _unknown("pin", pin.request, "request", {pin.request} - requests)
        yield from _unknown("pin", pin.request, "slot", {pin.slot} - {None} - {slot.id for slot in problem.slots})
        yield from _unknown("pin", pin.request, "table", {pin.table} - {None} - {table.id for table in problem.tables})
        known = {interpreter.id for interpreter in problem.interpreters}
        yield from _unknown("pin", pin.request, "interpreter", {pin.interpreter} - {None} - known)
    for pair in problem.forbidden:
        yield from _unknown("forbidden pair", " and ".join(pair), "participant", set(pair) - participants)
    for rule in problem.precedences:
        name = f"{rule.before} before {rule.after}"
        yield from _unknown("precedence", name, "request", {rule.before, rule.after} - requests)
    yield from _circle(problem)


def _circle(problem: Problem) -> Iterator[str]:
    """A chain of precedences that bites its own tail."""
    after: dict[str, list[str]] = {}
    for rule in problem.precedences:
        after.setdefault(rule.before, []).append(rule.after)
    done: set[str] = set()
    for first in after:
        path: list[str] = []
        stack = [(first, iter(after.get(first, ())))] if first not in done else []
        while stack:
            here, following = stack[-1]
            if not path or path[-1] != here:
                path.append(here)
            step = next(following, None)
            if step is None:
                done.add(here)
                stack.pop()
                path.pop()
            elif step in path:
                circle = [*path[path.index(step) :], step]
                yield "precedences form a circle: " + ", ".join(f"{a!r} before {b!r}" for a, b in pairwise(circle))
                return
            elif step not in done:
                stack.append((step, iter(after.get(step, ()))))


def _goal(problem: Problem) -> Iterator[str]:
    from scheduler.problem import MEASURES

    for place, layer in enumerate(problem.objectives):
        names = [layer] if isinstance(layer, str) else [name for name, _ in layer]
        yield from _unknown("objective", str(place), "measure", set(names) - set(MEASURES))
        if "moves" in names and (place != len(problem.objectives) - 1 or len(names) > 1):
            yield "objective 'moves' comes last and alone: it is decided once the times are fixed"
        if not isinstance(layer, str):
            for name, weight in layer:
                yield from _at_least("objective", name, "weight", weight, 1)
    if problem.break_minutes < 1:
        yield f"break_minutes is {problem.break_minutes}: at least 1 is needed"


def _unknown(kind: str, name: str, what: str, missing: Iterable[str | None]) -> Iterator[str]:
    for thing in sorted(str(one) for one in missing):
        yield f"{kind} {name!r} names the unknown {what} {thing!r}"


def _at_least(kind: str, name: str, what: str, number: int | None, least: int) -> Iterator[str]:
    if number is not None and number < least:
        yield f"{kind} {name!r}: {what} is {number}, at least {least} is needed"
