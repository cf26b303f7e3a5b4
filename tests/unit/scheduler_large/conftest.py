"""Small random problems with every feature that the decomposition counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from scheduler import Interpreter, Leg, Participant, Pin, Precedence, Problem, Request, Slot, Table

SLOTS = [f"{day}-{number}" for day in (1, 2) for number in (1, 2, 3)]


@pytest.fixture
def rich_problem() -> Callable[[int], Problem]:
    return _rich_problem


def _rich_problem(seed: int) -> Problem:
    """Two days of three slots; up to ten requests; limits, delegates, seats, rests, promises, VIPs and pins by chance."""
    random = Random(seed)
    people = [_participant(random, f"s{n}", "supplier") for n in range(3)]
    people += [_participant(random, f"b{n}", "buyer") for n in range(4)]
    pairs = random.sample([(s, b) for s in range(3) for b in range(4)], 8)
    requests = [
        Request(f"s{s}-b{b}", f"s{s}", f"b{b}", random.randint(1, 9), must=random.random() < 0.15) for s, b in pairs
    ]
    if seed % 3 == 0:
        requests[0] = replace(requests[0], parties=tuple({"b0", "b1"} - {requests[0].buyer})[:1])
    if seed % 5 == 0:
        requests[2] = replace(requests[2], equipment=frozenset({"screen"}))
    seated = any(person.seat is not None for person in people)
    pinned = (Pin(requests[3].id, table="T2" if seated else "T1"),) if seed % 2 else ()
    return Problem(
        legs=(Leg("expo"),),
        slots=tuple(_slots()),
        tables=(
            Table("T1", "expo", equipment=frozenset({"screen"})),
            Table("T2", "expo", unavailable=frozenset({"1-2"})),
        ),
        participants=tuple(people),
        requests=tuple(requests),
        interpreters=(
            Interpreter("I1", frozenset({"ko", "th"}), max_run=2 if seed % 3 == 1 else None),
            Interpreter("I2", frozenset({"ko", "tr"}), unavailable=frozenset(random.sample(SLOTS, 2))),
        ),
        pins=pinned,
        forbidden=frozenset({("s0", "b0")}) if random.random() < 0.3 else frozenset(),
        precedences=(Precedence(requests[4].id, requests[5].id),) if random.random() < 0.5 else (),
        objectives=("promises", "priority", "value"),
    )


def _slots() -> list[Slot]:
    found: list[Slot] = []
    for name in SLOTS:
        day, number = map(int, name.split("-"))
        starts_at = datetime(2026, 11, 2 + day, 1, tzinfo=UTC) + timedelta(minutes=30 * number)
        found.append(Slot(name, "expo", starts_at, starts_at + timedelta(minutes=30)))
    return found


def _participant(random: Random, name: str, side: str) -> Participant:
    languages = {"ko"} if side == "supplier" else {random.choice(["th", "tr", "ko"])}
    return Participant(
        id=name,
        side="supplier" if side == "supplier" else "buyer",
        languages=frozenset(languages),
        unavailable=frozenset(random.sample(SLOTS, random.randint(0, 3))),
        delegates=2 if random.random() < 0.2 else 1,
        seat="T2" if name == "s2" and random.random() < 0.5 else None,
        min_meetings=2 if random.random() < 0.2 else 0,
        max_meetings=2 if random.random() < 0.2 else None,
        max_per_day=1 if random.random() < 0.3 else None,
        priority=random.choice([0, 0, 0, 1]),
    )
