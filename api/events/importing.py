"""Import a workbook into an event: all of it, or nothing and every fault."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from api.events import intake
from api.events import store as events
from api.events import workbook as files
from api.events.nouns import Event, EventWorkbook, Participant, Wish
from api.events.workbook.faults import Fault as WorkbookFault
from api.events.workbook.reading import read_workbook
from api.events.workbook.wrong_files import too_costly
from api.ground.apart import FILES, TooMuch, apart
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Invalid

MOST_TOLD = 1_000
"""Faults that are told one by one: a page of more helps nobody."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought in; ``warnings`` blocked nothing."""

    event: Event
    suppliers: int
    buyers: int
    solutions: int
    needs: int
    requests: int
    warnings: tuple[Fault, ...] = field(default=())


def read(content: bytes) -> tuple[EventWorkbook, tuple[Fault, ...]]:
    """The workbook in a file, with its warnings; Invalid with every fault if it has any."""
    reading = read_workbook(content)
    if reading.workbook is None:
        count = len(reading.faults)
        raise Invalid(
            f"The workbook has {count} fault{'s' if count > 1 else ''}; nothing was imported.",
            _told(reading.faults),
            code="workbook-faults",
        )
    return reading.workbook, tuple(in_words(warning) for warning in reading.warnings)


def _told(faults: Sequence[WorkbookFault]) -> tuple[Fault, ...]:
    told = tuple(in_words(fault) for fault in faults[:MOST_TOLD])
    if (more := len(faults) - len(told)) <= 0:
        return told
    rest = Fault(
        told[-1].where,
        f"{more} more faults follow",
        "Mend these first; the marked workbook has every one of them",
        f"고칠 곳이 {more}개 더 있습니다",
        "먼저 위의 것을 고치세요. 표시된 파일에는 모두 적혀 있습니다",
        "more-faults",
    )
    return (*told, rest)


def mark_faults(content: bytes) -> bytes | None:
    """The same workbook with a column that tells every fault in its row; None if it has none, or is no workbook."""
    reading = read_workbook(content)
    if not any(fault.sheet for fault in reading.faults):
        return None
    try:
        return files.mark_faults(content, reading.faults)
    except ValueError:  # a file that the reader follows and the marker does not: its faults are told all the same
        return None


async def read_apart(content: bytes) -> tuple[EventWorkbook, tuple[Fault, ...]]:
    """The same as `read` in a process of its own, which a hostile file can end without harm to anybody else."""
    try:
        return await apart(FILES, read, content)
    except TooMuch as error:
        raise Invalid(
            "The workbook cannot be read; nothing was imported.", [in_words(too_costly())], code="workbook-faults"
        ) from error


async def marked_apart(content: bytes) -> bytes | None:
    """The same as `mark_faults` in a process of its own; None also where marking would take too much."""
    try:
        return await apart(FILES, mark_faults, content)
    except TooMuch:
        return None


def in_words(fault: WorkbookFault) -> Fault:
    """A workbook's fault as a fault of the application."""
    return Fault(fault.where, fault.what_en, fault.mend_en, fault.what_ko, fault.mend_ko, fault.code)


async def import_workbook(db: Connection, content: bytes, *, filename: str, event_id: int | None = None) -> Imported:
    """Bring a workbook into the database: what has the same code is updated, what is new is added, the rest removed.

    Parameters
    ----------
    event_id
        The only event that may be touched; None allows any, a new one included.

    Raises
    ------
    Invalid
        The workbook has faults; all of them are named and no row is written.
    Conflict
        The workbook is of another event, or drops what schedules and records name.
    """
    workbook, warnings = await read_apart(content)
    if event_id is not None:
        own = await events.event(db, event_id)
        if own is None or own.slug != workbook.event.slug:
            raise Conflict(
                f"This workbook is of the event {workbook.event.slug!r}, not of {own.slug if own else '?'!r}: "
                "open that event, or correct the event's code in the sheet 행사.",
                code="another-event",
            )
    written = await intake.save_event(db, _event(workbook), content, filename)
    await _refuse_loss(db, written, workbook)
    await _write(db, written, workbook)
    imported = await events.event(db, written)
    assert imported is not None
    return Imported(
        event=imported,
        suppliers=len(workbook.suppliers),
        buyers=len(workbook.buyers),
        solutions=len(workbook.solutions),
        needs=len(workbook.needs),
        requests=len(workbook.wishes),
        warnings=warnings,
    )


