"""Re-planning: past and frozen meetings stay, freed slots are offered, and people are told what changes and why."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler import Interpreter, Meeting, Participant, Pin, Problem, Progress, Request, Status, Table, check
from scheduler.bench.replan import bench_replan
from scheduler.budget import Budget
from scheduler.examples import roadshow, tiny
from scheduler.greedy import greedy
from scheduler.instance import instance_of
from scheduler.replan import (
    affected,
    changes_between,
    late,
    offers,
    replan,
    summary,
    with_pin,
    with_request,
    without_interpreter,
    without_participant,
    without_request,
    without_table,
)

NINE = datetime(2022, 10, 11, 9, tzinfo=UTC)
A_B, A_C, D_B = Request("a-b", "a", "b", 5), Request("a-c", "a", "c", 4), Request("d-b", "d", "b", 3)
PUBLISHED = (Meeting("a-b", "a", "b", "1", "A"), Meeting("a-c", "a", "c", "2", "A"), Meeting("d-b", "d", "b", "3", "B"))


def event(*more: Request, **given: object) -> Problem:
    return tiny((A_B, A_C, D_B, *more), slots=4, tables=2, **given)  # pyright: ignore[reportArgumentType]


def slots(meetings: tuple[Meeting, ...]) -> dict[str, str]:
    return {one.request: one.slot for one in meetings}


def test_nothing_changes_where_nothing_happened() -> None:
    found = replan(event(), PUBLISHED)
    assert found.changes == ()
    assert (found.survivors, found.kept, found.moved, found.result.value) == (3, 3, 0, 12)


def test_someone_gone_loses_their_meetings_and_nobody_else_moves() -> None:
    problem = without_participant(event(), "c")
    found = replan(problem, PUBLISHED)
    assert [(one.kind, one.request, one.cause) for one in found.changes] == [("lost", "a-c", "availability")]
    assert (
        found.changes[0].words(problem) == "a – c: no longer meet at 11 Oct 09:30. c is not available at 11 Oct 09:30."
    )
    assert found.changes[0].words(problem, "ko") == (
        "a – c: 11 Oct 09:30 상담이 없어짐. c이(가) 11 Oct 09:30에 참석할 수 없습니다."
    )


def test_someone_late_is_moved_and_nobody_else() -> None:
    found = replan(late(event(), "b", "2"), PUBLISHED)
    assert [(one.kind, one.request) for one in found.changes] == [("moved", "a-b")]
    assert slots(found.result.meetings)["a-b"] == "4"


def test_a_lost_table_leaves_the_times_as_they_were() -> None:
    found = replan(without_table(event(), "B"), PUBLISHED)
    assert [(one.kind, one.request, one.cause) for one in found.changes] == [("table", "d-b", "table_availability")]
    assert (found.moved, found.kept) == (0, 2)


def test_a_lost_interpreter_is_replaced_at_the_same_time() -> None:
    people = (Participant("a", "supplier", frozenset({"ko"})), Participant("b", "buyer", frozenset({"tr"})))
    staff = tuple(Interpreter(name, frozenset({"ko", "tr"})) for name in "IJ")
    problem = tiny((A_B,), people, interpreters=staff)
    found = replan(without_interpreter(problem, "I"), (Meeting("a-b", "a", "b", "2", "A", "I"),))
    assert [(one.kind, one.after and one.after.interpreter) for one in found.changes] == [("interpreter", "J")]


def test_a_freed_slot_goes_to_a_waiting_pair() -> None:
    waiting = Request("a-e", "a", "e", 2, slots=frozenset({"2"}))
    found = replan(without_participant(event(waiting), "c"), PUBLISHED)
    assert [(one.kind, one.request) for one in found.changes] == [("lost", "a-c"), ("added", "a-e")]


def test_a_new_wish_comes_in_without_moving_anybody() -> None:
    problem = with_request(event(), Request("d-n", "d", "n", 9), Participant("n", "buyer"))
    found = replan(problem, PUBLISHED)
    assert [(one.kind, one.request) for one in found.changes] == [("added", "d-n")]


def test_a_withdrawn_wish_is_lost_with_its_reason() -> None:
    found = replan(without_request(event(), "a-c"), PUBLISHED)
    assert [(one.kind, one.cause) for one in found.changes] == [("lost", "withdrawn")]


def test_a_pin_moves_its_meeting_alone() -> None:
    found = replan(with_pin(event(), Pin("a-b", "4")), PUBLISHED)
    assert [(one.kind, one.request, one.cause) for one in found.changes] == [("moved", "a-b", "pins")]


def test_a_dear_wish_lets_one_meeting_give_way_only_where_value_asks_for_it() -> None:
    dear = Request("a-e", "a", "e", 9, slots=frozenset({"1"}))
    problem = tiny((A_B, dear), slots=2)
    before = (Meeting("a-b", "a", "b", "1", "A"),)
    found = replan(problem, before, max_value_loss=0.0)
    assert slots(found.result.meetings) == {"a-b": "2", "a-e": "1"}
    assert (found.layer("changes").value, found.layer("changes").bound) == (1, 1)
    stable = replan(problem, before, max_value_loss=1.0)
    assert slots(stable.result.meetings) == {"a-b": "1"}


def test_meetings_that_have_begun_and_frozen_ones_stay_and_nothing_is_added_there() -> None:
    waiting = Request("d-e", "d", "e", 9)
    problem = without_participant(event(waiting), "b", "3")
    found = replan(problem, PUBLISHED, now=NINE + timedelta(minutes=10), freeze=timedelta(minutes=30))
    assert slots(found.result.meetings) == {"a-b": "1", "a-c": "2", "d-e": "3"}
    assert [(one.kind, one.request) for one in found.changes] == [("lost", "d-b"), ("added", "d-e")]


def test_a_request_whose_slots_are_over_says_so() -> None:
    early = Request("d-e", "d", "e", 9, slots=frozenset({"1"}))
    found = replan(event(early), PUBLISHED, now=NINE + timedelta(minutes=10))
    assert [(one.request, one.reason.code) for one in found.result.unscheduled] == [("d-e", "too_late")]


def test_a_change_that_contradicts_a_meeting_that_has_begun_is_refused() -> None:
    with pytest.raises(ValueError, match="Date the change from a later slot on"):
        replan(without_participant(event(), "b"), PUBLISHED, now=NINE + timedelta(minutes=10))


def test_walks_and_overlapping_slots_are_re_planned_too() -> None:
    tables = (Table("A", "leg", "hall"), Table("B", "leg", "loft"))
    problem = replace(event(), tables=tables, walking={("hall", "loft"): 5})
    found = replan(without_participant(problem, "c"), PUBLISHED)
    assert found.result.method == "one model"
    assert (found.kept, found.survivors, found.layer("changes").proven) == (2, 2, True)
    assert check(without_participant(problem, "c"), found.result.meetings) == ()


def test_a_long_run_keeps_its_rest() -> None:
    people = (
        Participant("a", "supplier", frozenset({"ko"})),
        *(Participant(name, "buyer", frozenset({"tr"})) for name in "bcd"),
    )
    requests = tuple(Request(f"a-{name}", "a", name, 5) for name in "bcd")
    staff = (Interpreter("I", frozenset({"ko", "tr"}), max_run=2),)
    problem = tiny(requests, people, slots=4, interpreters=staff)
    before = (Meeting("a-b", "a", "b", "1", "A", "I"), Meeting("a-c", "a", "c", "2", "A", "I"))
    found = replan(problem, before)
    assert slots(found.result.meetings) == {"a-b": "1", "a-c": "2", "a-d": "4"}


def test_progress_is_told_ring_by_ring() -> None:
    heard: list[Progress] = []
    replan(without_participant(event(), "c"), PUBLISHED, progress=heard.append)
    assert heard[0].phase == "re-planning hit"
    assert all(one.bound >= one.value for one in heard)


def test_stopping_at_once_keeps_what_survives() -> None:
    problem = without_participant(event(), "c")
    found = replan(problem, PUBLISHED, stop=lambda: True)
    assert check(problem, found.result.meetings) == ()
    assert found.kept == 2


def test_equal_questions_have_equal_answers() -> None:
    one, other = (replan(without_participant(event(), "c"), PUBLISHED) for _ in range(2))
    assert (one.result.meetings, one.changes) == (other.result.meetings, other.changes)


def test_offers_name_the_owed_first_then_the_dear() -> None:
    people = (Participant("p", "buyer", min_meetings=1),)
    requests = (Request("d-p", "d", "p", 1), Request("d-e", "d", "e", 9), A_B)
    found = offers(tiny(requests, people, slots=2), (Meeting("a-b", "a", "b", "1", "A"),))
    assert [(one.request, one.slots, one.owed) for one in found] == [("d-p", ("2",), 1), ("d-e", ("2",), 0)]


def test_the_summary_counts_people_once_for_every_meeting() -> None:
    after = (Meeting("a-b", "a", "b", "4", "A"), *PUBLISHED[1:])
    changes = changes_between(event(), PUBLISHED, after)
    assert {who: dict(count) for who, count in affected(changes).items()} == {"a": {"moved": 1}, "b": {"moved": 1}}
    assert summary(changes, 2, "ko") == (
        "2건은 그대로입니다. 옮김 1건, 테이블 바뀜 0건, 통역사 바뀜 0건, 없어짐 0건, 새로 넣음 0건. 영향받는 참가자 2곳."
    )


def test_bad_limits_and_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="max_value_loss is 2"):
        replan(event(), PUBLISHED, max_value_loss=2)
    with pytest.raises(ValueError, match="now has no zone"):
        replan(event(), PUBLISHED, now=datetime(2022, 10, 11))
    with pytest.raises(ValueError, match="freeze needs the moment now"):
        replan(event(), PUBLISHED, freeze=timedelta(minutes=5))
    with pytest.raises(ValueError, match="unknown participant 'x'"):
        without_participant(event(), "x")
    with pytest.raises(ValueError, match="unknown slot '9'"):
        without_table(event(), "A", "9")
    with pytest.raises(ValueError, match="unknown request 'x'"):
        without_request(event(), "x")
    with pytest.raises(ValueError, match="held twice"):
        replan(event(), (PUBLISHED[0], PUBLISHED[0]))


def resting(problem: Problem) -> Problem:
    return replace(problem, interpreters=tuple(replace(one, max_run=3) for one in problem.interpreters))


def walked(problem: Problem) -> Problem:
    tables = tuple(replace(one, area="loft" if n % 2 else "hall") for n, one in enumerate(problem.tables))
    return replace(problem, tables=tables, walking={("hall", "loft"): 5})


@pytest.mark.parametrize("limit", [0.001, 0.1, 0.5])
@pytest.mark.parametrize("kind", [resting, walked])
def test_however_little_time_there_is_no_survivor_is_lost(kind: Callable[[Problem], Problem], limit: float) -> None:
    problem = kind(roadshow(seed=1))
    published = greedy(instance_of(problem))
    changed = without_participant(problem, published[0].buyer)
    found = replan(changed, published, limit_seconds=limit)
    assert check(changed, found.result.meetings) == ()
    assert (found.kept, found.moved) == (found.survivors, 0)
    assert found.survivors == sum(one.buyer != published[0].buyer for one in published)
    assert found.result.status is not Status.OPTIMAL or found.result.gap == 0


def test_what_was_not_searched_is_not_called_optimal() -> None:
    problem = roadshow(seed=1)
    changed = without_participant(problem, problem.requests[0].buyer)
    found = replan(changed, greedy(instance_of(problem)), limit_seconds=0.001)
    assert found.result.value < 0.99 * found.result.bound
    assert found.result.status is Status.FEASIBLE


def test_the_search_leaves_time_for_names_check_and_reasons() -> None:
    at_once, after_a_second = Budget(5.0).for_search(), Budget(5.0, began=time.monotonic() - 1).for_search()
    assert 4.4 < at_once.left <= 4.5
    assert 1.4 < after_a_second.left <= 1.5
    assert Budget().for_search().limit_seconds is None


def test_a_pin_goes_with_whoever_it_needs() -> None:
    pinned = event(pins=(Pin("a-b", "1", "A"), Pin("a-c", "2"), Pin("d-b", table="B")))
    assert [pin.request for pin in late(pinned, "b", "2").pins] == ["a-c", "d-b"]
    assert [pin.request for pin in without_participant(pinned, "b").pins] == ["a-c"]
    assert [pin.request for pin in late(pinned, "a", "2").pins] == ["a-c", "d-b"]
    assert [pin.request for pin in without_table(pinned, "A", "2").pins] == ["a-b", "a-c", "d-b"]
    assert [pin.request for pin in without_table(pinned, "A").pins] == ["a-c", "d-b"]
    found = replan(without_participant(pinned, "c"), PUBLISHED)
    assert [(one.kind, one.request, one.cause) for one in found.changes] == [("lost", "a-c", "availability")]


def test_the_benchmark_keeps_everyone_in_place_and_in_time() -> None:
    row = next(bench_replan(["7x50"], shares=[0.08], seeds=[3]))
    assert (row.stable, row.moved, row.violations, row.in_time) == (1.0, 0, 0, True)
    assert row.loss <= 0.01
    assert not replace(row, seconds=1.01).in_time
