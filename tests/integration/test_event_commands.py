"""Commands on an event in the database: check, decide by hand, re-plan, publish and ask why, after any change."""

import asyncio

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.ground.db import Connection
from tests.integration.factory import Made, forbid, make_event, make_schedule


@pytest.fixture
async def made(db: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Made:
    monkeypatch.setenv("MANNAM_DATABASE_URL", database_url)
    made = await make_event(db)
    await make_schedule(db, made, [("S01", "B01", "T1", "A1"), ("S02", "B02", "T2", "A2")])
    return made


async def run(*words: str) -> tuple[int, str]:
    done = await asyncio.to_thread(CliRunner().invoke, app, list(words))
    return done.exit_code, done.stdout + (str(done.exception) if done.exception else "")


async def test_an_event_is_checked_mended_and_published_after_a_change(db: Connection, made: Made) -> None:
    assert (await run("publish", made.slug, "1"))[0] == 0
    assert await run("check", made.slug) == (0, "version 1: no violation\n")
    await forbid(db, made, "S01", "B01")
    code, words = await run("check", made.slug)
    assert (code, words.splitlines()[0][:10]) == (1, "forbidden:")
    assert f"Re-plan with few changes: mannam replan {made.slug}" in words
    code, words = await run("replan", made.slug, "--limit", "5")
    assert (code, words.splitlines()[0]) == (0, "removed: S01 × B01")
    assert "version 2: 1 meeting, no violation" in words
    assert (await run("publish", made.slug, "2"))[0] == 0
    assert (await run("check", made.slug))[0] == 0
    assert "as the facts are now" in (await run("publish", made.slug, "1"))[1]


async def test_decisions_are_typed_as_people_say_them(db: Connection, made: Made) -> None:
    code, words = await run("move", made.slug, "s01", "b01", "--slot", "11:00")
    assert (code, words.splitlines()[0]) == (0, "version 2: 2 meetings, no violation")
    assert (await run("pin", made.slug, "S01", "B01"))[0] == 0
    assert (await run("unpin", made.slug, "S01", "B01"))[0] == 0
    assert "version 5: 1 meeting," in (await run("forbid", made.slug, "S01", "B01", "--why", "competitors"))[1]
    assert (await run("allow", made.slug, "S01", "B01"))[0] == 0
    slots = await db.fetch(
        "select s.code from meetings m join slots s on s.id = m.slot_id order by m.schedule_id, m.id"
    )
    assert [row["code"] for row in slots][2:4] == ["T2", "T3"]


async def test_why_answers_for_the_facts_a_version_was_made_for(db: Connection, made: Made) -> None:
    assert (await run("replan", made.slug, "--limit", "5"))[0] == 0
    assert (await run("publish", made.slug, "2"))[0] == 0
    await forbid(db, made, "S01", "B01")
    assert await run("why", made.slug) == (0, "0 requests are not held\n")
