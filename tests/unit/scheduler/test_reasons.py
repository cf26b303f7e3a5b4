"""Every unscheduled request has the reason that binds, in words of two languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduler import Delegate, Interpreter, Leg, Participant, Pin, Precedence, Problem, Request, Table, solve
from scheduler.answers.verify import CLAIMS, holds
from scheduler.bench.reasons import bench_reasons
from scheduler.bench.scale import problem_named
from scheduler.board import Board
from scheduler.examples import tiny
from scheduler.greedy import greedy
from scheduler.instance import instance_of
from scheduler.reason import SENTENCES, Reason
from scheduler.reasons import reasons

A_B = Request("a-b", "a", "b", 5)
DEAR = Request("a-c", "a", "c", 9)
D_C = Request("d-c", "d", "c", 9)
KOREAN = Participant("a", "supplier", frozenset({"ko"}))
TURKISH = Participant("b", "buyer", frozenset({"tr"}))
INTERPRETER = Interpreter("i", {"ko": 1, "tr": 1})
A_FAR = Participant("a", "supplier", legs=frozenset({"far"}))
B_NEAR = Participant("b", "buyer", legs=frozenset({"leg"}))
A_LATE = Participant("a", "supplier", unavailable=frozenset("1"))
B_EARLY = Participant("b", "buyer", unavailable=frozenset("2"))
STRANGERS = (KOREAN, TURKISH, replace(KOREAN, id="d"), replace(TURKISH, id="c"))
HALL = Table("A", "leg", "hall", equipment=frozenset({"x"}))
LOFT = Table("B", "leg", "loft", equipment=frozenset({"y"}))


def two_stops(requests: tuple[Request, ...]) -> Problem:
    """The second slot and a table for it are in another leg."""
    problem = tiny(requests, slots=2)
    first, second = problem.slots
    return replace(
        problem,
        legs=(Leg("leg"), Leg("other")),
        slots=(first, replace(second, leg="other")),
        tables=(*problem.tables, Table("Z", "other")),
    )


def two_days(requests: tuple[Request, ...], people: tuple[Participant, ...], **given: Any) -> Problem:
    """Four slots, of which the last two are on the next day, and two tables."""
    problem = tiny(requests, people, slots=4, tables=2, **given)
    first, second, *others = problem.slots
    day = timedelta(days=1)
    later = [replace(slot, starts_at=slot.starts_at + day, ends_at=slot.ends_at + day) for slot in others]
    return replace(problem, slots=(first, second, *later))


BINDING: dict[str, tuple[str, Problem]] = {
    "forbidden": ("b and a must not meet: the organizer forbade it.", tiny((A_B,), forbidden=frozenset({("b", "a")}))),
    "pair_met": (
        "a and b already meet under request again.",
        tiny((A_B, replace(A_B, id="again", leg="leg", value=9)), slots=2),
    ),
    "no_leg": (
        "a and b are never at the same stop.",
        tiny(
            (A_B,),
            (Participant("a", "supplier", legs=frozenset({"far"})), Participant("b", "buyer", legs=frozenset({"leg"}))),
            legs=(Leg("leg"), Leg("far")),
        ),
    ),
    "no_common_time": (
        "a and b are never available at the same time.",
        tiny(
            (A_B,),
            (
                Participant("a", "supplier", unavailable=frozenset("1")),
                Participant("b", "buyer", unavailable=frozenset("2")),
            ),
            slots=2,
        ),
    ),
    "no_interpreter": (
        "No interpreter who works when a and b could meet speaks a language of each.",
        tiny((A_B,), (KOREAN, TURKISH), interpreters=(Interpreter("i", {"ko": 1, "th": 1}),)),
    ),
    "no_table": (
        "No table suits this meeting when a and b could meet.",
        tiny((replace(A_B, equipment=frozenset({"screen"})),)),
    ),
    "seats": (
        "a and b both keep a table of their own.",
        tiny((A_B,), (Participant("a", "supplier", seat="A"), Participant("b", "buyer", seat="B")), tables=2),
    ),
    "limit": (
        "a already has as many meetings as its limit allows: 1.",
        tiny((A_B, DEAR), (Participant("a", "supplier", max_meetings=1),)),
    ),
    "no_interpreter_level": (
        "No interpreter who works when a and b could meet speaks a language of each at level 3.",
        tiny((replace(A_B, level=3),), (KOREAN, TURKISH), interpreters=(Interpreter("i", {"ko": 3, "tr": 2}),)),
    ),
    "own_slots": (
        "a and b are not all available in any slot in which the request may be held.",
        tiny((replace(A_B, slots=frozenset("1")),), (A_LATE,), slots=2),
    ),
    "limit_zero": (
        "a takes no meetings: its limit is 0.",
        tiny((A_B,), (Participant("a", "supplier", max_meetings=0),)),
    ),
    "busy_one": (
        "a is in other meetings in every slot in which it could meet b.",
        tiny((A_B, DEAR), slots=1, tables=2),
    ),
    "busy": (
        "All slots in which a and b could meet are taken by other meetings of theirs.",
        tiny(
            (A_B, replace(DEAR, slots=frozenset("1")), Request("d-b", "d", "b", 9, slots=frozenset("2"))),
            slots=2,
            tables=2,
        ),
    ),
    "shared_person": (
        "At 1 there are too few delegates to speak for a and b.",
        tiny((A_B, D_C), slots=1, tables=2, delegates=(Delegate("Kim", frozenset({"b", "c"})),)),
    ),
    "travel": (
        "At 1, when a and b are free there, no time is left to travel from or to a meeting in another stop.",
        two_stops((replace(A_B, slots=frozenset("1")), replace(DEAR, slots=frozenset("2")))),
    ),
    "several": (
        "In every slot something stands in its way: other meetings at that time and limits on meetings a day.",
        two_days(
            (A_B, replace(DEAR, slots=frozenset("1")), Request("d-b", "d", "b", 9, slots=frozenset("4"))),
            (
                Participant("a", "supplier", max_per_day=1),
                Participant("b", "buyer", max_per_day=1),
            ),
        ),
    ),
    "tables_full": ("At 1, when a and b are free, every suitable table is taken.", tiny((A_B, D_C), slots=1)),
    "interpreters_busy": (
        "At 1, when a and b are free, every suitable interpreter is engaged or resting.",
        tiny(
            (A_B, D_C),
            (KOREAN, TURKISH, replace(KOREAN, id="d"), replace(TURKISH, id="c")),
            slots=1,
            tables=2,
            interpreters=(INTERPRETER,),
        ),
    ),
    "day_limit": (
        "On every day with a free slot, a already has as many meetings as its limit allows: 1.",
        tiny((A_B, DEAR), (Participant("a", "supplier", max_per_day=1),), slots=2),
    ),
    "half_day_limit": (
        "In every half-day with a free slot, a already has as many meetings as its limit allows: 1.",
        tiny((A_B, DEAR), (Participant("a", "supplier", max_per_half_day=1),), slots=2),
    ),
    "walking": (
        "At 1, when a and b are free, there is no time to walk there from or to the meeting next to it.",
        tiny(
            (replace(A_B, equipment=frozenset({"x"})), replace(DEAR, slots=frozenset("2"), equipment=frozenset({"y"}))),
            slots=2,
            tables=(
                Table("A", "leg", "hall", equipment=frozenset({"x"})),
                Table("B", "leg", "loft", equipment=frozenset({"y"})),
            ),
            walking={("hall", "loft"): 10},
        ),
    ),
    "precedence": (
        "At 1 it would break the order of meetings asked for with d-c.",
        tiny(
            (replace(A_B, slots=frozenset("1")), replace(D_C, slots=frozenset("2"))),
            slots=2,
            precedences=(Precedence("d-c", "a-b"),),
        ),
    ),
    "pin": (
        "Its pinned place, 1, B, is not free.",
        tiny(
            (A_B, D_C, Request("e-f", "e", "f", 7)),
            slots=1,
            tables=2,
            pins=(Pin("a-b", "1", "B"), Pin("e-f", table="B"), Pin("d-c", "1")),
        ),
    ),
}


@pytest.mark.parametrize("code", BINDING)
def test_the_reason_is_the_one_that_binds(code: str) -> None:
    words, problem = BINDING[code]
    result = solve(problem, workers=1)
    if code == "pin":
        assert {one.reason.code for one in result.unscheduled} == {"pin"}
        return
    (unscheduled,) = result.unscheduled
    assert (unscheduled.request, unscheduled.reason.code, unscheduled.reason.words()) == ("a-b", code, words)
    assert holds(problem, result.meetings, "a-b", unscheduled.reason)


@pytest.mark.parametrize("code", sorted(set(BINDING) - {"pin"}))
def test_a_sentence_that_is_true_of_one_problem_is_not_taken_as_true_of_the_others(code: str) -> None:
    _, problem = BINDING[code]
    result = solve(problem, workers=1)
    reason = result.unscheduled[0].reason
    refuted = 0
    for _, other in BINDING.values():
        schedule = solve(other, workers=1)
        if not schedule.unscheduled or schedule.unscheduled[0].reason.code == code:
            continue
        refuted += not holds(other, schedule.meetings, schedule.unscheduled[0].request, reason)
    assert refuted > len(BINDING) / 2


def test_every_sentence_has_a_claim_that_can_be_checked() -> None:
    assert set(SENTENCES) == {*CLAIMS, "too_late"}


def test_no_sentence_about_random_problems_is_false() -> None:
    *_, tally = bench_reasons(60)
    assert tally.false == []
    assert tally.codes.total() > 100 < tally.remedies


def test_room_that_is_left_is_told_as_such() -> None:
    problem = tiny((replace(A_B, value=0),), objectives=("value",))
    assert [one.reason.code for one in solve(problem, workers=1).unscheduled] in ([], ["room_left"])


def test_every_reason_reads_in_english_and_korean() -> None:
    for code in SENTENCES:
        reason = Reason(code, "rule", ("x", "y", "z"))
        assert "{" not in reason.words("en") + reason.words("ko")
        assert reason.words("en") != reason.words("ko-KR")


def test_a_busy_pair_is_told_what_stands_in_the_way_slot_by_slot() -> None:
    result = solve(tiny((A_B, DEAR), slots=1, tables=2), workers=1)
    (block,) = result.unscheduled[0].reason.blocks
    assert (block.slot, block.rule, block.resources) == ("1", "one_meeting_at_a_time", ("a",))


def test_whether_an_interpreter_must_rest_is_worked_out_once_a_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 300 x 104 with rests the reasons took 3 s of processor time, however short the limit."""
    instance = instance_of(problem_named("60x100+rests", 0))
    meetings = greedy(instance)
    asked: list[tuple[int, int]] = []
    own = Board._rests  # pyright: ignore[reportPrivateUsage]

    def count(board: Board, interpreter: int, slot: int) -> bool:
        asked.append((interpreter, slot))
        return own(board, interpreter, slot)

    monkeypatch.setattr(Board, "_rests", count)
    assert reasons(instance, meetings)
    kinds = len(instance.interprets)
    assert 0 < len(asked) <= kinds * instance.on_shift.size
