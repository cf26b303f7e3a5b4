"""The shipped event workbooks say what their sources and the press say."""

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from api.events.nouns import EventWorkbook
from api.events.workbook import read_workbook, write_workbook
from api.events.workbook.codes import SECTORS

from .conftest import cells_of

FIXTURES = Path(__file__).parents[4] / "fixtures"
EVENTS = ["istanbul-2022", "bangkok-2022"]


def _build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fixtures_build", FIXTURES / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shipped() -> dict[str, EventWorkbook]:
    readings = {name: read_workbook((FIXTURES / f"{name}.xlsx").read_bytes()) for name in EVENTS}
    assert {name: (reading.faults, reading.warnings) for name, reading in readings.items()} == dict.fromkeys(
        EVENTS, ((), ())
    )
    return {name: reading.workbook for name, reading in readings.items() if reading.workbook is not None}


@pytest.mark.parametrize("name", EVENTS)
def test_a_shipped_workbook_is_up_to_date_with_its_sources(shipped: dict[str, EventWorkbook], name: str) -> None:
    assert shipped[name] == _build().load_event(FIXTURES / name)


def test_the_results_of_the_fair_are_up_to_date_with_their_totals() -> None:
    assert (FIXTURES / "wsce.xlsx").read_bytes() == _build().build("wsce")


@pytest.mark.parametrize("name", EVENTS)
def test_a_shipped_workbook_has_the_headings_lists_and_guidance_of_today(
    shipped: dict[str, EventWorkbook], name: str
) -> None:
    assert cells_of((FIXTURES / f"{name}.xlsx").read_bytes()) == cells_of(write_workbook(shipped[name]))


@pytest.mark.parametrize(("name", "suppliers", "buyers"), [("istanbul-2022", 7, 50), ("bangkok-2022", 12, 26)])
def test_the_sides_have_the_sizes_that_the_press_reported(
    shipped: dict[str, EventWorkbook], name: str, suppliers: int, buyers: int
) -> None:
    workbook = shipped[name]
    assert (len(workbook.suppliers), len(workbook.buyers)) == (suppliers, buyers)


def test_venues_days_and_zones_are_those_of_the_press(shipped: dict[str, EventWorkbook]) -> None:
    legs = {name: workbook.legs[0] for name, workbook in shipped.items()}
    assert {
        n: (leg.city_en, leg.venue_ko, leg.zone, str(leg.starts_on), str(leg.ends_on)) for n, leg in legs.items()
    } == {
        "istanbul-2022": ("Istanbul", "마르마라 호텔", "Europe/Istanbul", "2022-10-10", "2022-10-11"),
        "bangkok-2022": ("Bangkok", "콘래드 호텔", "Asia/Bangkok", "2022-10-06", "2022-10-07"),
    }


def test_conflicting_figures_stand_side_by_side_with_their_sources(shipped: dict[str, EventWorkbook]) -> None:
    figures = [figure for figure in shipped["istanbul-2022"].event.figures if figure.key == "buyers"]
    assert [(figure.number, figure.approximate) for figure in figures] == [(50, True), (34, False)]
    assert len({figure.source for figure in figures}) == 2


@pytest.mark.parametrize("name", EVENTS)
def test_every_organization_is_marked_as_fictional(shipped: dict[str, EventWorkbook], name: str) -> None:
    for participant in shipped[name].participants:
        assert participant.fictional
        assert participant.name_ko.endswith("(가상)")
        assert participant.name_en.endswith("(fictional)")
        assert not participant.name_local or participant.name_local.endswith(("(kurgusal)", "(สมมติ)"))
    assert all(delegate.email.endswith(".example") for delegate in shipped[name].delegates)


@pytest.mark.parametrize("name", EVENTS)
def test_texts_have_three_to_six_sentences_and_are_all_different(shipped: dict[str, EventWorkbook], name: str) -> None:
    workbook = shipped[name]
    texts = [text for item in workbook.solutions for text in (item.text_ko, item.text_en)]
    texts += [need.text_en for need in workbook.needs]
    for text in texts:
        assert 3 <= sum(text.count(end) for end in (". ", ".\n")) + 1 <= 6, text
    assert max(Counter(texts).values()) == 1


@pytest.mark.parametrize("name", EVENTS)
def test_solutions_and_needs_cover_all_twelve_sectors(shipped: dict[str, EventWorkbook], name: str) -> None:
    workbook = shipped[name]
    assert {solution.sector for solution in workbook.solutions} == set(SECTORS.labels)
    assert {need.sector for need in workbook.needs} == set(SECTORS.labels)


def test_needs_are_written_in_the_languages_of_the_buyers(shipped: dict[str, EventWorkbook]) -> None:
    languages = {name: set(Counter(need.language for need in workbook.needs)) for name, workbook in shipped.items()}
    assert languages == {"istanbul-2022": {"tr", "en", "ko"}, "bangkok-2022": {"th", "en"}}
    for workbook in shipped.values():
        spoken = {buyer.code: buyer.languages for buyer in workbook.buyers}
        assert all(need.language in spoken[need.buyer] for need in workbook.needs)


@pytest.mark.parametrize("name", EVENTS)
def test_everyone_has_a_solution_or_a_need_and_a_delegate(shipped: dict[str, EventWorkbook], name: str) -> None:
    workbook = shipped[name]
    speaking = {item.supplier for item in workbook.solutions} | {need.buyer for need in workbook.needs}
    codes = {participant.code for participant in workbook.participants}
    assert (speaking, {delegate.participant for delegate in workbook.delegates}) == (codes, codes)
