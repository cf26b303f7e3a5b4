"""An organizer invites everybody in one step, each in its own language, and sees who came."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from api.access.keys import COOKIE, caller, make_link, sign_in
from api.access.nouns import TERMINAL, Caller
from api.app import kinds
from api.cli.main import app
from api.events import finding
from api.events.nouns import Event
from api.ground.db import Connection, Pool
from api.ground.errors import Forbidden, Invalid, NotFound
from api.ground.settings import Settings
from api.jobs.worker import Worker
from api.notices import inviting, writing
from api.notices.inviting import invite_all
from api.notices.nouns import LANGUAGES, LINK, Addressee
from tests.integration.factory import Made, make_event
from tests.integration.web import PAGE, client, code, key


@pytest.fixture
async def made(db: Connection) -> Made:
    """The small event, where everybody but S02 has somebody with an address."""
    made = await make_event(db)
    for who, languages in (("S01", "{}"), ("B01", "{}"), ("B02", "{th}"), ("B03", "{}")):
        await db.execute(
            "insert into delegates (participant_id, name, email, languages) values ($1, $2, $3, $4)",
            made.participants[who],
            f"Kim {who}",
            f"{who.lower()}@example.org",
            [one for one in languages.strip("{}").split(",") if one],
        )
    await db.execute("insert into delegates (participant_id, name) values ($1, 'Nobody')", made.participants["S02"])
    return made


@pytest.fixture
async def event(db: Connection, made: Made) -> Event:
    return await finding.event(db, made.slug, by=TERMINAL)


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


async def outbox(db: Connection) -> list[tuple[str, str, str]]:
    """Who waits for a letter, in which language, in which round."""
    rows = await db.fetch(
        "select p.code, n.language, n.about from notices n join participants p on p.id = n.participant_id order by n.id"
    )
    return [(row["code"], row["language"], row["about"]) for row in rows]


async def test_everybody_is_invited_in_its_own_language_and_nobody_twice(db: Connection, event: Event) -> None:
    called = await invite_all(db, event, by=TERMINAL)
    assert (called.letters, called.without_address) == (4, ("S02",))
    assert await outbox(db) == [("S01", "ko", "1"), ("B01", "tr", "1"), ("B02", "th", "1"), ("B03", "en", "1")]
    assert (await invite_all(db, event, by=TERMINAL)).letters == 0
    subjects = [row["subject"] for row in await db.fetch("select subject from notices order by id")]
    assert subjects == ["[초청장] 시험 행사", "Davet: Test event", "หนังสือเชิญ: Test event", "Invitation: Test event"]
    body = await db.fetchval("select body from notices where language = 'ko'")
    for said in (
        "Kim S01 님께",
        "시험 행사에 시험 S01을 초청합니다.",
        "2022년 10월 10일(월)",
        "회의장, 이스탄불",
        LINK,
    ):
        assert said in body
    assert "주최·주관" not in body, "a line whose values are empty is left out"


async def test_some_those_who_have_not_come_and_everybody_can_be_invited_again(
    db: Connection, event: Event, made: Made
) -> None:
    assert (await invite_all(db, event, "some", ["B03", "S01"], by=TERMINAL)).letters == 2
    assert (await invite_all(db, event, "again", by=TERMINAL)).letters == 2, "whose letter waits gets no other"
    await db.execute("update notices set state = 'sent', sent_at = now()")
    whose = Caller("participant", "B03", event_id=event.id, participant_id=made.participants["B03"])
    link = await make_link(db, whose)
    await sign_in(db, link)
    stands = {one.to.code: one for one in await inviting.invitations(db, event.id, by=TERMINAL)}
    assert [code for code, one in stands.items() if one.opened_at] == ["B03"]
    assert (await invite_all(db, event, "not opened", by=TERMINAL)).letters == 3
    assert sorted((await outbox(db))[4:]) == [("B01", "tr", "2"), ("B02", "th", "2"), ("S01", "ko", "2")]


async def test_an_invitation_that_came_back_goes_again_once_there_is_another_address(
    db: Connection, event: Event, made: Made
) -> None:
    await invite_all(db, event, by=TERMINAL)
    await db.execute("update notices set state = 'bounced'")
    assert (await invite_all(db, event, by=TERMINAL)).letters == 0
    await db.execute(
        "update delegates set email = 'lee@example.org' where participant_id = $1", made.participants["B01"]
    )
    assert (await invite_all(db, event, by=TERMINAL)).letters == 1
    assert (await outbox(db))[-1] == ("B01", "tr", "2")


async def test_whom_nobody_knows_nobody_and_who_may_not_are_refused(db: Connection, event: Event, made: Made) -> None:
    with pytest.raises(NotFound):
        await invite_all(db, event, "some", ["X99"], by=TERMINAL)
    with pytest.raises(Invalid):
        await invite_all(db, event, "some", by=TERMINAL)
    with pytest.raises(Forbidden):
        await invite_all(db, event, by=await caller(db, made.tokens["S01"]))
    assert await outbox(db) == []


async def test_a_text_is_changed_for_an_event_and_language_and_reset(db: Connection, event: Event) -> None:
    await writing.change(db, event.id, "invitation", "tr", "Gel: {event}", "{link} {{x}}", by=TERMINAL)
    draft = await inviting.preview(db, event, "B01", by=TERMINAL)
    assert (draft.subject, draft.body) == ("Gel: Test event", f"{LINK} {{x}}")
    assert (await inviting.preview(db, event, "B03", by=TERMINAL)).subject == "Invitation: Test event"
    await writing.reset(db, event.id, "invitation", "tr", by=TERMINAL)
    assert (await inviting.preview(db, event, "B01", by=TERMINAL)).subject == "Davet: Test event"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{link} {evnt}", "{evnt} is no placeholder of this letter."),
        ("{link} {event.__class__}", "{event.__class__} is no placeholder of this letter."),
        ("{link} {event!r} {0}", "{event!r} is no placeholder of this letter."),
        ("{link} {event:>9}", "{event:>9} is no placeholder of this letter."),
        ("{link} {", "A brace stands alone."),
        ("{event}", "{link} is missing."),
    ],
)
async def test_a_fault_of_a_text_names_its_placeholder(db: Connection, event: Event, body: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        await writing.change(db, event.id, "invitation", "en", "Hello", body, by=TERMINAL)
    assert str(refused.value.faults[0].what) == said
    assert await db.fetchval("select count(*) from notice_texts") == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_text_can_be_filled_and_needs_no_more_than_there_is(language: str) -> None:
    for kind, values in writing.VALUES.items():
        text = writing.shipped(kind, language)  # type: ignore[arg-type]
        assert [*writing.faults_of("", text.subject, kind), *writing.faults_of("", text.body, kind)] == []
        assert f"{{{writing.NEEDED[kind]}}}" in text.body
        subject, body = writing.filled(text, dict.fromkeys(values, "VALUE"))
        assert "VALUE" in subject and "VALUE" in body and "{" not in subject + body and "(를)" not in body


def test_a_name_that_looks_like_a_placeholder_stays_a_name() -> None:
    to = Addressee(1, "S01", "supplier", "{link}", "{link}", "", (), ("en",), "{until}", "a@example.org")
    event = Event("e", "행사", "{0} Fair")
    draft = inviting.Letters(event, (), {}).draft("invitation", to)
    assert (
        draft.subject == "Invitation: {0} Fair" and "Dear {until}," in draft.body and "{link} is invited" in draft.body
    )


async def test_an_organizer_invites_on_the_page_in_two_clicks(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    http.cookies.set(COOKIE, made.tokens["organizer"])
    http.headers.update(PAGE)
    address = f"/events/{made.slug}/invitations"
    shown = (await http.get(address)).text
    assert "Invite all who are not invited yet: 4" in shown and "no address" in shown and "files into" in shown
    answer = await http.post(address, data={"whom": "all"})
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert "4 invitations are on the way." in (await http.get(address)).text
    assert len(await outbox(db)) == 4
    letter = (await http.get(f"{address}/B01")).text
    assert "Davet: Test event" in letter and 'lang="tr"' in letter
    assert "Choose at least one" in (await http.post(address, data={"whom": "some"})).text
    text = f"/events/{made.slug}/letters/invitation/en"
    refused = await http.post(text, data={"subject": "s", "body": "{lnk} &amp;"})
    assert refused.status_code == 422 and "&#123;lnk&#125; &amp;amp;" in refused.text
    assert (await http.post(text, data={"subject": "s", "body": "{link}"})).status_code == 303
    assert "Back to the shipped text" in (await http.get(text)).text
    assert (await http.post(f"{text}/reset")).status_code == 303
    assert "Back to the shipped text" not in (await http.get(text)).text


async def test_a_program_invites_and_reads_how_it_stands(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    mine, address = key(made.tokens["organizer"]), f"/v1/events/{made.slug}/invitations"
    called = await http.post(address, headers=mine, json={"whom": "some", "codes": ["B01", "S02"]})
    assert (called.status_code, called.json()) == (201, {"letters": 1, "without_address": ["S02"]})
    items = (await http.get(address, headers=mine)).json()["items"]
    assert {one["participant_code"]: one["state"] for one in items}["B01"] == "waiting"
    assert code(await http.post(address, headers=mine, json={"whom": "some", "codes": ["X"]}))[0] == 404
    letter = f"/v1/events/{made.slug}/letters/reminder/th"
    changed = await http.put(letter, headers=mine, json={"subject": "{event}", "body": "{meetings}"})
    assert (changed.status_code, changed.json()["changed_by"]) == (200, "organizer “desk”")
    wrong = await http.put(letter, headers=mine, json={"subject": "{link}", "body": "{meetings}"})
    assert code(wrong) == (422, "letter-text") and wrong.json()["errors"][0]["pointer"] == "/subject"
    assert (await http.delete(letter, headers=mine)).json()["changed_by"] == ""


async def test_a_letter_that_was_sent_lets_its_reader_in_and_the_page_says_so(
    db: Connection, pool: Pool, event: Event, settings: Settings, tmp_path: Path
) -> None:
    await invite_all(db, event, "some", ["S01"], by=TERMINAL)
    assert await Worker(pool, kinds(settings.but(data=tmp_path))).step()
    (one,) = [one for one in await inviting.invitations(db, event.id, by=TERMINAL) if one.rounds]
    assert (one.to.code, one.state, one.opened_at) == ("S01", "sent", None)


def test_the_command_invites(settings: Settings, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANNAM_DATABASE_URL", str(settings.database_url))
    said = CliRunner().invoke(app, ["invite", made.slug, "S01", "S02"])
    assert said.output.splitlines() == ["1 letter in the outbox: a worker delivers them", "no address: S02"]
    assert "3 letters" in CliRunner().invoke(app, ["invite", made.slug]).output
    assert CliRunner().invoke(app, ["invite", made.slug, "--whom", "x"]).exit_code == 1
