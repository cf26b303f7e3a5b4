"""The organizer's yes is to a claim and holds while no more is claimed; a no has a reason, which whoever recorded reads."""

from dataclasses import replace

import asyncpg
import pytest

from api.ground.db import Connection, Pool
from api.ground.errors import Conflict, Forbidden, Invalid
from api.ground.settings import Settings
from api.mous import recording as memoranda
from api.mous.nouns import MouFields
from api.outcomes import recording
from api.outcomes.nouns import OutcomeFields
from tests.integration.factory import Made, make_event
from tests.integration.test_waiting_records import counted, who
from tests.integration.web import PAGE, client, code, key

SAID = OutcomeFields("held", "contract pursued", product="meters", amount="10억원", evidence="minutes")
SIGNED = OutcomeFields("held", "contract signed", amount="10억원", evidence="contract 7")
PILOT = MouFields("Pilot", "signed", parties="A, B", signed_on="2022-10-10", evidence="photo")


@pytest.fixture
async def made(db: Connection) -> Made:
    """An event of which nothing is published."""
    return await make_event(db)


OUTCOMES = {
    "the same again": (SAID, SAID, False),
    "other words": (SAID, replace(SAID, product="valves", next_step="visit", note="n", message="m"), False),
    "less money": (SAID, replace(SAID, amount="9억원"), False),
    "no money": (SAID, replace(SAID, amount=""), False),
    "a lower tier": (SAID, replace(SAID, tier="consulted"), False),
    "cancelled after all": (SAID, OutcomeFields("cancelled"), False),
    "other evidence of what needs none": (SAID, replace(SAID, evidence="a call"), False),
    "more money": (SAID, replace(SAID, amount="11억원"), True),
    "another currency": (SAID, replace(SAID, amount="US$ 10"), True),
    "money where none was": (replace(SAID, amount=""), SAID, True),
    "a higher tier": (SAID, replace(SAID, tier="mou"), True),
    "held after all": (OutcomeFields("no-show buyer"), OutcomeFields("held"), True),
    "the other side did not come": (OutcomeFields("held"), OutcomeFields("no-show buyer"), True),
    "the same contract": (SIGNED, replace(SIGNED, amount="9억원"), False),
    "another contract": (SIGNED, replace(SIGNED, evidence="contract 8"), True),
}


@pytest.mark.parametrize(("first", "then", "waits"), OUTCOMES.values(), ids=OUTCOMES)
async def test_a_yes_holds_for_a_correction_that_claims_no_more(
    db: Connection, made: Made, first: OutcomeFields, then: OutcomeFields, waits: bool
) -> None:
    supplier, organizer = await who(db, made, "S01"), await who(db, made, "organizer")
    one = await recording.record(db, made.event_id, "S01", "B02", first, by=supplier)
    await recording.confirm(db, made.event_id, one.id, by=organizer)
    other = await recording.correct(db, made.event_id, one.id, then, by=supplier)
    assert (other.waits, other.refused) == (waits, "")
    assert (await counted(db, made))[0] == (int(not waits), int(waits))
    carried = await db.fetch("select confirmed_by, carried from confirmations where outcome_id = $1", other.id)
    assert [tuple(row) for row in carried] == ([] if waits else [(organizer.signature, True)])


MOUS = {
    "other words": (PILOT, replace(PILOT, note="n", message="m"), False),
    "come to nothing": (PILOT, replace(PILOT, state="dormant"), False),
    "only planned after all": (PILOT, replace(PILOT, state="planned", signed_on=""), False),
    "signed after all": (replace(PILOT, state="planned"), PILOT, True),
    "fulfilled": (PILOT, replace(PILOT, state="fulfilled"), True),
    "another subject": (PILOT, replace(PILOT, subject="Two pilots"), True),
    "another party": (PILOT, replace(PILOT, parties="A, C"), True),
    "another level": (PILOT, replace(PILOT, level="government"), True),
    "another day": (PILOT, replace(PILOT, signed_on="2022-10-11"), True),
    "other evidence": (PILOT, replace(PILOT, evidence="a call"), True),
}


@pytest.mark.parametrize(("first", "then", "waits"), MOUS.values(), ids=MOUS)
async def test_a_yes_holds_for_an_entry_that_claims_no_more(
    db: Connection, made: Made, first: MouFields, then: MouFields, waits: bool
) -> None:
    supplier, organizer = await who(db, made, "S01"), await who(db, made, "organizer")
    one = await memoranda.add(db, made.event_id, first, supplier_code="S01", buyer_code="B02", by=supplier)
    await memoranda.confirm(db, made.event_id, one.number, by=organizer)
    other = await memoranda.correct(db, made.event_id, one.number, then, why="looked again", by=supplier)
    assert (other.entry, other.waits) == (2, waits)
    assert (await counted(db, made))[1] == (int(not waits), int(waits))


