"""Who comes, into which event, and whatever else a read needs: in one statement, because every round trip costs as much."""

from dataclasses import dataclass
from functools import cache
from typing import Any, LiteralString

from api.access.nouns import Caller
from api.access.store import CALLER
from api.events.nouns import Event
from api.events.store import EVENT
from api.ground.db import Connection, fetch_one

_AS_EVENT: LiteralString = """
    e.id event_id, e.slug event_slug, e.name_ko event_name_ko, e.name_en event_name_en, e.notice_ko event_notice_ko,
    e.notice_en event_notice_en, e.organizers event_organizers, e.figures event_figures,
    e.workbook_name event_workbook_name, e.imported_at event_imported_at, e.consent event_consent
"""
_AS_CALLER: LiteralString = """
    k.role caller_role, k.label caller_label, k.event_id caller_event_id, k.event_slug caller_event_slug,
    k.participant_id caller_participant_id, k.participant_code caller_participant_code, k.side caller_side,
    k.scopes caller_scopes, k.ends_at caller_ends_at, k.key_id caller_key_id
"""


@dataclass(frozen=True, slots=True)
class _Entering:
    caller: Caller | None
    event: Event | None


@dataclass(frozen=True, slots=True)
class Glance:
    """Who comes, whether there is such an event, and what was to be read of it."""

    caller: Caller | None
    there: bool
    found: Any


async def entering(db: Connection, sha256: bytes, slug: str) -> tuple[Caller | None, Event | None]:
    """Who has the token of a SHA-256, and the event of a slug."""
    found = await fetch_one(
        db,
        _Entering,
        f"""
        select {_AS_CALLER}, {_AS_EVENT}
        from (select) always left join ({CALLER}) k on true left join ({EVENT}) e on e.slug = $2
        """,
        sha256,
        slug,
    )
    assert found is not None
    return found.caller, found.event


@cache
def statement(found: LiteralString) -> LiteralString:
    """Who has the token of SHA-256 ``$1``, and an expression over the event ``e`` of slug ``$2``."""
    return f"""
        select {_AS_CALLER}, e.id is not null there, {found} as found
        from (select) always left join ({CALLER}) k on true left join events e on e.slug = $2
    """


async def glancing(db: Connection, sha256: bytes, slug: str, found: LiteralString, *args: object) -> Glance:
    """Who has a token, and an expression over the event ``e`` of a slug, whose own parameters begin at ``$3``."""
    row = await db.fetchrow(statement(found), sha256, slug, *args)
    assert row is not None
    *caller, scopes, ends_at, key_id, there, read = row.values()
    by = None if scopes is None else Caller(*caller, scopes=tuple(scopes), ends_at=ends_at, key_id=key_id)
    return Glance(by, there, read)
