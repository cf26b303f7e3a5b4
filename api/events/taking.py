"""Taking a workbook in: its records as rows, what may not be lost, and the writing of it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from api.events import going, intake
from api.events.comparing import Change
from api.events.nouns import Event, EventWorkbook, Participant, Wish
from api.events.wishing import Plan
from api.ground.db import Connection
from api.ground.errors import Conflict


async def refuse_loss(db: Connection, event_id: int, workbook: EventWorkbook) -> None:
    """Refuse a workbook that drops what schedules and records name."""
    codes = [participant.code for participant in workbook.participants]
    if kept := await going.kept_by_records(db, event_id, codes):
        raise Conflict(
            "The workbook no longer has {participants}, but schedules or records name them: keep them in the sheet, with no "
            "availability if they will not come.",
            code="participants-in-use",
            participants=kept,
        )
    if moved := await going.used_slots_that_move(db, event_id, [_slot(slot) for slot in workbook.slots]):
        raise Conflict(
            "The workbook drops or moves the slots {slots}, which hold meetings of saved schedules: keep them as they were, "
            "and add new slots under new codes.",
            code="slots-in-use",
            slots=moved,
        )
    gone = await going.used_places_that_go(db, event_id, _codes(workbook))
    if tables := gone["tables"]:
        raise Conflict(
            "The workbook no longer has the tables {tables}, which hold meetings of saved schedules: keep them in the "
            "sheet.",
            code="tables-in-use",
            tables=tables,
        )
    if interpreters := gone["interpreters"]:
        raise Conflict(
            "The workbook no longer has the interpreters {interpreters}, who work in meetings of saved schedules: keep them "
            "in the sheet, and mend their hours if they will not come.",
            code="interpreters-in-use",
            interpreters=interpreters,
        )


async def write(
    db: Connection, event_id: int, workbook: EventWorkbook, changes: Sequence[Change], *, new: bool
) -> None:
    """Write what a workbook says of an event, wishes left out; of kinds that are replaced only those that changed."""
    changed = {change.sheet for change in changes}
    await intake.save_legs(db, event_id, [dated(leg) for leg in workbook.legs])
    await going.remove_missing(db, event_id, _codes(workbook))
    await intake.save_slots(db, event_id, [_slot(slot) for slot in workbook.slots])
    await intake.save_tables(db, event_id, [asdict(table) for table in workbook.tables])
    await intake.save_interpreters(db, event_id, [_interpreter(interpreter) for interpreter in workbook.interpreters])
    await intake.save_participants(db, event_id, [_participant(participant) for participant in workbook.participants])
    if new or changed & {"delegates", "suppliers", "buyers"}:
        await intake.save_delegates(db, event_id, [asdict(delegate) for delegate in workbook.delegates])
    await intake.save_solutions(db, event_id, [asdict(solution) for solution in workbook.solutions])
    await intake.save_needs(db, event_id, [asdict(need) for need in workbook.needs])
    await intake.save_unavailability(db, event_id, list(_unavailable(workbook)))
    suppliers = {participant.code for participant in workbook.suppliers}
    exclusions = [
        {
            **_pair(exclusion.participant, exclusion.counterpart, suppliers),
            "why": exclusion.why,
            "said_by": "supplier" if exclusion.participant in suppliers else "buyer",
        }
        for exclusion in workbook.exclusions
    ]
    await intake.save_forbidden_pairs(db, event_id, exclusions)


async def write_wishes(db: Connection, event_id: int, workbook: EventWorkbook, plan: Plan, *, filename: str) -> None:
    """Carry out what a workbook's wishes do to the requests of an event."""
    suppliers = {participant.code for participant in workbook.suppliers}
    asked = [_wish(wish, suppliers) for wish in plan.ask]
    await intake.ask_wishes(db, event_id, asked)
    again = [{"id": key, **_words(wish)} for key, wish in plan.change.items()]
    await intake.change_wishes(db, again)
    await intake.withdraw(db, plan.withdraw, filename=filename)
    await intake.agree(db, event_id, [*asked, *(_wish(wish, suppliers) for wish in plan.change.values())])


def event_row(event: Event) -> dict[str, Any]:
    """The event itself as a row."""
    return {name: value for name, value in asdict(event).items() if name != "imported_at"}


def dated(leg: Any) -> dict[str, Any]:
    """A leg as a row."""
    return {**asdict(leg), "starts_on": leg.starts_on.isoformat(), "ends_on": leg.ends_on.isoformat()}


def _slot(slot: Any) -> dict[str, Any]:
    return {**asdict(slot), "starts_at": slot.starts_at.isoformat(), "ends_at": slot.ends_at.isoformat()}


def _interpreter(interpreter: Any) -> dict[str, Any]:
    shifts = [
        {"starts_at": shift.starts_at.isoformat(), "ends_at": shift.ends_at.isoformat()} for shift in interpreter.shifts
    ]
    return {**asdict(interpreter), "shifts": shifts}


def _participant(participant: Participant) -> dict[str, Any]:
    return {**asdict(participant), "seat": participant.table or None, "min_meetings": participant.min_meetings or 0}


def _wish(wish: Wish, suppliers: set[str]) -> dict[str, Any]:
    side = "supplier" if wish.participant in suppliers else "buyer"
    pair = _pair(wish.participant, wish.counterpart, suppliers)
    asked_by = "organizer" if wish.by_organizer else side
    return {**pair, "asked_by": asked_by, **_words(wish)}


def _words(wish: Wish) -> dict[str, Any]:
    return {"preference": wish.preference, "note": wish.note, "message": wish.message}


def _pair(one: str, other: str, suppliers: set[str]) -> dict[str, str]:
    return {"supplier": one, "buyer": other} if one in suppliers else {"supplier": other, "buyer": one}


def _unavailable(workbook: EventWorkbook) -> Iterator[dict[str, Any]]:
    legs = {slot.code: slot.leg for slot in workbook.slots}
    for row in workbook.availability:
        for code in row.unavailable:
            yield {"leg": legs[code], "slot": code, "participant": row.participant, "interpreter": None}
    for interpreter in workbook.interpreters:
        for slot in workbook.slots:
            if slot.leg == interpreter.leg and not interpreter.works(slot):
                yield {"leg": slot.leg, "slot": slot.code, "participant": None, "interpreter": interpreter.code}


def _codes(workbook: EventWorkbook) -> dict[str, list[str]]:
    def in_leg(rows: Sequence[Any]) -> list[str]:
        return [f"{row.leg}/{row.code}" for row in rows]

    return {
        "legs": [leg.code for leg in workbook.legs],
        "slots": in_leg(workbook.slots),
        "tables": in_leg(workbook.tables),
        "interpreters": [interpreter.code for interpreter in workbook.interpreters],
        "participants": [participant.code for participant in workbook.participants],
        "solutions": [solution.code for solution in workbook.solutions],
        "needs": [need.code for need in workbook.needs],
    }
