"""What one request may bring: refused while it is read, after its sender is known, before anything of it is kept."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import TypeAdapter

from api.app import create_app
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.web import connections, limits
from api.web.connections import SERVER, PatientConnection
from tests.integration.factory import Made, make_event
from tests.integration.web import client, code, key

CHUNK = b"x" * 65_536
FORM = "multipart/form-data; boundary=b"


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@pytest.fixture
async def app(settings: Settings, pool: Pool) -> AsyncIterator[FastAPI]:
    made = create_app(settings, pool)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


class Sender:
    """A client that sends chunks one by one and counts how many were taken."""

    def __init__(self, chunks: Iterable[bytes], pause: float = 0.0) -> None:
        self.chunks, self.pause, self.taken = iter(chunks), pause, 0

    async def __call__(self) -> dict[str, Any]:
        await asyncio.sleep(self.pause)
        chunk = next(self.chunks, None)
        if chunk is None:
            await asyncio.sleep(3600)
        self.taken += 1
        return {"type": "http.request", "body": chunk, "more_body": True}


async def sent(
    app: FastAPI, path: str, sender: Callable[[], Any], token: str = "", **headers: str
) -> tuple[int, str | None]:
    """Status and code of the answer to a POST whose body a sender gives."""
    given = {"transfer-encoding": "chunked", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if token:
        given["authorization"] = f"Bearer {token}"
    said: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 9),
        "http_version": "1.1",
        "root_path": "",
    }
    await app(scope, sender, send)  # type: ignore[arg-type]
    body = b"".join(message.get("body", b"") for message in said)
    return said[0]["status"], json.loads(body).get("code")


async def test_a_stranger_is_refused_before_the_body_is_read(app: FastAPI, made: Made) -> None:
    for path in (f"/v1/events/{made.slug}/import", f"/events/{made.slug}/import", f"/v1/events/{made.slug}/requests"):
        sender = Sender(itertools.repeat(CHUNK))
        assert await sent(app, path, sender, expect="100-continue") == (401, "not-signed-in")
        assert sender.taken == 0
        assert await sent(app, path, sender, token="wrong", content_type=FORM) == (401, "unknown-key")


async def test_a_body_without_end_is_refused_at_its_limit(app: FastAPI, made: Made) -> None:
    path, organizer = f"/v1/events/{made.slug}/import", made.tokens["organizer"]
    for token, kind, most in (
        (organizer, FORM, limits.LARGEST_UPLOAD + limits.ENVELOPE),
        (organizer, "application/json", limits.LARGEST_BODY),
        (organizer, "", limits.LARGEST_BODY),
        (made.tokens["S01"], FORM, limits.LARGEST_BODY),
    ):
        sender = Sender(itertools.repeat(CHUNK))
        answer = await sent(app, path, sender, token, content_type=kind)
        assert answer == (413, "body-too-large"), kind
        assert sender.taken * len(CHUNK) < most + 3 * limits.LARGEST_UPLOAD
        declared = Sender([CHUNK])
        assert await sent(app, path, declared, token, content_type=kind, content_length=str(most + 1), expect="1") == (
            413,
            "body-too-large",
        )
        assert declared.taken == 0


async def test_a_slow_sender_is_cut_off(app: FastAPI, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE_SECONDS", 0.3)
    path, organizer = f"/v1/events/{made.slug}/import", made.tokens["organizer"]
    for sender in (Sender([]), Sender([b"x"]), Sender(itertools.repeat(b"x"), pause=0.05)):
        assert await sent(app, path, sender, organizer, content_type=FORM) == (408, "too-slow")


async def test_one_sender_has_few_places_for_files(app: FastAPI, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE_SECONDS", 0.5)
    path, organizer = f"/v1/events/{made.slug}/import", made.tokens["organizer"]
    answers = await asyncio.gather(*(sent(app, path, Sender([]), organizer, content_type=FORM) for _ in range(3)))
    assert sorted(answers) == [(408, "too-slow"), (408, "too-slow"), (503, "busy")]


async def test_addresses_and_headers_have_limits(http: httpx.AsyncClient, made: Made) -> None:
    organizer = key(made.tokens["organizer"])
    url = f"/v1/events/{made.slug}"
    assert code(await http.get(f"{url}?a={'x' * 5_000}", headers=organizer)) == (414, "address-too-long")
    assert code(await http.get(f"{url}/participants/{'x' * 3_000}", headers=organizer)) == (414, "address-too-long")
    many = {f"X-{number}": "1" for number in range(120)}
    assert code(await http.get(url, headers={**organizer, **many})) == (431, "too-many-headers")
    assert code(await http.get(url, headers={**organizer, "X-A": "x" * 20_000})) == (431, "too-many-headers")
    assert (await http.get(url, headers=organizer)).status_code == 200


async def test_json_nested_without_end_is_refused(http: httpx.AsyncClient, made: Made) -> None:
    url, headers = f"/v1/events/{made.slug}/requests", {**key(made.tokens["S01"]), "Content-Type": "application/json"}
    for body in (b"[" * 100_000, b'{"a":' * 40_000, b'["\\"[" ,' * 20_000):
        assert code(await http.post(url, headers=headers, content=body)) == (422, "too-deep")
    harmless = {"supplier_code": "S01", "buyer_code": "B01", "message": '[{"' * 200}
    assert (await http.post(url, headers=headers, json=harmless)).status_code == 201


async def test_characters_that_are_none_are_refused_everywhere(http: httpx.AsyncClient, made: Made) -> None:
    token, url = key(made.tokens["S01"]), f"/v1/events/{made.slug}"
    for text in ("a\0b", "a\ud800b"):
        raw = json.dumps({"supplier_code": "S01", "buyer_code": "B01", "message": text})
        refused = await http.post(f"{url}/requests", headers={**token, "Content-Type": "application/json"}, content=raw)
        assert code(refused) == (422, "invalid")
        assert [error["pointer"] for error in refused.json()["errors"]] == ["/message"]
    form = {"supplier_code": "S01", "buyer_code": "B01", "message": "a\0b"}
    assert code(await http.post(f"/events/{made.slug}/requests", headers=token, data=form)) == (422, "unstorable")
    for address in (f"{url}/participants/S%0001", f"{url}/matches?supplier=S%0001"):
        assert code(await http.get(address, headers=token)) == (422, "unstorable")


async def test_a_text_beyond_its_limit_is_refused_with_its_field(http: httpx.AsyncClient, made: Made) -> None:
    url, organizer = f"/v1/events/{made.slug}", key(made.tokens["organizer"])
    body = {"supplier_code": "S01", "buyer_code": "B01", "state": "held", "evidence": "x" * 2_001, "product": "y" * 201}
    refused = await http.post(f"{url}/outcomes", headers=organizer, json=body)
    assert sorted(error["pointer"] for error in refused.json()["errors"]) == ["/evidence", "/product"]
    form = {"supplier_code": "S01", "buyer_code": "B01", "evidence": "x" * 2_001}
    assert (await http.post(f"/events/{made.slug}/outcomes", headers=organizer, data=form)).status_code == 422


async def test_a_time_without_its_zone_is_refused(http: httpx.AsyncClient, made: Made) -> None:
    url, token = f"/v1/events/{made.slug}/requests", key(made.tokens["S01"])
    for moment, status in (("2030-10-01T12:00:00", 422), ("2030-10-01T12:00:00+03:00", 201)):
        body = {"supplier_code": "S01", "buyer_code": "B01", "expires_at": moment}
        assert (await http.post(url, headers=token, json=body)).status_code == status


def test_every_text_that_anybody_sends_has_a_limit(app: FastAPI) -> None:
    seen, unlimited = 0, []
    for name, schema in texts_of(app):
        seen += 1
        if not {"maxLength", "enum", "const", "format", "contentMediaType"} & set(schema):
            unlimited.append(name)
    assert seen > 40
    assert unlimited == []


def texts_of(app: FastAPI) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every text in a body or form of every route, by name, with its JSON schema."""
    for context in iter_route_contexts(app.routes):
        body = getattr(context, "body_field", None)
        if body is not None:
            schema = TypeAdapter(body.field_info.annotation).json_schema()
            for name, text in _texts(schema, schema.get("$defs", {})):
                yield f"{context.path} {name}", text


