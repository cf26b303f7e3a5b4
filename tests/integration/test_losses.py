"""What is said when the database goes away in the middle of something, or has no space left."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from api.ground.db import Connection, open_pool
from api.ground.settings import Settings
from api.web.refusing import as_refusal
from tests.integration.factory import Made, make_event
from tests.integration.web import PAGE, client, code, key


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@asynccontextmanager
async def cut_at_commit(url: str, folder: Path, *, done: bool) -> AsyncIterator[str]:
    """The address of a go-between that cuts the connection at COMMIT: after the server did it, or before it heard of it."""
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    tasks: list[asyncio.Task[None]] = []
    ends: list[asyncio.StreamWriter] = []

    async def meet(client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter) -> None:
        if host.startswith("/"):
            server_in, server_out = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{parts.port or 5432}")
        else:
            server_in, server_out = await asyncio.open_connection(host, parts.port or 5432)
        ends.extend((client_out, server_out))
        cut = asyncio.Event()

        async def to_server() -> None:
            while data := await client_in.read(65_536):
                if b"COMMIT" in data:
                    cut.set()
                    if done:
                        server_out.write(data)
                        await server_out.drain()
                        await asyncio.sleep(0.3)
                    client_out.transport.abort()
                    break
                server_out.write(data)
            server_out.close()

        async def to_client() -> None:
            while data := await server_in.read(65_536):
                if not cut.is_set():
                    client_out.write(data)
            client_out.close()

        tasks.extend(asyncio.create_task(way()) for way in (to_server, to_client))

    server = await asyncio.start_unix_server(meet, folder / ".s.PGSQL.5432")
    try:
        yield f"postgresql://{parts.username}:{parts.password}@{parts.path}?host={folder}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            end.transport.abort()
        await asyncio.gather(*(end.wait_closed() for end in ends), return_exceptions=True)


@pytest.mark.parametrize("done", [True, False])
async def test_a_connection_lost_during_commit_is_told_as_not_known(
    settings: Settings, made: Made, db: Connection, tmp_path: Path, done: bool
) -> None:
    assert settings.database_url
    async with cut_at_commit(settings.database_url, tmp_path, done=done) as url:
        pool = await open_pool(url, size=2)
        try:
            async with client(settings, pool) as http:
                wish = {"supplier_code": "S01", "buyer_code": "B01"}
                path, token = f"/events/{made.slug}/requests", key(made.tokens["S01"])
                answer = await http.post(f"/v1{path}", headers=token, json=wish)
                assert code(answer) == (503, "not-known-whether-done")
                assert "nothing was changed" not in answer.text
                page = await http.post(path, headers={**token, **PAGE, "Accept-Language": "ko"}, data=wish)
                assert page.status_code in (503, 409)
                if not done:
                    assert "처리되었는지 알 수 없으니" in page.text
                read = await http.get(f"/v1/events/{made.slug}", headers=token)
                assert read.status_code == 200  # who only reads commits nothing
        finally:
            pool.terminate()
    assert await db.fetchval("select count(*) from requests") == int(done)


async def test_a_full_disk_is_told_in_words(settings: Settings, made: Made, db: Connection) -> None:
    await db.execute(
        """
        create function full_disk() returns trigger language plpgsql as $$
        begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
        create trigger full_disk before insert on requests for each row execute function full_disk();
        """
    )
    pool = await open_pool(settings.database_url or "", size=2)
    wish, token = {"supplier_code": "S01", "buyer_code": "B01"}, key(made.tokens["S01"])
    try:
        async with client(settings, pool) as http:
            answer = await http.post(f"/v1/events/{made.slug}/requests", headers=token, json=wish)
            assert code(answer) == (507, "disk-full")
            headers = {**token, **PAGE, "Accept-Language": "ko"}
            page = await http.post(f"/events/{made.slug}/requests", headers=headers, data=wish)
            assert page.status_code == 507 and "디스크가 가득 찼습니다" in page.text
    finally:
        await pool.close()


def test_a_full_disk_of_this_machine_is_told_the_same_way() -> None:
    for number in (errno.ENOSPC, errno.EDQUOT):
        assert as_refusal(OSError(number, "No space left on device")).code == "disk-full"
