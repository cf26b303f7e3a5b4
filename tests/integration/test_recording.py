"""Outcomes and MOUs: added, corrected by new entries, never changed."""

import asyncio
import secrets
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import asyncpg
import pytest

from api.access.keys import caller
from api.access.nouns import Caller
from api.ground.db import Connection, Pool, connect, transaction
from api.ground.errors import Conflict, Forbidden, Invalid, NotFound
from api.ground.migrating import FOLDER, migrate
from api.ground.settings import Settings
from api.mous import recording as memoranda
from api.mous.nouns import MouFields
from api.outcomes import recording
from api.outcomes import store as outcome_store
from api.outcomes.nouns import OutcomeFields, OutcomeState, OutcomeTier
from tests.conftest import named
from tests.integration.factory import Made, make_event


async def who(db: Connection, made: Made, holder: str) -> Caller:
    return await caller(db, made.tokens[holder])


async def test_an_amount_is_kept_as_a_number_and_as_it_was_typed(db: Connection) -> None:
    made = await make_event(db)
    draft = OutcomeFields("held", "contract pursued", amount="190만불", destination="tr", quantity="1,200")
    outcome = await recording.record(db, made.event_id, "S01", "B01", draft, by=await who(db, made, "S01"))
    assert (outcome.amount, outcome.currency, outcome.amount_said) == (Decimal(1_900_000), "USD", "190만불")
    assert (outcome.destination, outcome.quantity, outcome.recorded_side) == ("TR", Decimal(1200), "supplier")


async def test_a_correction_is_a_new_record_and_the_first_stays(db: Connection) -> None:
    made = await make_event(db)
    supplier = await who(db, made, "S01")
    first = await recording.record(
        db, made.event_id, "S01", "B01", OutcomeFields("held", "consulted", amount="1억원"), by=supplier
    )
    second = await recording.correct(
        db, made.event_id, first.id, OutcomeFields("held", "consulted", amount="2억원"), by=supplier
    )
    everything = await outcome_store.outcomes(db, made.event_id)
    assert [(one.id, one.corrects, one.current, one.amount_said) for one in everything] == [
        (second.id, first.id, True, "2억원"),
        (first.id, None, False, "1억원"),
    ]
    with pytest.raises(Conflict, match="corrected already"):
        await recording.correct(db, made.event_id, first.id, OutcomeFields("held"), by=supplier)


async def test_each_side_records_once_and_corrects_only_its_own(db: Connection) -> None:
    made = await make_event(db)
    supplier, buyer = await who(db, made, "S01"), await who(db, made, "B01")
    first = await recording.record(db, made.event_id, "S01", "B01", OutcomeFields("held"), by=supplier)
    await recording.record(db, made.event_id, "S01", "B01", OutcomeFields("no-show supplier"), by=buyer)
    with pytest.raises(Conflict, match="recorded S01 × B01 already"):
        await recording.record(db, made.event_id, "S01", "B01", OutcomeFields("held"), by=supplier)
    with pytest.raises(Forbidden, match="other side recorded this"):
        await recording.correct(db, made.event_id, first.id, OutcomeFields("held"), by=buyer)
    with pytest.raises(NotFound):
        await recording.correct(db, made.event_id, first.id, OutcomeFields("held"), by=await who(db, made, "B02"))
    corrected = await recording.correct(
        db, made.event_id, first.id, OutcomeFields("held"), by=await who(db, made, "organizer")
    )
    assert (corrected.recorded_side, corrected.recorded_by) == ("supplier", "organizer “desk”")


async def test_every_unusable_field_is_named_at_once(db: Connection) -> None:
    made = await make_event(db)
    met, sold = cast("OutcomeState", "met"), cast("OutcomeTier", "sold")
    draft = OutcomeFields(met, sold, amount="190만", destination="Atlantis", quantity="many", unit_price="-1")
    with pytest.raises(Invalid) as refused:
        await recording.record(db, made.event_id, "S01", "B01", draft, by=await who(db, made, "S01"))
    places = [fault.where for fault in refused.value.faults]
    assert places == ["/state", "/tier", "/tier", "/quantity", "/unit_price", "/amount", "/destination"]


@pytest.mark.parametrize("tier", ["contract signed", "exported"])
async def test_a_signed_contract_counts_only_with_evidence(db: Connection, tier: OutcomeTier) -> None:
    made = await make_event(db)
    supplier = await who(db, made, "S01")
    with pytest.raises(Invalid) as refused:
        await recording.record(db, made.event_id, "S01", "B01", OutcomeFields("held", tier), by=supplier)
    assert [fault.where for fault in refused.value.faults] == ["/evidence"]
    draft = OutcomeFields("held", tier, evidence="Contract 2030-17")
    assert (await recording.record(db, made.event_id, "S01", "B01", draft, by=supplier)).tier == tier


