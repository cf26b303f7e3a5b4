"""A page or a paper reads the rows that it shows, however many matches an event has."""

import asyncio
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from api.access.keys import COOKIE, make_key
from api.access.nouns import TERMINAL, Caller
from api.events import store as events
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.papers.agendas import agenda_ics, agenda_pdf
from api.papers.exporting import workbook_xlsx
from api.papers.timetabling import timetable_xlsx
from api.schedules import reading
from tests.integration.factory import make_event
from tests.integration.test_query_counts import filled, reads
from tests.integration.web import PAGE, client, key

SIDE, MATCHES_EACH = 150, 80
OF_ALL = 4_000
"""More rows than everyone and everything of the event that a page lists, and a third of its matches."""
OF_ONE = 150
"""More rows than concern one participant, and half of all participants."""

EVERYONE = """
    insert into participants (event_id, code, side, name_ko, name_en, country, languages, fictional)
    select $1, side || n, case side when 'S1' then 'supplier' else 'buyer' end, '시험', 'Test', 'TR', '{tr}'::text[], true
    from generate_series(100, 99 + SIDE) n, unnest(array['S1', 'B1']) side;
    insert into solutions (participant_id, code, sector, title_ko, title_en)
    select id, code || '-1', 'water', '누수', 'Leaks' from participants where code like 'S1%';
    insert into needs (participant_id, code, sector, language, title, text)
    select id, code || '-1', 'water', 'tr', 'Leaks', 'We lose water.' from participants where code like 'B1%';
    insert into delegates (participant_id, name, consent) select id, 'Test', true from participants;

    create temporary table pairs on commit drop as
    select s.id supplier_id, b.id buyer_id, k
    from generate_series(0, SIDE - 1) n cross join generate_series(0, EACH - 1) k
    join participants s on s.code = 'S1' || 100 + n join participants b on b.code = 'B1' || 100 + (n + k) % SIDE;
    insert into matches (event_id, supplier_id, buyer_id, solution_id, need_id, score, band, components, evidence, model)
    select $1, supplier_id, buyer_id, o.id, n.id, 0.5, 'strong', '{}', null, 'test'
    from pairs join solutions o on o.participant_id = supplier_id join needs n on n.participant_id = buyer_id;
    insert into requests (event_id, supplier_id, buyer_id, asked_by, state)
    select $1, supplier_id, buyer_id, 'supplier', 'accepted' from pairs where k < 2;

    insert into tables (leg_id, code) select id, 'N' || n from legs cross join generate_series(1, SIDE) n;
    insert into schedules (event_id, version, status, value, bound, gap, seconds) values ($1, 1, 'optimal', 1, 1, 0, 1);
    insert into meetings (schedule_id, supplier_id, buyer_id, slot_id, table_id)
    select v.id, p.supplier_id, p.buyer_id, s.id, t.id
    from pairs p join schedules v on true join slots s on s.code = 'T' || p.k + 1
    join participants o on o.id = p.supplier_id join tables t on t.code = 'N' || substr(o.code, 2)::int - 1099
    where p.k < 2;
    insert into publications (event_id, schedule_id) select $1, id from schedules
"""


@pytest.fixture
async def tokens(db: Connection) -> dict[str, str]:
    """Keys of the organizer and of a participant of an event with 305 participants and 12,000 matches."""
    made = await make_event(db)
    async with db.transaction():
        await db.execute("set local session_replication_role = replica")  # quickly: no trail, no references
        said = EVERYONE.replace("$1", str(made.event_id)).replace("SIDE", str(SIDE)).replace("EACH", str(MATCHES_EACH))
        await db.execute(said)
    await db.execute("analyze")
    number = await db.fetchval("select id from participants where code = 'S1150'")
    own = await make_key(db, Caller("participant", "S1150", event_id=made.event_id, participant_id=number))
    return {"organizer": made.tokens["organizer"], "S1150": own}


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Generator[dict[str, int]]:
    """How many rows each statement brought here, while the block runs."""
    read: dict[str, int] = {}
    plain = asyncpg.Connection.fetch

    async def fetch(self: Any, query: str, *args: Any, **more: Any) -> list[Any]:
        rows = await plain(self, query, *args, **more)
        read[query] = read.get(query, 0) + len(rows)
        return rows

    with monkeypatch.context() as patched:
        patched.setattr(asyncpg.Connection, "fetch", fetch)
        yield read


@pytest.mark.parametrize(("holder", "most"), [("organizer", OF_ALL), ("S1150", OF_ONE)])
async def test_no_page_reads_more_than_it_shows(
    settings: Settings,
    pool: Pool,
    tokens: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    holder: str,
    most: int,
) -> None:
    names: dict[str, object] = {"slug": "test-2030", "code:path": "S1150", "supplier": "S1150", "buyer": "B1190"}
    names |= {"letter": "invitation", "language": "ko", "kind": "blank"}
    found: dict[str, int] = {}
    async with client(settings, pool) as http:
        http.cookies.set(COOKIE, tokens[holder])
        for path in reads():
            with counting(monkeypatch) as read:
                headers = key(tokens[holder]) if path.startswith("/v1") else PAGE
                answer = await http.get(re.sub(r"{\w+}", "1", filled(path, names)), headers=headers)
                await asyncio.sleep(0)
            assert answer.status_code in (200, 303, 403, 404, 409), (path, answer.text[-300:])
            found[path] = sum(read.values())
    assert {path: rows for path, rows in found.items() if rows > most} == {}
    assert len([rows for rows in found.values() if rows]) >= 10


async def test_no_paper_reads_more_than_it_prints(
    db: Connection, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    event = await events.event_by_slug(db, "test-2030")
    assert event is not None
    person = await events.participant(db, event.id, "S1150")
    assert person is not None
    version = await reading.numbered(db, event.id, 1)
    papers = {
        "pdf": (agenda_pdf(db, event, person, "en", by=TERMINAL), OF_ONE),
        "ics": (agenda_ics(db, event, person, by=TERMINAL), OF_ONE),
        "timetable": (timetable_xlsx(db, event, version, by=TERMINAL), OF_ALL),
        "workbook": (workbook_xlsx(db, event, by=TERMINAL), OF_ALL),
    }
    found: dict[str, tuple[int, int]] = {}
    for name, (drawn, most) in papers.items():
        with counting(monkeypatch) as read:
            assert await drawn
        found[name] = sum(read.values()), most
    assert {name: rows for name, (rows, most) in found.items() if rows > most} == {}
    assert all(rows for rows, _ in found.values())
