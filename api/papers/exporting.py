"""Everything that an organizer takes away of an event: its workbook, timetable, agendas, problem and schedule."""

from collections.abc import Sequence
from datetime import UTC, datetime

from api.access.may import require
from api.access.nouns import Caller
from api.events import finding
from api.events import readback as workbooks
from api.events.nouns import Event, EventWorkbook
from api.events.workbook import write_workbook
from api.ground.db import Connection
from api.ground.errors import Conflict
from api.papers.agendas import agendas
from api.papers.timetabling import timetable_xlsx
from api.schedules import reading
from api.schedules import store as schedules
from api.schedules.building import scheduled
from api.schedules.checking import own_problem
from api.schedules.facts import facts
from api.schedules.nouns import Schedule
from scheduler import result as r
from scheduler.problem import Problem


async def everything(db: Connection, slug: str, *, version: int | None = None, by: Caller) -> dict[str, bytes]:
    """All files of an event by their names: what an organizer hands out, prints and keeps."""
    from scheduler import files

    event = await finding.event(db, slug, by=by)
    schedule = await _version(db, event, version)
    problem, meetings = await published_problem(db, slug, schedule.version, by=by)
    made = {
        f"{slug}.xlsx": await workbook_xlsx(db, event, by=by),
        "timetable.xlsx": await timetable_xlsx(db, event, schedule, by=by),
        "problem.json": files.write_problem(problem).encode(),
        "schedule.json": files.write_schedule(_result(schedule, meetings), problem=problem.name).encode(),
    }
    if schedule.published:
        made |= {f"agendas/{name}": content for name, content in await agendas(db, event, by=by)}
    return made


async def workbook_xlsx(db: Connection, event: Event, *, by: Caller) -> bytes:
    """The event as its workbook says it now; the file keeps when that was. Forbidden for those who may not take it."""
    return write_workbook(await workbook(db, event.id, by=by), made_at=datetime.now(UTC))


async def workbook(db: Connection, event_id: int, *, by: Caller) -> EventWorkbook:
    """What it says. Forbidden for those who may not take it."""
    require(by, "export", "workbook")
    return await workbooks.workbook(db, event_id)


async def published_problem(
    db: Connection, slug: str, version: int | None = None, *, by: Caller
) -> tuple[Problem, list[r.Meeting]]:
    """The problem that a version of an event was made for (default: the published one), and its meetings."""
    require(by, "read", "schedule")
    event = await finding.event(db, slug, by=by)
    schedule = await _version(db, event, version)
    meetings = scheduled(await schedules.meetings(db, schedule.id))
    problem = await own_problem(db, schedule)
    return problem or (await facts(db, event.id)).with_pairs(meetings), meetings


async def _version(db: Connection, event: Event, version: int | None) -> Schedule:
    if version is not None:
        return await reading.numbered(db, event.id, version)
    found = await schedules.published(db, event.id)
    if found is None:
        raise Conflict(
            "{event} has no published schedule: publish a version, or name one with --version.",
            code="nothing-published",
            event=event.slug,
        )
    return found


def _result(schedule: Schedule, meetings: Sequence[r.Meeting]) -> r.Result:
    """A saved version as the scheduler's result; reasons stay in the timetable, where they carry names."""
    layers = tuple(r.Layer(**layer) for layer in schedule.certificate.get("layers", ()))
    return r.Result(
        status=r.Status(schedule.status),
        meetings=tuple(meetings),
        unscheduled=(),
        value=schedule.value,
        bound=schedule.bound,
        seconds=schedule.seconds,
        method="one model" if schedule.method == "one model" else "decomposition",
        certificate=r.Certificate(layers=layers, greedy_value=schedule.certificate.get("greedy_value", 0)),
    )
