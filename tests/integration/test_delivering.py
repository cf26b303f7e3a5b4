"""The outbox is delivered: nothing is lost and nothing sent twice, whatever the mail server does."""

import asyncio
import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from api.access.keys import sign_in
from api.app import kinds
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.ground.words import spoken_of
from api.jobs.kinds import Kinds, Unwatched
from api.jobs.worker import Worker
from api.notices import job, mail, store
from api.notices.nouns import LINK, UNTIL, NewNotice
from tests.integration.factory import Made, make_event
from tests.integration.smtp import mail_server

LINKED = re.compile(r"http://127\.0\.0\.1:8765/sign-in/(\S+)")


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Settings:
    """Settings without a mail server, with a data folder of their own."""
    return settings.but(data=tmp_path)


async def put(db: Connection, made: Made, *codes: str, about: str = "1", address: str = "{code}@example.org") -> int:
    """Invitations in the outbox."""
    notices = [
        NewNotice(
            made.participants[code],
            "invitation",
            about,
            f"Kim {code}",
            address.format(code=code.lower()),
            "ko",
            "초청장: 시험 행사",
            f"안녕하세요\n{LINK}\n{UNTIL}까지",
        )
        for code in codes
    ]
    return await store.add(db, made.event_id, notices, by="organizer “desk”")


def postman(pool: Pool, settings: Settings) -> Worker:
    return Worker(pool, kinds(settings).lanes()[1])


async def states(db: Connection) -> dict[str, str]:
    rows = await db.fetch("select p.code, n.state from notices n join participants p on p.id = n.participant_id")
    return {row["code"]: row["state"] for row in rows}


async def now_due(db: Connection) -> None:
    await db.execute("update notices set due_at = now()")


async def test_without_a_server_a_letter_is_a_file_whose_link_lets_its_reader_in(
    db: Connection, pool: Pool, made: Made, folder: Settings
) -> None:
    await put(db, made, "S01")
    assert await postman(pool, folder).step()
    (file,) = (folder.data / "outbox").iterdir()
    assert (file.suffix, file.stat().st_mode & 0o777) == (".eml", 0o600)
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert str(letter["To"]) == "Kim S01 <s01@example.org>"
    assert (letter["Subject"], letter["Content-Language"]) == ("초청장: 시험 행사", "ko")
    text = letter.get_content()
    _, who = await sign_in(db, LINKED.search(text)[1])  # type: ignore[index]
    assert who.participant_code == "S01"
    assert re.search(r"\d{4}년 \d+월 \d+일\(.\)까지", text)


async def test_neither_the_outbox_nor_the_trail_holds_a_token_or_an_address_to_follow(
    db: Connection, pool: Pool, made: Made, folder: Settings
) -> None:
    await put(db, made, "S01")
    assert await postman(pool, folder).step()
    (file,) = (folder.data / "outbox").iterdir()
    token = LINKED.search(message_from_bytes(file.read_bytes(), policy=default).get_content())[1]  # type: ignore[index]
    kept = await db.fetchval("select jsonb_agg(to_jsonb(n))::text from notices n")
    trail = await db.fetchval("select jsonb_agg(to_jsonb(t))::text from trail t")
    assert LINK in kept and token not in kept and token not in trail
    assert "invitation" in trail and "s01@example.org" not in trail
    assert await db.fetchval("select count(*) from notices n join access_keys k on k.id = n.link_id") == 1


async def test_letters_go_once_each_over_a_server_in_more_than_one_round(
    db: Connection, pool: Pool, made: Made, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "AT_ONCE", 2)
    codes = ["S01", "S02", "B01", "B02", "B03"]
    assert await put(db, made, *codes) == 5
    assert await put(db, made, *codes) == 0, "what was told already is not told again"
    async with mail_server() as server:
        postman_of = postman(pool, settings.but(smtp=server.address, mail_from="desk@example.org"))
        while await postman_of.step():
            pass
    assert server.to == [f"{code.lower()}@example.org" for code in codes]
    assert {str(letter["From"]) for letter in server.taken} == {"Mannam <desk@example.org>"}
    assert len({letter["Message-ID"] for letter in server.taken}) == 5
    assert set((await states(db)).values()) == {"sent"}
    jobs = await db.fetch("select created_by, state, message_values from jobs")
    assert [(one["created_by"], one["state"], one["message_values"]) for one in jobs] == [
        ("clock", "succeeded", {"n": 5})
    ]