async def test_the_database_refuses_to_change_what_is_recorded(db: Connection) -> None:
    made = await make_event(db)
    by = await who(db, made, "organizer")
    await recording.record(db, made.event_id, "S01", "B01", OutcomeFields("held"), by=by)
    await memoranda.add(db, made.event_id, MouFields("Pilot", "planned", parties="A, B"), by=by)
    for change in (
        "update outcomes set tier = 'exported', meeting_id = null",
        "update mou_entries set subject = 'other'",
        "update mous set number = 7",
        "delete from outcomes",
        "delete from mou_entries",
        "delete from mous",
        "delete from participants",
    ):
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await db.execute(change)
    await db.execute("delete from events")
    assert await db.fetchval("select (select count(*) from outcomes) + (select count(*) from mou_entries)") == 0


async def test_a_side_that_records_twice_at_the_same_moment_is_stored_once(pool: Pool) -> None:
    async with transaction(pool) as db:
        made = await make_event(db)
    together = asyncio.Barrier(5)

    async def record_once() -> str:
        async with transaction(pool) as db:
            by = await who(db, made, "S01")
            await together.wait()
            try:
                await recording.record(db, made.event_id, "S01", "B01", OutcomeFields("held"), by=by)
                return "recorded"
            except Conflict as refused:
                return refused.code

    answers = await asyncio.gather(*(record_once() for _ in range(5)))
    assert answers.count("recorded") == 1
    assert set(answers) <= {"recorded", "already-recorded", "outcomes-once-per-side"}
    async with pool.acquire() as db:
        assert await db.fetchval("select count(*) from outcomes") == 1


async def test_twins_of_before_become_corrections_when_the_database_is_brought_up(
    server: Settings, tmp_path: Path
) -> None:
    assert server.database_url
    root = await connect(server.database_url)
    name = f"mannam_twins_{secrets.token_hex(4)}"
    await root.execute(f"create database {name}")
    db = await connect(named(server.database_url, name))
    try:
        (tmp_path / "0001_initial.sql").write_text((FOLDER / "0001_initial.sql").read_text("utf-8"), "utf-8")
        await migrate(db, tmp_path)
        made = await make_event(db, keys=False)
        for corrects in (None, None, 1, None):
            await db.execute(
                """
                insert into outcomes (event_id, supplier_id, buyer_id, corrects, state, recorded_side, recorded_by)
                values ($1, $2, $3, $4, 'held', 'supplier', 'S01')
                """,
                made.event_id,
                made.participants["S01"],
                made.participants["B01"],
                corrects,
            )
        await migrate(db)
        rows = await db.fetch("select id, corrects from outcomes order by id")
        assert [(row["id"], row["corrects"]) for row in rows] == [(1, None), (2, 3), (3, 1), (4, 2)]
    finally:
        await db.close()
        await root.execute(f"drop database {name} with (force)")
        await root.close()


async def test_an_mou_keeps_its_history_with_reasons(db: Connection) -> None:
    made = await make_event(db)
    by = await who(db, made, "S01")
    draft = MouFields("Pilot of leak detection", "signed", signed_on="2022-10-10")
    added = await memoranda.add(db, made.event_id, draft, supplier_code="S01", buyer_code="B01", by=by)
    mended = MouFields("Pilot of leak detection", "signed", signed_on="2022-10-11")
    now = await memoranda.correct(db, made.event_id, added.number, mended, why="The date was wrong", entry=1, by=by)
    entries = await memoranda.history(db, made.event_id, added.number, by=by)
    assert [(one.entry, str(one.signed_on), one.why) for one in entries] == [
        (2, "2022-10-11", "The date was wrong"),
        (1, "2022-10-10", ""),
    ]
    assert await memoranda.mous(db, made.event_id, by=by) == [now]
    with pytest.raises(Conflict, match="S01 corrected MOU 1 meanwhile"):
        await memoranda.correct(db, made.event_id, added.number, draft, why="Back again", entry=1, by=by)


async def test_a_correction_needs_a_reason_and_a_signature_its_date(db: Connection) -> None:
    made = await make_event(db)
    by = await who(db, made, "organizer")
    draft = MouFields("Pilot", "planned", parties="A, B")
    added = await memoranda.add(db, made.event_id, draft, by=by)
    with pytest.raises(Invalid) as refused:
        await memoranda.correct(db, made.event_id, added.number, MouFields("", "signed"), why=" ", by=by)
    assert [fault.where for fault in refused.value.faults] == ["/why", "/subject", "/parties", "/signed_on"]


async def test_mous_are_seen_by_their_parties_alone(db: Connection) -> None:
    made = await make_event(db)
    organizer, supplier, other = [await who(db, made, holder) for holder in ("organizer", "S01", "B02")]
    draft = MouFields("Pilot", "planned")
    with pytest.raises(Forbidden):
        await memoranda.add(db, made.event_id, draft, supplier_code="S01", buyer_code="B01", by=other)
    first = await memoranda.add(db, made.event_id, draft, supplier_code="S01", buyer_code="B01", by=organizer)
    second = await memoranda.add(db, made.event_id, draft, supplier_code="S02", buyer_code="B02", by=organizer)
    assert (first.number, second.number) == (1, 2)
    seen = {
        by.signature: [one.number for one in await memoranda.mous(db, made.event_id, by=by)]
        for by in (organizer, supplier, other)
    }
    assert seen == {"organizer “desk”": [2, 1], "S01": [1], "B02": [2]}
    with pytest.raises(NotFound):
        await memoranda.history(db, made.event_id, 1, by=other)


