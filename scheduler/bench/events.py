"""Generated events of fixed shapes and seeds, for the benchmarks at scale.

Pairs are drawn by popularity (Zipf), scores are normal and clipped, some participants miss a day, everybody has
contiguous blocked windows, and most requests need an interpreter because supplier and buyer share no language.
All companies are fictional.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from scheduler.problem import OBJECTIVES, Interpreter, Leg, Participant, Problem, Request, Slot, Table

LANGUAGES = ("th", "id", "vi")
"""What buyers speak; suppliers speak Korean ("ko"); some of either side speak English ("en")."""

_LANGUAGE_SHARE = (0.5, 0.3, 0.2)
_SPEAKS_ENGLISH = 0.46  # of either side; 0.46 squared is the 21% of requests that need no interpreter
_TWO_LANGUAGES = 0.4  # share of interpreters with two languages beside Korean
_SHORT_SHIFT = 0.2  # share of interpreters who miss one half-day


@dataclass(frozen=True, slots=True)
class EventShape:
    """The size of a generated event and how scarce its time, tables and languages are.

    ``availability`` is the share of participant-slots not blocked, in (0, 1]; ``zipf`` the exponent of popularity (0 is
    uniform); ``absent`` the share of participants who miss one whole day.
    """

    name: str
    suppliers: int
    buyers: int
    days: int
    slots_per_day: int
    requests: int
    tables: int
    interpreters: int
    availability: float = 0.85
    zipf: float = 0.8
    absent: float = 0.15

    @property
    def slots(self) -> int:
        """Slots of the whole event."""
        return self.days * self.slots_per_day


@dataclass(frozen=True, slots=True)
class EventArrays:
    """One generated event as arrays; participants are suppliers first, then buyers.

    Attributes
    ----------
    supplier, buyer
        Shape ``(requests,)``; indices of participants, ``buyer`` counted from ``shape.suppliers``.
    score
        Shape ``(requests,)``; whole numbers 1..100.
    available
        Shape ``(participants, slots)``; slots in order of time, day after day.
    language
        Shape ``(participants,)``; index into `LANGUAGES` of a buyer's own language, -1 for a supplier.
    english
        Shape ``(participants,)``; True where English is spoken.
    interpreter_languages
        For each interpreter the indices into `LANGUAGES` of the languages known beside Korean.
    interpreter_shift
        Shape ``(interpreters, slots)``; True where the interpreter works.
    """

    shape: EventShape
    seed: int
    supplier: NDArray[np.int64]
    buyer: NDArray[np.int64]
    score: NDArray[np.int64]
    available: NDArray[np.bool_]
    language: NDArray[np.int64]
    english: NDArray[np.bool_]
    interpreter_languages: tuple[tuple[int, ...], ...]
    interpreter_shift: NDArray[np.bool_]

    @property
    def need(self) -> NDArray[np.int64]:
        """Shape ``(requests,)``; index into `LANGUAGES` of the language to interpret, -1 where both speak English."""
        together = self.english[self.supplier] & self.english[self.buyer]
        return np.where(together, -1, self.language[self.buyer])


SHAPES: dict[str, EventShape] = {
    shape.name: shape
    for shape in (
        EventShape("7x50", 7, 50, 2, 14, 76, 7, 7),
        EventShape("12x26", 12, 26, 1, 14, 120, 10, 6),
        EventShape("60x100", 60, 100, 2, 14, 700, 30, 16),
        EventShape("300x104", 300, 104, 3, 16, 2_500, 80, 20),
        EventShape("458x80", 458, 80, 3, 16, 3_000, 80, 24),
        EventShape("500x500", 500, 500, 3, 16, 12_000, 300, 300, availability=1.0, zipf=0.0, absent=0.0),
        EventShape("2000x2000", 2_000, 2_000, 3, 16, 50_000, 1_000, 300),
        EventShape("5000x5000", 5_000, 5_000, 3, 16, 100_000, 2_500, 600),
    )
}
"""The shapes of the benchmark, from a roadshow to a hundred thousand requests."""

HARDER: dict[str, EventShape] = {
    shape.name: shape
    for shape in (
        replace(SHAPES["300x104"], name="300x104-half-available", availability=0.5),
        replace(SHAPES["300x104"], name="300x104-30-tables", tables=30),
        replace(SHAPES["300x104"], name="300x104-zipf-1.3", zipf=1.3),
        replace(SHAPES["300x104"], name="300x104-one-day", days=1, absent=0.0),
        replace(SHAPES["300x104"], name="300x104-all", availability=0.5, tables=30, zipf=1.3, interpreters=40),
    )
}
"""Nastier request graphs and scarcer time and tables, each a change to the 300x104 expo."""


VARIANTS: dict[str, str] = {
    "halls": "every second table in a hall that is ten minutes away",
    "overlap": "a second row of slots on the last day, ten minutes after the first",
    "rests": "interpreters rest after four slots in a row",
    "fair": "fairness before value",
}
"""What a shape's name may end with, as in ``60x100+halls``, and what it does to the event."""