async def test_a_server_that_is_away_loses_nothing_and_doubles_nothing(
    db: Connection, pool: Pool, made: Made, settings: Settings
) -> None:
    await put(db, made, "S01", "S02", "B01")
    async with mail_server() as server:
        port = server.port
    there = settings.but(smtp=f"smtp://127.0.0.1:{port}")
    assert await postman(pool, there).step()
    assert set((await states(db)).values()) == {"waiting"}
    assert await db.fetchval("select min(due_at) > now() + interval '20 seconds' from notices")
    assert await db.fetchval("select bool_and(revoked_at is not null) from access_keys where kind = 'link'")
    assert "cannot be used" in str(spoken_of(await db.fetchval("select error from notices limit 1")))
    assert not await postman(pool, there).step(), "nothing is due until the wait is over"
    await now_due(db)
    async with mail_server(port) as server:
        assert await postman(pool, there).step()
    assert sorted(server.to) == ["b01@example.org", "s01@example.org", "s02@example.org"]
    assert set((await states(db)).values()) == {"sent"}


async def test_only_the_letter_on_its_way_goes_again_when_the_connection_breaks(
    db: Connection, pool: Pool, made: Made, settings: Settings
) -> None:
    await put(db, made, "S01", "S02", "B01")
    async with mail_server() as server:
        server.breaks_after = 1
        there = settings.but(smtp=server.address)
        assert await postman(pool, there).step()
        assert server.to == ["s01@example.org", "s02@example.org"]
        assert await states(db) == {"S01": "sent", "S02": "waiting", "B01": "waiting"}
        server.breaks_after = None
        await now_due(db)
        assert await postman(pool, there).step()
    assert server.to[2:] == ["s02@example.org", "b01@example.org"]
    twice = [letter for letter in server.taken if "s02" in str(letter["To"])]
    assert len({letter["Message-ID"] for letter in twice}) == 1
    for letter in twice:
        await sign_in(db, LINKED.search(letter.get_content())[1])  # type: ignore[index]


@pytest.mark.parametrize(
    ("answer", "state"),
    [("550 5.1.1 no such user", "bounced"), ("451 4.7.1 greylisted", "waiting")],
)
async def test_one_address_that_is_refused_stops_no_other(
    db: Connection, pool: Pool, made: Made, settings: Settings, answer: str, state: str
) -> None:
    await put(db, made, "S01", "S02", "B01")
    async with mail_server() as server:
        server.recipients["s02@example.org"] = answer
        assert await postman(pool, settings.but(smtp=server.address)).step()
    assert await states(db) == {"S01": "sent", "S02": state, "B01": "sent"}
    error = await db.fetchval("select error from notices where state = $1", state)
    assert answer in spoken_of(error).said("ko") and "메일 서버" in spoken_of(error).said("ko")


async def test_what_is_no_address_bounces_without_a_server(
    db: Connection, pool: Pool, made: Made, folder: Settings
) -> None:
    await put(db, made, "S01", address="kim@example.org, lee@example.org")
    await put(db, made, "S02")
    assert await postman(pool, folder).step()
    assert await states(db) == {"S01": "bounced", "S02": "sent"}


@pytest.mark.parametrize("address", ["kim.@example.org", "a..b@example.org", "김@example.org"])
async def test_what_no_letter_can_carry_as_an_address_stops_no_other(
    db: Connection, pool: Pool, made: Made, settings: Settings, address: str
) -> None:
    await put(db, made, "S01", address=address)
    await put(db, made, "S02")
    async with mail_server() as server:
        assert await postman(pool, settings.but(smtp=server.address)).step()
    assert await states(db) == {"S01": "bounced", "S02": "sent"}


