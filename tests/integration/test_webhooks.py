"""Programs of others are told what happens, signed, until they took it; and never is our own network called."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
import pytest
from typer.testing import CliRunner

from api.access.keys import COOKIE
from api.access.nouns import TERMINAL
from api.app import kinds
from api.cli.main import app
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.jobs.worker import Worker
from api.outcomes import recording
from api.outcomes.nouns import OutcomeFields
from api.requests.asking import ask
from api.requests.nouns import NewRequest
from api.webhooks import calling, job, registering
from api.webhooks.nouns import KINDS, Call
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.web import PAGE, client, code, key


@dataclass
class Receiver:
    """A program of somebody else: what it got, and how it answers."""

    port: int = 0
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head)}
        self.got.append((headers, await reader.readexactly(int(headers["content-length"]))))
        writer.write(f"HTTP/1.1 {self.status} X\r\nlocation: {self.url}\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving() -> AsyncGenerator[Receiver]:
    made = Receiver()
    async with await asyncio.start_server(made.serve, "127.0.0.1", 0) as server:
        made.port = server.sockets[0].getsockname()[1]
        yield made


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings.but(webhooks_anywhere=True), pool) as found:
        yield found


async def deliver(db: Connection, pool: Pool, settings: Settings, *, anywhere: bool = True) -> None:
    """Send what waits, whenever its turn is."""
    await db.execute("update webhook_messages set due_at = now() where state = 'waiting'")
    await Worker(pool, kinds(settings.but(webhooks_anywhere=anywhere)).lanes()[1]).step()


def good(secret: str, headers: dict[str, str], body: bytes) -> list[bool]:
    """Whether each signature of a message is by a secret, checked as its receiver would."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    return [one == f"v1,{base64.b64encode(digest).decode()}" for one in headers["webhook-signature"].split(" ")]


async def log(db: Connection) -> list[tuple[str, int | None, str]]:
    rows = await db.fetch(
        """
        select m.state, a.status, a.said from webhook_attempts a join webhook_messages m on m.id = a.message_id
        order by a.id
        """
    )
    return [(row["state"], row["status"], row["said"]) for row in rows]


async def test_requests_publications_changes_and_outcomes_are_told_signed_and_once(
    db: Connection, pool: Pool, settings: Settings, made: Made, receiver: Receiver
) -> None:
    _, secret = await registering.add(db, made.event_id, receiver.url, KINDS, anywhere=True, by=TERMINAL)
    await ask(db, made.event_id, NewRequest("S01", "B01"), by=TERMINAL)
    schedule = await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    await db.execute("insert into publications (event_id, schedule_id) values ($1, $2)", made.event_id, schedule)
    await recording.record(db, made.event_id, "S01", "B01", OutcomeFields("held"), by=TERMINAL, confirmed=True)
    await db.execute(
        """
        insert into notices (event_id, participant_id, kind, about, address, language, subject, body, made_by, state)
        values ($1, $2, 'changed agenda', 'publication 1', 'x@y.org', 'en', '', '', 'x', 'sent')
        """,
        made.event_id,
        made.participants["B01"],
    )
    await deliver(db, pool, settings)
    told = {json.loads(body)["type"]: json.loads(body)["data"] for _, body in receiver.got}
    assert told.keys() == set(KINDS) and len(receiver.got) == 4
    assert told["schedule.published"] == {"version": 1, "event": made.slug}
    assert told["agenda.changed"]["participant_code"] == "B01"
    assert (told["request.changed"]["step"], told["outcome.recorded"]["state"]) == ("ask", "held")
    assert all(good(secret, headers, body) == [True] for headers, body in receiver.got)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 4
    await deliver(db, pool, settings)
    assert len(receiver.got) == 4 and {state for state, *_ in await log(db)} == {"delivered"}


async def happens(db: Connection, made: Made) -> None:
    await db.execute("insert into publications (event_id) values ($1)", made.event_id)


