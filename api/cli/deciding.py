"""``pin``, ``unpin``, ``forbid``, ``allow``, ``move`` and ``publish``: what an organizer decides on an event."""

from __future__ import annotations

import asyncio
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
    from api.schedules import publishing, reading

    async def do(db: Connection, event_id: int, by: Caller) -> Schedule:
        schedule = await reading.version(db, event_id, version, by=by)
        await publishing.publish(db, event_id, schedule, by=by)
        return schedule

    done = in_event(event, do)
    tell(f"version {done.version} is published: {counted(done.meetings, 'meeting is', 'meetings are')} in force")


def replan_event(event: str, *, limit: float, freeze_minutes: int, language: str) -> None:
    """Mend the published schedule of an event as it is now, and save it as the next version."""
    from api.ground.settings import read_settings
    from api.schedules import building, planning, store
    from api.schedules.facts import facts
    from api.schedules.quality import quality_of

    async def do(db: Connection, event_id: int, by: Caller) -> tuple[Schedule, list[str]]:
        given = await planning.plan(db, event_id, keep=True, freeze_minutes=freeze_minutes)
        result = await asyncio.to_thread(
            planning.solve_plan, given, limit_seconds=limit, workers=read_settings().workers
        )
        await store.lock_publication(db, event_id)
        if planning.changes_since(given, await facts(db, event_id)):
            raise ValueError("the event changed while it was re-planned: try again")
        published = await store.published(db, event_id)
        before = [] if published is None else await store.meetings(db, published.id)
        saved = await planning.save_plan(db, event_id, given, result, by=by.signature)
        changes = building.compare(before, await store.meetings(db, saved.id))
        found = quality_of(result)
        lines = [f"{change.kind}: {change.supplier.code} × {change.buyer.code}" for change in changes]
        return saved, [*lines, found.said(language)]

    saved, lines = in_event(event, do)
    for line in lines:
        tell(line)
    tell(f"version {saved.version}: {counted(saved.meetings, 'meeting')}, no violation")
    tell(f"Put it in force: mannam publish {event} {saved.version}")


def in_event(event: str, do: Callable[[Connection, int, Caller], Awaitable[Any]]) -> Any:
    """What ``do`` gives for an event in the database, in the name of whoever sits at the terminal."""
    from api.access.nouns import Caller
    from api.cli.database import in_database
    from api.events import finding
    from api.ground.settings import read_settings

    async def found(db: Connection) -> Any:
        by = Caller("operator", "terminal")
        return await do(db, (await finding.event(db, event, by=by)).id, by)

    return asyncio.run(in_database(read_settings(), found))


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

    async def do(db: Connection, event_id: int, by: Caller) -> Schedule:
        from api.cli.named import named
        from api.schedules.facts import facts

        problem = (await facts(db, event_id)).problem
        hand = await _hand(db, event_id, version, *(named(problem, "participant", code) for code in (supplier, buyer)))
        where = () if place is None else (_place(problem, *place),)
        return await verb(db, event_id, hand, *where, by=by, **more)

    made = in_event(event, do)
    tell(f"version {made.version}: {counted(made.meetings, 'meeting')}, no violation")
    tell(f"Put it in force: mannam publish {event} {made.version}")


async def _hand(db: Connection, event_id: int, version: int | None, supplier: str, buyer: str) -> Hand:
    from api.schedules import store
    from api.schedules.pinning import Hand

    if version is None:
        versions = await store.schedules(db, event_id)
        if not versions:
            raise ValueError("this event has no schedule yet: build one first")
        version = versions[0].version
    return Hand(version, supplier, buyer)


def _place(problem: Any, slot: str | None, table: str | None, interpreter: str | None) -> Place:
    from api.cli.named import named
    from api.schedules.pinning import Place

    given = {"slot": slot, "table": table, "interpreter": interpreter}
    return Place(**{kind: typed and named(problem, kind, typed) for kind, typed in given.items()})
