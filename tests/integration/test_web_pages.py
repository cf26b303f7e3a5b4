"""The pages as people use them: forms that keep what was typed, words in their language, no dead ends."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from api.access.keys import COOKIE
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from tests.integration.factory import Made, make_event, make_match, make_schedule
from tests.integration.web import PAGE, PAGES, client


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        found.headers.update(PAGE)
        yield found


def sign_in(http: httpx.AsyncClient, made: Made, holder: str) -> str:
    """Sign in as a holder; the base address of the event's pages."""
    http.cookies.set(COOKIE, made.tokens[holder])
    return f"/events/{made.slug}"


async def test_every_page_of_an_organizer_leads_on_even_when_the_event_is_bare(
    http: httpx.AsyncClient, made: Made
) -> None:
    base = sign_in(http, made, "organizer")
    seen: set[str] = set()
    waiting = [base]
    while waiting:
        path = waiting.pop()
        answer = await http.get(path)
        assert answer.status_code == 200, path
        assert '<main id="main"' in answer.text
        seen.add(path)
        links = {link.split("#")[0].split("?")[0] for link in re.findall(PAGES, answer.text)}
        waiting += [link for link in links if link not in seen and link not in waiting]
    assert {
        base + part for part in ("", "/import", "/participants", "/matches", "/build", "/schedules", "/mous")
    } <= seen
    assert {f"{base}/participants/{code}" for code in made.participants} <= seen


async def test_a_company_asks_and_answers_on_its_page(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    await make_match(db, made, "S01", "B01", 0.8)
    base = sign_in(http, made, "S01")
    assert "Ask for a meeting" in (await http.get(f"{base}/me/find")).text
    asked = await http.post(f"{base}/requests", data={"supplier_code": "S01", "buyer_code": "B01", "preference": "1"})
    assert asked.headers["location"] == f"{base}/me/requests"
    after = (await http.get(f"{base}/me/requests")).text
    assert "Asked. The other side sees it now." in after and "Waiting for an answer" in after
    assert "Asked. The other side sees it now." not in (await http.get(f"{base}/me/requests")).text
    sign_in(http, made, "B01")
    number = await db.fetchval("select id from requests")
    assert (await http.post(f"{base}/requests/{number}/decline")).status_code == 303
    declined = (await http.get(f"{base}/me/requests")).text
    assert "Declined. You can still accept it below." in declined and f"/requests/{number}/accept" in declined


async def test_a_refused_form_keeps_what_was_typed_and_names_the_field(http: httpx.AsyncClient, made: Made) -> None:
    base = sign_in(http, made, "organizer")
    typed = {"supplier_code": "S01", "buyer_code": "B01", "subject": "Leak pilot", "state": "signed"}
    answer = await http.post(f"{base}/mous", data=typed)
    assert answer.status_code == 422
    assert 'value="Leak pilot"' in answer.text and "<code>Signed on</code>" in answer.text
    added = await http.post(f"{base}/mous", data=typed | {"signed_on": "2022-10-10"})
    assert added.status_code == 303
    page = (await http.get(f"{base}/mous")).text
    assert "MOU 1 is recorded." in page and "10 Oct 2022 (Mon)" in page


async def test_what_people_type_is_shown_and_never_run(http: httpx.AsyncClient, made: Made) -> None:
    base = sign_in(http, made, "organizer")
    script = "<script>alert(1)</script>"
    await http.post(f"{base}/mous", data={"subject": script, "parties": script, "state": "planned"})
    page = await http.get(f"{base}/mous/1")
    assert script not in page.text and "&lt;script&gt;" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]


