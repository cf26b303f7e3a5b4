"""On small random disruptions: as few surviving meetings move as trying everything says, and every rule holds."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from random import Random

import pytest

from scheduler import Meeting, Problem, check, solve
from scheduler.instance import instance_of
from scheduler.measures import measure
from scheduler.replan import late, replan, without_interpreter, without_participant, without_table
from tests.property.scheduler.test_brute_force import Everything, random_problem

PROBLEMS = 500
BLOCKS = 10
LOSS = 0.3


def disrupted(problem: Problem, random: Random) -> Problem | None:
    """One thing goes wrong; ``None`` where a pin forbids it."""
    kind = random.choice(["participant", "late", "table", "interpreter", "limit"])
    who = random.choice(problem.participants).id
    try:
        if kind == "participant":
            return without_participant(problem, who, random.choice([None, "2"]))
        if kind == "late":
            return late(problem, who, "2")
        if kind == "table":
            return without_table(problem, random.choice(problem.tables).id, "2")
        if kind == "interpreter" and problem.interpreters:
            return without_interpreter(problem, random.choice(problem.interpreters).id)
        people = tuple(replace(one, max_meetings=1, min_meetings=0) for one in problem.participants)
        return replace(problem, participants=people)
    except ValueError:
        return None


def fewest(problem: Problem, before: tuple[Meeting, ...], loss: float) -> int:
    """The fewest survivors out of their slot, among schedules good enough up to value."""
    everything = Everything(problem)
    instance = instance_of(problem)
    survivors = {
        one.request: one.slot
        for one in before
        if instance.allowed[instance.request_number[one.request], instance.grid.number[one.slot]]
    }
    ranked: list[tuple[tuple[int, ...], int, int]] = []
    for times in everything.times():
        if next(everything.named(times), None) is None:
            continue
        meetings = [
            Meeting(r.id, r.supplier, r.buyer, slot, problem.tables[0].id, None, r.parties)
            for r, slot in zip(problem.requests, times, strict=True)
            if slot is not None
        ]
        found = measure(problem, meetings)
        at = {one.request: one.slot for one in meetings}
        out = sum(at.get(request) != slot for request, slot in survivors.items())
        ranked.append(((-found["pins"], -found["promises"], found["priority"]), int(found["value"]), out))  # pyright: ignore[reportOperatorIssue, reportArgumentType]
    first = max((layers, value) for layers, value, _ in ranked)
    least = ceil(first[1] * (1 - loss) - 1e-9)
    return min(out for layers, value, out in ranked if layers == first[0] and value >= least)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_as_few_meetings_move_as_trying_everything_says(block: int) -> None:
    for seed in range(block * PROBLEMS // BLOCKS, (block + 1) * PROBLEMS // BLOCKS):
        problem = random_problem(seed)
        before = solve(problem, workers=1, limit_seconds=20).meetings
        changed = disrupted(problem, Random(seed))
        if changed is None:
            continue
        loss = LOSS if seed % 2 else 0.0
        found = replan(changed, before, max_value_loss=loss, limit_seconds=600, workers=1)
        assert check(changed, found.result.meetings) == (), seed
        layer = found.layer("changes")
        assert layer.proven, seed
        assert layer.value == fewest(changed, before, loss), seed
