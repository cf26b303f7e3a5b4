"""Contact data appears where both sides agreed, the person consented and the meeting is published; then it does appear."""

import asyncio
import os
import shutil
import subprocess

import pytest

from api.access.keys import caller
from api.access.nouns import TERMINAL
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.requests.asking import answer, ask
from api.requests.nouns import NewRequest
from api.schedules import publishing, reading
from tests.integration.factory import Made, make_event, make_schedule
from tests.integration.web import PAGE, client, key

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None and not os.environ.get("CI"), reason="needs pdftotext of poppler-utils"
)
MAIL, OTHER = "aylin@b01.example", "silent@b01.example"


@pytest.fixture
async def made(db: Connection) -> Made:
    """S01 × B01 is published; of the two delegates of B01 one consented."""
    made = await make_event(db)
    for name, mail, consent in (("Aylin", MAIL, True), ("Silent", OTHER, False)):
        await db.execute(
            """
            insert into delegates (participant_id, name, title_en, email, phone, consent)
            values ($1, $2, 'Head', $3, '+90 1', $4)
            """,
            made.participants["B01"],
            name,
            mail,
            consent,
        )
    return made


async def publish(db: Connection, made: Made) -> None:
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    async with db.transaction():
        await publishing.publish(db, made.event_id, await reading.numbered(db, made.event_id, 1), by=TERMINAL)


async def seen(settings: Settings, pool: Pool, made: Made, code: str) -> list[str]:
    """What a participant's page, agenda and paper say."""
    async with client(settings, pool) as http:
        url, own = f"/v1/events/{made.slug}/agendas/{code}", key(made.tokens[code])
        agenda = (await http.get(url, headers=own)).text
        paper = (await http.get(f"{url}.pdf?lang=en", headers=own)).content
        http.cookies.set("mannam_key", made.tokens[code])
        page = (await http.get(f"/events/{made.slug}/me", headers=PAGE)).text
    return [agenda, await asyncio.to_thread(words_of, paper), page]


def words_of(paper: bytes) -> str:
    """The text of a PDF."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True)
    return done.stdout.decode()


async def test_who_consented_can_be_reached_on_agenda_paper_and_page_once_both_agreed(
    db: Connection, pool: Pool, settings: Settings, made: Made
) -> None:
    wish = await ask(db, made.event_id, NewRequest("S01", "B01"), by=await caller(db, made.tokens["S01"]))
    await answer(db, made.event_id, wish.id, "accept", by=await caller(db, made.tokens["B01"]))
    before = await seen(settings, pool, made, "S01")
    await publish(db, made)
    after = await seen(settings, pool, made, "S01")
    assert [MAIL in text for text in before] == [False] * 3
    assert [MAIL in text for text in after] == [True] * 3
    assert [OTHER in text for text in after] == [False] * 3
    assert [MAIL in text for text in await seen(settings, pool, made, "S02")] == [False] * 3


async def test_without_the_yes_of_both_sides_nobody_can_be_reached(
    db: Connection, pool: Pool, settings: Settings, made: Made
) -> None:
    await ask(db, made.event_id, NewRequest("S01", "B01"), by=await caller(db, made.tokens["organizer"]))
    await publish(db, made)
    assert [MAIL in text for text in await seen(settings, pool, made, "S01")] == [False] * 3
