"""From an event's workbook, scores and requests to the scheduler's problem, and from its result to a schedule."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from api.events.identity import on_both_sides
from api.events.nouns import EventWorkbook, Wish
from api.ground.errors import Conflict
from api.ground.particles import particles
from api.requests.nouns import Wanted
from api.schedules.nouns import Away, Change, Meeting, Pinned
from api.schedules.persons import named_delegates
from scheduler import problem as p
from scheduler.reason import Reason
from scheduler.result import Meeting as ScheduledMeeting
from scheduler.result import Progress, Result, Status, Unscheduled

SCORE_VALUE = 1000
"""Value of a meeting whose match score is 1."""
PREFERENCE_VALUE = {1: 300, 2: 200, 3: 100}
"""Value that one side's wish adds, by its preference."""
MUTUAL_VALUE = 300
"""Value that is added when both sides wish for the meeting, or one accepted the other's request."""


NOTHING_AWAY = Away()


def meeting_value(score: float, wanted: Wanted) -> int:
    """What a meeting is worth: its match score in thousandths, the wishes of both sides, and more if both agree.

    >>> meeting_value(0.8, Wanted("S1", "B1", supplier_preference=1, buyer_preference=3))
    1500
    """
    wishes = [wish for wish in (wanted.supplier_preference, wanted.buyer_preference) if wish is not None]
    mutual = MUTUAL_VALUE if wanted.mutual else 0
    return round(score * SCORE_VALUE) + sum(PREFERENCE_VALUE[wish] for wish in wishes) + mutual


def wanted_of(wishes: Iterable[Wish], suppliers: set[str]) -> list[Wanted]:
    """Pairs that a workbook's wishes name, each once."""
    pairs: dict[tuple[str, str], Wanted] = {}
    for wish in wishes:
        if wish.by_organizer:
            pair = (wish.participant, wish.counterpart)
            pairs[pair] = replace(pairs.get(pair, Wanted(*pair)), accepted=True)
        elif wish.participant in suppliers:
            pair = (wish.participant, wish.counterpart)
            found = pairs.get(pair, Wanted(*pair))
            pairs[pair] = replace(found, supplier_preference=wish.preference)
        else:
            pair = (wish.counterpart, wish.participant)
            found = pairs.get(pair, Wanted(*pair))
            pairs[pair] = replace(found, buyer_preference=wish.preference)
    return list(pairs.values())


def problem_of(
    workbook: EventWorkbook,
    scores: Mapping[tuple[str, str], float],
    wanted: Sequence[Wanted],
    pins: Sequence[Pinned] = (),
    *,
    away: Away = NOTHING_AWAY,
) -> p.Problem:
    """The scheduler's problem of an event; ids are the codes of the workbook, a request is ``S01-B17``.

    ``away`` is what cannot be used beside what the workbook says of hours; who keeps a table
    that is lost meets at any other.

    Raises
    ------
    ValueError
        Two pins, or a pin and a fact, contradict each other; the text names both.
    """
    forbidden = {(exclusion.participant, exclusion.counterpart) for exclusion in workbook.exclusions}
    forbidden |= {pair for pair in on_both_sides(workbook) if pair[::-1] not in forbidden}
    never = forbidden | {(buyer, supplier) for supplier, buyer in forbidden}
    requests = [pair for pair in wanted if (pair.supplier, pair.buyer) not in never]
    known = {(pair.supplier, pair.buyer) for pair in requests}
    return p.Problem(
        name=workbook.event.slug,
        legs=tuple(p.Leg(leg.code, leg.zone) for leg in workbook.legs),
        slots=tuple(p.Slot(slot.code, slot.leg, slot.starts_at, slot.ends_at) for slot in workbook.slots),
        tables=tuple(
            p.Table(table.code, table.leg, table.area, unavailable=away.tables.get(table.code, frozenset()))
            for table in workbook.tables
        ),
        interpreters=tuple(_interpreters(workbook, away)),
        participants=tuple(_participants(workbook, away)),
        requests=tuple(
            p.Request(
                request_id(pair.supplier, pair.buyer),
                pair.supplier,
                pair.buyer,
                value=meeting_value(scores.get((pair.supplier, pair.buyer), 0.0), pair),
            )
            for pair in requests
        ),
        pins=tuple(
            p.Pin(request_id(pin.supplier, pin.buyer), pin.slot, pin.table, pin.interpreter)
            for pin in pins
            if (pin.supplier, pin.buyer) in known
        ),
        forbidden=frozenset(forbidden),
        delegates=named_delegates(workbook),
    )


def request_id(supplier: str, buyer: str) -> str:
    """The scheduler's id of a pair's request."""
    return f"{supplier}-{buyer}"


def _interpreters(workbook: EventWorkbook, away: Away) -> Iterable[p.Interpreter]:
    for interpreter in workbook.interpreters:
        off = {slot.code for slot in workbook.slots if slot.leg == interpreter.leg and not interpreter.works(slot)}
        yield p.Interpreter(
            interpreter.code,
            frozenset(interpreter.languages),
            legs=frozenset({interpreter.leg}),
            unavailable=frozenset(off) | away.interpreters.get(interpreter.code, frozenset()),
        )


def _participants(workbook: EventWorkbook, away: Away) -> Iterable[p.Participant]:
    said = {row.participant: frozenset(row.unavailable) for row in workbook.availability}
    for participant in workbook.participants:
        yield p.Participant(
            participant.code,
            participant.side,
            frozenset(participant.languages),
            unavailable=said.get(participant.code, frozenset()) | away.participants.get(participant.code, frozenset()),
            seat=None if participant.table in away.tables else participant.table or None,
            min_meetings=participant.min_meetings or 0,
            max_meetings=participant.max_meetings,
            delegates=participant.at_once,
            legs=frozenset(participant.legs) if participant.legs else None,
        )


