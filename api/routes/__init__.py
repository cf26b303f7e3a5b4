"""The API under ``/v1``: one module per noun, one operation per action."""

from typing import Any

from fastapi import APIRouter

from api.routes import (
    accounts,
    agendas,
    events,
    figures,
    jobs,
    keys,
    letters,
    losses,
    matches,
    mous,
    outcomes,
    participants,
    persons,
    reasons,
    requests,
    schedules,
    trail,
    webhooks,
)
from api.web.refusing import PROBLEM
from api.web.shapes import Problem

DESCRIPTION = """
Send your key as `Authorization: Bearer KEY` (the Authorize button above). An organizer's key opens one event, a
participant's key what is its own.

Times are ISO 8601 with their offset; every leg and meeting names its IANA `zone`. Every refusal is
`application/problem+json` (RFC 9457) with a stable `code`, a `type` that is the page of that code and, where several things
are wrong, `errors`.

A POST may carry an `Idempotency-Key` of your choice: sent again within a day it is not done again, and gets the same answer
(`Idempotency-Replayed: true`). Only making sign-in keys is never replayed: their secrets are not kept.

Every read has an `ETag`: send it as `If-None-Match` to read again only what changed, or as `If-Match` with a write to change
only what you read. Words are in the language of `Accept-Language`, Korean or English.

Every answer has an `X-Request-ID`: yours if you sent one. The event's trail carries it, so that a change can be found again.
"""
TAGS: list[dict[str, Any]] = [
    {"name": "events", "description": "Roadshows and expos, and the workbooks they come from."},
    {"name": "participants", "description": "Suppliers and buyers."},
    {"name": "persons", "description": "What people agreed to, all that is kept about them, and its erasing."},
    {"name": "letters", "description": "Invitations, and the texts of what people are told."},
    {"name": "matches", "description": "Suggested pairs with reasons and quoted evidence."},
    {"name": "requests", "description": "Wishes to meet: ask, accept, decline, withdraw."},
    {"name": "jobs", "description": "Matching and building: start, watch, stop."},
    {"name": "schedules", "description": "Versions of the timetable: compare, publish, roll back."},
    {"name": "losses", "description": "Who is gone or late on the day, which table or interpreter is lost."},
    {"name": "agendas", "description": "One participant's meetings of the published schedule."},
    {"name": "outcomes", "description": "What came of meetings, append-only."},
    {"name": "mous", "description": "Memoranda of understanding, append-only."},
    {"name": "figures", "description": "Numbers with their passports, the ledger behind them, snapshots."},
    {"name": "webhooks", "description": "Programs of others that are told what happens, signed."},
    {"name": "trail", "description": "Who changed what, as the database recorded it."},
]


def _refusals() -> dict[int | str, dict[str, Any]]:
    words = {
        401: "No key, or one that is not in force.",
        403: "The key does not allow this.",
        404: "Not there, or not for this key.",
        409: "The state of things does not allow this now.",
        422: "What was given cannot be used; errors name every place.",
        429: "Too many requests within a minute; Retry-After says how many seconds to wait.",
    }
    schema = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": text, "content": schema, "model": Problem} for status, text in words.items()}


router = APIRouter(prefix="/v1", responses=_refusals())
for noun in (  # what is read most often first: an address is looked for in this order
    agendas,
    matches,
    requests,
    participants,
    persons,
    events,
    keys,
    accounts,
    letters,
    jobs,
    schedules,
    reasons,
    losses,
    outcomes,
    mous,
    figures,
    trail,
    webhooks,
):
    router.include_router(noun.router)
