"""Times are exact and local to the leg, the same for the model, for greedy and for the checker."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler import Interpreter, Leg, Meeting, Participant, Problem, Request, Slot, Table, check, solve
from scheduler.examples import tiny
from scheduler.greedy import greedy
from scheduler.instance import instance_of

BUYERS = ("b", "c", "d", "e")


def slots(zone: str, first: datetime, count: int, minutes: float = 30.0) -> tuple[Slot, ...]:
    starts = [
        (first.astimezone(UTC) + timedelta(minutes=minutes * n)).astimezone(ZoneInfo(zone)) for n in range(count + 1)
    ]
    return tuple(Slot(str(n + 1), "leg", starts[n], starts[n + 1]) for n in range(count))


def on(grid: tuple[Slot, ...], zone: str, problem: Problem) -> Problem:
    """The same problem on another grid in another zone."""
    return replace(problem, legs=(Leg("leg", zone),), slots=grid)


def interpreted(zone: str, grid: tuple[Slot, ...], **interpreter: int) -> Problem:
    """One supplier and four buyers of another language, whom one interpreter serves."""
    return on(grid, zone, tiny(
        tuple(Request(f"a-{buyer}", "a", buyer, 5) for buyer in BUYERS),
        (
            Participant("a", "supplier", frozenset({"ko"})),
            *(Participant(buyer, "buyer", frozenset({"ar"})) for buyer in BUYERS),
        ),
        interpreters=(Interpreter("i", frozenset({"ko", "ar"}), **interpreter),),
    ))  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "Asia/Dubai", "America/Los_Angeles", "Asia/Kathmandu"])
@pytest.mark.parametrize("hour", [15, 22, 23])
@pytest.mark.parametrize("method", ["one model", "decomposition"])
def test_midnight_is_no_rest_for_an_interpreter(zone: str, hour: int, method: str) -> None:
    problem = interpreted(zone, slots(zone, datetime(2026, 3, 1, hour, tzinfo=ZoneInfo(zone)), 4), max_run=2)
    result = solve(problem, workers=1, limit_seconds=10, method=method)  # pyright: ignore[reportArgumentType]
    assert check(problem, result.meetings) == check(problem, greedy(instance_of(problem))) == ()
    assert len(result.meetings) == 3
    assert result.certificate.rejected == 0


def test_the_checker_counts_a_run_across_midnight_as_one() -> None:
    zone = "Asia/Dubai"
    problem = interpreted(zone, slots(zone, datetime(2026, 3, 1, 23, tzinfo=ZoneInfo(zone)), 3), max_run=2)
    night = [Meeting(f"a-{who}", "a", who, str(n + 1), "A", "i") for n, who in enumerate("bcd")]
    assert [one.rule for one in check(problem, night)] == ["max_run"]


def test_slots_that_overlap_by_seconds_are_not_taken_as_apart() -> None:
    nine = datetime(2026, 3, 1, 9, tzinfo=UTC)
    grid = (
        Slot("1", "leg", nine, nine + timedelta(minutes=20, seconds=40)),
        Slot("2", "leg", nine + timedelta(minutes=20, seconds=20), nine + timedelta(minutes=40)),
    )
    problem = on(grid, "UTC", tiny((Request("a-b", "a", "b", 5), Request("a-c", "a", "c", 5)), tables=2))
    assert len(solve(problem, workers=1).meetings) == len(greedy(instance_of(problem))) == 1


def test_a_break_that_lacks_a_second_is_no_break() -> None:
    first, second = slots("UTC", datetime(2026, 3, 1, 9, tzinfo=UTC), 2)
    for lacking, held in ((1, 1), (0, 2)):
        later = timedelta(minutes=15, seconds=-lacking)
        late = replace(second, starts_at=second.starts_at + later, ends_at=second.ends_at + later)
        problem = interpreted("UTC", (first, late), max_run=1)
        assert len(solve(problem, workers=1).meetings) == len(greedy(instance_of(problem))) == held


def test_the_hour_that_comes_twice_when_clocks_go_back_is_two_hours() -> None:
    zone = ZoneInfo("Europe/Berlin")
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=zone)
    again = twice.replace(fold=1)
    grid = (
        Slot("1", "leg", twice, again),
        Slot("2", "leg", again, again.replace(minute=45)),
    )
    problem = on(grid, "Europe/Berlin", tiny((Request("a-b", "a", "b", 5), Request("a-c", "a", "c", 5))))
    result = solve(problem, workers=1)
    assert (len(result.meetings), check(problem, result.meetings)) == (2, ())


def test_a_day_is_that_of_the_zone_of_the_leg() -> None:
    zone = "America/Los_Angeles"
    limited = Participant("a", "supplier", max_per_day=1)
    evening = slots(zone, datetime(2026, 3, 1, 15, 30, tzinfo=ZoneInfo(zone)), 4)  # UTC midnight after the first
    problem = on(evening, zone, tiny(tuple(Request(f"a-{buyer}", "a", buyer, 5) for buyer in BUYERS), (limited,)))
    assert len(solve(problem, workers=1).meetings) == len(greedy(instance_of(problem))) == 1
    night = slots(zone, datetime(2026, 3, 1, 23, tzinfo=ZoneInfo(zone)), 4)
    assert len(solve(replace(problem, slots=night, tables=(Table("A", "leg"),)), workers=1).meetings) == 2
