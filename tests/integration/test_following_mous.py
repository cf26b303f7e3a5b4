"""An MOU through its life: moves that are no corrections, activities, dormancy by itself, milestones."""

from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from api.access.keys import COOKIE, caller
from api.access.nouns import TERMINAL
from api.ground.db import Connection, Pool
from api.ground.errors import Conflict, Invalid, NotFound
from api.ground.settings import Settings
from api.mous import following
from api.mous import recording as memoranda
from api.mous.nouns import ActivityFields, Mou, MouFields, MouMove, MouState
from tests.integration.factory import Made, make_event
from tests.integration.web import PAGE, client


async def added(db: Connection, made: Made, state: MouState, signed_on: str = "") -> Mou:
    draft = MouFields("Pilot", state, signed_on=signed_on)
    return await memoranda.add(
        db, made.event_id, draft, supplier_code="S01", buyer_code="B01", by=TERMINAL, confirmed=True
    )


async def moved(db: Connection, made: Made, mou: Mou, state: MouState, signed_on: str = "") -> Mou:
    return await following.move(db, made.event_id, mou.number, MouMove(state=state, signed_on=signed_on), by=TERMINAL)


def days_ago(days: int) -> str:
    return (datetime.now(UTC).date() - timedelta(days)).isoformat()


async def test_an_mou_goes_from_state_to_state_and_back_goes_a_correction_alone(db: Connection) -> None:
    made = await make_event(db)
    planned = await added(db, made, "planned")
    with pytest.raises(Invalid, match="cannot be recorded"):
        await moved(db, made, planned, "signed")
    signed = await moved(db, made, planned, "signed", days_ago(3))
    active = await moved(db, made, signed, "active")
    assert [(one.entry, one.state, one.moved, one.why) for one in (planned, signed, active)] == [
        (1, "planned", False, ""),
        (2, "signed", True, ""),
        (3, "active", True, ""),
    ]
    assert active.signed_on == signed.signed_on == date.fromisoformat(days_ago(3))
    for state in ("planned", "signed", "active"):
        with pytest.raises(Conflict, match="cannot go from there"):
            await moved(db, made, active, state)
    ended = await moved(db, made, active, "ended")
    assert following.can_go(ended) == ()


async def test_a_signature_has_its_own_day_and_what_was_never_signed_ends_nowhere(db: Connection) -> None:
    made = await make_event(db)
    planned = await added(db, made, "planned", days_ago(9))
    assert following.can_go(planned) == ("signed",)
    with pytest.raises(Conflict, match="cannot go from there"):
        await moved(db, made, planned, "ended")
    with pytest.raises(Invalid, match="cannot be recorded"):
        await moved(db, made, planned, "signed")
    signed = await moved(db, made, planned, "signed", days_ago(3))
    assert signed.signed_on == date.fromisoformat(days_ago(3))


async def test_an_mou_of_which_nothing_is_heard_is_dormant_by_itself_until_something_is(db: Connection) -> None:
    made = await make_event(db)
    quiet, fresh = await added(db, made, "signed", days_ago(181)), await added(db, made, "signed", days_ago(180))
    assert (quiet.state, quiet.stands, fresh.stands) == ("signed", "dormant", "signed")
    assert await following.count_dormant(db, made.event_id, by=TERMINAL) == 1
    said = ActivityFields(what="Site survey", happened_on=days_ago(2))
    await following.note_activity(db, made.event_id, quiet.number, said, by=TERMINAL)
    heard = (await memoranda.history(db, made.event_id, quiet.number, by=TERMINAL))[0]
    assert (heard.stands, heard.last_on) == ("signed", date.fromisoformat(days_ago(2)))
    assert await following.count_dormant(db, made.event_id, by=TERMINAL) == 0


async def test_a_dormant_mou_that_is_moved_on_is_active(db: Connection) -> None:
    made = await make_event(db)
    quiet = await added(db, made, "signed", days_ago(400))
    assert following.can_go(quiet) == ("active", "fulfilled", "ended")
    assert (await moved(db, made, quiet, "active")).stands == "active"


async def test_a_milestone_is_silent_where_nothing_was_heard_since_the_one_before(db: Connection) -> None:
    made = await make_event(db)
    mou = await added(db, made, "signed", days_ago(200))
    for day in (190, 100):
        said = ActivityFields(what="Call", happened_on=days_ago(day))
        await following.note_activity(db, made.event_id, mou.number, said, by=TERMINAL)
    heard = await following.activities(db, made.event_id, mou.number, by=TERMINAL)
    found = following.milestones(mou, heard, datetime.now(UTC).date())
    assert [(one.days, one.stands) for one in found] == [
        (30, "heard"),
        (90, "silent"),
        (180, "heard"),
        (365, "ahead"),
    ]
    assert following.milestones(await added(db, made, "planned"), [], datetime.now(UTC).date()) == []


async def test_only_parties_note_and_nothing_noted_is_changed(db: Connection) -> None:
    made = await make_event(db)
    mou = await added(db, made, "signed", days_ago(1))
    with pytest.raises(NotFound):
        await following.note_activity(
            db, made.event_id, mou.number, ActivityFields(what="x"), by=await caller(db, made.tokens["B02"])
        )
    with pytest.raises(Invalid) as refused:
        ahead = ActivityFields(happened_on=days_ago(-9))
        await following.note_activity(db, made.event_id, mou.number, ahead, by=TERMINAL)
    assert [fault.where for fault in refused.value.faults] == ["/happened_on", "/what"]
    by = await caller(db, made.tokens["B01"])
    noted = await following.note_activity(db, made.event_id, mou.number, ActivityFields(what="Call"), by=by)
    assert (noted.recorded_side, noted.happened_on) == ("buyer", datetime.now(UTC).date())
    for change in ("update mou_activities set what = 'y'", "delete from mou_activities"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await db.execute(change)


async def test_the_page_moves_an_mou_and_the_overview_names_the_dormant(
    settings: Settings, pool: Pool, db: Connection
) -> None:
    made = await make_event(db)
    mou = await added(db, made, "signed", days_ago(300))
    async with client(settings, pool) as http:
        http.headers.update(PAGE)
        http.cookies.set(COOKIE, made.tokens["organizer"])
        assert "1 MOU is dormant" in (await http.get(f"/events/{made.slug}")).text
        address = f"/events/{made.slug}/mous/{mou.number}"
        assert "nothing was heard" in (await http.get(address)).text
        await http.post(f"{address}/activities", data={"what": "Joint survey"})
        await http.post(f"{address}/move", data={"state": "active"})
        page = (await http.get(address)).text
        assert "Joint survey" in page
        assert "<strong>Active</strong>" in page
        assert "dormant" not in (await http.get(f"/events/{made.slug}")).text
