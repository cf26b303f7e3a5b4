"""One participant's view of the published schedule."""

from dataclasses import dataclass

from api.access.may import confined, require_one_of
from api.access.nouns import Caller
from api.events import finding
from api.events import store as event_store
from api.events.nouns import Event, Leg, Participant
from api.ground.db import Connection
from api.ground.errors import NotFound
from api.ground.portions import Span
from api.matches import reading as matching
from api.participants import reading as people
from api.participants.reading import Profile
from api.requests import reading
from api.requests import store as request_store
from api.requests.nouns import Contact
from api.schedules import store
from api.schedules.at_once import AGENDA
from api.schedules.building import compare
from api.schedules.nouns import Meeting


@dataclass(frozen=True, slots=True)
class Agenda:
    """The meetings of a participant in order of time; ``version`` is None until one is published.

    ``contacts`` are the delegates of those it meets who consented, where both sides agreed to meet.
    """

    event: Event
    participant: Participant
    version: int | None
    legs: tuple[Leg, ...]
    meetings: tuple[Meeting, ...]
    contacts: tuple[Contact, ...] = ()

    def contacts_at(self, code: str) -> tuple[Contact, ...]:
        """Those of one counterpart."""
        return tuple(one for one in self.contacts if one.counterpart == code)


async def agenda(db: Connection, event: Event, code: str, *, by: Caller) -> Agenda:
    """The agenda that is in force now for the participant of a code.

    Raises
    ------
    Forbidden
        The key belongs to another participant.
    NotFound
        The event has none of this code.
    """
    require_one_of(by, "read", "agenda", [code])
    participant = await finding.participant(db, event.id, code)
    in_force = await store.in_force(db, event.id)
    own = [] if in_force is None else await store.meetings(db, in_force.id, participant_id=participant.id)
    legs = tuple(await event_store.legs(db, event.id))
    met = {party.code for meeting in own for party in (meeting.supplier, meeting.buyer)}
    contacts = await request_store.contacts(db, event.id, participant_id=participant.id) if own else []
    reached = tuple(one for one in contacts if one.counterpart in met)
    return Agenda(event, participant, in_force and in_force.version, legs, tuple(own), reached)


async def agenda_as_json(db: Connection, token: str | None, slug: str, code: str) -> str:
    """The same agenda as the API says it, for whoever comes with a token: who that is is found in the same statement.

    Raises
    ------
    Unauthenticated
        No key or session in force has the token.
    Forbidden
        The key belongs to another participant.
    NotFound
        There is no such event, or it has none of this code.
    """
    by, found = await finding.glanced(db, token, slug, AGENDA, code)
    require_one_of(by, "read", "agenda", [code])
    if found is None:
        raise NotFound("This event has no participant '{who}'.", who=code, code="no-such-participant")
    return found


async def changed(db: Connection, event: Event, found: Agenda, *, by: Caller) -> frozenset[str]:
    """Codes of those whom a participant meets elsewhere, or at all, only since the version that was published before."""
    own = found.participant
    require_one_of(by, "read", "agenda", [own.code])
    acts = await store.publications(db, event.id)
    earlier = next((act.version for act in acts if act.version not in (None, found.version)), found.version)
    base = None if earlier is None else await store.version_of(db, event.id, earlier)
    if base is None:
        return frozenset()
    changes = compare(await store.meetings(db, base.id, participant_id=own.id), found.meetings)
    return frozenset(party.code for one in changes if one.after for party in (one.supplier, one.buyer)) - {own.code}


async def counterpart(db: Connection, event: Event, code: str, *, by: Caller) -> Profile:
    """What somebody offers or seeks with whom the caller has a match, a request or a meeting.

    Raises
    ------
    NotFound
        There is no such participant, or nothing connects the two.
    """
    supplier, buyer = (None, code) if by.side == "supplier" else (code, None)
    matched = await matching.matches(db, event.id, supplier=supplier, buyer=buyer, span=Span(1), by=by)
    found = await finding.participant(db, event.id, code)
    if not matched and all(one.code != code for one in await counterparts(db, event, by=by)):
        raise NotFound("This event has no participant '{who}'.", who=code, code="no-such-participant")
    return await people.known(db, event.id, found)


async def counterparts(db: Connection, event: Event, *, by: Caller) -> list[Participant]:
    """Whom a record may name: everyone, or for a participant itself and those it has a request or a meeting with."""
    if not confined(by, "record", "outcome"):
        return await event_store.participants(db, event.id)
    assert by.participant_code is not None
    wishes = await reading.requests(db, event.id, by=by)
    meetings = (await agenda(db, event, by.participant_code, by=by)).meetings
    known = {party.code for pair in (*wishes, *meetings) for party in (pair.supplier, pair.buyer)}
    return await event_store.participants(db, event.id, codes=known | {by.participant_code})
