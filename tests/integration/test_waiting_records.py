"""Records of who never met wait for the organizer's yes, and what is unlike anything usual is asked about first."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from api.access.keys import caller
from api.access.nouns import TERMINAL, Caller
from api.ground.db import Connection, Pool
from api.ground.errors import Conflict, Forbidden, Invalid
from api.ground.settings import Settings
from api.mous import recording as memoranda
from api.mous.nouns import MouFields
from api.outcomes import recording
from api.outcomes.nouns import OutcomeFields
from api.schedules import publishing, reading
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.web import PAGE, client, code, key

HELD, PILOT = OutcomeFields("held", "consulted"), MouFields("Pilot", "planned")


@pytest.fixture
async def made(db: Connection) -> Made:
    """An event whose published schedule holds S01 × B01 alone."""
    made = await make_event(db)
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    async with db.transaction():
        await publishing.publish(db, made.event_id, await reading.numbered(db, made.event_id, 1), by=TERMINAL)
    return made


async def who(db: Connection, made: Made, holder: str) -> Caller:
    return await caller(db, made.tokens[holder])


async def counted(db: Connection, made: Made) -> list[tuple[int, int]]:
    """How many outcomes and MOUs count, and how many wait."""
    organizer = await who(db, made, "organizer")
    return [await noun.count(db, made.event_id, by=organizer) for noun in (recording, memoranda)]


@pytest.mark.parametrize(
    ("buyer", "holder", "waits"), [("B02", "S01", True), ("B01", "S01", False), ("B02", "organizer", False)]
)
async def test_a_record_waits_where_a_participant_made_it_and_the_pair_has_no_published_meeting(
    db: Connection, made: Made, buyer: str, holder: str, waits: bool
) -> None:
    by = await who(db, made, holder)
    outcome = await recording.record(db, made.event_id, "S01", buyer, HELD, by=by, confirmed=True)
    mou = await memoranda.add(db, made.event_id, PILOT, supplier_code="S01", buyer_code=buyer, by=by)
    assert (outcome.waits, mou.waits) == (waits, waits)
    assert await counted(db, made) == [(int(not waits), int(waits))] * 2


async def test_a_record_counts_once_the_organizer_says_yes_and_only_the_organizer_can(
    db: Connection, made: Made
) -> None:
    supplier, organizer = await who(db, made, "S01"), await who(db, made, "organizer")
    outcome = await recording.record(db, made.event_id, "S01", "B02", HELD, by=supplier)
    mou = await memoranda.add(db, made.event_id, PILOT, supplier_code="S01", buyer_code="B02", by=supplier)
    assert await counted(db, made) == [(0, 1), (0, 1)]
    with pytest.raises(Forbidden):
        await recording.confirm(db, made.event_id, outcome.id, by=supplier)
    with pytest.raises(Forbidden):
        await memoranda.confirm(db, made.event_id, mou.number, by=supplier)
    assert not (await recording.confirm(db, made.event_id, outcome.id, by=organizer)).waits
    assert not (await memoranda.confirm(db, made.event_id, mou.number, by=organizer)).waits
    assert await counted(db, made) == [(1, 0), (1, 0)]
    for again in (recording.confirm(db, made.event_id, outcome.id, by=organizer),
                  memoranda.confirm(db, made.event_id, mou.number, by=organizer)):  # fmt: skip
        with pytest.raises(Conflict) as refused:
            await again
        assert refused.value.code == "not-waiting"
    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        await db.execute("delete from confirmations")


async def test_a_correction_of_what_was_confirmed_waits_again(db: Connection, made: Made) -> None:
    supplier, organizer = await who(db, made, "S01"), await who(db, made, "organizer")
    first = await recording.record(db, made.event_id, "S01", "B02", HELD, by=supplier)
    await recording.confirm(db, made.event_id, first.id, by=organizer)
    second = await recording.correct(
        db, made.event_id, first.id, OutcomeFields("held", "mou", amount="10억원"), by=supplier
    )
    mou = await memoranda.add(db, made.event_id, PILOT, supplier_code="S01", buyer_code="B02", by=supplier)
    await memoranda.confirm(db, made.event_id, mou.number, by=organizer)
    entry = await memoranda.correct(
        db, made.event_id, mou.number, MouFields("Twice", "planned"), why="more", by=supplier
    )
    assert (second.waits, entry.waits) == (True, True)
    assert await counted(db, made) == [(0, 1), (0, 1)]


async def test_the_recorder_sees_that_it_waits_and_the_organizer_has_a_button(
    db: Connection, pool: Pool, settings: Settings, made: Made
) -> None:
    api, pages = f"/v1/events/{made.slug}", f"/events/{made.slug}"
    async with client(settings, pool) as http:
        http.cookies.set("mannam_key", made.tokens["S01"])
        typed = {"supplier_code": "S01", "buyer_code": "B02"}
        await http.post(f"{pages}/outcomes", headers=PAGE, data=typed | {"state": "held", "tier": "consulted"})
        await http.post(f"{pages}/mous", headers=PAGE, data=typed | {"subject": "Pilot", "state": "planned"})
        for path in ("/outcomes", "/mous", "/mous/1"):
            seen = (await http.get(f"{pages}{path}", headers=PAGE)).text
            assert "waits for the organizer&#39;s yes" in seen
            assert "Say yes" not in seen
        http.cookies.set("mannam_key", made.tokens["organizer"])
        assert "2 records of pairs without a published meeting" in (await http.get(pages, headers=PAGE)).text
        number = await db.fetchval("select id from outcomes")
        for path in (f"/outcomes/{number}", "/mous/1"):
            noun = path.split("/")[1]
            assert f'action="{pages}{path}/confirm"' in (await http.get(f"{pages}/{noun}", headers=PAGE)).text
            assert (await http.post(f"{pages}{path}/confirm", headers=PAGE)).status_code == 303
        assert "without a published meeting" not in (await http.get(pages, headers=PAGE)).text
        http.cookies.clear()
        refused = await http.post(f"{api}/mous/1/confirm", headers=key(made.tokens["organizer"]))
        assert code(refused) == (409, "not-waiting")
        assert code(await http.post(f"{api}/outcomes/{number}/confirm", headers=key(made.tokens["S01"])))[0] == 403


LARGE = [
    (OutcomeFields("held", "consulted", amount="2조원"), "'2조원' was read as KRW 2,000,000,000,000"),
    (OutcomeFields("held", "consulted", amount="US$ 3bn"), "'US$ 3bn' was read as USD 3,000,000,000"),
    (
        OutcomeFields("held", "consulted", amount="190만불", quantity="1,200", unit_price="150"),
        "1,200 × 150 = 180,000, and the amount was read as USD 1,900,000",
    ),
]


@pytest.mark.parametrize(("draft", "words"), LARGE)
async def test_what_is_doubtful_is_recorded_once_it_is_confirmed(
    db: Connection, made: Made, draft: OutcomeFields, words: str
) -> None:
    by = await who(db, made, "S02")
    with pytest.raises(Conflict) as asked:
        await recording.record(db, made.event_id, "S02", "B02", draft, by=by)
    assert asked.value.code == "doubtful"
    (doubt,) = asked.value.faults
    assert words in doubt.what.said("en")
    assert doubt.what.said("ko")
    assert (await recording.record(db, made.event_id, "S02", "B02", draft, by=by, confirmed=True)).amount is not None


@pytest.mark.parametrize("amount", ["1,178억원", "190만불", "US$ 1.2M", "5,000억원", "20 milyar TL"])
async def test_what_contracts_are_worth_is_not_asked_about(db: Connection, made: Made, amount: str) -> None:
    draft = OutcomeFields("held", "consulted", amount=amount)
    await recording.record(db, made.event_id, "S02", "B02", draft, by=await who(db, made, "S02"))


async def test_a_rounded_product_is_no_doubt(db: Connection, made: Made) -> None:
    draft = OutcomeFields("held", "consulted", amount="190만불", quantity="1,200", unit_price="1,580")
    await recording.record(db, made.event_id, "S02", "B02", draft, by=await who(db, made, "S02"))


async def test_an_amount_larger_than_any_contract_is_refused_even_when_confirmed(db: Connection, made: Made) -> None:
    draft = OutcomeFields("held", "consulted", amount="1000조원")
    with pytest.raises(Invalid) as refused:
        await recording.record(db, made.event_id, "S02", "B02", draft, by=await who(db, made, "S02"), confirmed=True)
    assert "was read as KRW 1,000,000,000,000,000" in refused.value.faults[0].what.said("en")
    assert "'1000조원'을 KRW 1,000,000,000,000,000으로 읽었습니다" in refused.value.faults[0].what.said("ko")


async def test_an_outcome_before_its_meeting_or_the_event_began_is_asked_about(db: Connection, made: Made) -> None:
    by = await who(db, made, "organizer")
    with pytest.raises(Conflict, match="Look at what was read") as asked:
        await recording.record(db, made.event_id, "S01", "B01", HELD, by=by)
    assert "It begins only at 2030-10-10 10:00 (Europe/Istanbul)" in asked.value.faults[0].what.said("en")
    early = datetime(2022, 10, 9, 12, tzinfo=UTC)
    with pytest.raises(Conflict) as before:
        await recording.record(db, made.event_id, "S02", "B02", HELD, by=by, now=early)
    assert "It begins only at 2022-10-10 00:00" in before.value.faults[0].what.said("en")
    await recording.record(db, made.event_id, "S02", "B02", OutcomeFields("cancelled"), by=by, now=early)
    await recording.record(db, made.event_id, "S01", "B01", HELD, by=by, now=datetime(2030, 10, 10, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("draft", "kind", "words"),
    [
        (MouFields("x", "signed", signed_on="2022-10-12"), Invalid, "read as 2022-10-12, which lies ahead"),
        (MouFields("x", "active", signed_on="2005-01-01"), Conflict, "read as 2005-01-01, long before the event"),
    ],
)
async def test_the_day_of_a_signature_must_be_one_that_can_be(
    db: Connection, made: Made, draft: MouFields, kind: Any, words: str
) -> None:
    by, now = await who(db, made, "organizer"), datetime(2022, 10, 10, 12, tzinfo=UTC)
    with pytest.raises(kind) as refused:
        await memoranda.add(db, made.event_id, draft, supplier_code="S01", buyer_code="B02", by=by, now=now)
    assert words in refused.value.faults[0].what.said("en")
    if kind is Conflict:
        await memoranda.add(
            db, made.event_id, draft, supplier_code="S01", buyer_code="B02", by=by, now=now, confirmed=True
        )
    planned = MouFields("x", "planned", signed_on="2022-10-12")
    await memoranda.add(db, made.event_id, planned, supplier_code="S01", buyer_code="B02", by=by, now=now)


async def test_the_api_and_the_pages_ask_and_take_the_yes(
    db: Connection, pool: Pool, settings: Settings, made: Made
) -> None:
    body = {"supplier_code": "S02", "buyer_code": "B02", "state": "held", "tier": "consulted", "amount": "2조원"}
    url = f"/v1/events/{made.slug}/outcomes"
    async with client(settings, pool) as http:
        asked = await http.post(url, headers=key(made.tokens["S02"]), json=body)
        assert code(asked) == (409, "doubtful")
        assert asked.json()["errors"][0]["pointer"] == "/amount"
        http.cookies.set("mannam_key", made.tokens["S02"])
        page = await http.post(f"/events/{made.slug}/outcomes", headers=PAGE, data=body)
        assert page.status_code == 409
        assert 'name="confirmed" value="true"' in page.text
        assert "It is right as it was read: record it" in page.text
        done = await http.post(f"/events/{made.slug}/outcomes", headers=PAGE, data=body | {"confirmed": "true"})
        assert done.status_code == 303
        http.cookies.clear()
        other = body | {"supplier_code": "S01"}
        assert (await http.post(f"{url}?confirm=true", headers=key(made.tokens["S01"]), json=other)).status_code == 201


async def test_the_overview_tells_how_many_meetings_are_over_without_a_record(
    db: Connection, pool: Pool, settings: Settings, made: Made
) -> None:
    said = "1 meeting is over and has no record yet."

    async def told() -> bool:
        headers = PAGE | key(made.tokens["organizer"])
        async with client(settings, pool) as http:
            return said in (await http.get(f"/events/{made.slug}", headers=headers)).text

    before = await told()
    await db.execute(
        "update slots set starts_at = starts_at - interval '9 years', ends_at = ends_at - interval '9 years'"
    )
    over = await told()
    await recording.record(db, made.event_id, "S01", "B02", HELD, by=await who(db, made, "organizer"), confirmed=True)
    another = await told()
    await recording.record(db, made.event_id, "S01", "B01", HELD, by=await who(db, made, "S01"), confirmed=True)
    assert (before, over, another, await told()) == (False, True, True, False)