def _texts(schema: dict[str, Any], defs: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if reference := schema.get("$ref"):
        yield from _texts(defs[reference.rsplit("/", 1)[1]], defs)
    if schema.get("type") == "string":
        yield "", schema
    for one in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from _texts(one, defs)
    for name, one in schema.get("properties", {}).items():
        yield from ((f".{name}{rest}", text) for rest, text in _texts(one, defs))


@pytest.fixture
async def port(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """The port of the application on a real server that waits half a second for the head of a request."""
    monkeypatch.setattr(connections, "PATIENCE_SECONDS", 0.5)
    server = uvicorn.Server(
        uvicorn.Config(app, "127.0.0.1", 0, http=PatientConnection, log_level="critical", lifespan="off", **SERVER)
    )
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await running


async def heard(port: int, *pieces: bytes, forever: bytes = b"") -> bytes:
    """What the server says before it closes, to a client that sends pieces, and then one without end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = asyncio.create_task(reader.read())
    try:
        async with asyncio.timeout(10):
            for piece in itertools.chain(pieces, itertools.repeat(forever) if forever else ()):
                if said.done():
                    break
                writer.write(piece)
                await asyncio.sleep(0.02)
            return await said
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


async def test_a_head_that_never_ends_closes_the_connection(port: int) -> None:
    assert await heard(port) == b""
    assert await heard(port, b"GET / HTTP/1.1\r\nHost: a\r\n") == b""
    assert (await heard(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HT")).startswith(b"HTTP/1.1 200")
    assert await heard(port, b"GET / HTTP/1.1\r\nX: ", forever=b"x") == b""
    assert (await heard(port, b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000)).startswith((b"HTTP/1.1 400", b""))


async def test_a_quick_client_is_served_over_one_connection(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        for _ in range(4):
            assert (await http.get("/")).status_code == 200
            await asyncio.sleep(0.3)