async def test_what_never_had_a_yes_waits_again_and_the_organizers_own_words_are_one(
    db: Connection, made: Made
) -> None:
    supplier, organizer = await who(db, made, "S01"), await who(db, made, "organizer")
    one = await recording.record(db, made.event_id, "S01", "B02", SAID, by=supplier)
    two = await recording.correct(db, made.event_id, one.id, SAID, by=supplier)
    assert two.waits
    three = await recording.correct(db, made.event_id, two.id, SAID, by=organizer)
    assert three.counts
    four = await recording.correct(db, made.event_id, three.id, replace(SAID, amount="1억원"), by=supplier)
    assert four.counts
    five = await recording.correct(db, made.event_id, four.id, SAID, by=supplier)
    assert five.waits


async def test_a_no_has_a_reason_is_not_counted_and_a_correction_of_it_waits(db: Connection, made: Made) -> None:
    supplier, organizer = await who(db, made, "S01"), await who(db, made, "organizer")
    outcome = await recording.record(db, made.event_id, "S01", "B02", SAID, by=supplier)
    mou = await memoranda.add(db, made.event_id, PILOT, supplier_code="S01", buyer_code="B02", by=supplier)
    for noun, number in ((recording, outcome.id), (memoranda, mou.number)):
        with pytest.raises(Forbidden):
            await noun.refuse(db, made.event_id, number, "no", by=supplier)
        with pytest.raises(Invalid) as unreasoned:
            await noun.refuse(db, made.event_id, number, " \u200b", by=organizer)
        assert [fault.where for fault in unreasoned.value.faults] == ["/why"]
        refused = await noun.refuse(db, made.event_id, number, "B02 was not there.", by=organizer)
        assert (refused.waits, refused.refused, refused.counts) == (False, "B02 was not there.", False)
        for again in (noun.confirm(db, made.event_id, number, by=organizer),
                      noun.refuse(db, made.event_id, number, "still", by=organizer)):  # fmt: skip
            with pytest.raises(Conflict) as answered:
                await again
            assert answered.value.code == "not-waiting"
    assert await counted(db, made) == [(0, 0), (0, 0)]
    assert (await recording.correct(db, made.event_id, outcome.id, replace(SAID, amount=""), by=supplier)).waits
    assert (await memoranda.correct(db, made.event_id, mou.number, PILOT, why="again", by=supplier)).waits
    assert await counted(db, made) == [(0, 1), (0, 1)]


async def test_the_database_holds_that_a_no_has_a_reason_and_is_never_carried(db: Connection, made: Made) -> None:
    one = await recording.record(db, made.event_id, "S01", "B02", SAID, by=await who(db, made, "S01"))
    said = (
        "insert into confirmations (event_id, outcome_id, confirmed_by, refused, why, carried) values ($1, $2, 'x', {})"
    )
    for values in ("true, '', false", "false, 'why', false", "true, 'why', true"):
        with pytest.raises(asyncpg.CheckViolationError):
            await db.execute(said.format(values), made.event_id, one.id)


async def test_the_organizer_says_no_on_the_page_and_over_the_api_and_the_recorder_reads_why(
    db: Connection, pool: Pool, settings: Settings, made: Made
) -> None:
    supplier = await who(db, made, "S01")
    one = await recording.record(db, made.event_id, "S01", "B02", SAID, by=supplier)
    other = await recording.record(db, made.event_id, "S01", "B03", SAID, by=supplier)
    mou = await memoranda.add(db, made.event_id, PILOT, supplier_code="S01", buyer_code="B02", by=supplier)
    api, pages = f"/v1/events/{made.slug}", f"/events/{made.slug}"
    async with client(settings, pool) as http:
        http.cookies.set("mannam_key", made.tokens["S01"])
        assert "Say no" not in (await http.get(f"{pages}/outcomes", headers=PAGE)).text
        http.cookies.set("mannam_key", made.tokens["organizer"])
        for path, noun in ((f"/outcomes/{one.id}", "outcomes"), (f"/mous/{mou.number}", f"mous/{mou.number}")):
            assert f'action="{pages}{path}/refuse"' in (await http.get(f"{pages}/{noun}", headers=PAGE)).text
            done = await http.post(f"{pages}{path}/refuse", headers=PAGE, data={"why": "<b>Not</b> there."})
            assert done.status_code == 303
        http.cookies.clear()
        told = await http.post(
            f"{api}/outcomes/{other.id}/refuse", headers=key(made.tokens["organizer"]), json={"why": "Not met."}
        )
        assert (told.status_code, told.json()["refused"], told.json()["waits"]) == (200, "Not met.", False)
        empty = await http.post(f"{api}/outcomes/{one.id}/refuse", headers=key(made.tokens["organizer"]), json={})
        assert empty.status_code == 422
        again = await http.post(
            f"{api}/mous/{mou.number}/refuse", headers=key(made.tokens["organizer"]), json={"why": "x"}
        )
        assert code(again) == (409, "not-waiting")
        http.cookies.set("mannam_key", made.tokens["S01"])
        for noun in ("outcomes", "mous", f"mous/{mou.number}"):
            seen = (await http.get(f"{pages}/{noun}", headers=PAGE)).text
            assert "The organizer said no: &lt;b&gt;Not&lt;/b&gt; there." in seen
            assert "not counted" in seen and "waits for" not in seen
