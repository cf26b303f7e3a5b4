"""Every page that an audience can reach, in every language: whole, light, and nothing that is not for it."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from api.access.keys import COOKIE, caller
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.mous import recording as memoranda
from api.mous.nouns import MouFields
from api.outcomes import recording
from api.outcomes.nouns import OutcomeFields
from api.requests.asking import ask
from api.requests.nouns import NewRequest
from tests.integration.factory import Made, make_event, make_match, make_schedule
from tests.integration.web import PAGE, PAGES, client

AUDIENCES = ("organizer", "S01", "B01")
LIGHT = 60_000
LEFTOVER = re.compile(r"\{\{|\}\}|\{%|>\s*None\s*<|\bundefined\b|\{[a-z_]+\}")
OUTSIDE = re.compile(r'(?:src|href|action)="(?:https?:)?//', re.IGNORECASE)


@pytest.fixture
async def made(db: Connection) -> Made:
    """An event in which everything happened once, between S01 and B01."""
    made = await make_event(db)
    await make_match(db, made, "S01", "B01", 0.8)
    await make_match(db, made, "S02", "B02", 0.6)
    s01 = await caller(db, made.tokens["S01"])
    await ask(db, made.event_id, NewRequest("S01", "B01", message="Could we meet early?"), by=s01)
    schedule = await make_schedule(db, made, [("S01", "B01", "T1", "A1")])
    await db.execute("insert into publications (event_id, schedule_id) values ($1, $2)", made.event_id, schedule)
    draft = OutcomeFields("held", "consulted", amount="1억원")
    await recording.record(db, made.event_id, "S01", "B01", draft, by=s01, confirmed=True)
    await memoranda.add(db, made.event_id, MouFields("Pilot", "planned"), supplier_code="S01", buyer_code="B01", by=s01)
    return made


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        found.headers.update(PAGE)
        yield found


async def pages(http: httpx.AsyncClient, start: str) -> dict[str, str]:
    """Every page of the event that can be reached by links from ``start``, with its text."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        answer = await http.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        found[path] = answer.text
        links = {link.replace("&amp;", "&").split("#")[0] for link in re.findall(PAGES, answer.text)}
        waiting += sorted(links - set(found) - set(waiting))
    return found


@pytest.mark.parametrize(
    ("audience", "language"),
    [*((audience, language) for audience in AUDIENCES for language in ("ko", "en")), ("B01", "th"), ("B01", "tr")],
)
async def test_every_page_of_an_audience_is_whole_light_and_in_its_language(
    http: httpx.AsyncClient, made: Made, audience: str, language: str
) -> None:
    http.cookies.set(COOKIE, made.tokens[audience])
    http.headers["Accept-Language"] = language
    home = f"/events/{made.slug}" + ("" if audience == "organizer" else "/me")
    found = await pages(http, home)
    assert len(found) > (12 if audience == "organizer" else 3)
    faults = {path: wrong for path, text in found.items() if (wrong := faults_of(text, language))}
    assert faults == {}


def faults_of(text: str, language: str) -> list[str]:
    """What is wrong with a page whoever reads it."""
    size = len(text.encode())
    leftover = LEFTOVER.search(text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    twice = sorted({one for one in ids if ids.count(one) > 1})
    looked = {
        "another language": f'<html lang="{language}">' not in text,
        f"{size} bytes": size > LIGHT,
        f"a leftover: {leftover.group() if leftover else ''}": leftover is not None,
        "an address outside": OUTSIDE.search(text) is not None,
        "not one heading": len(re.findall(r"<h1\b", text)) != 1,
        "no title": not re.search(r"<title>[^<]+</title>", text),
        f"ids that stand twice: {twice}": bool(twice),
        f"fields without a label: {unlabelled(text)}": bool(unlabelled(text)),
        "a heading of a column without its scope": "<th>" in text,
    }
    return [words for words, wrong in looked.items() if wrong]


def unlabelled(text: str) -> list[str]:
    """Fields that a screen reader could not name: no label by id or around, and no words of their own."""
    labelled = set(re.findall(r'<label[^>]*\sfor="([^"]+)"', text))
    within = re.sub(r"<label\b.*?</label>", "", text, flags=re.DOTALL)
    fields = re.findall(r"<(?:input|select|textarea)\b[^>]*>", within)
    shown = [field for field in fields if 'type="hidden"' not in field and "aria-label=" not in field]
    return [field for field in shown if not (found := re.search(r'\sid="([^"]+)"', field)) or found[1] not in labelled]


async def test_a_company_reaches_no_page_of_the_organizer_and_sees_nothing_of_others(
    http: httpx.AsyncClient, made: Made
) -> None:
    for audience in ("S01", "B01"):
        http.cookies.set(COOKIE, made.tokens[audience])
        found = await pages(http, f"/events/{made.slug}/me")
        organizers = ("/participants", "/matches", "/build", "/schedules", "/import", "/trail")
        assert [
            path for path in found if path.startswith(tuple(f"/events/{made.slug}{part}" for part in organizers))
        ] == []
        assert [path for path, text in found.items() if "S02 finds leaks" in text or "B02 loses water" in text] == []
