"""Random small problems with every rule: is every sentence about what is left out true?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduler.answers.verify import holds
from scheduler.answers.why import why
from scheduler.bench.tiny import random_problem
from scheduler.check import check
from scheduler.instance import instance_of
from scheduler.large.translate import unsupported
from scheduler.solve import solve


@dataclass(frozen=True, slots=True)
class FalseSentence:
    """A sentence that the rules contradict: where it was said, and of which request."""

    seed: int
    source: str
    request: str
    sentence: str


@dataclass(slots=True)
class Tally:
    """Sentences tried, by code, and those that are false."""

    problems: int = 0
    codes: Counter[str] = field(default_factory=Counter[str])
    remedies: int = 0
    false: list[FalseSentence] = field(default_factory=list[FalseSentence])


def bench_reasons(problems: int = 2_000, first: int = 0) -> Iterator[Tally]:
    """Solve random problems in both ways and try every sentence; yields the tally so far after each problem.

    Of each problem the reasons of both methods are tried, and for one request what ``why`` says and offers.

    Examples
    --------
    >>> *_, tally = bench_reasons(3)
    >>> tally.problems, tally.false
    (3, [])
    """
    tally = Tally()
    for seed in range(first, first + problems):
        _try_one(seed, tally)
        tally.problems += 1
        yield tally


def _try_one(seed: int, tally: Tally) -> None:
    problem = random_problem(seed)
    ways = ("one model", "decomposition") if unsupported(instance_of(problem)) is None else ("one model",)
    for way in ways:
        result = solve(problem, workers=1, deterministic_limit=2.0, method=way)
        for one in result.unscheduled:
            tally.codes[one.reason.code] += 1
            if not holds(problem, result.meetings, one.request, one.reason):
                tally.false.append(FalseSentence(seed, way, one.request, one.reason.words()))
        for one in result.unscheduled[:1]:
            answer = why(problem, result.meetings, one.request)
            if not holds(problem, result.meetings, one.request, answer.reason):
                tally.false.append(FalseSentence(seed, "why", one.request, answer.reason.words()))
            for remedy in answer.remedies:
                tally.remedies += 1
                at = {meeting.request: meeting.slot for meeting in remedy.meetings}
                kept = all(at.get(meeting.request) == meeting.slot for meeting in result.meetings)
                if check(remedy.problem, remedy.meetings) or not kept or at.get(one.request) != remedy.slot:
                    tally.false.append(FalseSentence(seed, "remedy", one.request, remedy.words()))
