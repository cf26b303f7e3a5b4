"""Asking, answering and taking back, with both sides and the organizer."""

import asyncio

import pytest

from api.access.keys import caller
from api.access.nouns import Caller
from api.ground.db import Connection, Pool, transaction
from api.ground.errors import Conflict, Forbidden, Invalid, NotFound
from api.requests import asking as requesting
from api.requests import reading
from api.requests.asking import answer, ask, steps
from api.requests.nouns import NewRequest
from tests.integration.factory import Made, forbid, make_event


async def who(db: Connection, made: Made, holder: str) -> Caller:
    return await caller(db, made.tokens[holder])


async def test_a_request_is_accepted_by_the_other_side(db: Connection) -> None:
    made = await make_event(db)
    supplier, buyer = await who(db, made, "S01"), await who(db, made, "B01")
    wish = await ask(db, made.event_id, NewRequest("S01", "B01", 1, " Could we meet? "), by=supplier)
    assert (wish.state, wish.asked_by, wish.preference, wish.message) == ("sent", "supplier", 1, "Could we meet?")
    assert (steps(wish, supplier), steps(wish, buyer)) == (("withdraw",), ("accept", "decline"))
    assert (await answer(db, made.event_id, wish.id, "accept", by=buyer)).state == "accepted"


async def test_asking_whoever_has_asked_already_agrees_the_meeting(db: Connection) -> None:
    made = await make_event(db)
    first = await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "S01"))
    second = await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "B01"))
    again = await requesting.store.request(db, made.event_id, first.id)
    assert again is not None
    assert (second.state, again.state) == ("accepted", "accepted")


async def test_a_declined_request_can_still_be_accepted(db: Connection) -> None:
    made = await make_event(db)
    buyer = await who(db, made, "B01")
    wish = await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "S01"))
    assert (await answer(db, made.event_id, wish.id, "decline", by=buyer)).state == "declined"
    assert (await answer(db, made.event_id, wish.id, "accept", by=buyer)).state == "accepted"


async def test_a_withdrawn_request_can_be_asked_anew_but_a_standing_one_cannot(db: Connection) -> None:
    made = await make_event(db)
    supplier = await who(db, made, "S01")
    wish = await ask(db, made.event_id, NewRequest("S01", "B01", 3), by=supplier)
    with pytest.raises(Conflict, match="already stands"):
        await ask(db, made.event_id, NewRequest("S01", "B01"), by=supplier)
    await answer(db, made.event_id, wish.id, "withdraw", by=supplier)
    anew = await ask(db, made.event_id, NewRequest("S01", "B01", 1), by=supplier)
    assert (anew.id, anew.state, anew.preference) == (wish.id, "sent", 1)


async def test_a_request_whose_time_ran_out_is_expired_and_can_be_asked_anew(db: Connection) -> None:
    made = await make_event(db)
    supplier, buyer = await who(db, made, "S01"), await who(db, made, "B01")
    wish = await ask(db, made.event_id, NewRequest("S01", "B01"), by=supplier)
    await db.execute("update requests set expires_at = now() - interval '1 second' where id = $1", wish.id)
    with pytest.raises(Conflict, match="now: Expired"):
        await answer(db, made.event_id, wish.id, "accept", by=buyer)
    assert (await ask(db, made.event_id, NewRequest("S01", "B01"), by=supplier)).state == "sent"


async def test_nobody_answers_for_the_other_side(db: Connection) -> None:
    made = await make_event(db)
    supplier, buyer = await who(db, made, "S01"), await who(db, made, "B01")
    wish = await ask(db, made.event_id, NewRequest("S01", "B01"), by=supplier)
    with pytest.raises(Forbidden, match="side that was asked can answer"):
        await answer(db, made.event_id, wish.id, "accept", by=supplier)
    with pytest.raises(Forbidden, match="side that asked can withdraw"):
        await answer(db, made.event_id, wish.id, "withdraw", by=buyer)
    with pytest.raises(NotFound):
        await answer(db, made.event_id, wish.id, "accept", by=await who(db, made, "B02"))


