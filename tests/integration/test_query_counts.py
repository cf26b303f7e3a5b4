"""A read asks the database as often for three items as for one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from api.access.accounts import make_account
from api.access.keys import COOKIE, make_key
from api.access.nouns import TERMINAL, Caller, NewAccount
from api.app import create_app
from api.ground.db import Connection
from api.ground.settings import Settings
from tests.integration.factory import Made, add_messages, forbid, make_event, make_match, make_schedule
from tests.integration.statements import catching, watched_pool
from tests.integration.web import PAGE, client, key

NOT_COUNTED = {
    "/v1/events/{slug}/jobs/{job_id}/progress": "a stream that lasts as long as its job",
    "/v1/events/{slug}/workbook.xlsx": "written in a process of its own",
    "/v1/events/{slug}/timetable.xlsx": "written in a process of its own",
    "/v1/events/{slug}/agendas.zip": "drawn in a process of its own",
    "/v1/events/{slug}/agendas/{code:path}.ics": "drawn in a process of its own",
    "/v1/events/{slug}/agendas/{code:path}.pdf": "drawn in a process of its own",
}
"""Reads of an event whose statements no connection of this process sees, or that do not end, with the reason."""

OF_ONE = {
    "/events/{slug}/build",
    "/events/new",
    "/events/{slug}/import",
    "/events/{slug}/settings",
    "/v1/events/{slug}/reminders",
    "/v1/events/{slug}/retention",
    "/v1/events/{slug}/webhooks/{webhook_id}",
    "/events/{slug}/letters",
    "/events/{slug}/letters/{letter}/{language}",
    "/v1/events/{slug}/letters",
    "/v1/events/{slug}/letters/{letter}/{language}",
    "/events/{slug}/invitations/{code:path}",
    "/events/{slug}/outcomes/{outcome_id}",
    "/events/{slug}/figures/records/{entry_id}",
    "/v1/events/{slug}/jobs/{job_id}",
    "/v1/events/{slug}/keys/{key_id:int}",
    "/v1/events/{slug}/losses/{loss_id}",
    "/v1/events/{slug}/outcomes/{outcome_id}",
    "/v1/events/{slug}/requests/{request_id}",
}
"""Reads of one thing, that say no more when there is more of everything."""
EVENTS = {"/events", "/v1/events"}
BUYERS = ("B01", "B02", "B03")


@pytest.fixture
async def http(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    assert settings.database_url
    async with watched_pool(settings.database_url) as pool, client(settings, pool) as found:
        yield found


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


def reads() -> list[str]:
    """Addresses of everything that can be read of events, with their placeholders."""
    app = create_app(Settings(data=Path(__file__).parent))
    found = {str(route.path) for route in iter_route_contexts(app.routes) if "GET" in (route.methods or ())}
    return sorted(path for path in found if path.removeprefix("/v1").startswith("/events") and path not in NOT_COUNTED)


async def add_round(db: Connection, made: Made, n: int) -> dict[str, object]:
    """One more of everything that a list can hold; what the addresses name. ``n`` counts from 1."""
    await make_event(db, f"other-{n}")
    await make_key(db, Caller("organizer", f"desk {n}", event_id=made.event_id))
    for event_id in (made.event_id, None):
        await make_account(db, event_id, NewAccount(f"desk{n}@example.org", "Kim"), by=TERMINAL)
    await add_people(db, made, n)
    await add_version(db, made, n)
    names = {
        "letter": "invitation",
        "language": "en",
        "code:path": "S01",
        "version": n,
        "other": 1,
        "supplier": "S02",
        "buyer": "B01",
    }
    return {"slug": made.slug, **names, **await add_records(db, made, n)}


async def add_people(db: Connection, made: Made, n: int) -> None:
    """A leg, and a participant of either side with a delegate; a text of each, and one more of S01 and B01."""
    await db.execute(
        """
        insert into legs (event_id, code, city_ko, city_en, country, venue_ko, venue_en, zone, starts_on, ends_on)
        values ($1, 'L' || $2::int, '도시', 'City', 'TR', '회의장', 'Hall', 'Europe/Istanbul', '2030-10-12', '2030-10-12')
        """,
        made.event_id,
        n,
    )
    await db.execute(
        """
        with added as (
            insert into participants (event_id, code, side, name_ko, name_en, country, languages, fictional)
            select $1, side || $2::int, side, '시험', 'Test', 'TR', '{tr}', true
            from unnest(array['supplier', 'buyer']) side returning *),
        offered as (
            insert into solutions (participant_id, code, sector, title_en)
            select id, code || '-1', 'water', 'Leaks' from added where side = 'supplier'
            union all select $3, 'S01-' || $2::int, 'water', 'Leaks'),
        wanted as (
            insert into needs (participant_id, code, sector, language, text)
            select id, code || '-1', 'water', 'tr', 'We lose water.' from added where side = 'buyer'
            union all select $4, 'B01-' || $2::int, 'water', 'tr', 'We lose water.')
        insert into delegates (participant_id, name)
        select id, 'Test' from added union all select $3, 'Test ' || $2::int
        """,
        made.event_id,
        n,
        made.participants["S01"],
        made.participants["B01"],
    )


async def add_version(db: Connection, made: Made, n: int) -> None:
    """A published version with n meetings of S01, each against its availability, and n requests left out."""
    buyers = BUYERS[:n]
    schedule = await make_schedule(
        db, made, [("S01", buyer, f"T{at}", "A1") for at, buyer in enumerate(buyers, 1)], version=n
    )
    await db.execute(
        """
        insert into unscheduled (schedule_id, supplier_id, buyer_id, code, reason_ko, reason_en)
        select $1, $2, b, 'no-slot', '시간이 없습니다.', 'No slot is left.' from unnest($3::bigint[]) b
        """,
        schedule,
        made.participants["S02"],
        [made.participants[buyer] for buyer in buyers],
    )
    await db.execute("insert into publications (event_id, schedule_id) values ($1, $2)", made.event_id, schedule)
    await db.execute(
        "insert into unavailability (participant_id, slot_id) values ($1, $2)",
        made.participants["S01"],
        made.slots[f"T{n}"],
    )


async def add_records(db: Connection, made: Made, n: int) -> dict[str, object]:
    """A match, a pin, an excluded pair, a loss, a record, an MOU with n entries and a finished job; what names them."""
    await make_match(db, made, "S01", BUYERS[n - 1])
    await forbid(db, made, "S02", BUYERS[n - 1])
    pair = (made.event_id, made.participants["S01"], made.participants[BUYERS[n - 1]])
    await db.execute("insert into pins (event_id, supplier_id, buyer_id) values ($1, $2, $3)", *pair)
    outcome = await db.fetchval(
        """
        insert into outcomes (event_id, supplier_id, buyer_id, state, recorded_side, recorded_by)
        values ($1, $2, $3, 'held', 'organizer', 'desk') returning id
        """,
        *pair,
    )
    mou = await db.fetchval(
        "insert into mous (event_id, supplier_id, buyer_id, number) values ($1, $2, $3, $4) returning id", *pair, n
    )
    await db.execute(
        """
        insert into mou_entries (mou_id, entry, state, level, subject, recorded_by)
        select $1, entry, 'planned', 'company', 'Pilot', 'desk' from generate_series(1, $2::int) entry
        """,
        mou,
        n,
    )
    await db.execute(
        """
        insert into mou_activities (mou_id, happened_on, what, recorded_side, recorded_by)
        select $1, '2030-10-10', 'Call', 'organizer', 'desk' from generate_series(1, $2::int)
        """,
        mou,
        n,
    )
    entry = await db.fetchval(
        """
        insert into ledger (event_id, leg, kind, source, recorded_by) values ($1, 'IST', 'visitors', 'gate', 'desk')
        returning id
        """,
        made.event_id,
    )
    snapshot = await db.fetchval(
        "insert into snapshots (event_id, state, numbers, made_by) values ($1, 'final', '{}', 'desk') returning id",
        made.event_id,
    )
    loss = await db.fetchval(
        "insert into losses (event_id, table_id, said_by) values ($1, $2, 'desk') returning id",
        made.event_id,
        made.tables["A2"],
    )
    wish = await db.fetchval("select min(id) from requests where event_id = $1 and supplier_id = $2", *pair[:2])
    pass_id = await db.fetchval("select min(id) from access_keys where event_id = $1", made.event_id)
    job = await db.fetchval(
        "insert into jobs (event_id, kind, state, finished_at) values ($1, 'build', 'succeeded', now()) returning id",
        made.event_id,
    )
    webhook, _ = await add_messages(db, made.event_id, n)
    records = {
        "webhook_id": webhook,
        "outcome_id": outcome,
        "number": n,
        "job_id": job,
        "entry_id": entry,
        "snapshot_id": snapshot,
        "key": "visitors",
    }
    return records | {"loss_id": loss, "request_id": wish, "key_id:int": pass_id}


def filled(path: str, names: dict[str, object]) -> str:
    """An address with its placeholders filled in."""
    for name, value in names.items():
        path = path.replace(f"{{{name}}}", str(value))
    return path


async def asked(http: httpx.AsyncClient, address: str, headers: dict[str, str]) -> tuple[httpx.Response, int]:
    """An answer, and how many statements it took."""
    with catching() as caught:
        answer = await http.get(address, headers=headers)
        await asyncio.sleep(0)
    return answer, len(caught)


async def counts(http: httpx.AsyncClient, token: str, names: dict[str, object]) -> dict[str, tuple[int, int]]:
    """Of every read that the holder of a key may make: the number of statements, and the length of the answer."""
    http.cookies.set(COOKIE, token)
    found: dict[str, tuple[int, int]] = {}
    for path in reads():
        headers = key(token) if path.startswith("/v1") else PAGE
        await http.get(filled(path, names), headers=headers)  # the first time, the driver asks about types too
        first = await asked(http, filled(path, names), headers)
        answer, times = await asked(http, filled(path, names), headers)
        assert answer.status_code in (200, 303, 403, 409), (path, answer.status_code, answer.text[-400:])
        if answer.status_code == 200:
            found[path] = min(times, first[1]), len(answer.content)  # what is kept may have run out at one of them
    return found


@pytest.mark.parametrize("holder", ["operator", "organizer", "S01"])
async def test_no_read_asks_more_often_the_more_there_is(
    http: httpx.AsyncClient, db: Connection, made: Made, holder: str
) -> None:
    token = await make_key(db, Caller("operator", "desk")) if holder == "operator" else made.tokens[holder]
    one = await counts(http, token, await add_round(db, made, 1))
    await add_round(db, made, 2)
    three = await counts(http, token, await add_round(db, made, 3))
    assert {path: (one[path][0], three[path][0]) for path in one if one[path][0] != three[path][0]} == {}
    longer = {path for path in one if one[path][1] < three[path][1]}
    assert one.keys() - longer <= (OF_ONE if holder == "operator" else OF_ONE | EVENTS)
    assert all(statements for statements, _ in one.values())
