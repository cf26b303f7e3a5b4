"""One person under several participants, one firm on both sides, and pairs that are nowhere together."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.events import nouns
from api.events.nouns import EventWorkbook
from api.events.workbook import read_workbook, write_workbook
from api.schedules.building import problem_of, wanted_of
from scheduler import check, solve
from scheduler.problem import Delegate, Problem
from scheduler.result import Result

from .conftest import participant

S01_B01, S02_B02 = nouns.Wish("S01", "B01", 1), nouns.Wish("S02", "B02", 1)


def person(code: str, name: str = "김", **contact: Any) -> nouns.Delegate:
    return nouns.Delegate(code, name, "", "", **contact)


def with_people(small: EventWorkbook, *delegates: nouns.Delegate) -> EventWorkbook:
    """Two pairs that could meet in the one slot that all of them have, and who comes."""
    return replace(
        small,
        slots=small.slots[:1],
        suppliers=(participant("S01", "supplier"), participant("S02", "supplier")),
        buyers=(participant("B01", "buyer"), participant("B02", "buyer")),
        delegates=delegates,
        availability=(),
        wishes=(S01_B01, S02_B02),
        exclusions=(),
    )


def asked(workbook: EventWorkbook) -> Problem:
    return problem_of(workbook, {}, wanted_of(workbook.wishes, {one.code for one in workbook.suppliers}))


def held(workbook: EventWorkbook) -> int:
    return len(solved(asked(workbook)).meetings)


def solved(problem: Problem) -> Result:
    found = solve(problem, limit_seconds=5, workers=1)
    assert check(problem, found.meetings) == ()
    return found


def told(workbook: EventWorkbook, code: str) -> list[tuple[str, str, str]]:
    """Place and words of the warnings of a kind, after writing and reading."""
    reading = read_workbook(write_workbook(workbook))
    assert reading.faults == ()
    return [(one.where, one.what.said("ko"), one.what.said("en")) for one in reading.warnings if one.code == code]


SAME = {
    "one address": ({"email": "Kim@A.example"}, {"email": "kim@a.example"}),
    "an address with a name": ({"email": "Kim <kim@a.example>"}, {"email": "ｋｉｍ@a.example"}),
    "one number": ({"phone": "010-1234-5678"}, {"phone": "+82 10 1234 5678"}),
    "one of two numbers": ({"phone": "02-312-3456 / 010-1234-5678"}, {"phone": "01012345678"}),
}


@pytest.mark.parametrize("kind", SAME)
@pytest.mark.parametrize("pair", [("B01", "B02"), ("S01", "S02"), ("S01", "B02")], ids=" ".join)
def test_a_person_of_two_participants_is_in_one_meeting_at_a_time(
    small: EventWorkbook, kind: str, pair: tuple[str, str]
) -> None:
    one, other = SAME[kind]
    workbook = with_people(small, person(pair[0], **one), person(pair[1], **other))
    assert held(workbook) == 1
    assert solved(asked(workbook)).unscheduled[0].reason.rule == "one_person_at_a_time"


def test_a_person_of_two_participants_is_told_with_both_rows(small: EventWorkbook) -> None:
    workbook = with_people(small, person("B01", email="kim@a.example"), person("B02", email="KIM@a.example"))
    ((where, korean, english),) = told(workbook, "one-person")
    assert where == "참석자!E5"
    assert "'B01'의 참석자(참석자!E4)는 이메일이 같아" in korean
    assert "'B01' (참석자!E4) have one e-mail address" in english
    by_phone = with_people(small, person("B01", phone="010-1234-5678"), person("S02", phone="+82 10-1234-5678"))
    assert [where for where, *_ in told(by_phone, "one-person")] == ["참석자!F5"]


def test_two_slots_hold_both_meetings_of_one_person(small: EventWorkbook) -> None:
    workbook = with_people(small, person("B01", email="k@a.example"), person("B02", email="k@a.example"))
    assert held(replace(workbook, slots=small.slots)) == 2


def test_who_has_another_delegate_is_scheduled_as_without_names(small: EventWorkbook) -> None:
    shared = (person("B01", email="kim@a.example"), person("B02", email="kim@a.example"))
    workbook = with_people(small, *shared, person("B02", "이", email="lee@a.example"))
    assert asked(workbook) == asked(with_people(small))
    assert held(workbook) == 2


@pytest.mark.parametrize(
    "people",
    [
        (person("B01"), person("B02")),
        (person("B01", email="-", phone="-"), person("B02", email="-", phone="-")),
        (person("B01", email="kim@a.example"), person("B02", email="lee@a.example")),
        (person("B01", email="kim@a.example"), person("B01", email="kim@a.example"), person("B02")),
    ],
    ids=["no contact", "dashes", "two addresses", "twice in one participant"],
)
def test_different_persons_change_nothing(small: EventWorkbook, people: tuple[nouns.Delegate, ...]) -> None:
    assert asked(with_people(small, *people)) == asked(with_people(small))
    assert told(with_people(small, *people), "one-person") == []


@pytest.mark.parametrize("name", ["istanbul-2022", "bangkok-2022"])
def test_an_event_without_shared_persons_or_firms_is_planned_by_its_exclusions_alone(fixtures: Path, name: str) -> None:
    workbook = read_workbook((fixtures / f"{name}.xlsx").read_bytes()).workbook
    assert workbook is not None and len(workbook.delegates) > 30
    problem = asked(workbook)
    assert problem.delegates == ()
    assert problem.forbidden == {(one.participant, one.counterpart) for one in workbook.exclusions}


def test_an_agent_of_many_is_one_person(small: EventWorkbook) -> None:
    buyers = tuple(participant(f"B{n:02}", "buyer") for n in range(1, 16))
    workbook = replace(
        with_people(small, *(person(one.code, email="agent@a.example") for one in buyers)),
        buyers=buyers,
        wishes=(S01_B01, nouns.Wish("S02", "B15", 1)),
    )
    assert asked(workbook).delegates == (
        Delegate("+".join(one.code for one in buyers) + " #1", frozenset(one.code for one in buyers)),
    )
    assert held(workbook) == 1


def test_sharing_in_too_many_ways_is_planned_strictly(small: EventWorkbook) -> None:
    buyers = tuple(participant(f"B{n:02}", "buyer") for n in range(12))
    ring = [(one, (one + step) % 12) for one in range(12) for step in (0, 1)]  # each shares one person with the next
    workbook = replace(
        with_people(small, *(person(f"B{who:02}", email=f"{n}@a.example") for n, who in ring)),
        buyers=buyers,
        wishes=(S01_B01, S02_B02),
    )
    problem = asked(workbook)
    assert {code for one in problem.delegates for code in one.participants} == {one.code for one in buyers}
    assert all(len({one.id for one in problem.delegates if who.code in one.participants}) == 1 for who in buyers)
    assert solved(problem).meetings


NUMBERED = {"business_number": "123-45-67891"}
TWINS = {
    "one registration number": (NUMBERED, {"business_number": "1234567891"}, {}, {}),
    "one name and mail domain": (
        {"name_en": "Hana Water Inc."},
        {"name_en": "HANA WATER, INC"},
        {"email": "kim@hana.example"},
        {"email": "lee@Hana.example"},
    ),
    "one name and phone": (
        {"name_ko": "하나 수도"},
        {"name_ko": "(주)하나수도"},
        {"phone": "02-312-3456"},
        {"phone": "+82-2-312-3456"},
    ),
}


def on_both_sides(small: EventWorkbook, kind: str) -> EventWorkbook:
    one, other, contact, again = TWINS[kind]
    workbook = with_people(
        small, person("S01", "김", **contact), person("S01", "박"), person("B01", "이", **again), person("B01", "최")
    )
    return replace(
        workbook,
        suppliers=(participant("S01", "supplier", **one), workbook.suppliers[1]),
        buyers=(participant("B01", "buyer", **other), workbook.buyers[1]),
    )


@pytest.mark.parametrize("kind", TWINS)
def test_a_firm_never_meets_itself(small: EventWorkbook, kind: str) -> None:
    problem = asked(on_both_sides(small, kind))
    assert problem.forbidden == {("S01", "B01")}
    assert [meeting.request for meeting in solved(problem).meetings] == ["S02-B02"]


@pytest.mark.parametrize("kind", TWINS)
def test_a_firm_on_both_sides_is_told_with_both_rows(small: EventWorkbook, kind: str) -> None:
    column = {"one registration number": "Q", "one name and mail domain": "C", "one name and phone": "B"}[kind]
    ((where, korean, english),) = told(on_both_sides(small, kind), "firm-on-both-sides")
    assert where == f"바이어!{column}4"
    assert f"'S01'(기업!{column}4)" in korean and f"'S01' (기업!{column}4)" in english


@pytest.mark.parametrize(
    ("one", "other"),
    [({"name_en": "City"}, {"name_en": "City"}), ({"business_number": "0000000000"},) * 2],
    ids=["a name alone", "a number that says nothing"],
)
def test_firms_of_which_too_little_is_equal_may_meet(
    small: EventWorkbook, one: dict[str, str], other: dict[str, str]
) -> None:
    workbook = with_people(small)
    workbook = replace(
        workbook,
        suppliers=(participant("S01", "supplier", **one), workbook.suppliers[1]),
        buyers=(participant("B01", "buyer", **other), workbook.buyers[1]),
    )
    assert asked(workbook).forbidden == frozenset()
    assert told(workbook, "firm-on-both-sides") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name_ko": "(주)물길"}, {"name_ko": "물길 주식회사"}),
        ({"name_en": "Mulgil Co., Ltd."}, {"name_en": "MULGIL CO LTD"}),
        ({"business_number": "1234567891"}, {"business_number": "123-45-67891"}),
        ({"name_local": "IŞIK A.Ş."}, {"name_local": "Işık Anonim Şirketi"}),
    ],
)
def test_one_firm_in_two_rows_of_one_side_is_told(
    small: EventWorkbook, one: dict[str, str], other: dict[str, str]
) -> None:
    people = (participant("S01", "supplier", **one), participant("S02", "supplier", **other))
    ((where, _, english),) = told(replace(with_people(small), suppliers=people), "firm-twice")
    assert where.startswith("기업!")
    assert english == f"'S02' and 'S01' ({where[:-1]}4) seem to be one organization."


def test_who_are_nowhere_together_never_meet_and_it_is_told(small: EventWorkbook) -> None:
    workbook = with_people(small)
    workbook = replace(
        workbook,
        legs=(*small.legs, replace(small.legs[0], code="ANK", city_ko="앙카라", city_en="Ankara")),
        suppliers=(participant("S01", "supplier", legs=("IST",)), participant("S02", "supplier", legs=("IST",))),
        buyers=(participant("B01", "buyer", legs=("ANK",)), participant("B02", "buyer")),
    )
    assert [meeting.request for meeting in solved(asked(workbook)).meetings] == ["S02-B02"]
    ((where, korean, english),) = told(workbook, "no-leg-in-common")
    assert where == "희망·제외!B4"
    assert "기업!" in korean and "바이어!" in korean and "'S01' (IST; 기업!" in english