def event_arrays(shape: EventShape, seed: int) -> EventArrays:
    """Draw one event; the same shape and seed give the same event on every machine.

    Raises
    ------
    ValueError
        If the shape asks for more requests than pairs, or a share lies outside its range.

    Examples
    --------
    >>> event = event_arrays(SHAPES["12x26"], seed=1)
    >>> len(event.supplier), event.available.shape
    (120, (38, 14))
    """
    _check(shape)
    rng = np.random.default_rng([seed, shape.suppliers, shape.buyers, shape.requests])
    supplier, buyer = _pairs(shape, rng)
    people = shape.suppliers + shape.buyers
    language = np.full(people, -1, dtype=np.int64)
    language[shape.suppliers :] = rng.choice(len(LANGUAGES), shape.buyers, p=_LANGUAGE_SHARE)
    known, shift = _interpreters(shape, rng)
    return EventArrays(
        shape=shape,
        seed=seed,
        supplier=supplier,
        buyer=buyer + shape.suppliers,
        score=np.clip(np.rint(rng.normal(60, 18, shape.requests)), 1, 100).astype(np.int64),
        available=_availability(shape, people, rng),
        language=language,
        english=rng.random(people) < _SPEAKS_ENGLISH,
        interpreter_languages=known,
        interpreter_shift=shift,
    )


def _check(shape: EventShape) -> None:
    if shape.requests > shape.suppliers * shape.buyers:
        raise ValueError(f"{shape.name}: {shape.requests} requests, but only {shape.suppliers * shape.buyers} pairs")
    if not 0 < shape.availability <= 1 or not 0 <= shape.absent <= 1:
        raise ValueError(f"{shape.name}: availability must lie in (0, 1] and absent in [0, 1]")


