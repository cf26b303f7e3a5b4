"""Every page, paper and answer survives an event in which everything that may be left empty is empty."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from api.access.keys import COOKIE, make_key
from api.access.nouns import Caller
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from tests.integration.factory import Made, make_event
from tests.integration.test_query_counts import NOT_COUNTED, add_round, filled, reads
from tests.integration.web import PAGE, client, key

ENDLESS = {"/v1/events/{slug}/jobs/{job_id}/progress"}


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


async def emptied(db: Connection, *, kept: str) -> set[tuple[str, str]]:
    """Empty every column that may be empty, names in the language ``kept`` last; which columns were emptied.

    A column may be empty where the database says so: it takes null, or its default is empty. References stay.
    """
    columns = await db.fetch(
        """
        select c.table_name, c.column_name, c.data_type, c.is_nullable = 'YES' nullable, c.column_default emptiness
        from information_schema.columns c
        join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'trail%'
            and (c.is_nullable = 'YES' or c.column_default = any($2))
            and c.column_name not like '%\\_id' and c.column_name not in ('revoked_at', 'expires_at', 'sha256')
        order by c.column_name like '%' || $1, c.table_name, c.column_name
        """,
        f"_{kept}",
        ["''::text", "'{}'::text[]", "'{}'::jsonb", "'[]'::jsonb"],
    )
    found: set[tuple[str, str]] = set()
    async with db.transaction():
        await db.execute("set local session_replication_role = replica")  # records are append-only for everybody else
        for table, column, _, nullable, emptiness in columns:
            try:
                async with db.transaction():
                    await db.execute(f'update {table} set "{column}" = {"null" if nullable else emptiness}')
                found.add((table, column))
            except asyncpg.CheckViolationError:
                continue
    return found


async def everything(db: Connection, made: Made) -> dict[str, object]:
    """Some of everything, and a match that says which solution and which need decided."""
    await add_round(db, made, 1)
    names = await add_round(db, made, 2)
    await db.execute(
        """
        update matches m set solution_id = (select min(id) from solutions where participant_id = m.supplier_id),
            need_id = (select min(id) from needs where participant_id = m.buyer_id),
            components = '{"problem": 0.6, "dense": 0.6, "sentence": 0.7, "lexical": 0.4, "sector": 1, "presence": 1,
                           "references": 1, "markets": 1}'
        """
    )
    return {**names, "supplier": "S02", "buyer": "B01"}


@pytest.mark.parametrize("kept", ["ko", "en"])
async def test_everything_can_be_read_of_an_event_in_which_all_is_empty_that_may_be(
    http: httpx.AsyncClient, db: Connection, kept: str
) -> None:
    made = await make_event(db)
    names = await everything(db, made)
    empty = await emptied(db, kept=kept)
    other = "en" if kept == "ko" else "ko"
    assert {("participants", f"name_{other}"), ("solutions", "text_en"), ("needs", "title_en")} <= empty
    holders = {**made.tokens, "operator": await make_key(db, Caller("operator", "desk"))}
    broken: list[tuple[str, str, str, int, str]] = []
    for holder in ("operator", "organizer", "S01", "B01"):
        http.cookies.set(COOKIE, holders[holder])
        for path in sorted({*reads(), *NOT_COUNTED} - ENDLESS):
            for language in ("ko", "en"):
                headers = key(holders[holder]) if path.startswith("/v1") else PAGE | {"Accept-Language": language}
                answer = await http.get(filled(path, names), headers=headers)
                theirs = (404,) if holder in made.participants else ()  # what is another's does not exist for it
                if answer.status_code not in (200, 303, 403, 409, *theirs):
                    broken.append((holder, path, language, answer.status_code, answer.text[:200]))
                if path.startswith("/v1"):
                    break
    assert broken == []
