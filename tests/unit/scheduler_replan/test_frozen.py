"""What is frozen and intact stays, table and interpreter too; who loses a table goes where there is one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from ortools.sat.python import cp_model

from scheduler import Interpreter, Meeting, Participant, Pin, Problem, Request, Table, check, layers, solve
from scheduler.examples import BANGKOK, ISTANBUL, Shape, roadshow, tiny
from scheduler.race import Outcome
from scheduler.replan import (
    Replan,
    affected,
    at_moment,
    general,
    replan,
    without_interpreter,
    without_participant,
    without_table,
)

A_B, C_D = Request("a-b", "a", "b", 1000), Request("c-d", "c", "d", 10)
TWO = tiny((A_B, C_D), slots=2, tables=2)
BEFORE = (Meeting("a-b", "a", "b", "1", "A"), Meeting("c-d", "c", "d", "1", "B"))


def places(found: Replan) -> dict[str, tuple[str, str]]:
    return {one.request: (one.slot, one.table) for one in found.result.meetings}


def test_a_frozen_meeting_whose_table_is_lost_goes_to_a_later_slot_and_the_other_stays() -> None:
    changed = without_table(TWO, "A", "1")
    found = replan(changed, BEFORE, now=at_moment(TWO, "1", -10), freeze=timedelta(minutes=20), max_value_loss=1.0)
    assert places(found)["c-d"] == ("1", "B")
    assert places(found)["a-b"][0] == "2"


def test_of_two_ways_to_move_one_meeting_the_one_that_touches_fewer_people_is_taken() -> None:
    found = replan(without_table(TWO, "A", "1"), BEFORE)
    assert places(found)["c-d"] == ("1", "B")
    assert set(affected(found.changes)) == {"a", "b"}


def test_who_loses_the_own_table_moves_to_another() -> None:
    problem = tiny((A_B, C_D), (Participant("a", "supplier", seat="A"),), slots=1, tables=3)
    found = replan(without_table(problem, "A"), BEFORE)
    assert found.result.unscheduled == ()
    assert places(found)["a-b"][1] in ("C",)
    assert places(found)["c-d"] == ("1", "B")


def test_a_table_lost_from_a_slot_on_frees_its_keeper_from_then_on() -> None:
    problem = tiny((A_B, Request("a-d", "a", "d", 9)), (Participant("a", "supplier", seat="A"),), slots=2, tables=2)
    before = (Meeting("a-b", "a", "b", "1", "A"), Meeting("a-d", "a", "d", "2", "A"))
    found = replan(without_table(problem, "A", "2"), before)
    assert places(found) == {"a-b": ("1", "A"), "a-d": ("2", "B")}


def test_nothing_to_move_is_an_answer_and_no_exception() -> None:
    for limit in (0.0, 5.0):
        found = replan(
            without_table(without_table(TWO, "A"), "B"), BEFORE, now=at_moment(TWO, "1", -1), freeze=timedelta(hours=3),
            limit_seconds=limit,
        )  # fmt: skip
        assert found.result.meetings == ()


CHANGES = ("table", "interpreter", "buyer", "supplier")


def changed(problem: Problem, kind: str, random: Random, slot: str) -> Problem:
    if kind == "table":
        return without_table(problem, random.choice(problem.tables).id, slot)
    if kind == "interpreter" and problem.interpreters:
        return without_interpreter(problem, random.choice(problem.interpreters).id, slot)
    side = "buyer" if kind == "buyer" else "supplier"
    return without_participant(
        problem, random.choice([one.id for one in problem.participants if one.side == side]), slot
    )


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize("variant", ["plain", "rests", "halls", "seated"])
def test_whatever_happens_frozen_intact_meetings_stay_as_they_are(kind: str, variant: str) -> None:
    seed = CHANGES.index(kind) % 3
    random = Random(seed)
    problem = roadshow(seed, (ISTANBUL, BANGKOK, Shape(6, 14, 40, 10, 6, 4))[seed], seated=variant == "seated")
    if variant == "rests":
        problem = replace(problem, interpreters=tuple(replace(one, max_run=3) for one in problem.interpreters))
    if variant == "halls":
        tables = tuple(replace(one, area="hall" if n % 2 else "loft") for n, one in enumerate(problem.tables))
        problem = replace(problem, tables=tables, walking={("hall", "loft"): 5})
    published = solve(problem, limit_seconds=1, workers=1).meetings
    held = Counter(one.slot for one in published)
    slot = max(problem.slots[1:-1], key=lambda one: held[one.id])
    new = changed(problem, kind, random, slot.id)
    frozen = [one for one in published if one.slot == slot.id and not check(new, [one])]
    assert len(frozen) > 1
    for limit in (0.05, 0.2, 1):
        found = replan(
            new, published, now=slot.starts_at - timedelta(minutes=5), freeze=timedelta(minutes=15), limit_seconds=limit
        )
        assert [one for one in frozen if one not in found.result.meetings] == []
        assert check(new, found.result.meetings) == ()


SCREEN = frozenset({"screen"})
KOREAN, TURKISH = frozenset({"ko"}), frozenset({"tr"})
CROWDED = tiny(
    (A_B, replace(C_D, equipment=SCREEN), Request("e-f", "e", "f", 5)),
    tuple(
        Participant(name, "supplier" if n % 2 == 0 else "buyer", tongue)
        for n, (name, tongue) in enumerate(
            zip("abcdef", [KOREAN, TURKISH, KOREAN, KOREAN, KOREAN, TURKISH], strict=True)
        )
    ),
    slots=2,
    tables=(Table("A", "leg", "hall", 1, SCREEN), Table("B", "leg", "hall", 1, SCREEN), Table("C", "leg", "loft")),
    interpreters=(Interpreter("I", KOREAN | TURKISH), Interpreter("J", KOREAN | TURKISH)),
    walking={("hall", "loft"): 5},
)
ALL_AT_ONCE = (Meeting("a-b", "a", "b", "1", "A", "I"), Meeting("c-d", "c", "d", "1", "B"),
               Meeting("e-f", "e", "f", "1", "C", "J"))  # fmt: skip


def test_no_search_however_short_trades_a_frozen_meeting_for_two_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Table B and interpreter J are lost: whoever gives up the frozen meeting holds the two others."""

    def hasty(model: cp_model.CpModel, *_: object, **__: object) -> Outcome:
        """What a search that was cut short might bring: as many meetings as can be, whichever they are."""
        some = model.clone()
        some.clear_hints()
        coefficients = some.proto.objective.coeffs
        for n, coefficient in enumerate(coefficients):
            coefficients[n] = max(coefficient, -1)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(some) == cp_model.OPTIMAL
        return Outcome(proven=False, objective=0, bound=0, solution=tuple(solver.response_proto.solution))

    monkeypatch.setattr(general, "race", hasty)
    monkeypatch.setattr(layers, "race", lambda *_, **__: Outcome(proven=False, objective=None, bound=None, solution=()))
    lost = without_interpreter(without_table(CROWDED, "B", "1"), "J", "1")
    found = replan(lost, ALL_AT_ONCE, now=at_moment(CROWDED, "1", -5), freeze=timedelta(minutes=15), limit_seconds=5)
    assert ALL_AT_ONCE[0] in found.result.meetings
    assert check(lost, found.result.meetings) == ()


def test_a_pin_that_comes_too_late_gives_way_to_what_is_frozen() -> None:
    late = replace(CROWDED, pins=(Pin("c-d", "1", "A"),))
    published = (ALL_AT_ONCE[0],)
    found = replan(late, published, now=at_moment(CROWDED, "1", -5), freeze=timedelta(minutes=15), limit_seconds=5)
    assert published[0] in found.result.meetings
    assert "c-d" not in places(found)
    assert check(late, found.result.meetings) == ()
