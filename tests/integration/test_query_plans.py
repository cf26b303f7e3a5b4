"""The reads that everybody waits for find their rows by an index, however large the event is."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import pytest
from asyncpg.connection import LoggedQuery

from api.access.keys import COOKIE, make_key
from api.access.nouns import Caller
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.jobs import store as jobs
from tests.integration.factory import make_event
from tests.integration.statements import catching, watched_pool
from tests.integration.web import PAGE, client, key

LARGE = 1000
"""Rows from which on a table is not read as a whole."""


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator[Pool]:
    assert settings.database_url
    async with watched_pool(settings.database_url) as pool:
        yield pool


@pytest.fixture
async def token(db: Connection) -> str:
    """The key of a supplier at an event with 10,000 participants; every table that grows with an event is large."""
    made = await make_event(db)
    async with db.transaction():
        await db.execute("set local session_replication_role = replica")  # quickly: no trail, no references
        await db.execute(EVERYONE.replace("$1", str(made.event_id)))
    await db.execute("analyze")
    supplier = await db.fetchval("select id from participants where code = 'S2500'")
    return await make_key(db, Caller("participant", "S2500", event_id=made.event_id, participant_id=supplier))


EVERYONE = """
    insert into participants (event_id, code, side, name_ko, name_en, country, languages, fictional)
    select $1, 'S' || n, 'supplier', '시험', 'Test', 'KR', '{ko}'::text[], true from generate_series(1, 5000) n
    union all select $1, 'B' || n, 'buyer', '시험', 'Test', 'TR', '{tr}', true from generate_series(1, 5000) n;

    create temporary table pairs on commit drop as
    select s.id supplier_id, b.id buyer_id, k
    from generate_series(1, 5000) n cross join generate_series(0, 3) k
    join participants s on s.code = 'S' || n join participants b on b.code = 'B' || (n + k * 7) % 5000 + 1;

    insert into solutions (participant_id, code, sector, title_ko, title_en)
    select id, code || '-1', 'water', '누수', 'Leaks' from participants where side = 'supplier';
    insert into needs (participant_id, code, sector, language, title, text)
    select id, code || '-1', 'water', 'tr', 'Leaks', 'We lose water.' from participants where side = 'buyer';
    insert into access_keys (role, event_id, participant_id, sha256)
    select 'participant', $1, id, sha256(convert_to(code, 'utf8')) from participants;

    insert into matches (event_id, supplier_id, buyer_id, solution_id, need_id, score, band, components, evidence, model)
    select $1, supplier_id, buyer_id, o.id, n.id, 0.5, 'strong', '{}', null, 'test'
    from pairs join solutions o on o.participant_id = supplier_id join needs n on n.participant_id = buyer_id;
    insert into requests (event_id, supplier_id, buyer_id, asked_by, state)
    select $1, supplier_id, buyer_id, 'supplier', 'accepted' from pairs;
    insert into request_steps (request_id, step, acted_as, acted_by) select id, 'accept', 'buyer', 'x' from requests;

    insert into schedules (event_id, version, status, value, bound, gap, seconds)
    select $1, n, 'optimal', 1, 1, 0, 1 from generate_series(1, 3) n;
    insert into slots (leg_id, code, starts_at, ends_at)
    select id, 'N' || n, starts_on + n * interval '1 hour', starts_on + n * interval '1 hour' + interval '25 minutes'
    from legs cross join generate_series(1001, 3000) n;
    insert into tables (leg_id, code) select id, 'N' || n from legs cross join generate_series(1, 2000) n;
    insert into meetings (schedule_id, supplier_id, buyer_id, slot_id, table_id)
    select v.id, supplier_id, buyer_id, (select min(id) from slots) + supplier_id % 2000,
        (select min(id) from tables) + buyer_id % 2000
    from pairs cross join schedules v where k < 2;
    insert into publications (event_id, schedule_id) select $1, id from schedules order by id;

    insert into jobs (event_id, kind, state, finished_at, created_at)
    select $1, 'build', 'succeeded', now(), now() - n * interval '1 minute' from generate_series(1, 5000) n;
    insert into jobs (event_id, kind) values ($1, 'match')
