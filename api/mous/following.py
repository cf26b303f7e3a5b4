"""Follow an MOU through its life: move it to another state, note what the parties did, and see which milestones are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from api.access.may import require
from api.access.nouns import Caller
from api.ground.dates import read_date
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Invalid, fault_of, no_choice
from api.ground.texts import clean
from api.ground.typed import Unreadable
from api.mous import store
from api.mous.nouns import Activity, ActivityFields, Mou, MouFields, MouMove, MouState
from api.mous.recording import EARLIEST_ZONE, STATES, add_entry, checked, claims_no_more, history

MOVES: dict[MouState, tuple[MouState, ...]] = {
    "planned": ("signed",),
    "signed": ("active", "dormant", "fulfilled", "ended"),
    "active": ("dormant", "fulfilled", "ended"),
    "dormant": ("active", "fulfilled", "ended"),
    "fulfilled": (),
    "ended": (),
}
"""Where an MOU can go from a state; back goes a correction alone. What was never signed has nothing that could end."""
MILESTONES = (30, 90, 180, 365)
"""Days after the signature at which somebody asks what became of it."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day after the signature, and whether anything was heard between the milestone before and it."""

    days: int
    day: date
    stands: Literal["ahead", "heard", "silent"]


async def move(db: Connection, event_id: int, number: int, said: MouMove, *, by: Caller) -> Mou:
    """Move an MOU to another state: a new entry that keeps everything else, and is no correction.

    Raises
    ------
    NotFound
        There is no such MOU, or the caller is no party to it.
    Conflict
        It cannot go there from where it is.
    Invalid
        A signature without its day.
    """
    require(by, "record", "mou")
    newest = (await history(db, event_id, number, by=by))[0]
    if said.state not in STATES:
        raise Invalid("The MOU cannot be moved yet.", [no_choice("/state", "mou", said.state, STATES)])
    here: MouState = newest.stands
    if said.state not in MOVES[here]:
        raise Conflict(
            "MOU {number} cannot go from there to there: correct it if it was recorded wrongly.",
            code="no-such-move",
            number=number,
        )
    signed_on = said.signed_on
    if newest.state != "planned" and newest.signed_on is not None:
        signed_on = newest.signed_on.isoformat()
    draft = MouFields(
        newest.subject,
        said.state,
        newest.level,
        newest.parties,
        signed_on,
        clean(said.evidence) or newest.evidence,
        said.message,
        said.note,
    )
    day = checked(draft, named=bool(newest.supplier and newest.buyer))
    await add_entry(db, newest.id, newest.entry + 1, draft, day, why=clean(said.why), by=by, moved=True)
    added = (await history(db, event_id, number, by=by))[0]
    if added.waits and newest.counts and claims_no_more(newest, added):
        await store.carry_yes(db, event_id, newest.id, newest.entry)
    return (await history(db, event_id, number, by=by))[0]


async def note_activity(db: Connection, event_id: int, number: int, said: ActivityFields, *, by: Caller) -> Activity:
    """Note what the parties of an MOU did: from that day on it is no longer dormant.

    Raises
    ------
    NotFound
        There is no such MOU, or the caller is no party to it.
    Invalid
        Nothing was said, or the day is none or lies ahead.
    """
    require(by, "record", "mou")
    newest = (await history(db, event_id, number, by=by))[0]
    faults = list[Fault]()
    day = None
    try:
        day = read_date(said.happened_on) if said.happened_on.strip() else datetime.now(UTC).date()
    except Unreadable as error:
        faults.append(fault_of("/happened_on", error.message))
    if day is not None and day > (datetime.now(UTC) + EARLIEST_ZONE).date():
        faults.append(Fault("/happened_on", "The day lies ahead.", "Note it once it happened."))
    if not clean(said.what):
        faults.append(Fault("/what", "Nothing is said.", "Say in a sentence what the parties did."))
    if faults or day is None:
        raise Invalid("The activity cannot be noted yet.", faults)
    made = await store.add_activity(db, newest.id, day, clean(said.what), clean(said.evidence), by=by)
    return next(one for one in await store.activities(db, newest.id) if one.id == made)


async def activities(db: Connection, event_id: int, number: int, *, by: Caller) -> list[Activity]:
    """What the parties of an MOU did, the newest first; refused as its history is."""
    return await store.activities(db, (await history(db, event_id, number, by=by))[0].id)


async def count_dormant(db: Connection, event_id: int, *, by: Caller) -> int:
    """How many MOUs of an event are dormant."""
    require(by, "oversee", "event")
    return await store.count_dormant(db, event_id)


def milestones(mou: Mou, heard: Sequence[Activity], today: date) -> list[Milestone]:
    """What is to be asked after the signature, and whether anything was heard by then; nothing before a signature."""
    if mou.signed_on is None or mou.state == "planned":
        return []
    days = [one.happened_on for one in heard]
    found, since = list[Milestone](), mou.signed_on
    for number in MILESTONES:
        day = mou.signed_on + timedelta(number)
        heard_of = any(since < one <= day for one in days)
        found.append(Milestone(number, day, "heard" if heard_of else "ahead" if day > today else "silent"))
        since = day
    return found


def can_go(mou: Mou) -> tuple[MouState, ...]:
    """Where an MOU can go from where it stands."""
    return MOVES[mou.stands]
