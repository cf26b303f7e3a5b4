"""Small made-up events for examples and tests: fictional participants, shapes of real roadshows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from scheduler.problem import Interpreter, Leg, Participant, Problem, Request, Slot, Table


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a made-up event is."""

    suppliers: int
    buyers: int
    requests: int
    slots: int
    tables: int
    interpreters: int
    days: int = 1


ISTANBUL = Shape(suppliers=7, buyers=50, requests=76, slots=14, tables=7, interpreters=7)
BANGKOK = Shape(suppliers=12, buyers=26, requests=80, slots=14, tables=12, interpreters=12)


def roadshow(seed: int = 0, shape: Shape = ISTANBUL, *, seated: bool = False) -> Problem:
    """A roadshow of Korean suppliers abroad: popular and less popular pairs, absences, three language pairs.

    Pair popularity falls as rank to the power 0.8, scores are normal (60, 18) in thousandths, 15% of the participants
    miss a half of a day, and about four of five meetings need an interpreter.

    Examples
    --------
    >>> problem = roadshow(seed=1)
    >>> len(problem.requests), len(problem.slots), len(problem.interpreters)
    (76, 14, 7)
    """
    random = Random(seed)  # noqa: S311
    slots = tuple(_slots(shape))
    suppliers = [_participant(random, shape, slots, n, supplier=True, seated=seated) for n in range(shape.suppliers)]
    buyers = [_participant(random, shape, slots, n, supplier=False, seated=False) for n in range(shape.buyers)]
    return Problem(
        legs=(Leg("istanbul", "Europe/Istanbul"),),
        slots=slots,
        tables=tuple(Table(f"T{n + 1:02}", "istanbul") for n in range(shape.tables)),
        participants=(*suppliers, *buyers),
        requests=tuple(_requests(random, shape)),
        interpreters=tuple(_interpreter(n) for n in range(shape.interpreters)),
        name=f"made-up roadshow {seed}",
    )


def _slots(shape: Shape) -> list[Slot]:
    found: list[Slot] = []
    for day in range(shape.days):
        start = datetime(2022, 10, 11, 6, tzinfo=UTC) + timedelta(days=day)
        for n in range(shape.slots):
            lunch = timedelta(minutes=60 if n >= shape.slots // 2 else 0)
            begins = start + timedelta(minutes=30 * n) + lunch
            found.append(Slot(f"{day + 1}-{n + 1:02}", "istanbul", begins, begins + timedelta(minutes=30)))
    return found


def _participant(
    random: Random, shape: Shape, slots: tuple[Slot, ...], number: int, *, supplier: bool, seated: bool
) -> Participant:
    unavailable: frozenset[str] = frozenset()
    if random.random() < 0.15:
        half = len(slots) // (2 * shape.days)
        first = random.randrange(2 * shape.days) * half
        unavailable = frozenset(slot.id for slot in slots[first : first + half])
    if supplier:
        languages = frozenset({"ko"}) if random.random() < 0.8 else frozenset({"ko", "en"})
        seat = f"T{number + 1:02}" if seated else None
        return Participant(f"S{number + 1:03}", "supplier", languages, unavailable, seat=seat)
    languages = random.choice([{"tr"}, {"tr"}, {"en"}, {"tr", "en"}])
    return Participant(f"B{number + 1:03}", "buyer", frozenset(languages), unavailable)


def _interpreter(number: int) -> Interpreter:
    languages = [{"ko": 3, "tr": 3}, {"ko": 3, "en": 2}, {"ko": 3, "tr": 2, "en": 2}][number % 3]
    return Interpreter(f"I{number + 1:02}", languages)


def _requests(random: Random, shape: Shape) -> list[Request]:
    weights = {(s, b): 1 / ((s + 1) * (b + 1)) ** 0.4 for s in range(shape.suppliers) for b in range(shape.buyers)}
    keyed = sorted(weights, key=lambda pair: random.random() ** (1 / weights[pair]), reverse=True)
    found: list[Request] = []
    for s, b in sorted(keyed[: shape.requests]):
        score = min(max(random.gauss(60, 18), 1), 100)
        found.append(Request(f"S{s + 1:03}-B{b + 1:03}", f"S{s + 1:03}", f"B{b + 1:03}", round(score * 10)))
    return found


def tiny(
    requests: tuple[Request, ...],
    participants: tuple[Participant, ...] = (),
    *,
    slots: int = 3,
    tables: int | tuple[Table, ...] = 1,
    **given: Any,
) -> Problem:
    """A miniature event of one leg with half-hour slots "1", "2", ... and tables "A", "B", ...

    Participants that requests name and nobody describes are suppliers and buyers without special wishes; ``given`` is
    handed to `Problem`.

    Examples
    --------
    >>> problem = tiny((Request("r", "s", "b", 5),), slots=2)
    >>> [slot.id for slot in problem.slots], [who.id for who in problem.participants]
    (['1', '2'], ['s', 'b'])
    """
    known = {who.id for who in participants}
    people = list(participants)
    for request in requests:
        for who, side in ((request.supplier, "supplier"), (request.buyer, "buyer")):
            if who not in known:
                known.add(who)
                people.append(Participant(who, "supplier" if side == "supplier" else "buyer"))
    nine = datetime(2022, 10, 11, 9, tzinfo=UTC)
    steps = [nine + timedelta(minutes=30 * n) for n in range(slots + 1)]
    grid = tuple(Slot(str(n + 1), "leg", steps[n], steps[n + 1]) for n in range(slots))
    named = tuple(Table(chr(ord("A") + n), "leg") for n in range(tables)) if isinstance(tables, int) else tables
    given = {"legs": (Leg("leg"),), "slots": grid} | given
    return Problem(tables=named, participants=tuple(people), requests=requests, **given)
