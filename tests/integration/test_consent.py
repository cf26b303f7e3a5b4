"""Whose yes a meeting needs, and what becomes of a published meeting when somebody takes it back."""

from typing import Any

import httpx
import pytest

from api.access.keys import caller
from api.access.nouns import TERMINAL, Caller
from api.events.settling import settle_consent
from api.ground.db import Connection, Pool
from api.ground.errors import Conflict, Forbidden
from api.ground.settings import Settings
from api.requests.asking import answer, ask
from api.requests.nouns import NewRequest
from api.schedules import declining, inputs, publishing, reading
from api.schedules.checking import check_published
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.web import PAGE, client, key


async def who(db: Connection, made: Made, holder: str) -> Caller:
    return await caller(db, made.tokens[holder])


async def counted(db: Connection, made: Made) -> list[str]:
    return [f"{pair.supplier}-{pair.buyer}" for pair in await inputs.wanted(db, made.event_id)]


async def test_what_one_side_asks_counts_once_the_other_accepts(db: Connection) -> None:
    made = await make_event(db)
    wish = await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "S01"))
    assert await counted(db, made) == []
    await answer(db, made.event_id, wish.id, "accept", by=await who(db, made, "B01"))
    assert await counted(db, made) == ["S01-B01"]


async def test_wishes_of_the_workbook_and_requests_of_the_organizer_count_at_once(db: Connection) -> None:
    made = await make_event(db)
    await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "organizer"))
    await db.execute(
        "insert into requests (event_id, supplier_id, buyer_id, asked_by) values ($1, $2, $3, 'buyer')",
        made.event_id,
        made.participants["S02"],
        made.participants["B02"],
    )
    assert await counted(db, made) == ["S01-B01", "S02-B02"]


async def test_an_event_may_let_requests_of_one_side_count(db: Connection) -> None:
    made = await make_event(db)
    await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "S01"))
    with pytest.raises(Forbidden):
        await settle_consent(db, made.event_id, "one", by=await who(db, made, "S01"))
    await settle_consent(db, made.event_id, "one", by=await who(db, made, "organizer"))
    assert await counted(db, made) == ["S01-B01"]


async def published(db: Connection, made: Made) -> int:
    """A published meeting of S01 and B01 that B01 asked for and S01 accepted; the id of the request."""
    wish = await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "B01"))
    await answer(db, made.event_id, wish.id, "accept", by=await who(db, made, "S01"))
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    schedule = await reading.numbered(db, made.event_id, 1)
    async with db.transaction():
        await publishing.publish(db, made.event_id, schedule, by=TERMINAL)
    return wish.id


@pytest.mark.parametrize(("holder", "step"), [("S01", "decline"), ("B01", "withdraw")])
async def test_a_step_that_costs_a_published_meeting_is_warned_of_and_then_a_conflict(
    db: Connection, holder: str, step: Any
) -> None:
    made = await make_event(db)
    wish, by = await published(db, made), await who(db, made, holder)
    with pytest.raises(
        Conflict, match=r"published meeting with .01 \(2030-10-10 10:00 Europe/Istanbul, A1\)"
    ) as warned:
        await declining.answer(db, made.event_id, wish, step, by=by)
    assert warned.value.code == "meeting-published"
    assert await counted(db, made) == ["S01-B01"]
    await declining.answer(db, made.event_id, wish, step, by=by, confirmed=True)
    checked = await check_published(db, made.event_id, by=TERMINAL)
    assert checked is not None
    (conflict,) = checked.violations
    assert (conflict.rule, conflict.requests, checked.next_step) == ("request", ("S01-B01",), "replan")
    verb = {"decline": "declined", "withdraw": "withdrawn"}[step]
    assert f"{verb} by Test {holder} ({holder})" in str(conflict.sentence)


async def test_a_request_without_a_meeting_is_declined_without_a_warning(db: Connection) -> None:
    made = await make_event(db)
    wish = await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "B01"))
    declined = await declining.answer(db, made.event_id, wish.id, "decline", by=await who(db, made, "S01"))
    assert declined.state == "declined"


async def test_the_api_and_the_pages_warn_before_and_tell_the_organizer_after(
    db: Connection, pool: Pool, settings: Settings
) -> None:
    made = await make_event(db)
    wish = await published(db, made)
    organizer, base = key(made.tokens["organizer"]), f"/v1/events/{made.slug}"
    async with client(settings, pool) as http:
        refused = await http.post(f"{base}/requests/{wish}/decline", headers=key(made.tokens["S01"]))
        assert (refused.status_code, refused.json()["code"]) == (409, "meeting-published")
        assert (await http.get(base, headers=organizer)).json()["published"]["violations"] == []
        await declined_on_the_page(http, made, wish)
        said = (await http.get(base, headers=organizer)).json()["published"]
        assert (len(said["violations"]), said["next_step"]) == (1, "replan")
        assert (await http.get(base, headers=key(made.tokens["S01"]))).json()["published"] is None
        http.cookies.set("mannam_key", made.tokens["organizer"])
        overview = (await http.get(f"/events/{made.slug}", headers=PAGE)).text
        assert "Version 1 no longer fits the event: 1 conflict" in overview
        assert "declined by Test S01 (S01)" in overview
        assert 'name="base" value="1"' in overview
        schedules = (await http.get(f"/events/{made.slug}/schedules/versions", headers=PAGE)).text
        assert 'class="tag good"' not in schedules
        assert "published, 1 conflict" in schedules


async def declined_on_the_page(http: httpx.AsyncClient, made: Made, wish: int) -> None:
    http.cookies.set("mannam_key", made.tokens["S01"])
    page = await http.post(f"/events/{made.slug}/requests/{wish}/decline", headers=PAGE)
    assert page.status_code == 409
    assert "Decline all the same" in page.text
    done = await http.post(f"/events/{made.slug}/requests/{wish}/decline", headers=PAGE, data={"confirmed": "true"})
    assert done.status_code == 303