async def test_what_was_not_taken_goes_again_under_its_id_and_later_each_time(
    db: Connection, pool: Pool, settings: Settings, made: Made, receiver: Receiver
) -> None:
    await registering.add(db, made.event_id, receiver.url, KINDS, anywhere=True, by=TERMINAL)
    await happens(db, made)
    waits: list[float] = []
    for receiver.status in (500, 302):
        await deliver(db, pool, settings)
        waits.append(await db.fetchval("select extract(epoch from due_at - now())::float from webhook_messages"))
    assert 0 < waits[0] <= 5 < 200 < waits[1] <= 300
    receiver.status = 200
    await deliver(db, pool, settings)
    assert await log(db) == [("delivered", 500, "refused"), ("delivered", 302, "redirects"), ("delivered", 200, "")]
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1 and len(receiver.got) == 3
    await db.execute("update webhook_messages set state = 'waiting', attempts = 9")
    receiver.status = 503
    await deliver(db, pool, settings)
    assert (await log(db))[-1] == ("failed", 503, "refused"), "the last attempt was the last"


async def test_a_call_ends_in_time_however_slowly_it_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "PATIENCE_SECONDS", 0.2)

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        with suppress(OSError):
            for _ in range(90):
                writer.write(b"x: y\r\n")
                await writer.drain()
                await asyncio.sleep(0.02)
        writer.close()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        answered = await asyncio.to_thread(calling.call, Call(1, 1, url, (b"x",), b"{}"), anywhere=True)
    assert (answered.status, answered.said) == (None, "no answer") and answered.milliseconds < 1_000


