"""The agenda that the database makes as JSON is the one that pages and papers read, to the last field."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from api.access.keys import caller, make_key
from api.access.nouns import Caller
from api.events import finding
from api.ground.db import Connection
from api.routes.agendas import Agenda
from api.schedules.agendas import agenda
from tests.integration.statements import catching, watched_pool
from tests.integration.web import client, code, key
from tests.integration.world import World


async def by_nouns(world: World, db: Connection, who: str) -> Any:
    """The agenda as the verb for pages reads it, in the shape of the API."""
    by = await caller(db, world.made.tokens["organizer"])
    found = await agenda(db, await finding.event(db, world.made.slug, by=by), who, by=by)
    said = {name: getattr(found, name) for name in ("participant", "version", "meetings", "contacts")}
    return json.loads(Agenda.model_validate(said).model_dump_json())


async def asked(world: World, who: str, holder: str = "organizer") -> httpx.Response:
    return await world.http.get(f"/v1/events/{world.made.slug}/agendas/{who}", headers=key(world.made.tokens[holder]))


@pytest.fixture
async def agreed(world: World, db: Connection) -> World:
    """The event with its schedule published, and a delegate of either kind at S01 and B01, who agreed to meet."""
    await db.execute("update requests set state = 'accepted'")
    await db.execute("insert into publications (event_id, schedule_id) select event_id, id from schedules")
    await db.execute(
        """
        insert into delegates (participant_id, name, email, consent)
        select id, 'Kim "' || code || '"', code || '@example.org', yes from participants, unnest(array[true, false]) yes
        where event_id = $1
        """,
        world.made.event_id,
    )
    return world


async def test_it_is_the_agenda_that_pages_and_papers_read(agreed: World, db: Connection) -> None:
    for who in agreed.made.participants:
        assert (await asked(agreed, who)).json() == await by_nouns(agreed, db, who), who
    told = (await asked(agreed, "S01")).json()
    assert [one["counterpart"] for one in told["contacts"]] == ["B01"]
    assert [one["buyer_code"] for one in told["meetings"]] == ["B01"]


async def test_before_anything_is_published_it_is_empty(world: World, db: Connection) -> None:
    told = (await asked(world, "S01")).json()
    assert (told["version"], told["meetings"], told["contacts"]) == (None, [], [])
    assert told == await by_nouns(world, db, "S01")


async def test_a_wish_that_runs_out_takes_its_contacts_along(agreed: World, db: Connection) -> None:
    await db.execute(
        """
        insert into requests (event_id, supplier_id, buyer_id, asked_by, state)
        select event_id, supplier_id, buyer_id, 'buyer', 'sent' from requests where asked_by = 'supplier'
        """
    )
    await db.execute("update requests set state = 'sent'")
    assert len((await asked(agreed, "S01")).json()["contacts"]) == 1
    await db.execute("update requests set expires_at = now()")
    assert (await asked(agreed, "S01")).json()["contacts"] == []


async def test_who_may_not_read_it_hears_so(agreed: World, db: Connection) -> None:
    assert code(await asked(agreed, "S01", "B01")) == (403, "other-participant")
    assert code(await asked(agreed, "S99")) == (404, "no-such-participant")
    address = f"/v1/events/{agreed.made.slug}/agendas/S01"
    assert code(await agreed.http.get(address)) == (401, "not-signed-in")
    assert code(await agreed.http.get(address, headers=key("unknown"))) == (401, "unknown-key")
    elsewhere = key(agreed.other.tokens["organizer"])
    assert code(await agreed.http.get(address, headers=elsewhere)) == (404, "no-such-event")
    operator = key(await make_key(db, Caller("operator", "")))
    assert code(await agreed.http.get("/v1/events/none/agendas/S01", headers=operator)) == (404, "no-such-event")
    assert (await agreed.http.get(address, headers=operator)).status_code == 200


async def test_it_costs_one_statement(agreed: World) -> None:
    settings = agreed.http._transport.app.state.settings  # type: ignore[attr-defined]
    async with watched_pool(settings.database_url) as pool, client(settings, pool) as http:
        address = f"/v1/events/{agreed.made.slug}/agendas/S01"
        await http.get(
            address, headers=key(agreed.made.tokens["S01"])
        )  # the first time, the driver asks about types too
        with catching() as caught:
            answer = await http.get(address, headers=key(agreed.made.tokens["S01"]))
            await asyncio.sleep(0)
        assert (answer.status_code, len(caught)) == (200, 1)