async def test_a_record_is_read_as_the_workbook_is(db: Connection) -> None:
    made = await make_event(db)
    by = await who(db, made, "S01")
    draft = OutcomeFields(
        "held", "consulted", destination="터키", quantity="1,200", unit_price="12.5", product="펌\u200b프"
    )
    outcome = await recording.record(db, made.event_id, "S01", "B01", draft, by=by)
    assert (outcome.destination, outcome.quantity, outcome.unit_price) == ("TR", Decimal(1200), Decimal("12.5"))
    assert outcome.product == "펌프"
    unclear = replace(draft, unit_price="12,50", quantity="1.200")
    with pytest.raises(Invalid) as refused:
        await recording.record(db, made.event_id, "S01", "B02", unclear, by=by)
    assert [fault.code for fault in refused.value.faults] == ["unclear-number", "unclear-number"]


@pytest.mark.parametrize("typed", ["2022. 10. 10.", "2022년 10월 10일", "2022/10/10", "10 October 2022"])
async def test_the_day_of_a_signature_is_read_as_people_write_it(db: Connection, typed: str) -> None:
    made = await make_event(db)
    draft = MouFields("t", parties="a, b", signed_on=typed)
    mou = await memoranda.add(db, made.event_id, draft, by=await who(db, made, "organizer"))
    assert mou.signed_on == date(2022, 10, 10)


async def test_a_log_holds_a_range_a_rate_and_the_next_step_with_owner_and_day(db: Connection) -> None:
    made = await make_event(db)
    draft = OutcomeFields(
        "held",
        "contract pursued",
        amount="100~200만불",
        rate="1,325.5원",
        rate_on="2022-10-10",
        rate_source="하나은행",
        next_step="Send a quotation",
        next_owner="Kim",
        next_on="2022. 11. 1.",
        satisfaction="4",
    )
    said = await recording.record(db, made.event_id, "S01", "B01", draft, by=await who(db, made, "S01"))
    assert (said.amount, said.amount_high, said.currency) == (Decimal(1_000_000), Decimal(2_000_000), "USD")
    assert (said.rate, said.rate_on, said.rate_source) == (Decimal("1325.5"), date(2022, 10, 10), "하나은행")
    assert (said.next_owner, said.next_on, said.satisfaction) == ("Kim", date(2022, 11, 1), 4)
    seen = [
        (await recording.outcome(db, made.event_id, said.id, by=await who(db, made, one))).satisfaction
        for one in ("B01", "organizer")
    ]
    assert seen == [None, 4]


async def test_quantity_times_a_price_with_its_currency_is_the_amount(db: Connection) -> None:
    made = await make_event(db)
    draft = OutcomeFields("held", "consulted", quantity="1,200", unit_price="US$ 120")
    said = await recording.record(db, made.event_id, "S01", "B01", draft, by=await who(db, made, "S01"))
    assert (said.amount, said.currency, said.amount_said) == (Decimal(144_000), "USD", "1,200 × US$ 120")


async def test_a_wider_range_claims_more(db: Connection) -> None:
    made = await make_event(db)
    by = await who(db, made, "S01")
    draft = OutcomeFields("held", "consulted", amount="3억원")
    first = await recording.record(db, made.event_id, "S01", "B01", draft, by=by)
    await recording.confirm(db, made.event_id, first.id, by=await who(db, made, "organizer"))
    wider = await recording.correct(db, made.event_id, first.id, replace(draft, amount="3~9억원"), by=by)
    narrower = await recording.correct(db, made.event_id, wider.id, replace(draft, amount="2~3억원"), by=by)
    assert (wider.waits, narrower.waits) == (True, True)  # nobody said yes to the wider one
    await recording.confirm(db, made.event_id, narrower.id, by=await who(db, made, "organizer"))
    less = await recording.correct(db, made.event_id, narrower.id, replace(draft, amount="2억원"), by=by)
    assert less.counts


async def test_a_rate_without_its_day_and_an_unknown_satisfaction_are_named(db: Connection) -> None:
    made = await make_event(db)
    draft = OutcomeFields("held", amount="1만불", rate="0", satisfaction="9", next_on="soon")
    with pytest.raises(Invalid) as refused:
        await recording.record(db, made.event_id, "S01", "B01", draft, by=await who(db, made, "S01"))
    assert {fault.where for fault in refused.value.faults} == {"/rate", "/rate_on", "/satisfaction", "/next_on"}
