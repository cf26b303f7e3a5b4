"""Participants with their delegates, solutions, needs, availability and forbidden pairs."""

from dataclasses import dataclass

from api.events.nouns import Need, Participant, Side, Solution
from api.ground.db import Connection, fetch, fetch_one
from api.ground.errors import NotFound


@dataclass(frozen=True, slots=True)
class Delegate:
    """A person of a participant; contact data may be shown only with ``consent``."""

    id: int
    participant_id: int
    name: str
    title_ko: str
    title_en: str
    email: str
    phone: str
    languages: tuple[str, ...]
    consent: bool


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A slot in which a participant, a table or an interpreter cannot be used; one of the three ids is set."""

    slot_id: int
    participant_id: int | None
    table_id: int | None
    interpreter_id: int | None


@dataclass(frozen=True, slots=True)
class ForbiddenPair:
    """A pair that never meets."""

    supplier_id: int
    buyer_id: int
    why: str


async def participants(db: Connection, event_id: int, side: Side | None = None) -> list[Participant]:
    """Participants of an event, suppliers before buyers, by code; of one side if given."""
    return await fetch(
        db,
        Participant,
        """
        select * from participants where event_id = $1 and ($2::text is null or side = $2)
        order by side desc, length(code), code
        """,
        event_id,
        side,
    )


async def participant_by_code(db: Connection, event_id: int, code: str) -> Participant:
    """The participant of a code; NotFound if the event has none."""
    found = await fetch_one(
        db, Participant, "select * from participants where event_id = $1 and code = $2", event_id, code
    )
    if found is None:
        raise NotFound(f"This event has no participant {code!r}.", code="no-such-participant")
    return found


async def delegates(db: Connection, participant_id: int) -> list[Delegate]:
    """People of a participant, as listed."""
    return await fetch(db, Delegate, "select * from delegates where participant_id = $1 order by id", participant_id)


async def solutions(db: Connection, event_id: int) -> list[Solution]:
    """Solutions of all suppliers of an event, by code."""
    return await fetch(
        db,
        Solution,
        """
        select s.* from solutions s join participants p on p.id = s.participant_id
        where p.event_id = $1 order by length(s.code), s.code
        """,
        event_id,
    )


async def needs(db: Connection, event_id: int) -> list[Need]:
    """Needs of all buyers of an event, by code."""
    return await fetch(
        db,
        Need,
        """
        select n.* from needs n join participants p on p.id = n.participant_id
        where p.event_id = $1 order by length(n.code), n.code
        """,
        event_id,
    )


async def unavailability(db: Connection, event_id: int) -> list[Unavailable]:
    """Everything that is not available at an event."""
    return await fetch(
        db,
        Unavailable,
        """
        select u.* from unavailability u join slots s on s.id = u.slot_id join legs l on l.id = s.leg_id
        where l.event_id = $1
        """,
        event_id,
    )


async def forbidden_pairs(db: Connection, event_id: int) -> list[ForbiddenPair]:
    """Pairs that never meet."""
    return await fetch(db, ForbiddenPair, "select * from forbidden_pairs where event_id = $1", event_id)
