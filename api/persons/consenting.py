"""What the people of a participant agree to: each purpose for itself, with the text that they read and when."""

from collections.abc import Collection
from typing import Any

from api.access.may import require_one_of
from api.access.nouns import Caller
from api.events import finding
from api.ground.db import Connection
from api.ground.errors import NotFound
from api.persons import store
from api.persons.nouns import PURPOSES, Person, Purpose


async def persons(db: Connection, event_id: int, code: str, *, by: Caller) -> list[Person]:
    """The people of a participant with what they agreed to.

    Raises
    ------
    Forbidden
        The key belongs to another participant.
    NotFound
        The event has none of this code.
    """
    require_one_of(by, "read", "person", [code])
    return await store.persons(db, (await finding.participant(db, event_id, code)).id)


async def answer(
    db: Connection, event_id: int, code: str, person: str, purposes: Collection[Purpose], *, by: Caller
) -> Person:
    """Say to which purposes a person agrees, and to no other; what is as it was is not said again.

    Raises
    ------
    Forbidden
        The key belongs to another participant.
    NotFound
        The event has none of this code, or the participant nobody of this name.
    """
    require_one_of(by, "agree", "person", [code])
    own = await finding.participant(db, event_id, code)
    found = _named(await store.persons(db, own.id), person)
    said = {one.purpose: one.given for one in found.answers if one.text_version}
    now: dict[Purpose, bool] = {purpose: purpose in purposes for purpose in PURPOSES}
    news: dict[Purpose, bool] = {purpose: given for purpose, given in now.items() if said.get(purpose) is not given}
    await store.answer(db, event_id, own.id, person, news, by=by.signature)
    return _named(await store.persons(db, own.id), person)


async def everything(
    db: Connection, event_id: int, code: str, person: str | None = None, *, by: Caller
) -> dict[str, Any]:
    """All that is kept about a participant and its people, or about one of them. Refused as `answer` is."""
    require_one_of(by, "export", "person", [code])
    own = await finding.participant(db, event_id, code)
    if person is not None:
        _named(await store.persons(db, own.id), person)
    return await store.everything(db, own.id, person)


def _named(people: Collection[Person], name: str) -> Person:
    for one in people:
        if one.name == name:
            return one
    raise NotFound("This participant has nobody of this name.", code="no-such-person")