async def test_after_slow_answers_letters_have_their_turn(
    db: Connection,
    pool: Pool,
    settings: Settings,
    made: Made,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await registering.add(db, made.event_id, receiver.url, KINDS, anywhere=True, by=TERMINAL)
    for _ in range(job.AT_ONCE + 1):
        await happens(db, made)
    monkeypatch.setattr(job, "QUICK_MILLISECONDS", 0)
    await deliver(db, pool, settings)
    assert len(receiver.got) == job.AT_ONCE
    await deliver(db, pool, settings)
    assert len(receiver.got) == job.AT_ONCE + 1


async def test_410_switches_it_off_and_what_waits_fails(
    db: Connection, pool: Pool, settings: Settings, made: Made, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    hook, _ = await registering.add(db, made.event_id, receiver.url, KINDS, anywhere=True, by=TERMINAL)
    receiver.status = 410
    await happens(db, made)
    await deliver(db, pool, settings)
    await happens(db, made)
    assert [state for state, *_ in await log(db)] == ["failed"]
    assert await db.fetchval("select count(*) from webhook_messages") == 1, "nothing more is written for it"
    url, mine = f"/v1/events/{made.slug}/webhooks/{hook.id}", key(made.tokens["organizer"])
    assert (await http.get(url, headers=mine)).json()["disabled_why"] == "gone"
    message = (await http.get(f"{url}/messages", headers=mine)).json()["items"][0]
    again = f"{url}/messages/{message['id']}/replay"
    assert code(await http.post(again, headers=mine)) == (409, "webhook-off")
    assert (await http.put(f"{url}/switch", headers=mine, json={"on": True})).json()["disabled_at"] is None
    assert (await http.post(again, headers=mine)).status_code == 204
    receiver.status = 200
    await deliver(db, pool, settings)
    assert [headers["webhook-id"] for headers, _ in receiver.got] == [f"msg_{message['id']}"] * 2


async def test_no_private_address_is_called_also_not_by_name(
    db: Connection, pool: Pool, settings: Settings, made: Made, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await registering.add(db, made.event_id, receiver.url, KINDS, anywhere=True, by=TERMINAL)
    named = f"https://localhost:{receiver.port}/"
    await registering.add(db, made.event_id, named, KINDS, by=TERMINAL)
    await happens(db, made)
    await deliver(db, pool, settings, anywhere=False)
    assert [said for _, _, said in await log(db)] == ["private address"] * 2 and receiver.got == []
    both = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]

    def answers(*_args: object, **_more: object) -> list[object]:
        return [*both]

    monkeypatch.setattr(calling.socket, "getaddrinfo", answers)
    with pytest.raises(Exception, match="private address"):
        calling.public("example.org", 443, anywhere=False)
    assert calling.public("example.org", 443, anywhere=True) == "93.184.215.14"
    for address in ("::1", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "169.254.169.254", "100.64.0.1", "0.0.0.0"):
        assert not calling.is_public(address), address


@pytest.mark.parametrize(
    "url", ["http://example.org", "ftp://x.org", "https://", "https://a:b@x.org", "https://x.org/ a"]
)
async def test_what_is_no_address_of_the_internet_is_refused(
    settings: Settings, pool: Pool, made: Made, url: str
) -> None:
    async with client(settings, pool) as http:
        address, mine = f"/v1/events/{made.slug}/webhooks", key(made.tokens["organizer"])
        answer = await http.post(address, headers=mine, json={"url": url, "kinds": ["outcome.recorded"]})
    assert code(answer)[0] == 422


async def test_a_secret_is_shown_once_and_after_a_rotation_both_sign_for_a_day(
    db: Connection, pool: Pool, settings: Settings, made: Made, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    url, mine = f"/v1/events/{made.slug}/webhooks", key(made.tokens["organizer"])
    added = (await http.post(url, headers=mine, json={"url": receiver.url, "kinds": ["schedule.published"]})).json()
    assert added["secret"].startswith("whsec_")
    assert "secret" not in (await http.get(url, headers=mine)).text
    assert added["secret"] not in str(await db.fetch("select after from trail"))
    new = (await http.post(f"{url}/{added['id']}/rotate", headers=mine)).json()["secret"]
    await happens(db, made)
    await deliver(db, pool, settings)
    await db.execute("update webhooks set old_until = now()")
    await happens(db, made)
    await deliver(db, pool, settings)
    assert [good(new, *one) for one in receiver.got] == [[True, False], [True]]
    assert [good(added["secret"], *one) for one in receiver.got] == [[False, True], [False]]


async def test_an_organizer_adds_one_on_the_page_sees_what_it_was_told_and_sends_it_again(
    db: Connection, pool: Pool, settings: Settings, made: Made, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    http.cookies.set(COOKIE, made.tokens["organizer"])
    address = f"/events/{made.slug}/webhooks"
    shown = (await http.post(address, headers=PAGE, data={"url": receiver.url, "kinds": ["schedule.published"]})).text
    assert "whsec_" in shown and "whsec_" not in (await http.get(address, headers=PAGE)).text
    assert (await http.post(address, headers=PAGE, data={"url": "x"})).status_code == 422
    await happens(db, made)
    await deliver(db, pool, settings)
    shown = (await http.get(address, headers=PAGE)).text
    assert "delivered" in shown and "Send again" in shown
    message = await db.fetchrow("select webhook_id, id from webhook_messages")
    assert message is not None
    hook = f"{address}/{message['webhook_id']}"
    assert (await http.post(f"{hook}/messages/{message['id']}/replay", headers=PAGE)).status_code == 303
    await deliver(db, pool, settings)
    assert len(receiver.got) == 2
    assert "whsec_" in (await http.post(f"{hook}/rotate", headers=PAGE)).text
    await http.post(f"{hook}/switch", headers=PAGE)
    assert "switched off" in (await http.get(address, headers=PAGE)).text


def test_the_command_adds_one_and_lists_them(settings: Settings, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANNAM_DATABASE_URL", str(settings.database_url))
    added = CliRunner().invoke(app, ["webhooks", made.slug, "--add", "https://crm.example.org/x"])
    assert "whsec_" in added.stdout
    listed = CliRunner().invoke(app, ["webhooks", made.slug]).stdout
    assert "https://crm.example.org/x" in listed and "whsec_" not in listed