def build(
    problem: p.Problem,
    *,
    limit_seconds: float,
    workers: int,
    before: Sequence[ScheduledMeeting] = (),
    now: datetime | None = None,
    freeze: timedelta | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """Solve a problem and have the independent checker look at the result before anybody else does.

    Parameters
    ----------
    before
        A schedule that people have in their hands: as few of its meetings as possible move, at no more than 1% of the
        best value. Empty builds from scratch.
    now, freeze
        The present time, and how long from then on nothing of ``before`` moves and nothing is added; None before the event.

    Raises
    ------
    Conflict
        The checker found a broken rule: the schedule is not to be used; the text names the rules.
    """
    from scheduler.check import check
    from scheduler.replan import replan
    from scheduler.solve import solve

    if before:
        found = replan(
            problem,
            before,
            now=now,
            freeze=None if now is None else freeze,
            limit_seconds=limit_seconds,
            workers=workers,
            progress=progress,
            stop=stop,
        )
        result = replace(found.result, notes=(*found.result.notes, found.words(problem)[0]))
    else:
        result = solve(problem, limit_seconds=limit_seconds, workers=workers, progress=progress, stop=stop)
    violations = check(problem, result.meetings)
    if violations:
        rules = ", ".join(sorted({violation.rule for violation in violations}))
        raise Conflict(
            "The schedule that was built breaks {n:rule|rules} ({rules}) and was thrown away.",
            code="rules-broken",
            n=len(violations),
            rules=rules,
        )
    return result


def schedule_row(result: Result) -> dict[str, Any]:
    """A result's own figures and certificate as plain values; what is ``optimal`` has no gap."""
    within_a_loss = result.status is Status.OPTIMAL and result.gap > 0  # a re-plan that may give up value for stability
    return {
        "status": str(Status.FEASIBLE if within_a_loss else result.status),
        "value": result.value,
        "bound": result.bound,
        "gap": result.gap,
        "seconds": result.seconds,
        "method": result.method,
        "certificate": {**asdict(result.certificate), "notes": list(result.notes)},
    }


def scheduled(meetings: Iterable[Meeting]) -> list[ScheduledMeeting]:
    """Meetings of a saved version as the scheduler knows them."""
    return [
        ScheduledMeeting(
            request_id(meeting.supplier.code, meeting.buyer.code),
            meeting.supplier.code,
            meeting.buyer.code,
            meeting.slot_code,
            meeting.table_code,
            meeting.interpreter_code,
        )
        for meeting in meetings
    ]


def meeting_rows(meetings: Sequence[ScheduledMeeting], values: Mapping[str, int]) -> list[dict[str, Any]]:
    """Meetings by codes, with what each is worth by its request."""
    return [
        {
            "supplier": meeting.supplier,
            "buyer": meeting.buyer,
            "slot": meeting.slot,
            "table": meeting.table,
            "interpreter": meeting.interpreter,
            "value": values[meeting.request],
        }
        for meeting in meetings
    ]


def unscheduled_rows(
    problem: p.Problem, unscheduled: Iterable[Unscheduled], names: Mapping[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    """Unscheduled requests by codes with their reason in words; ``names`` gives the Korean and English name of a code."""
    requests = {request.id: request for request in problem.requests}
    rows: list[dict[str, Any]] = []
    for left in unscheduled:
        request = requests[left.request]
        korean, english = (named_reason(left.reason, names, language) for language in ("ko", "en"))
        rows.append(
            {
                "supplier": request.supplier,
                "buyer": request.buyer,
                "value": request.value,
                "code": left.reason.code,
                "reason_ko": particles(korean.words("ko")),
                "reason_en": english.words("en"),
            }
        )
    return rows


def named_reason(reason: Reason, names: Mapping[str, tuple[str, str]], language: str) -> Reason:
    """The reason with names for people in the place of codes."""
    return replace(reason, resources=tuple(called(code, names, language) for code in reason.resources))


def called(code: str, names: Mapping[str, tuple[str, str]], language: str) -> str:
    """What an id of the scheduler is called: a participant by name, a request by both names, anything else as it is.

    ``names`` gives the Korean and English name of a code.
    """
    place = 0 if language == "ko" else 1
    if code in names:
        return names[code][place]
    supplier, _, buyer = code.partition("-")
    if supplier in names and buyer in names:
        return f"{names[supplier][place]} × {names[buyer][place]}"
    return code


def compare(before: Sequence[Meeting], after: Sequence[Meeting]) -> list[Change]:
    """What differs between two schedules, by pair; a meeting that changed slot, table or interpreter has moved."""
    old = {(meeting.supplier.code, meeting.buyer.code): meeting for meeting in before}
    new = {(meeting.supplier.code, meeting.buyer.code): meeting for meeting in after}
    changes: list[Change] = []
    for pair in sorted(old.keys() | new.keys()):
        was, now = old.get(pair), new.get(pair)
        if was is None and now is not None:
            changes.append(Change("added", now.supplier, now.buyer, was, now))
        elif now is None and was is not None:
            changes.append(Change("removed", was.supplier, was.buyer, was, now))
        elif was is not None and now is not None and _place(was) != _place(now):
            changes.append(Change("moved", now.supplier, now.buyer, was, now))
    return changes


def _place(meeting: Meeting) -> tuple[str, str, str | None]:
    return meeting.slot_code, meeting.table_code, meeting.interpreter_code
