"""Participants with what they offer and look for, as far as the caller may see them."""

from dataclasses import dataclass

from api.access.may import require, require_one_of
from api.access.nouns import Caller
from api.events import finding, store
from api.events.nouns import Need, Participant, Side, Solution
from api.ground.db import Connection
from api.ground.portions import ALL, Portion, Span


@dataclass(frozen=True, slots=True)
class Profile:
    """A participant with its solutions or needs, by code."""

    participant: Participant
    solutions: tuple[Solution, ...]
    needs: tuple[Need, ...]


async def participants(
    db: Connection, event_id: int, side: Side | None = None, *, span: Span = ALL, by: Caller
) -> Portion[Participant]:
    """Participants of an event, suppliers first, by code; of one side if given."""
    require(by, "list", "participant")
    return await store.participants(db, event_id, side, span=span)


async def count(db: Connection, event_id: int, *, by: Caller) -> dict[str, int]:
    """Number of an event's participants by side."""
    require(by, "oversee", "event")
    return await store.count_participants(db, event_id)


async def participant(db: Connection, event_id: int, code: str, *, by: Caller) -> Participant:
    """The participant of a code.

    Raises
    ------
    Forbidden
        The key belongs to another participant.
    NotFound
        The event has none of this code.
    """
    require_one_of(by, "read", "participant", [code])
    return await finding.participant(db, event_id, code)


async def profile(db: Connection, event_id: int, code: str, *, by: Caller) -> Profile:
    """A participant in full; refused as `participant` is."""
    return await known(db, event_id, await participant(db, event_id, code, by=by))


async def known(db: Connection, event_id: int, found: Participant) -> Profile:
    """What a participant offers and looks for, for verbs that have asked whether the caller may."""
    solutions = await store.solutions(db, event_id, supplier=found.code)
    needs = await store.needs(db, event_id, buyer=found.code)
    return Profile(found, tuple(solutions), tuple(needs))


async def profiles(db: Connection, event_id: int, *, by: Caller) -> list[Profile]:
    """All participants of an event in full, suppliers first, by code."""
    everyone = await participants(db, event_id, by=by)
    solutions: dict[str, list[Solution]] = {}
    needs: dict[str, list[Need]] = {}
    for solution in await store.solutions(db, event_id):
        solutions.setdefault(solution.supplier, []).append(solution)
    for need in await store.needs(db, event_id):
        needs.setdefault(need.buyer, []).append(need)
    return [Profile(one, tuple(solutions.get(one.code, ())), tuple(needs.get(one.code, ()))) for one in everyone]