async def test_times_are_shown_in_the_zone_of_the_leg(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    base = sign_in(http, made, "organizer")
    grid = (await http.get(f"{base}/schedules/1")).text
    assert "Europe/Istanbul, UTC+3" in grid and ">10:00<" in grid and "Interpreter 1 (Korean · Turkish)" in grid
    assert (await http.post(f"{base}/schedules/1/publish")).status_code == 303
    assert "Version 1 is published: 1 meeting is in force." in (await http.get(f"{base}/schedules/1")).text
    sign_in(http, made, "B01")
    agenda = (await http.get(f"{base}/me")).text
    assert "10:00–10:25" in agenda and "Europe/Istanbul, UTC+3" in agenda and "Test S01" in agenda


async def test_publishing_twice_is_refused_with_words_on_the_page(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    base = sign_in(http, made, "organizer")
    await http.post(f"{base}/schedules/1/publish")
    again = await http.post(f"{base}/schedules/1/publish")
    assert (again.status_code, "is the published one already" in again.text) == (409, True)
    http.cookies.set("mannam_language", "ko")
    korean = await http.post(f"{base}/schedules/1/publish")
    assert "버전 1은 이미 공개되어 있습니다." in korean.text


async def test_the_language_is_switched_and_stays(http: httpx.AsyncClient, made: Made) -> None:
    base = sign_in(http, made, "organizer")
    switched = await http.get(f"/language/ko?to={base}")
    assert switched.headers["location"] == base
    page = (await http.get(base)).text
    assert '<html lang="ko">' in page and "시험 행사" in page
    for foreign in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example"):
        assert (await http.get("/language/en", params={"to": foreign})).headers["location"] == "/"


async def test_a_file_that_is_no_workbook_is_refused_on_the_page(http: httpx.AsyncClient, made: Made) -> None:
    base = sign_in(http, made, "organizer")
    for content in (b"", b"not a workbook"):
        answer = await http.post(f"{base}/import", files={"file": ("event.xlsx", content)})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text and 'type="file"' in answer.text


async def test_pages_load_nothing_from_elsewhere(http: httpx.AsyncClient, made: Made) -> None:
    base = sign_in(http, made, "organizer")
    for path in (base, f"{base}/matches", f"{base}/build", "/static/mannam.css", "/static/mannam.js"):
        text = (await http.get(path)).text
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//|url\((?!\"/static/)", text)
        for font in re.findall(r"url\(\"([^\"]+)", text):
            assert (await http.get(font)).content[:4] == b"\x00\x01\x00\x00", font


async def test_an_organizer_makes_a_sign_in_link_that_opens_the_companys_page(
    http: httpx.AsyncClient, made: Made
) -> None:
    base = sign_in(http, made, "organizer")
    shown = await http.post(f"{base}/participants/B02/link")
    link = re.search(r"/sign-in/([\w-]{40,})", shown.text)
    assert link is not None
    http.cookies.clear()
    assert "lets you in once" in (await http.get(link[0], headers=PAGE)).text
    followed = await http.post(link[0])
    assert followed.headers["location"] == f"{base}/me"
    assert "Test B02" in (await http.get(f"{base}/me")).text


async def test_a_form_that_lacks_its_fields_says_so_in_korean(http: httpx.AsyncClient, made: Made) -> None:
    base = sign_in(http, made, "organizer")
    http.cookies.set("mannam_language", "ko")
    asked = await http.post(f"{base}/requests", data={"page_of": "S01", "preference": "x"})
    assert asked.status_code == 422
    assert "값이 없습니다." in asked.text and "정수가 아닙니다." in asked.text and "Field" not in asked.text
    recorded = await http.post(f"{base}/outcomes", data={"state": "held", "next_step": "Call"})
    assert recorded.status_code == 422
    assert "공급기업을 고르세요." in recorded.text and 'value="Call"' in recorded.text


async def test_a_value_that_no_column_holds_is_refused_and_breaks_nothing(http: httpx.AsyncClient, made: Made) -> None:
    base = sign_in(http, made, "organizer")
    ask = {"supplier_code": "S01", "buyer_code": "B01", "page_of": "S01"}
    answers = [
        await http.get(f"{base}/schedules/9999999999"),
        await http.get(f"{base}/matches?cursor={'9' * 20}"),
        await http.post(f"{base}/requests", data=ask | {"message": "a\x00b"}),
        await http.post(f"{base}/outcomes", data=ask | {"state": "held", "quantity": "9e999999"}),
    ]
    assert [answer.status_code for answer in answers] == [422] * 4


async def test_a_job_speaks_the_language_of_the_page(http: httpx.AsyncClient, made: Made, db: Connection) -> None:
    base = sign_in(http, made, "organizer")
    await db.execute(
        "insert into jobs (event_id, kind, state, message_code, message_values) values ($1, 'build', 'failed', $2, $3)",
        made.event_id,
        "given-up",
        {"n": 3},
    )
    assert "given up after 3 attempts" in (await http.get(f"{base}/build")).text
    http.cookies.set("mannam_language", "ko")
    assert "3번 시도한 뒤 그만두었습니다." in (await http.get(f"{base}/build")).text


async def test_a_build_after_publishing_asks_whether_to_keep_what_is_published(
    http: httpx.AsyncClient, made: Made, db: Connection
) -> None:
    base = sign_in(http, made, "organizer")
    assert 'name="keep"' not in (await http.get(f"{base}/build")).text
    await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    await http.post(f"{base}/schedules/1/publish")
    assert 'name="keep"' in (await http.get(f"{base}/build")).text
    for chosen in ({"keep": "no"}, {"keep": "yes"}, {}):
        await http.post(f"{base}/build", data={"limit_seconds": "10"} | chosen)
        await http.post(f"{base}/jobs/{await db.fetchval('select max(id) from jobs')}/stop")
    kept = await db.fetch("select options->'keep' as keep from jobs order by id")
    assert [row["keep"] for row in kept] == [False, True, True]
