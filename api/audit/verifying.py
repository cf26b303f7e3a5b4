"""Check a trail without trusting the database that kept it: every hash and every link is computed again here."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from api.audit import store
from api.audit.nouns import Record, Sealed, Verdict
from api.ground.db import Connection
from api.ground.errors import NotFound

_AS_WRITTEN = frozenset({"ledger", "rates", "snapshots", "mou_activities", "confirmations"})
"""Records that nothing changes; out of the others persons can be erased."""
INSTALLATION = "the installation"


async def verify_all(db: Connection, slug: str | None = None, *, known_end: str = "") -> dict[str, Verdict]:
    """The verdict on one event's trail, or on every trail there is, by the event's name.

    A trail whose event is gone is named ``event 17``, that of the installation ``the installation``.

    Raises
    ------
    NotFound
        No trail belongs to an event of that name.
    """
    names = {
        event_id: name or (f"event {event_id}" if event_id else INSTALLATION)
        for event_id, name in await store.chains(db)
        if slug is None or name == slug
    }
    if slug is not None and not names:
        raise NotFound("There is no trail of an event '{event}'.", event=slug, code="no-such-event")
    return {name: await verify(db, event_id, known_end=known_end) for event_id, name in names.items()}


async def verify(db: Connection, event_id: int, *, known_end: str = "") -> Verdict:
    """Whether every entry of an event's trail is as it was written, and none is missing, and records are as it tells.

    Parameters
    ----------
    known_end
        The last link that an earlier check printed, as somebody else kept it: it must still be in the chain. Only with
        it can a chain that was made anew from its beginning be told from the true one.

    Returns
    -------
    Verdict
        With the number of the first bad entry and what is wrong with it; needs a transaction.
    """
    link = b""
    number = 0
    met = not known_end
    async for entry in store.chained(db, event_id):
        number += 1
        wrong = _wrong(entry, number, link)
        if wrong:
            return Verdict(event_id, number - 1, link.hex(), number, wrong)
        link = entry.link or b""
        met = met or link.hex() == known_end
    last_number, last_link = await store.end(db, event_id)
    if (number, link) != (last_number, last_link):
        return Verdict(event_id, number, link.hex(), number + 1, f"entries after number {number} were removed")
    if not met:
        return Verdict(
            event_id, number, link.hex(), 1, "the trail does not hold the link that was kept: it was made anew"
        )
    async for record in store.records(db, event_id):
        if wrong := _untold(record):
            return Verdict(event_id, number, link.hex(), record.number or number + 1, wrong)
    return Verdict(event_id, number, link.hex())


def _untold(record: Record) -> str:
    """What was done to a record past the trail; empty if nothing was."""
    what = f"record {record.id} of {record.noun}"
    if record.now_text is None:
        return f"{what} was removed past the trail"
    if record.after_text is None:
        return "" if record.erased else f"{what} was written past the trail"
    if record.step == "changed" and record.noun in _AS_WRITTEN:
        return f"{what} was changed, though records are never changed"
    now, told = (json.loads(text, parse_float=Decimal) for text in (record.now_text, record.after_text))
    changed = sorted(key for key in told.keys() & now.keys() if not _same(told[key], now[key]))
    return f"{what} was changed past the trail: {', '.join(changed)}" if changed else ""


def _same(told: Any, now: Any) -> bool:
    """Whether two values are the same; a moment is, in whatever zone it is written."""
    if told == now or not (isinstance(told, str) and isinstance(now, str)):
        return bool(told == now)
    try:
        return datetime.fromisoformat(told) == datetime.fromisoformat(now)
    except (ValueError, TypeError):
        return False


def _wrong(entry: Sealed, number: int, previous: bytes) -> str:
    """What is wrong with an entry that should be the next of its chain; empty if nothing is."""
    if entry.number is None:
        return "an entry was written past the trail and has no number"
    if entry.number != number:
        return f"entry {number} was removed"
    for name, text, said in (
        ("before", entry.before_text, entry.before_sha256),
        ("after", entry.after_text, entry.after_sha256),
    ):
        if not entry.erased and (None if text is None else _sha256(text)) != said:
            return f"what it says was {name} the change is not what was recorded"
    if link_of(entry, previous) != entry.link:
        return "it was changed after it was written, or the entry before it was"
    return ""


def link_of(entry: Sealed, previous: bytes) -> bytes:
    """The link of an entry after the link before it: SHA-256 over its members, joined by ``|``, free texts as hex."""
    members = (
        previous.hex(),
        str(entry.event_id),
        str(entry.number),
        entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
        _hex(entry.by_name),
        entry.by_role,
        _hex(entry.on_behalf_of),
        _hex(entry.why),
        entry.request,
        entry.noun,
        entry.step,
        "" if entry.row_id is None else str(entry.row_id),
        _hex(entry.label),
        (entry.before_sha256 or b"").hex(),
        (entry.after_sha256 or b"").hex(),
    )
    return _sha256("|".join(members))


def _hex(text: str) -> str:
    return text.encode().hex()


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