def _pairs(shape: EventShape, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct pairs, drawn one by one by the product of both popularities."""
    chances: list[NDArray[np.float64]] = []
    for size in (shape.suppliers, shape.buyers):
        weight = np.power(1.0 + np.arange(size, dtype=np.float64), -shape.zipf)
        rng.shuffle(weight)
        chances.append(weight / weight.sum())
    seen: dict[int, None] = {}
    while len(seen) < shape.requests:
        count = 2 * (shape.requests - len(seen)) + 16
        drawn = rng.choice(shape.suppliers, count, p=chances[0]) * shape.buyers
        drawn += rng.choice(shape.buyers, count, p=chances[1])
        for code in drawn.tolist():
            seen.setdefault(code)
            if len(seen) == shape.requests:
                break
    codes = np.fromiter(seen, dtype=np.int64, count=shape.requests)
    return codes // shape.buyers, codes % shape.buyers


def _availability(shape: EventShape, people: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Absent days first, then blocked windows of two to six slots until the target share is left."""
    available = np.ones((people, shape.days, shape.slots_per_day), dtype=np.bool_)
    absent = np.flatnonzero(rng.random(people) < shape.absent) if shape.days > 1 else np.empty(0, dtype=np.int64)
    available[absent, rng.integers(shape.days, size=len(absent))] = False
    left = int(available.sum())
    target = shape.availability * available.size
    while left > target:
        person = int(rng.integers(people))
        day = int(rng.integers(shape.days))
        start = int(rng.integers(shape.slots_per_day))
        window = available[person, day, start : start + int(rng.integers(2, 7))]
        left -= int(window.sum())
        window[:] = False
    return available.reshape(people, shape.slots)


def _interpreters(shape: EventShape, rng: np.random.Generator) -> tuple[tuple[tuple[int, ...], ...], NDArray[np.bool_]]:
    """Languages of each interpreter, as wanted as the languages are spoken, and the slots worked."""
    known: list[tuple[int, ...]] = []
    shift = np.ones((shape.interpreters, shape.days, shape.slots_per_day), dtype=np.bool_)
    for interpreter in range(shape.interpreters):
        count = 2 if rng.random() < _TWO_LANGUAGES else 1
        drawn = rng.choice(len(LANGUAGES), count, replace=False, p=_LANGUAGE_SHARE)
        known.append(tuple(sorted(int(code) for code in drawn)))
        if rng.random() < _SHORT_SHIFT:
            half = shape.slots_per_day // 2
            first = int(rng.integers(2)) * half
            shift[interpreter, int(rng.integers(shape.days)), first : first + half] = False
    return tuple(known), shift.reshape(shape.interpreters, shape.slots)


def event_problem(event: EventArrays) -> Problem:
    """The event as a problem of the scheduler: one leg, slots of 20 minutes from nine o'clock, lunch at noon.

    The goal is value alone, so that methods are compared on it.

    Examples
    --------
    >>> problem = event_problem(event_arrays(SHAPES["7x50"], seed=1))
    >>> len(problem.slots), len(problem.requests), len(problem.interpreters), problem.objectives
    (28, 76, 7, ('value',))
    """
    shape = event.shape
    slots = _slots(shape)
    names = np.array([slot.id for slot in slots], dtype=np.object_)
    people = [f"S{n + 1}" for n in range(shape.suppliers)] + [f"B{n + 1}" for n in range(shape.buyers)]
    spoken = [_spoken(int(code), bool(english)) for code, english in zip(event.language, event.english, strict=True)]
    pairs = list(zip(event.supplier.tolist(), event.buyer.tolist(), event.score.tolist(), strict=True))
    return Problem(
        legs=(Leg("expo", "Asia/Bangkok"),),
        slots=slots,
        tables=tuple(Table(f"T{n + 1}", "expo") for n in range(shape.tables)),
        participants=tuple(
            Participant(
                id=name,
                side="supplier" if n < shape.suppliers else "buyer",
                languages=spoken[n],
                unavailable=frozenset(names[~event.available[n]].tolist()),
            )
            for n, name in enumerate(people)
        ),
        requests=tuple(Request(f"{people[s]}-{people[b]}", people[s], people[b], score) for s, b, score in pairs),
        interpreters=tuple(
            Interpreter(
                id=f"I{n + 1}",
                languages=frozenset({"ko", *(LANGUAGES[code] for code in known)}),
                unavailable=frozenset(names[~event.interpreter_shift[n]].tolist()),
            )
            for n, known in enumerate(event.interpreter_languages)
        ),
        objectives=("value",),
        name=f"{shape.name}, seed {event.seed}",
    )


def varied(problem: Problem, variant: str) -> Problem:
    """The event under the default goal, changed as `VARIANTS` says; unchanged where the variant is empty.

    >>> problem = varied(event_problem(event_arrays(SHAPES["7x50"], seed=1)), "halls")
    >>> sorted({table.area for table in problem.tables}), problem.objectives == OBJECTIVES
    (['east', 'west'], True)
    """
    problem = replace(problem, objectives=OBJECTIVES)
    if variant == "halls":
        tables = tuple(replace(table, area="west" if n % 2 else "east") for n, table in enumerate(problem.tables))
        return replace(problem, tables=tables, walking={("east", "west"): 10})
    if variant == "overlap":
        last, ten = problem.slots[-1].id.split("-")[0], timedelta(minutes=10)
        row = [slot for slot in problem.slots if slot.id.startswith(f"{last}-")]
        later = [
            replace(slot, id=f"{slot.id}b", starts_at=slot.starts_at + ten, ends_at=slot.ends_at + ten) for slot in row
        ]
        return replace(problem, slots=(*problem.slots, *later))
    if variant == "rests":
        return replace(problem, interpreters=tuple(replace(one, max_run=4) for one in problem.interpreters))
    if variant == "fair":
        return replace(problem, objectives=("promises", "fairness", "value", "gaps"))
    return problem


def _spoken(language: int, english: bool) -> frozenset[str]:
    own = "ko" if language < 0 else LANGUAGES[language]
    return frozenset({own, "en"} if english else {own})


def _slots(shape: EventShape) -> tuple[Slot, ...]:
    """Slots of 20 minutes; the second half of each day begins an hour after the first half ends."""
    found: list[Slot] = []
    for day in range(shape.days):
        opening = datetime(2026, 11, 3, 2, tzinfo=UTC) + timedelta(days=day)
        for number in range(shape.slots_per_day):
            pause = timedelta(hours=number >= shape.slots_per_day // 2)
            starts_at = opening + timedelta(minutes=20) * number + pause
            found.append(Slot(f"{day + 1}-{number + 1:02}", "expo", starts_at, starts_at + timedelta(minutes=20)))
    return tuple(found)