async def _refuse_loss(db: Connection, event_id: int, workbook: EventWorkbook) -> None:
    codes = [participant.code for participant in workbook.participants]
    if kept := await intake.kept_by_records(db, event_id, codes):
        raise Conflict(
            f"The workbook no longer has {', '.join(kept)}, but schedules or records name them: "
            "keep them in the sheet, with no availability if they will not come.",
            code="participants-in-use",
            korean=f"일정표나 기록에 나오는 참가자 {', '.join(kept)}이(가) 파일에서 빠졌습니다. "
            "시트에 남겨 두고, 오지 않으면 가능시간을 비우세요.",
        )
    if moved := await intake.used_slots_that_move(db, event_id, [_slot(slot) for slot in workbook.slots]):
        raise Conflict(
            f"The workbook drops or moves the slots {', '.join(moved)}, which hold meetings of saved schedules: "
            "keep them and add new slots under new codes.",
            code="slots-in-use",
            korean=f"저장된 일정표의 상담이 있는 시간대 {', '.join(moved)}을(를) 파일이 옮기거나 없앴습니다. "
            "그대로 두고 새 코드로 시간대를 추가하세요.",
        )
    gone = await intake.used_places_that_go(db, event_id, _codes(workbook))
    for kind, korean, code in (
        ("tables", "테이블", "tables-in-use"),
        ("interpreters", "통역", "interpreters-in-use"),
    ):
        if gone[kind]:
            raise Conflict(
                f"The workbook no longer has the {kind} {', '.join(gone[kind])}, which hold meetings of saved schedules: "
                "keep them in the sheet.",
                code=code,
                korean=f"저장된 일정표의 상담이 쓰는 {korean} {', '.join(gone[kind])}이(가) 파일에서 빠졌습니다. "
                "시트에 남겨 두세요.",
            )


async def _write(db: Connection, event_id: int, workbook: EventWorkbook) -> None:
    await intake.save_legs(db, event_id, [_dated(leg) for leg in workbook.legs])
    await intake.remove_missing(db, event_id, _codes(workbook))
    await intake.save_slots(db, event_id, [_slot(slot) for slot in workbook.slots])
    await intake.save_tables(db, event_id, [asdict(table) for table in workbook.tables])
    await intake.save_interpreters(db, event_id, [_interpreter(interpreter) for interpreter in workbook.interpreters])
    await intake.save_participants(db, event_id, [_participant(participant) for participant in workbook.participants])
    await intake.save_delegates(db, event_id, [asdict(delegate) for delegate in workbook.delegates])
    await intake.save_solutions(db, event_id, [asdict(solution) for solution in workbook.solutions])
    await intake.save_needs(db, event_id, [asdict(need) for need in workbook.needs])
    await intake.save_unavailability(db, event_id, list(_unavailable(workbook)))
    suppliers = {participant.code for participant in workbook.suppliers}
    await intake.save_wishes(db, event_id, [_wish(wish, suppliers) for wish in workbook.wishes])
    await intake.save_forbidden_pairs(
        db,
        event_id,
        [
            {**_pair(exclusion.participant, exclusion.counterpart, suppliers), "why": exclusion.why}
            for exclusion in workbook.exclusions
        ],
    )


def _event(workbook: EventWorkbook) -> dict[str, Any]:
    return {name: value for name, value in asdict(workbook.event).items() if name != "imported_at"}


def _dated(leg: Any) -> dict[str, Any]:
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
    return {**pair, "side": side, "preference": wish.preference, "note": wish.note}


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