async def test_a_participant_asks_only_for_itself_and_an_organizer_for_anyone(db: Connection) -> None:
    made = await make_event(db)
    with pytest.raises(Forbidden, match="acts for S01 alone"):
        await ask(db, made.event_id, NewRequest("S02", "B01"), by=await who(db, made, "S01"))
    wish = await ask(db, made.event_id, NewRequest("S02", "B01"), by=await who(db, made, "organizer"))
    assert wish.asked_by == "organizer"
    accepted = await answer(db, made.event_id, wish.id, "accept", by=await who(db, made, "S02"))
    assert accepted.state == "accepted"


async def test_every_step_keeps_who_took_it(db: Connection) -> None:
    made = await make_event(db)
    organizer, supplier = await who(db, made, "organizer"), await who(db, made, "S01")
    asked = await ask(db, made.event_id, NewRequest("S01", "B01"), by=supplier)
    assert (asked.acted_as, asked.acted_by) == ("supplier", "S01")
    declined = await answer(db, made.event_id, asked.id, "decline", by=organizer)
    assert (declined.acted_as, declined.acted_by) == ("organizer", "organizer “desk”")
    await ask(db, made.event_id, NewRequest("S01", "B02"), by=supplier)
    await ask(db, made.event_id, NewRequest("S01", "B02"), by=await who(db, made, "B02"))
    steps_taken = await db.fetch("select step, acted_as, acted_by from request_steps order by id")
    assert [tuple(row) for row in steps_taken] == [
        ("ask", "supplier", "S01"),
        ("decline", "organizer", "organizer “desk”"),
        ("ask", "supplier", "S01"),
        ("ask", "buyer", "B02"),
        ("accept", "buyer", "B02"),
    ]


async def test_an_exclusion_is_told_to_organizers_alone(db: Connection) -> None:
    made = await make_event(db)
    await forbid(db, made, "S01", "B01")
    with pytest.raises(Conflict, match="excluded from meeting") as told:
        await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "organizer"))
    assert told.value.code == "forbidden-pair"
    assert (await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "S01"))).state == "sent"


async def test_how_much_one_side_wants_a_meeting_is_its_own_affair(db: Connection) -> None:
    made = await make_event(db)
    await ask(db, made.event_id, NewRequest("S01", "B01", 1), by=await who(db, made, "S01"))
    for holder, seen in (("S01", 1), ("organizer", 1), ("B01", None)):
        (wish,) = await reading.requests(db, made.event_id, by=await who(db, made, holder))
        assert wish.preference == seen


async def test_two_suppliers_cannot_be_asked_to_meet(db: Connection) -> None:
    made = await make_event(db)
    with pytest.raises(Invalid) as refused:
        await ask(db, made.event_id, NewRequest("S01", "S02"), by=await who(db, made, "organizer"))
    assert [(fault.where, str(fault.what)) for fault in refused.value.faults] == [("/buyer_code", "S02 is a supplier.")]


async def test_a_request_is_answered_once_when_two_answer_at_once(pool: Pool) -> None:
    async with transaction(pool) as db:
        made = await make_event(db)
        wish = await ask(db, made.event_id, NewRequest("S01", "B01"), by=await who(db, made, "S01"))

    async def withdraw_once() -> str:
        async with transaction(pool) as db:
            try:
                return (await answer(db, made.event_id, wish.id, "withdraw", by=await who(db, made, "S01"))).state
            except Conflict:
                return "refused"

    assert sorted(await asyncio.gather(*(withdraw_once() for _ in range(5)))) == ["refused"] * 4 + ["withdrawn"]


async def test_two_sides_that_ask_at_the_same_instant_agree(pool: Pool) -> None:
    async with transaction(pool) as db:
        made = await make_event(db)
        callers = {code: await who(db, made, code) for code in ("S01", "B01")}

    async def ask_once(holder: str, ready: asyncio.Barrier) -> None:
        async with transaction(pool) as db:
            await db.fetchval("select 1")
            await ready.wait()
            await ask(db, made.event_id, NewRequest("S01", "B01"), by=callers[holder])

    for _ in range(20):
        ready = asyncio.Barrier(2)
        await asyncio.gather(*(ask_once(holder, ready) for holder in callers))
        async with transaction(pool) as db:
            assert [row["state"] for row in await db.fetch("select state from requests")] == ["accepted"] * 2
            await db.execute("delete from requests")
