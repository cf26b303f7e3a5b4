"""Where a supplier has an office and where it has references: two columns, and no reason says what none of them states."""

from dataclasses import replace

import pytest

from api.access.keys import make_key
from api.access.nouns import TERMINAL, Caller
from api.events import readback
from api.events.importing import import_workbook
from api.events.nouns import EventWorkbook, Need, Solution
from api.events.workbook.reading import read_workbook
from api.events.workbook.writing import write_workbook
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from api.matches.scoring import PairMatch, match
from matcher.encoder import load_encoder
from matcher.reasons import reasons
from tests.integration.factory import make_event
from tests.integration.web import PAGE, client, key

LEAKS = "Acoustic sensors on pipes find leaks in water networks before anybody sees them."
LOSS = "Half of the drinking water is lost in old pipes, and we want to find the leaks."
OFFICE, REFERENCE, MARKET = "is present in TR", "already in use in TR", "already works in TR"


async def workbook(db: Connection) -> EventWorkbook:
    """An event of two suppliers with one solution each and one Turkish buyer with a need."""
    made = await make_event(db)
    found = await readback.workbook(db, made.event_id)
    solutions = tuple(
        Solution(f"{one.code}-1", one.code, "water", "누수 탐지", "Leak detection", LEAKS, LEAKS)
        for one in found.suppliers
    )
    need = Need("B02-1", "B02", "water", "en", "Leaks", LOSS, "Leaks", LOSS)
    return replace(found, solutions=solutions, needs=(need,))


def of(found: EventWorkbook, **columns: tuple[str, ...]) -> EventWorkbook:
    """The event with columns of S01 as given."""
    return replace(
        found, suppliers=tuple(replace(one, **columns) if one.code == "S01" else one for one in found.suppliers)
    )


def said(pair: PairMatch) -> str:
    return " ".join(reasons(pair.match, "en"))


@pytest.mark.parametrize(
    ("columns", "component", "words"),
    [
        ({"presence": ("TR", "DE")}, "presence", OFFICE),
        ({"references": ("TR",)}, "references", REFERENCE),
        ({"markets": ("TR",)}, "markets", MARKET),
    ],
)
async def test_each_column_has_its_own_reason_and_claims_nothing_else(
    db: Connection, columns: dict[str, tuple[str, ...]], component: str, words: str
) -> None:
    encoder, bare = load_encoder(), await workbook(db)
    before = {pair.supplier: pair.match.score for pair in match(bare, encoder)}
    pairs = {pair.supplier: pair for pair in match(of(bare, **columns), encoder)}
    assert words in said(pairs["S01"])
    assert [other for other in (OFFICE, REFERENCE, MARKET) if other != words and other in said(pairs["S01"])] == []
    assert {"presence", "references", "markets"} & pairs["S01"].components().keys() == {component}
    assert pairs["S01"].match.score > before["S01"]
    assert pairs["S02"].match.score == pytest.approx(before["S02"])


async def test_what_no_column_states_is_no_component(db: Connection) -> None:
    (one, other) = match(await workbook(db), load_encoder())
    unfed = {"maturity", "certificates", "presence", "references", "markets"}
    assert (unfed & one.components().keys(), unfed & other.components().keys()) == (set(), set())
    assert [words for words in (OFFICE, REFERENCE, MARKET) if words in said(one) + said(other)] == []


async def test_both_columns_are_stored_exported_and_shown(db: Connection, pool: Pool, settings: Settings) -> None:
    content = write_workbook(of(await workbook(db), presence=("TR", "DE"), references=("KG",)))
    event = (await import_workbook(db, content, filename="a.xlsx", by=TERMINAL)).event
    again = read_workbook(write_workbook(await readback.workbook(db, event.id))).workbook
    assert again is not None
    assert [(one.presence, one.references) for one in again.suppliers] == [(("TR", "DE"), ("KG",)), ((), ())]
    organizer = await make_key(db, Caller("organizer", "desk", event_id=event.id))
    async with client(settings, pool) as http:
        one = (await http.get(f"/v1/events/{event.slug}/participants/S01", headers=key(organizer))).json()
        assert (one["presence"], one["references"]) == (["TR", "DE"], ["KG"])
        http.cookies.set("mannam_key", organizer)
        page = (await http.get(f"/events/{event.slug}/participants/S01", headers=PAGE)).text
    assert "<dt>Offices</dt><dd>Türkiye, Germany</dd>" in page
    assert "<dt>References in</dt><dd>Kyrgyzstan</dd>" in page
