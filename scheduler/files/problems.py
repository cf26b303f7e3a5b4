"""A problem as JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scheduler.files.schema import parse
from scheduler.problem import (
    Delegate,
    Interpreter,
    Leg,
    Objective,
    Participant,
    Pin,
    Precedence,
    Problem,
    Request,
    Slot,
    Table,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FORMAT = "mannam-problem-1"
SETS = frozenset({"unavailable", "equipment", "languages", "legs", "slots", "participants"})


def read_problem(text: str, *, written_here: bool = False) -> Problem:
    """A problem from the text of its JSON file; one that ``write_problem`` made is not held to the schema again.

    Raises
    ------
    ValueError
        One line per fault: the JSON path of what does not fit the schema, or what contradicts what.
    """
    content = json.loads(text) if written_here else parse(text, "problem")
    _refuse_other_offsets(content)
    return Problem(
        legs=tuple(Leg(**_leg(leg)) for leg in content["legs"]),
        slots=tuple(
            Slot(one["id"], one["leg"], _moment(one, "starts_at", n), _moment(one, "ends_at", n))
            for n, one in enumerate(content["slots"])
        ),
        tables=tuple(Table(**_sets(table)) for table in content["tables"]),
        participants=tuple(Participant(**_sets(who)) for who in content["participants"]),
        requests=tuple(Request(**_request(request)) for request in content["requests"]),
        interpreters=tuple(Interpreter(**_sets(one)) for one in content.get("interpreters", ())),
        pins=tuple(Pin(**pin) for pin in content.get("pins", ())),
        forbidden=frozenset((one, other) for one, other in content.get("forbidden", ())),
        precedences=tuple(Precedence(**one) for one in content.get("precedences", ())),
        walking=_ways(content, "walking"),
        travel=_ways(content, "travel"),
        delegates=tuple(Delegate(**_sets(one)) for one in content.get("delegates", ())),
        **_goal(content),
    )


def write_problem(problem: Problem) -> str:
    """The JSON text of a problem; what has its usual value is left out.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> read_problem(write_problem(roadshow(seed=1))) == roadshow(seed=1)
    True
    """
    content: dict[str, Any] = {"format": FORMAT}
    zones = {leg.id: ZoneInfo(leg.zone) for leg in problem.legs}
    if problem.name:
        content["name"] = problem.name
    content |= {
        "legs": [_plain(leg) for leg in problem.legs],
        "slots": [_local(slot, zones[slot.leg]) for slot in problem.slots],
        "tables": [_plain(table) for table in problem.tables],
        "interpreters": [_plain(_levels(interpreter)) for interpreter in problem.interpreters],
        "participants": [_plain(who) for who in problem.participants],
        "requests": [_plain(request) for request in problem.requests],
        "pins": [_plain(pin) for pin in problem.pins],
        "forbidden": sorted(map(list, problem.forbidden)),
        "precedences": [_plain(one) for one in problem.precedences],
        "walking": _way_list(problem.walking),
        "travel": _way_list(problem.travel),
        "travel_minutes": problem.travel_minutes,
        "delegates": [_plain(one) for one in problem.delegates],
        "objectives": [one if isinstance(one, str) else dict(one) for one in problem.objectives],
        "break_minutes": problem.break_minutes,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _ways(content: dict[str, Any], name: str) -> dict[tuple[str, str], int]:
    return {(way["from"], way["to"]): way["minutes"] for way in content.get(name, ())}


def _way_list(ways: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [{"from": one, "to": other, "minutes": minutes} for (one, other), minutes in ways.items()]


def _refuse_other_offsets(content: dict[str, Any]) -> None:
    """A slot whose offset is not that of its leg's stated zone on that day means another time than it says.

    UTC is taken as it is: nobody writes Z by mistake for another zone.
    """
    zones = {leg["id"]: leg["zone"] for leg in content["legs"] if "zone" in leg}
    faults: list[str] = []
    for number, slot in enumerate(content["slots"]):
        for name in ("starts_at", "ends_at"):
            moment = _moment(slot, name, number)
            zone = zones.get(slot["leg"])
            if zone is not None and moment.utcoffset() and (told := _other_offset(moment, zone)):
                faults.append(f"$.slots[{number}].{name}: {told}")
    if faults:
        raise ValueError("\n".join(faults))


def _other_offset(moment: datetime, zone: str) -> str:
    try:
        there = moment.replace(tzinfo=ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return ""  # no IANA zone: refused by the problem itself
    allowed = {there.replace(fold=fold).utcoffset() for fold in (0, 1)}
    if moment.utcoffset() in allowed:
        return ""
    return (
        f"{moment.isoformat()} does not have the offset of {zone} on that day: "
        f"write {there.isoformat()}, or {moment.astimezone(ZoneInfo(zone)).isoformat()} if that moment is meant"
    )


def _leg(leg: dict[str, Any]) -> dict[str, Any]:
    return leg | ({"noon": time.fromisoformat(leg["noon"])} if "noon" in leg else {})


def _moment(slot: dict[str, Any], name: str, number: int) -> datetime:
    try:
        return datetime.fromisoformat(slot[name])
    except ValueError as fault:
        raise ValueError(f"$.slots[{number}].{name}: {fault}") from None


def _sets(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: frozenset(one) if name in SETS and isinstance(one, list) else one for name, one in thing.items()}


def _request(request: dict[str, Any]) -> dict[str, Any]:
    return _sets(request) | ({"parties": tuple(request["parties"])} if "parties" in request else {})


def _goal(content: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {
        name: content[name] for name in ("name", "break_minutes", "travel_minutes") if name in content
    }
    if "objectives" in content:
        objectives: list[Objective] = [
            one if isinstance(one, str) else tuple(one.items()) for one in content["objectives"]
        ]
        given["objectives"] = tuple(objectives)
    return given


def _levels(interpreter: Interpreter) -> Interpreter:
    """The same interpreter with a level for each language."""
    if isinstance(interpreter.languages, frozenset):
        return replace(interpreter, languages=dict.fromkeys(sorted(interpreter.languages), 1))
    return interpreter


def _local(slot: Slot, zone: ZoneInfo) -> dict[str, Any]:
    """A slot in the time of its leg."""
    times = {name: getattr(slot, name).astimezone(zone).isoformat() for name in ("starts_at", "ends_at")}
    return _plain(slot) | times


def _plain(thing: DataclassInstance) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.default is not MISSING and value == field.default:
            continue
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, time):
            value = value.isoformat("minutes")
        elif isinstance(value, frozenset):
            value = sorted(value)
        elif isinstance(value, tuple):
            value = list(value)
        found[field.name] = value
    return found
