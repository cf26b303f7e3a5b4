"""``pin``, ``unpin``, ``forbid``, ``allow``, ``move`` and ``publish``: what an organizer decides on an event."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import typer

from api.cli.plain import counted, tell

if TYPE_CHECKING:
    from api.access.nouns import Caller
    from api.ground.db import Connection
    from api.schedules.nouns import Schedule
    from api.schedules.pinning import Hand, Place

EVENT = typer.Argument(help="The event's name in the database.")
SUPPLIER = typer.Argument(help="The supplier's code.")
BUYER = typer.Argument(help="The buyer's code.")
VERSION = typer.Option(None, min=1, help="The version that is changed; the newest if left out.")
SLOT = typer.Option(None, help="The slot, by its code or by its time on the clock.")
TABLE = typer.Option(None, help="The table; left out, it stays or is any that is free.")
INTERPRETER = typer.Option(None, help="The interpreter; left out, it stays or is any who is free.")


def pin(
    event: str = EVENT,
    supplier: str = SUPPLIER,
    buyer: str = BUYER,
    slot: str | None = SLOT,
    table: str | None = TABLE,
    interpreter: str | None = INTERPRETER,
    version: int | None = VERSION,
) -> None:
    """Hold a pair where it is, or at a place, in a new version and in every later build."""
    from api.schedules import pinning

    _decide(event, supplier, buyer, version, pinning.pin, place=(slot, table, interpreter))


def unpin(event: str = EVENT, supplier: str = SUPPLIER, buyer: str = BUYER, version: int | None = VERSION) -> None:
    """Leave a pair to the scheduler again."""
    from api.schedules import pinning

    _decide(event, supplier, buyer, version, pinning.unpin)


def forbid(
    event: str = EVENT,
    supplier: str = SUPPLIER,
    buyer: str = BUYER,
    why: str = typer.Option("", help="Why; participants do not read it."),
    version: int | None = VERSION,
) -> None:
    """Exclude a pair from meeting; the new version holds no meeting of it."""
    from api.schedules import pinning

    _decide(event, supplier, buyer, version, pinning.forbid, why=why)


def allow(event: str = EVENT, supplier: str = SUPPLIER, buyer: str = BUYER, version: int | None = VERSION) -> None:
    """Lift the exclusion of a pair."""
    from api.schedules import pinning

    _decide(event, supplier, buyer, version, pinning.allow)


def move(
    event: str = EVENT,
    supplier: str = SUPPLIER,
    buyer: str = BUYER,
    slot: str | None = SLOT,
    table: str | None = TABLE,
    interpreter: str | None = INTERPRETER,
    version: int | None = VERSION,
) -> None:
    """Put a meeting somewhere else in a new version; later builds are free to move it again."""
    from api.schedules import pinning

    if slot is None and table is None and interpreter is None:
        raise ValueError("say where to: give --slot, --table or --interpreter")
    _decide(event, supplier, buyer, version, pinning.move, place=(slot, table, interpreter))


def publish(
    event: str = EVENT, version: int = typer.Argument(min=1, help="The version; an earlier one rolls back.")
) -> None:
    """Put a version in force, if it keeps every rule of the event as it is now."""
    from api.cli.database import in_event
    from api.schedules import publishing, reading

    async def do(db: Connection, event_id: int, by: Caller) -> Schedule:
        schedule = await reading.version(db, event_id, version, by=by)
        await publishing.publish(db, event_id, schedule, by=by)
        return schedule

    done = in_event(event, do)
    tell(f"version {done.version} is published: {counted(done.meetings, 'meeting is', 'meetings are')} in force")


def replan_event(event: str, *, limit: float, freeze_minutes: int, language: str) -> None:
    """Mend the published schedule of an event as it is now, and save it as the next version."""
    from api.cli.database import in_event
    from api.ground.settings import read_settings
    from api.schedules.replanning import Replanned
    from api.schedules.replanning import replan as mend

    async def do(db: Connection, event_id: int, by: Caller) -> Replanned:
        workers = read_settings().workers
        return await mend(db, event_id, limit_seconds=limit, freeze_minutes=freeze_minutes, workers=workers, by=by)

    done = in_event(event, do)
    for change in done.changes:
        tell(f"{change.kind}: {change.supplier.code} × {change.buyer.code}")
    tell(done.quality.said(language))
    _made(event, done.schedule)


def _decide(
    event: str,
    supplier: str,
    buyer: str,
    version: int | None,
    verb: Callable[..., Awaitable[Schedule]],
    *,
    place: tuple[str | None, str | None, str | None] | None = None,
    **more: str,
) -> None:
    """Take one decision on the newest version or the one named, and say which version it made."""
    from api.cli.database import in_event

    async def do(db: Connection, event_id: int, by: Caller) -> Schedule:
        from api.cli.named import named
        from api.schedules import reading

        problem = await reading.problem(db, event_id, by=by)
        codes = (named(problem, "participant", code) for code in (supplier, buyer))
        hand = await _hand(db, event_id, version, *codes, by=by)
        where = () if place is None else (_place(problem, *place),)
        return await verb(db, event_id, hand, *where, by=by, **more)

    made = in_event(event, do)
    _made(event, made)


def _made(event: str, made: Schedule) -> None:
    tell(f"version {made.version}: {counted(made.meetings, 'meeting')}, no violation")
    tell(f"Put it in force: mannam publish {event} {made.version}")


async def _hand(db: Connection, event_id: int, version: int | None, supplier: str, buyer: str, *, by: Caller) -> Hand:
    from api.schedules import reading
    from api.schedules.pinning import Hand

    if version is None:
        versions = await reading.versions(db, event_id, by=by)
        if not versions:
            raise ValueError("this event has no schedule yet: build one first")
        version = versions[0].version
    return Hand(version, supplier, buyer)


def _place(problem: Any, slot: str | None, table: str | None, interpreter: str | None) -> Place:
    from api.cli.named import named
    from api.schedules.pinning import Place

    given = {"slot": slot, "table": table, "interpreter": interpreter}
    return Place(**{kind: typed and named(problem, kind, typed) for kind, typed in given.items()})
