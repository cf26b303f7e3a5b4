"""Import a workbook into an event: all of it, or nothing and every fault."""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import TypeVar
from zipfile import BadZipFile, ZipFile

from api.access.may import require
from api.access.nouns import Caller
from api.events import intake, readback
from api.events import store as events
from api.events import workbook as files
from api.events.comparing import Change, changes, with_hanging
from api.events.nouns import Event, EventWorkbook
from api.events.taking import event_row, refuse_loss, write, write_wishes
from api.events.unsaid import keep_unsaid
from api.events.wishing import Plan, plan
from api.events.workbook.faults import Fault as WorkbookFault
from api.events.workbook.reading import read_workbook
from api.events.workbook.writing import UNDATED
from api.events.workbook.wrong_files import too_costly
from api.ground.apart import FILES, TooMuch, apart
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Invalid

Value = TypeVar("Value")
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
    changes: tuple[Change, ...] = field(default=())


class RemovalUnsaid(Conflict):
    """A workbook lacks what the event has, and nobody said that it may go; ``faults`` name every difference."""

    def __init__(self, found: Sequence[Change]) -> None:
        removed = sum(change.kind == "removed" for change in found)
        super().__init__(
            "The workbook no longer has {n:thing|things} that the event has; nothing was imported. Look at what would "
            "change, and say that it may go, or put it back into the file.",
            code="removal-unsaid",
            n=removed,
            faults=[change.told for change in sorted(found, key=lambda one: one.kind != "removed")[:MOST_TOLD]],
        )


def read(content: bytes) -> tuple[EventWorkbook, tuple[Fault, ...]]:
    """The workbook in a file, with its warnings; Invalid with every fault if it has any."""
    reading = read_workbook(content)
    if reading.workbook is None:
        raise Invalid(
            "The workbook has {n:fault|faults}; nothing was imported.",
            _told(reading.faults),
            code="workbook-faults",
            n=len(reading.faults),
        )
    return reading.workbook, tuple(in_words(warning) for warning in reading.warnings)


