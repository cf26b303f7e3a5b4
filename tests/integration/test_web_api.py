"""The API as a program uses it: the same verbs, one shape of refusal, documents that match."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.jobs import store as job_store
from api.jobs.progress import Announcements
from tests.integration.factory import Made, forbid, make_event, make_match, make_schedule
from tests.integration.web import client, code, key


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


async def test_an_event_is_read_with_its_legs_and_zone(http: httpx.AsyncClient, made: Made) -> None:
    event = (await http.get(f"/v1/events/{made.slug}", headers=key(made.tokens["B01"]))).json()
    assert (event["name_en"], [leg["zone"] for leg in event["legs"]]) == ("Test event", ["Europe/Istanbul"])
    assert "id" not in event


async def test_a_participant_sees_its_own_matches_with_reasons(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    for supplier, buyer, score in (("S01", "B01", 0.8), ("S02", "B01", 0.9), ("S01", "B02", 0.7)):
        await make_match(db, made, supplier, buyer, score)
    url = f"/v1/events/{made.slug}/matches"
    seen: dict[str, list[tuple[str, str]]] = {}
    for holder in ("organizer", "S01", "B01", "B03"):
        items = (await http.get(url, headers=key(made.tokens[holder]))).json()["items"]
        seen[holder] = [(item["supplier_code"], item["buyer_code"]) for item in items]
    assert seen == {
        "organizer": [("S02", "B01"), ("S01", "B01"), ("S01", "B02")],
        "S01": [("S01", "B01"), ("S01", "B02")],
        "B01": [("S02", "B01"), ("S01", "B01")],
        "B03": [],
    }
    first = (await http.get(f"{url}?language=ko", headers=key(made.tokens["S01"]))).json()["items"][0]
    assert first["reasons"][:2] == [
        "강한 추천입니다 (점수 0.80).",
        "수요의 “B01 loses water.”에 솔루션의 “S01 finds leaks.”가 답합니다.",
    ]
    sneaky = await http.get(f"{url}?supplier=S02", headers=key(made.tokens["S01"]))
    assert {item["supplier_code"] for item in sneaky.json()["items"]} == {"S01"}


async def test_a_request_goes_its_way_over_the_api(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    await forbid(db, made, "S02", "B01")
    url, supplier, buyer = f"/v1/events/{made.slug}/requests", key(made.tokens["S01"]), key(made.tokens["B01"])
    organizer = key(made.tokens["organizer"])
    asked = await http.post(url, headers=supplier, json={"supplier_code": "S01", "buyer_code": "B01", "preference": 1})
    number = asked.json()["id"]
    assert (asked.status_code, asked.json()["state"]) == (201, "sent")
    assert code(await http.post(f"{url}/{number}/accept", headers=supplier)) == (403, "other-side")
    assert (await http.post(f"{url}/{number}/accept", headers=buyer)).json()["state"] == "accepted"
    assert (await http.post(f"{url}/{number}/withdraw", headers=supplier)).json()["state"] == "withdrawn"
    assert code(await http.post(f"{url}/{number}/accept", headers=buyer)) == (409, "request-state")
    forbidden = await http.post(url, headers=organizer, json={"supplier_code": "S02", "buyer_code": "B01"})
    assert code(forbidden) == (409, "forbidden-pair")


async def test_a_body_that_cannot_be_used_names_every_place(http: httpx.AsyncClient, made: Made) -> None:
    answer = await http.post(
        f"/v1/events/{made.slug}/requests", headers=key(made.tokens["S01"]), json={"buyer_code": "B01", "preference": 9}
    )
    assert code(answer) == (422, "invalid")
    assert sorted(error["pointer"] for error in answer.json()["errors"]) == ["/preference", "/supplier_code"]


async def test_an_outcome_and_its_correction_over_the_api(http: httpx.AsyncClient, made: Made) -> None:
    url, organizer = f"/v1/events/{made.slug}/outcomes", key(made.tokens["organizer"])
    body = {"supplier_code": "S01", "buyer_code": "B01", "state": "held", "tier": "consulted", "amount": "1,178억원"}
    first = (await http.post(url, headers=organizer, json=body)).json()
    assert (first["amount"], first["currency"], first["amount_said"]) == ("117800000000", "KRW", "1,178억원")
    corrected = await http.post(
        f"{url}/{first['id']}/correct", headers=organizer, json={"state": "held", "amount": "US$ 1.2M"}
    )
    assert (corrected.status_code, corrected.json()["corrects"]) == (201, first["id"])
    current = (await http.get(f"{url}?current=true", headers=organizer)).json()["items"]
    assert [one["id"] for one in current] == [corrected.json()["id"]]
    wrong = await http.post(
        f"{url}/{corrected.json()['id']}/correct", headers=organizer, json={"state": "held", "amount": "190만"}
    )
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/amount"]


async def test_schedules_are_compared_published_rolled_back_and_taken_back(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    await make_schedule(db, made, [("S01", "B01", "T1", "A1"), ("S02", "B02", "T2", "A2")], version=1)
    await make_schedule(db, made, [("S01", "B01", "T2", "A1"), ("S01", "B03", "T1", "A1")], version=2)
    base, organizer = f"/v1/events/{made.slug}", key(made.tokens["organizer"])
    changes = (await http.get(f"{base}/schedules/1/compare/2", headers=organizer)).json()["items"]
    assert sorted((one["kind"], one["supplier_code"], one["buyer_code"]) for one in changes) == [
        ("added", "S01", "B03"),
        ("moved", "S01", "B01"),
        ("removed", "S02", "B02"),
    ]
    agenda = f"{base}/agendas/S01"
    held: list[tuple[int | None, list[str]]] = []
    for step in ("schedules/1/publish", "schedules/2/publish", "schedules/1/publish", "publications/take-back"):
        assert (await http.post(f"{base}/{step}", headers=organizer)).status_code in (201, 204)
        said = (await http.get(agenda, headers=key(made.tokens["S01"]))).json()
        held.append((said["version"], [one["buyer_code"] for one in said["meetings"]]))
    assert held == [(1, ["B01"]), (2, ["B03", "B01"]), (1, ["B01"]), (None, [])]
    again = await http.post(f"{base}/publications/take-back", headers=organizer)
    assert code(again) == (409, "nothing-published")
    history = (await http.get(f"{base}/publications", headers=organizer)).json()["items"]
    assert [act["version"] for act in history] == [None, 1, 2, 1]


async def test_a_refused_write_leaves_nothing_behind(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    await db.execute("alter table mou_entries add constraint refuse_all check (subject <> 'refused')")
    answer = await http.post(
        f"/v1/events/{made.slug}/mous",
        headers=key(made.tokens["organizer"]),
        json={"subject": "refused", "state": "planned", "parties": "A, B"},
    )
    assert (answer.status_code, answer.json()["code"]) == (500, "broken")
    assert "refuse_all" not in answer.text
    assert await db.fetchval("select count(*) from mous") == 0


async def test_progress_reaches_every_watcher_over_one_connection(made: Made, pool: Pool, db: Connection) -> None:
    job = await job_store.add_job(db, made.event_id, "build", {}, "test")
    announcements = Announcements(pool)

    async def watch() -> list[tuple[str, Any]]:
        return [(seen.state, seen.progress.get("value")) async for seen in announcements.follow(job.id, job_store.job)]

    watchers = [asyncio.create_task(watch()) for _ in range(20)]
    await asyncio.sleep(0.3)
    for value in (10, 20):
        await db.execute("update jobs set state = 'running', progress = $2 where id = $1", job.id, {"value": value})
        await db.execute("select pg_notify('mannam_jobs', $1)", str(job.id))
        await asyncio.sleep(0.3)
    await db.execute("update jobs set state = 'succeeded' where id = $1", job.id)
    await db.execute("select pg_notify('mannam_jobs', $1)", str(job.id))
    seen = await asyncio.wait_for(asyncio.gather(*watchers), 10)
    assert seen == [[("queued", None), ("running", 10), ("running", 20), ("succeeded", 20)]] * 20
    listening = await db.fetchval(
        "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'"
    )
    assert listening <= 1
    await announcements.close()


async def test_a_finished_job_ends_its_stream_at_once(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    job = await job_store.add_job(db, made.event_id, "build", {"limit_seconds": 5}, "test")
    progress = {"value": 1000, "version": 4}
    await db.execute("update jobs set state = 'succeeded', progress = $2 where id = $1", job.id, progress)
    url = f"/v1/events/{made.slug}/jobs/{job.id}/progress"
    answer = await http.get(url, headers=key(made.tokens["organizer"]))
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = answer.text.splitlines()
    assert lines[0] == "event: finished"
    said = json.loads(lines[1].removeprefix("data: "))
    assert (said["state"], said["schedule_version"], said["progress"]) == ("succeeded", 4, progress)


async def test_a_job_is_started_once_and_stopped(http: httpx.AsyncClient, made: Made) -> None:
    url, organizer = f"/v1/events/{made.slug}/jobs", key(made.tokens["organizer"])
    started = await http.post(url, headers=organizer, json={"kind": "build", "limit_seconds": 5})
    assert (started.status_code, started.json()["state"]) == (202, "queued")
    assert code(await http.post(url, headers=organizer, json={"kind": "build"}))[0] == 409
    stopped = await http.post(f"{url}/{started.json()['id']}/stop", headers=organizer)
    assert stopped.json()["state"] == "stopped"


async def test_the_api_describes_itself_offline(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert document["openapi"].startswith("3.1")
    assert len(names) == len(set(names)) and len(names) > 30
    assert all("summary" in operation and operation.get("description") for operation in operations)
    for path in ("/docs", "/redoc"):
        page = (await http.get(path)).text
        assert "https://" not in page and "//cdn" not in page


async def test_documents_and_generated_clients_know_how_to_send_a_key(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    assert document["components"]["securitySchemes"]["key"] == {
        "type": "http",
        "scheme": "bearer",
        "description": "Your key, as the organizer or operator gave it to you.",
    }
    unsafe = [
        (path, method)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if operation.get("security") != [{"key": []}]
    ]
    assert unsafe == []


async def test_a_request_keeps_its_name_from_the_answer_to_the_trail(http: httpx.AsyncClient, made: Made) -> None:
    organizer = key(made.tokens["organizer"])
    body = {"supplier_code": "S01", "buyer_code": "B01"}
    url = f"/v1/events/{made.slug}/requests"
    answer = await http.post(url, json=body, headers=organizer | {"X-Request-ID": "desk-2030-0001"})
    assert answer.headers["x-request-id"] == "desk-2030-0001"
    found = (await http.get(f"/v1/events/{made.slug}/trail?noun=requests", headers=organizer)).json()["items"]
    assert [one["request"] for one in found] == ["desk-2030-0001"]
    for sent in ("", "two words", "x" * 65, "a\tb\tc\td\te"):
        other = await http.get(url, headers=organizer | {"X-Request-ID": sent})
        assert other.headers["x-request-id"] != sent
        assert len(other.headers["x-request-id"]) == 18