"""


async def plans(db: Connection, statements: Sequence[LoggedQuery]) -> dict[str, list[dict[str, Any]]]:
    """How the database would execute statements: the nodes of each plan."""
    found: dict[str, list[dict[str, Any]]] = {}
    for statement in statements:
        if statement.query.lstrip().startswith(("select", "with", "insert", "update")):
            plan = json.loads(await db.fetchval(f"explain (format json) {statement.query}", *statement.args))
            found[statement.query] = list(nodes(plan[0]["Plan"]))
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's node and all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


async def read_whole(db: Connection, statements: Sequence[LoggedQuery]) -> dict[str, list[str]]:
    """Large tables that statements read from end to end, by statement."""
    rows = await db.fetch("select relname from pg_class where relkind = 'r' and reltuples > $1", LARGE)
    large = {row["relname"] for row in rows}
    assert {"participants", "matches", "requests", "meetings", "jobs", "access_keys", "slots", "tables"} <= large
    found = await plans(db, statements)
    assert any("Index Name" in node for plan in found.values() for node in plan)
    whole = {
        query: [node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"]
        for query, plan in found.items()
    }
    return {query: tables for query, names in whole.items() if (tables := [name for name in names if name in large])}


READS = ("/v1/events/test-2030/agendas/S2500", "/v1/events/test-2030/matches", "/events/test-2030/me")


async def test_a_participant_reads_its_agenda_its_matches_and_its_page_by_index(
    settings: Settings, pool: Pool, db: Connection, token: str
) -> None:
    found: dict[str, object] = {}
    async with client(settings, pool) as http:
        http.cookies.set(COOKIE, token)
        for path in READS:
            headers = key(token) if path.startswith("/v1") else PAGE
            await http.get(path, headers=headers)  # the first time, the driver asks about types too
            with catching() as caught:
                answer = await http.get(path, headers=headers)
                await asyncio.sleep(0)
            assert answer.status_code == 200, answer.text
            assert "B2501" in answer.text
            found[path] = await read_whole(db, caught)
    assert found == {path: {} for path in READS}


async def test_a_worker_takes_its_job_by_index(pool: Pool, db: Connection, token: str) -> None:
    async with pool.acquire() as worker, worker.transaction():
        await jobs.claim(worker, uuid.uuid4(), 60, ["build"])
        with catching() as caught:
            claimed = await jobs.claim(worker, uuid.uuid4(), 60, ["match"])
            await asyncio.sleep(0)
    assert claimed is not None and len(caught) == 1
    assert await read_whole(db, caught) == {}


async def test_the_best_matches_of_an_event_are_read_without_ordering_all_of_them(
    settings: Settings, pool: Pool, db: Connection, token: str
) -> None:
    assert token
    await db.execute("update matches set score = (supplier_id * 7919 + buyer_id * 104729) % 10007 / 10007.0")
    await db.execute("analyze matches")
    organizer = await make_key(db, Caller("organizer", "desk", event_id=await db.fetchval("select id from events")))
    async with client(settings, pool) as http:
        path, headers = "/v1/events/test-2030/matches?limit=100", key(organizer)
        await http.get(path, headers=headers)
        with catching() as caught:
            answer = await http.get(path, headers=headers)
            await asyncio.sleep(0)
    scores = [one["score"] for one in answer.json()["items"]]
    assert len(scores) == 100 and scores == sorted(scores, reverse=True)
    found = [plan for query, plan in (await plans(db, caught)).items() if "from matches m" in query]
    assert [{node["Node Type"] for node in plan} & {"Sort", "Incremental Sort"} for plan in found] == [
        {"Incremental Sort"}
    ]
