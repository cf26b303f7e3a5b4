"""Erase people so that every figure stays true: who they were goes, what was agreed, met and signed stays."""

import asyncio
from collections.abc import Sequence
from datetime import date

from api.access import keys
from api.access.may import require
from api.access.nouns import Caller
from api.audit.acting import acting
from api.events import finding, readback
from api.events import store as events
from api.events.workbook import write_workbook
from api.ground.db import Connection
from api.ground.errors import NotFound
from api.ground.words import Sentence
from api.jobs.kinds import Done, Kind, Message, Watch
from api.jobs.nouns import Job
from api.persons import store
from api.persons.nouns import Retention

CLOCK = Caller("operator", "retention")
GONE = Sentence("Its reader was erased.")
SAYS = {
    "ready": "getting ready",
    "load": "looking who is there",
    "compute": "erasing",
    "forgotten": "{n:person|people} erased",
}


async def erase(
    db: Connection, event_id: int, code: str, person: str | None = None, *, why: str = "", by: Caller
) -> int:
    """Erase one person of a participant, or all of them with their keys and links; how many.

    Names, addresses and numbers go from the people, their consents, letters, texts of requests and records, the trail and
    the stored workbook, which is written anew. The participant, its meetings, amounts and states stay.

    Raises
    ------
    Forbidden
        Only organizers erase.
    NotFound
        The event has none of this code, or the participant nobody of this name.
    """
    require(by, "erase", "person")
    people = await _erase(db, event_id, code, person, why=why, by=by)
    await _write_workbook_anew(db, event_id)
    return people


async def _erase(db: Connection, event_id: int, code: str, person: str | None, *, why: str, by: Caller) -> int:
    own = await finding.participant(db, event_id, code)
    if person is not None and all(one.name != person for one in await store.persons(db, own.id)):
        raise NotFound("This participant has nobody of this name.", code="no-such-person")
    words = await store.words_of(db, event_id, own.id, person)
    people = await store.erase(db, event_id, own.id, person, words, by=by.signature, why=why, gone=GONE)
    if person is None:
        await keys.revoke_all(db, own.id)
    await store.erase_from_trail(db, event_id, own.id, words)
    return people


async def _write_workbook_anew(db: Connection, event_id: int) -> None:
    """Keep what the event says now in place of the file that it came from."""
    if await store.stored_workbook(db, event_id):
        event = await events.event(db, event_id)
        assert event is not None and event.imported_at is not None
        now = await readback.workbook(db, event_id)
        content = await asyncio.to_thread(write_workbook, now, made_at=event.imported_at)
        await store.replace_workbook(db, event_id, content)


async def retention(db: Connection, event_id: int, *, by: Caller) -> Retention:
    """After which day the people of an event are erased."""
    require(by, "oversee", "event")
    return Retention(await store.retention(db, event_id))


async def retain(db: Connection, event_id: int, until: date | None, *, by: Caller) -> Retention:
    """Say after which day the people of an event are erased by themselves; None: never."""
    require(by, "settle", "event")
    await store.retain(db, event_id, until)
    return Retention(until)


def forgetting() -> Kind[Sequence[str], Sequence[str]]:
    """The kind ``forget``: erase the people of an event whose day is over."""

    async def load(db: Connection, job: Job) -> Sequence[str]:
        return [code for _, code in await store.with_people(db, job.event_id)]

    return Kind("forget", load, compute, save, SAYS, due=store.over, aside=True)


def compute(codes: Sequence[str], _watch: Watch) -> Sequence[str]:
    """Whose people go: there is nothing to compute."""
    return codes


async def save(db: Connection, job: Job, _given: Sequence[str], codes: Sequence[str]) -> Done:
    """Erase them, if the day is over still."""
    n = 0
    await acting(db, name=CLOCK.label, role="job", event_id=job.event_id)
    if job.event_id in await store.over(db):
        for code in codes:
            n += await _erase(db, job.event_id, code, None, why="retention", by=CLOCK)
        await _write_workbook_anew(db, job.event_id)
    return Done(Message("forgotten", {"n": n}))