def _told(faults: Sequence[WorkbookFault]) -> tuple[Fault, ...]:
    told = tuple(in_words(fault) for fault in faults[:MOST_TOLD])
    if (more := len(faults) - len(told)) <= 0:
        return told
    rest = Fault(
        told[-1].where,
        "{n:more fault follows|more faults follow}.",
        "Mend these first; the marked workbook has every one of them.",
        code="more-faults",
        n=more,
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


async def read_apart(content: bytes, *, by: Caller) -> tuple[EventWorkbook, tuple[Fault, ...]]:
    """The same as `read` in a process of its own, which a hostile file can end without harm to anybody else."""
    require(by, "import", "workbook")
    return await made_of(content, read)


async def made_of(content: bytes, reader: Callable[[bytes], Value]) -> Value:
    """What a reader makes of somebody's file, in a process of its own; Invalid where that takes too much."""
    try:
        return await apart(FILES, reader, content)
    except TooMuch as error:
        raise Invalid(
            "The workbook cannot be read; nothing was imported.", [in_words(too_costly())], code="workbook-faults"
        ) from error


async def marked_apart(content: bytes, *, by: Caller) -> bytes | None:
    """The same as `mark_faults` in a process of its own; None also where marking would take too much."""
    require(by, "import", "workbook")
    try:
        return await apart(FILES, mark_faults, content)
    except TooMuch:
        return None


def in_words(fault: WorkbookFault) -> Fault:
    """A workbook's fault as a fault of the application."""
    return Fault(fault.where, fault.what, fault.mend, code=fault.code)


def made_at(content: bytes) -> datetime | None:
    """When a file was made, as it says itself: for one that this program wrote, when it was written. Never in the future."""
    try:
        with ZipFile(BytesIO(content)) as archive, archive.open("docProps/core.xml") as stream:
            text = stream.read(1 << 16).decode("utf-8", "replace")
    except (BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        return None
    found = re.search(r"<dcterms:created[^>]*>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)Z?\s*<", text)
    try:
        moment = datetime.fromisoformat(found[1]).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
    return None if moment is None or moment == UNDATED else min(moment, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Look:
    """What a workbook would do to the event of its code; nothing is written. ``event`` is None for a new one."""

    workbook: EventWorkbook
    warnings: tuple[Fault, ...]
    event: Event | None
    changes: tuple[Change, ...]
    plan: Plan

    @property
    def removed(self) -> tuple[Change, ...]:
        """What would go."""
        return tuple(change for change in self.changes if change.kind == "removed")


async def look(db: Connection, content: bytes, *, event_id: int | None = None, by: Caller) -> Look:
    """Read a workbook and compare it with the event as it is.

    Parameters
    ----------
    event_id
        The only event that it may be of; None allows any, a new one included, to whoever makes events.

    Raises
    ------
    Forbidden
        The caller may import no workbooks, or not into any event.
    Invalid
        The workbook has faults; all of them are named.
    Conflict
        The workbook is of another event.
    """
    return await _compared(db, content, event_id, await _read(content, event_id, by=by))


async def _read(content: bytes, event_id: int | None, *, by: Caller) -> tuple[EventWorkbook, tuple[Fault, ...]]:
    """The workbook and its warnings for whoever may bring it in: into this event, or into any where none is named."""
    require(by, *(("create", "event") if event_id is None else ("import", "workbook")))
    return await read_apart(content, by=by)


async def event_of(db: Connection, said: Event, event_id: int | None) -> Event | None:
    """The event that a workbook names, None for a new one; Conflict where it may only be of another."""
    event = await events.event_by_slug(db, said.slug)
    if event_id is not None and (event is None or event.id != event_id):
        own = await events.event(db, event_id)
        raise Conflict(
            "This workbook is of the event '{of}', not of '{own}': open that event, or correct the event's code in the "
            "sheet 행사.",
            code="another-event",
            of=said.slug,
            own=own.slug if own else "?",
        )
    return event


async def _compared(
    db: Connection, content: bytes, event_id: int | None, found: tuple[EventWorkbook, tuple[Fault, ...]]
) -> Look:
    workbook, warnings = found
    event = await event_of(db, workbook.event, event_id)
    suppliers = {participant.code for participant in workbook.suppliers}
    if event is None:
        return Look(workbook, warnings, None, (), plan([], workbook.wishes, suppliers, None))
    before = await readback.workbook(db, event.id)
    workbook, kept = keep_unsaid(before, workbook)
    present = {participant.code for participant in workbook.participants}
    standing = [one for one in await events.standings(db, event.id) if {one.supplier, one.buyer} <= present]
    apart_now = {frozenset((pair.participant, pair.counterpart)) for pair in workbook.exclusions}
    wishes = plan(standing, workbook.wishes, suppliers, made_at(content) or event.imported_at, apart_now)
    told = with_hanging([*changes(before, workbook), *kept, *wishes.told], await events.hanging(db, event.id))
    return Look(workbook, warnings, event, tuple(told), wishes)


async def import_workbook(
    db: Connection, content: bytes, *, filename: str, event_id: int | None = None, remove: bool = False, by: Caller
) -> Imported:
    """Bring a workbook into the database: what is new is added, what differs is changed, and the rest stays or goes.

    Parameters
    ----------
    event_id
        The only event that may be touched; None allows any, a new one included, to whoever makes events.
    remove
        What the event has and the workbook has not is removed, its wishes withdrawn. Without it such a workbook is refused.

    Raises
    ------
    Forbidden
        The caller may import no workbooks, or not into any event.
    Invalid
        The workbook has faults; all of them are named and no row is written.
    Conflict
        The workbook is of another event, drops what schedules and records name, or drops anything and ``remove`` is not
        said; then ``changes`` of the refusal has every difference.
    """
    found = await _read(content, event_id, by=by)
    await events.lock_for_import(db, found[0].event.slug)
    seen = await _compared(db, content, event_id, found)
    if seen.event is not None:
        await refuse_loss(db, seen.event.id, seen.workbook)
    if seen.removed and not remove:
        raise RemovalUnsaid(seen.changes)
    written = await intake.save_event(db, event_row(seen.workbook.event), content, filename)
    await write(db, written, seen.workbook, seen.changes, new=seen.event is None)
    await write_wishes(db, written, seen.workbook, seen.plan, filename=filename)
    imported = await events.event(db, written)
    assert imported is not None
    workbook = seen.workbook
    return Imported(
        event=imported,
        suppliers=len(workbook.suppliers),
        buyers=len(workbook.buyers),
        solutions=len(workbook.solutions),
        needs=len(workbook.needs),
        requests=len(workbook.wishes),
        warnings=seen.warnings,
        changes=seen.changes,
    )
