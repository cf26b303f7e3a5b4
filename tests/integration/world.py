"""A service with an event in which everything happened once, every address of it, and how each is called."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from api.access.accounts import make_account
from api.access.keys import caller
from api.access.nouns import TERMINAL, NewAccount
from api.app import create_app
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.ledger import keeping
from api.ledger.nouns import RecordFields
from api.mous import recording as memoranda
from api.mous.nouns import MouFields
from api.outcomes import recording
from api.outcomes.nouns import OutcomeFields
from api.requests.asking import ask
from api.requests.nouns import NewRequest
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.web import client, key

OPEN = {
    "/",
    "/sign-in/{token}",
    "/sign-in/password",
    "/unsubscribe/{ticket}",
    "/language/{language}",
    "/problems/{code}",
    "/openapi.json",
    "/docs",
    "/docs/oauth2-redirect",
    "/problems",
    "/redoc",
    "/healthz",
    "/readyz",
    "/static",
    "/static/fonts",
    "/static-offline-docs",
}
BODIES: dict[str, dict[str, object]] = {
    "/v1/events/{slug}/requests": {"supplier_code": "S01", "buyer_code": "B01"},
    "/v1/events/{slug}/outcomes": {"supplier_code": "S01", "buyer_code": "B01", "state": "held"},
    "/v1/events/{slug}/outcomes/{outcome_id}/correct": {"state": "held"},
    "/v1/events/{slug}/mous": {"supplier_code": "S01", "buyer_code": "B01", "subject": "x", "state": "planned"},
    "/v1/events/{slug}/mous/{number}/refuse": {"why": "y"},
    "/v1/events/{slug}/mous/{number}/move": {"state": "signed", "signed_on": "2022-10-10"},
    "/v1/events/{slug}/mous/{number}/activities": {"what": "x"},
    "/v1/events/{slug}/outcomes/{outcome_id}/refuse": {"why": "y"},
    "/v1/events/{slug}/mous/{number}/correct": {"subject": "x", "state": "planned", "why": "y"},
    "/v1/events/{slug}/jobs": {"kind": "match"},
    "/v1/events/{slug}/schedules/{version}/let-in": {"supplier_code": "S01", "buyer_code": "B01", "way": "x"},
    "/v1/events/{slug}/letters/{letter}/{language}": {"subject": "x", "body": "{link}"},
    "/v1/events/{slug}/invitations": {"whom": "all"},
    "/v1/events/{slug}/ledger": {"kind": "visitors", "leg": "IST", "source": "gate"},
    "/v1/events/{slug}/ledger/{entry_id}/correct": {
        "record": {"kind": "visitors", "leg": "IST", "source": "gate"},
        "why": "y",
    },
    "/v1/events/{slug}/rates": {"currency": "USD", "rate": "1300", "rate_on": "2022-10-10", "source": "bank"},
    "/v1/events/{slug}/snapshots": {"state": "provisional"},
    "/v1/events/{slug}/persons/{code}": {"person": "x", "purposes": []},
    "/v1/events/{slug}/webhooks": {"url": "https://example.org", "kinds": ["outcome.recorded"]},
    "/v1/events/{slug}/webhooks/{webhook_id}/switch": {"on": True},
    "/v1/events/{slug}/erasures": {"participant_code": "S01", "person": "x"},
    "/v1/events/{slug}/accounts": {"email": "kim@example.org", "name": "Kim"},
    "/v1/accounts": {"email": "kim@example.org", "name": "Kim"},
    "/v1/events/{slug}/losses": {"kind": "participant", "code": "B01"},
    **{
        f"/v1/events/{{slug}}/schedules/{{version}}/{step}": {"supplier_code": "S01", "buyer_code": "B01"}
        for step in ("pin", "unpin", "forbid", "allow", "move")
    },
}
FORMS: dict[str, dict[str, str]] = {
    "/events/{slug}/requests": {"supplier_code": "S01", "buyer_code": "B01", "page_of": "S01"},
    "/events/{slug}/outcomes": {"supplier_code": "S01", "buyer_code": "B01"},
    "/events/{slug}/mous": {"supplier_code": "S01", "buyer_code": "B01", "subject": "x"},
    "/events/{slug}/mous/{number}": {"subject": "x", "why": "y"},
    "/events/{slug}/mous/{number}/refuse": {"why": "y"},
    "/events/{slug}/mous/{number}/move": {"state": "signed", "signed_on": "2022-10-10"},
    "/events/{slug}/mous/{number}/activities": {"what": "x"},
    "/events/{slug}/outcomes/{outcome_id}/refuse": {"why": "y"},
    "/events/{slug}/schedules/{version}/why/{supplier}/{buyer}": {"way": "x"},
    "/events/{slug}/schedules/{version}/hand": {"supplier_code": "S01", "buyer_code": "B01", "step": "pin"},
    "/events/{slug}/invitations": {"whom": "all"},
    "/events/{slug}/figures/rates": {"currency": "USD", "rate": "1300", "rate_on": "2022-10-10", "source": "bank"},
    "/events/{slug}/figures/records/{entry_id}": {"kind": "visitors", "leg": "IST", "source": "gate"},
    "/events/{slug}/figures/snapshots": {"state": "provisional"},
    "/events/{slug}/access/accounts": {"email": "kim@example.org", "name": "Kim"},
    "/access/accounts": {"email": "kim@example.org", "name": "Kim"},
    "/events/{slug}/letters/{letter}/{language}": {"subject": "x", "body": "{link}"},
    "/events/{slug}/persons/{code}": {"person": "x"},
    "/events/{slug}/persons/{code}/erase": {"person": "x"},
    "/events/{slug}/day": {"kind": "participant", "code": "B01"},
}


def every_route() -> list[tuple[str, str]]:
    """Every method and path of the application, in order."""
    found = {
        (method, re.sub(":path|:int", "", str(route.path)))
        for route in iter_route_contexts(create_app(Settings(data=__file__)).routes)  # type: ignore[arg-type]
        for method in (route.methods or {"GET"}) - {"HEAD"}
    }
    return sorted((method, path) for method, path in found if path not in OPEN)


@dataclass(frozen=True, slots=True)
class World:
    """A service with an event full of things that belong to S01 and B01, and another event beside it."""

    http: httpx.AsyncClient
    made: Made
    other: Made
    places: dict[str, str]

    async def call(self, method: str, path: str, token: str | None) -> httpx.Response:
        url = path.format(**self.places)
        headers = key(token) if token else {}
        if path.endswith(("/import", "/marked", "/new", "/figures/records")) or (method, path) == (
            "POST",
            "/v1/events",
        ):
            return await self.http.request(method, url, headers=headers, files={"file": ("a.xlsx", b"x")})
        if method in ("POST", "PUT") and path.startswith("/v1/"):
            return await self.http.request(method, url, headers=headers, json=BODIES.get(path, {}))
        return await self.http.request(method, url, headers=headers, data=FORMS.get(path))


@pytest.fixture
async def world(settings: Settings, pool: Pool, db: Connection) -> AsyncIterator[World]:
    made, other = await make_event(db), await make_event(db, "other-2030")
    s01 = await caller(db, made.tokens["S01"])
    wish = await ask(db, made.event_id, NewRequest("S01", "B01"), by=s01)
    outcome = await recording.record(db, made.event_id, "S01", "B01", OutcomeFields("held"), by=s01)
    mou = await memoranda.add(
        db, made.event_id, MouFields("Pilot", "planned"), supplier_code="S01", buyer_code="B01", by=s01
    )
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    job = await db.fetchval("insert into jobs (event_id, kind) values ($1, 'build') returning id", made.event_id)
    record = RecordFields("attendees", "IST", "gate", quantity="150")
    entry = (await keeping.add(db, made.event_id, [record], by=TERMINAL))[0]
    snapshot = await db.fetchval(
        "insert into snapshots (event_id, state, numbers, made_by) values ($1, 'final', '{}', 'x') returning id",
        made.event_id,
    )
    await make_account(db, made.event_id, NewAccount("lee@example.org", "Lee"), by=TERMINAL)
    places = {
        "account_id": str(await db.fetchval("select max(id) from accounts")),
        "slug": made.slug,
        "entry_id": str(entry),
        "snapshot_id": str(snapshot),
        "key": "attendees",
        "code": "S01",
        "version": "1",
        "other": "1",
        "supplier": "S01",
        "buyer": "B01",
        "job_id": str(job),
        "request_id": str(wish.id),
        "outcome_id": str(outcome.id),
        "number": str(mou.number),
        "step": "accept",
        "loss_id": "1",
        "webhook_id": "1",
        "message_id": "1",
        "kind": "blank",
        "language": "ko",
        "letter": "invitation",
        "key_id": str(await db.fetchval("select max(id) from access_keys where event_id = $1", made.event_id)),
    }
    async with client(settings, pool) as http:
        yield World(http, made, other, places)
