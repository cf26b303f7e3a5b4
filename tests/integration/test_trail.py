"""The trail: every change is in it with its author, and whoever touches it afterwards is found."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from api.access.nouns import TERMINAL, Caller
from api.audit import reading, store
from api.audit.acting import acting
from api.audit.verifying import verify, verify_all
from api.events.importing import import_workbook
from api.ground.db import Connection, Pool, transaction
from api.ground.errors import NotFound
from api.ground.labels import LANGUAGES
from api.ground.portions import Span
from api.ground.settings import Settings
from api.ground.words import catalog
from tests.integration.factory import Made, forbid, make_event
from tests.integration.web import PAGE, client, code, key

OPERATOR = Caller("operator", "terminal")


async def changed(db: Connection, made: Made, *names: str) -> None:
    """Participants whose English name somebody changed, one transaction each."""
    for participant, name in zip(made.participants, names, strict=False):
        async with db.transaction():
            await acting(db, name="desk", role="organizer", event_id=made.event_id, why="asked by phone")
            await db.execute("update participants set name_en = $2 where id = $1", made.participants[participant], name)


async def test_a_change_is_recorded_with_its_author_and_both_values(db: Connection) -> None:
    made = await make_event(db)
    await changed(db, made, "Better name")
    (newest,) = await reading.entries(db, made.event_id, by=OPERATOR, span=Span(1))
    assert (newest.by_name, newest.by_role, newest.why) == ("desk", "organizer", "asked by phone")
    assert (newest.noun, newest.step, newest.label) == ("participants", "changed", "S01")
    assert newest.changed == {"name_en": ("Test S01", "Better name")}


async def test_what_was_not_changed_and_what_was_rolled_back_is_not_recorded(db: Connection) -> None:
    made = await make_event(db)
    before = len(await reading.entries(db, made.event_id, by=OPERATOR, span=Span(200)))
    await db.execute("update participants set name_en = name_en")
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await db.execute("update participants set name_en = 'gone'")
            raise ZeroDivisionError
    assert len(await reading.entries(db, made.event_id, by=OPERATOR, span=Span(200))) == before
    assert (await verified(db, made)).broken is None


async def test_an_import_is_recorded_row_by_row_and_its_chain_holds(db: Connection, fixtures: Path) -> None:
    async with db.transaction():
        imported = await import_workbook(
            db, (fixtures / "istanbul-2022.xlsx").read_bytes(), filename="event.xlsx", by=TERMINAL
        )
    async with db.transaction():
        verdict = await verify(db, imported.event.id)
    assert verdict.broken is None
    assert verdict.entries > imported.suppliers + imported.buyers + imported.solutions + imported.needs
    suppliers = await reading.entries(db, imported.event.id, by=OPERATOR, noun="solutions", span=Span(200))
    assert len(suppliers) == imported.solutions


async def test_secrets_and_files_are_not_in_the_trail(db: Connection) -> None:
    made = await make_event(db)
    keys = await reading.entries(db, made.event_id, by=OPERATOR, noun="access_keys", span=Span(200))
    assert len(keys) == 6
    assert all("sha256" not in (entry.after or {}) for entry in keys)


async def test_rows_that_go_with_their_participant_are_recorded_in_its_event(db: Connection) -> None:
    made = await make_event(db)
    await db.execute(
        "insert into solutions (participant_id, code, sector) values ($1, 'S01-1', 'water')", made.participants["S01"]
    )
    async with db.transaction():
        await acting(db, name="desk", role="organizer", event_id=made.event_id)
        await db.execute("delete from participants where id = $1", made.participants["S01"])
    removed = {
        entry.noun
        for entry in await reading.entries(db, made.event_id, by=OPERATOR, span=Span(10))
        if entry.step == "removed"
    }
    assert removed >= {"participants", "solutions", "access_keys"}


async def test_the_database_refuses_to_change_or_remove_an_entry(db: Connection) -> None:
    made = await make_event(db)
    for statement in (
        "update trail set by_name = 'nobody' where event_id = $1",
        "update trail set after = '{}' where event_id = $1",
        "update trail set link = '' where event_id = $1",
        "delete from trail where event_id = $1",
    ):
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await db.execute(statement, made.event_id)


FORGERIES = {
    "a text was changed": (
        'update trail set after = after || \'{"name_en": "x"}\' where number = $2 and event_id = $1',
        0,
    ),
    "a text and its hash were changed": (
        """
        update trail set after = after || '{"name_en": "x"}', after_sha256 = trail_hash(after || '{"name_en": "x"}')
        where number = $2 and event_id = $1
        """,
        0,
    ),
    "an author was changed": ("update trail set by_name = 'somebody' where number = $2 and event_id = $1", 0),
    "an hour was changed": ("update trail set at = at - interval '1 hour' where number = $2 and event_id = $1", 0),
    "an entry was removed": ("delete from trail where number = $2 and event_id = $1", 0),
    "the end was cut off": ("delete from trail where number > $2 and event_id = $1", 1),
    "an entry was slipped in": (
        """
        insert into trail (event_id, number, by_name, by_role, noun, step, link)
        select $1, $2 + 1000, 'x', 'x', 'participants', 'added', link from trail where number = $2 and event_id = $1
        """,
        None,
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_the_check_names_the_first_entry_that_somebody_touched(db: Connection, forgery: str) -> None:
    made = await make_event(db)
    await changed(db, made, "One", "Two", "Three", "Four")
    whole = await verified(db, made)
    assert whole.broken is None
    statement, shift = FORGERIES[forgery]
    touched = whole.entries - 2
    await db.execute("set session_replication_role = replica")  # a forger who is the owner can switch triggers off
    await db.execute(statement, made.event_id, touched)
    await db.execute("set session_replication_role = origin")
    verdict = await verified(db, made)
    assert verdict.what
    assert verdict.broken == (whole.entries + 1 if shift is None else touched + shift)


async def test_a_chain_made_anew_is_told_by_the_link_that_somebody_kept(db: Connection) -> None:
    made = await make_event(db)
    await changed(db, made, "One")
    kept = (await verified(db, made)).last_link
    await changed(db, made, "Uno")
    assert (await verified(db, made, kept)).broken is None
    await db.execute("set session_replication_role = replica")
    await db.execute("update trail set by_name = 'x', number = null, link = null")
    await db.execute("delete from trail_ends")
    await db.execute("set session_replication_role = origin")
    await db.execute("alter table trail disable trigger trail_append_only")
    await db.execute("create trigger again after update of why on trail for each row execute function link_trail()")
    await db.execute(
        "update trail set why = 'anew' where id = (select min(id) from trail where event_id = $1)", made.event_id
    )
    assert (await verified(db, made)).broken is None
    assert "made anew" in (await verified(db, made, kept)).what


async def test_a_person_can_be_erased_and_the_chain_still_holds(db: Connection) -> None:
    made = await make_event(db)
    delegate = await db.fetchval(
        "insert into delegates (participant_id, name, email) values ($1, 'Fictional Person', 'p@example.com') returning id",
        made.participants["S01"],
    )
    assert await store.erase(db, made.event_id, "delegates", delegate, ["name", "email"]) == 1
    (entry,) = await reading.entries(db, made.event_id, by=OPERATOR, noun="delegates")
    assert "name" not in (entry.after or {}) and "email" not in (entry.after or {})
    assert (await verified(db, made)).broken is None


async def test_writers_at_the_same_moment_make_one_chain(pool: Pool, db: Connection) -> None:
    made = await make_event(db)

    async def write(number: int) -> None:
        async with transaction(pool) as own:
            await acting(own, name=f"writer {number}", role="organizer", event_id=made.event_id)
            await own.execute(
                "insert into solutions (participant_id, code, sector) values ($1, $2, 'water')",
                made.participants["S01"],
                f"S01-{number}",
            )

    await asyncio.gather(*(write(number) for number in range(40)))
    verdict = await verified(db, made)
    assert verdict.broken is None
    assert len(await reading.entries(db, made.event_id, by=OPERATOR, noun="solutions", span=Span(200))) == 40


async def test_entries_are_read_in_portions_by_noun_and_by_author(db: Connection) -> None:
    made = await make_event(db)
    await forbid(db, made, "S01", "B01")
    await changed(db, made, "One", "Two", "Three")
    first = await reading.entries(db, made.event_id, by=OPERATOR, noun="participants", author="desk", span=Span(2))
    rest = await reading.entries(
        db, made.event_id, by=OPERATOR, noun="participants", author="desk", span=Span(2, first.next or "")
    )
    assert [entry.label for entry in (*first, *rest)] == ["B01", "S02", "S01"]
    assert [entry.noun for entry in await reading.entries(db, made.event_id, by=OPERATOR, noun="forbidden_pairs")] == [
        "forbidden_pairs"
    ]


async def verified(db: Connection, made: Made, known_end: str = ""):
    """The verdict on the event's trail."""
    async with db.transaction():
        return await verify(db, made.event_id, known_end=known_end)


