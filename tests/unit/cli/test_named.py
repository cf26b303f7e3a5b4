"""On the day people type what they see: codes in any case, times of the clock, and names that are nearly right."""

from datetime import UTC, datetime, timedelta

import pytest

from api.cli.named import named
from scheduler import Interpreter, Leg, Participant, Problem, Request, Slot, Table

NINE = datetime(2030, 10, 10, 6, 0, tzinfo=UTC)


def problem(days: int = 1) -> Problem:
    slots = tuple(
        Slot(
            f"D{day}-T{n}",
            "IST",
            NINE + timedelta(days=day, minutes=30 * n),
            NINE + timedelta(days=day, minutes=30 * n + 25),
        )
        for day in range(days)
        for n in range(3)
    )
    people = (Participant("S01", "supplier"), Participant("B01", "buyer"), Participant("B02", "buyer"))
    return Problem(
        legs=(Leg("IST", "Europe/Istanbul"),),
        slots=slots,
        tables=(Table("A1", "IST"),),
        interpreters=(Interpreter("I1", frozenset({"ko"})),),
        participants=people,
        requests=(Request("S01-B01", "S01", "B01", 10),),
    )


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        ("participant", " s01 ", "S01"),
        ("table", "a1", "A1"),
        ("interpreter", "i1", "I1"),
        ("request", "s01-b01", "S01-B01"),
        ("slot", "d0-t1", "D0-T1"),
        ("slot", "09:30", "D0-T1"),
        ("slot", "9:30", "D0-T1"),
        ("slot", "2030-10-10 09:30", "D0-T1"),
        ("slot", "2030-10-10T09:30", "D0-T1"),
        ("slot", "10-10 9:30", "D0-T1"),
    ],
)
def test_what_people_type_is_understood(kind: str, typed: str, meant: str) -> None:
    assert named(problem(), kind, typed) == meant


def test_a_time_that_two_days_have_asks_which() -> None:
    with pytest.raises(ValueError, match="slot '9:30' may be D0-T1 or D1-T1: name one of them"):
        named(problem(days=2), "slot", "9:30")


def test_what_is_nearly_right_is_proposed_and_what_is_far_off_is_not() -> None:
    with pytest.raises(ValueError, match=r"there is no participant 'B03': did you mean B0[12] or B0[12]\?"):
        named(problem(), "participant", "B03")
    with pytest.raises(ValueError, match="there is no participant 'zzzz': name one of S01, B01, B02"):
        named(problem(), "participant", "zzzz")