async def test_a_letter_that_cannot_be_written_stops_no_other(tmp_path: Path) -> None:
    letters = [
        job.Letter(n, f"<{n}@test>", sender, "Kim", "b@example.org", "en", "s", "b")
        for n, sender in ((1, "a..b@example.org"), (2, "a@example.org"))
    ]
    assert [one.answer for one in mail.into_folder(tmp_path, letters)] == ["refused", "sent"]


async def test_a_server_that_says_later_for_ever_is_given_up_and_one_that_is_away_is_not(
    db: Connection, pool: Pool, made: Made, settings: Settings
) -> None:
    await put(db, made, "S01")
    async with mail_server() as server:
        server.recipients["s01@example.org"] = "451 later"
        await db.execute("update notices set attempts = $1", job.ATTEMPTS - 1)
        assert await postman(pool, settings.but(smtp=server.address)).step()
    assert await states(db) == {"S01": "failed"}
    await put(db, made, "S02")
    await db.execute("update notices set attempts = 1000 where state = 'waiting'")
    assert await postman(pool, settings.but(smtp=server.address)).step()
    assert await states(db) == {"S01": "failed", "S02": "waiting"}


async def test_a_password_never_goes_without_tls(db: Connection, pool: Pool, made: Made, settings: Settings) -> None:
    await put(db, made, "S01")
    async with mail_server() as server:
        with_password = server.address.replace("//", "//desk:secret@")
        assert await postman(pool, settings.but(smtp=with_password)).step()
    assert [line for line in server.asked if not line.startswith(("ehlo", "quit", "QUIT"))] == []
    assert await states(db) == {"S01": "waiting"}


async def test_the_link_at_another_address_ends_and_one_at_the_same_stays(
    db: Connection, pool: Pool, made: Made, folder: Settings
) -> None:
    for about, address in (("1", "wrong@example.org"), ("2", "{code}@example.org"), ("3", "{code}@example.org")):
        await put(db, made, "S01", about=about, address=address)
        assert await postman(pool, folder).step()
    revoked = await db.fetch("select revoked_at is not null gone from access_keys where kind = 'link' order by id")
    assert [row["gone"] for row in revoked] == [True, False, False]


async def test_what_nobody_needs_any_more_is_not_sent(db: Connection, pool: Pool, made: Made, folder: Settings) -> None:
    await put(db, made, "S01")
    await db.execute("update notices set worthless_at = now() - interval '1 second'")
    assert await postman(pool, folder).step()
    assert await states(db) == {"S01": "failed"}
    assert not (folder.data / "outbox").exists() or not list((folder.data / "outbox").iterdir())


async def test_workers_that_look_at_the_clock_together_queue_one_job(db: Connection, pool: Pool, made: Made) -> None:
    await put(db, made, "S01")

    async def due(_db: Connection) -> list[int]:
        return [made.event_id]

    async def load(_db: Connection, _job: object) -> None:
        raise ValueError("broken")

    known = kinds(Settings(data=Path()))["deliver"]
    broken = Kinds([type(known)("deliver", load, job.compute, job.save, {}, due=due)])
    await asyncio.gather(*(Worker(pool, broken).look_at_the_clock() for _ in range(4)))
    assert await db.fetchval("select count(*) from jobs") == 1
    assert await Worker(pool, broken).step()
    assert not await Worker(pool, broken).step(), "a job that failed is not started again at once"
    assert await db.fetchval("select count(*) from jobs where state = 'failed'") == 1


async def test_a_stop_leaves_the_rest_to_another_time(made: Made, tmp_path: Path) -> None:
    class Stopped(Unwatched):
        def stopped(self) -> bool:
            return True

    async with mail_server() as server:
        letter = job.Letter(1, "<1@test>", "a@example.org", "Kim", "b@example.org", "en", "s", "b")
        given = job.Given((letter,), job.mail.server_of(server.address), tmp_path)
        assert await asyncio.to_thread(job.compute, given, Stopped()) == []
    assert server.taken == []