async def test_every_trail_is_checked_by_the_name_of_its_event(db: Connection) -> None:
    made = await make_event(db)
    async with db.transaction():
        verdicts = await verify_all(db)
        (only,) = await verify_all(db, made.slug)
        with pytest.raises(NotFound):
            await verify_all(db, "nowhere")
    assert only == made.slug
    assert [verdict.broken for verdict in verdicts.values()] == [None] * len(verdicts)


async def test_an_organizer_reads_who_changed_what_by_program_and_on_a_page(
    settings: Settings, pool: Pool, db: Connection
) -> None:
    made = await make_event(db)
    organizer = key(made.tokens["organizer"])
    async with client(settings, pool) as http:
        asked = {"supplier_code": "S01", "buyer_code": "B01", "message": "<b>please</b>"}
        await http.post(f"/v1/events/{made.slug}/requests", json=asked, headers=key(made.tokens["S01"]))
        url = f"/v1/events/{made.slug}/trail"
        found = (await http.get(url, params={"noun": "requests"}, headers=organizer)).json()
        assert [(one["by_name"], one["by_role"], one["step"]) for one in found["items"]] == [
            ("S01", "participant", "added")
        ]
        first = (await http.get(url, params={"limit": 5}, headers=organizer)).json()
        second = (await http.get(url, params={"limit": 5, "cursor": first["next"]}, headers=organizer)).json()
        numbers = [one["number"] for one in (*first["items"], *second["items"])]
        assert numbers == list(range(numbers[0], numbers[0] - 10, -1))
        shown = (await http.get(f"/events/{made.slug}/trail", headers=organizer | PAGE)).text
        assert "&lt;b&gt;please&lt;/b&gt;" in shown
        assert code(await http.get(url, headers=key(made.tokens["S01"]))) == (403, "organizers-only")


async def test_every_noun_with_a_trail_can_be_chosen(db: Connection) -> None:
    kept = await db.fetch("select tgrelid::regclass::text as name from pg_trigger where tgname = 'trail'")
    assert {row["name"] for row in kept} == set(reading.NOUNS)
    named = {f"noun: {noun}" for noun in reading.NOUNS}
    assert [language for language in LANGUAGES if not named <= set(catalog(language))] == []
