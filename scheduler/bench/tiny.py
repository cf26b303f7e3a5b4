"""Tiny random events with every kind of rule: small enough to try everything, and with something to say about each rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

from scheduler.examples import tiny
from scheduler.problem import (
    Delegate,
    Interpreter,
    Leg,
    Participant,
    Pin,
    Precedence,
    Problem,
    Request,
    Side,
    Slot,
    Table,
)


def random_problem(seed: int) -> Problem:
    """Two or three participants a side and at most four requests, with a few rules that bite.

    >>> len(random_problem(0).requests) <= 4
    True
    """
    random = Random(seed)
    while True:
        try:
            return _draw(_Chance(random, [str(n + 1) for n in range(random.choice([2, 3, 3, 4]))]))
        except ValueError:
            continue  # contradictory pins are refused: draw again


@dataclass(frozen=True, slots=True)
class _Chance:
    """A source of chance for one problem, and the names of its slots."""

    random: Random
    names: list[str]

    def happens(self, chance: float) -> bool:
        return self.random.random() < chance

    def some(self, chance: float) -> frozenset[str]:
        return frozenset(name for name in self.names if self.happens(chance))

    def limit(self, chance: float, most: int) -> int | None:
        return self.random.randint(0 if self.happens(0.1) else 1, most) if self.happens(chance) else None


def _draw(draw: _Chance) -> Problem:
    random, tables = draw.random, _tables(draw)
    interpreters, people = _interpreters(draw), _people(draw, tables[0].id)
    requests = _requests(draw, people)
    one, other = random.sample(requests, 2)
    promised = random.choice(people).id
    legs, grid, tables = _times(draw, requests, people, tables)
    return Problem(
        legs=legs,
        slots=grid,
        tables=tables,
        travel_minutes=random.choice([30, 60, 180]),
        participants=tuple(
            replace(who, min_meetings=1) if who.id == promised and who.max_meetings != 0 else who for who in people
        ),
        requests=requests,
        interpreters=interpreters,
        pins=(Pin(one.id, random.choice(draw.names)),) if draw.happens(0.15) else (),
        forbidden=frozenset({(one.buyer, one.supplier)}) if draw.happens(0.1) else frozenset(),
        precedences=(Precedence(one.id, other.id),) if draw.happens(0.2) else (),
        walking={("hall", "loft"): 5},
        delegates=_delegates(draw, people),
    )


def _tables(draw: _Chance) -> tuple[Table, ...]:
    return tuple(
        Table(
            name,
            "leg",
            area=draw.random.choice(["hall", "hall", "loft"]),
            capacity=draw.random.choice([1, 1, 1, 2]),
            equipment=frozenset({"screen"} if draw.happens(0.5) else ()),
            unavailable=draw.some(0.1),
        )
        for name in "AB"[: draw.random.choice([1, 2])]
    )


def _interpreters(draw: _Chance) -> tuple[Interpreter, ...]:
    return tuple(
        Interpreter(
            name,
            {"ko": 2, draw.random.choice(["tr", "en"]): draw.random.choice([1, 2])},
            unavailable=draw.some(0.15),
            max_run=draw.limit(0.4, 2),
        )
        for name in "IJ"[: draw.random.choice([0, 1, 2])]
    )


def _people(draw: _Chance, seat: str) -> tuple[Participant, ...]:
    sides: tuple[Side, ...] = ("supplier", "buyer")
    return tuple(
        Participant(
            f"{side[0]}{n}",
            side,
            frozenset({"ko"}) if side == "supplier" else frozenset({draw.random.choice(["ko", "tr", "en"])}),
            draw.some(0.15),
            delegates=draw.random.choice([1, 1, 1, 2]),
            seat=seat if draw.happens(0.1) else None,
            max_meetings=draw.limit(0.2, 2),
            max_per_day=draw.limit(0.15, 2),
            max_per_half_day=draw.limit(0.15, 2),
            priority=draw.random.choice([0, 0, 0, 1]),
        )
        for side in sides
        for n in range(draw.random.choice([2, 2, 3]))
    )


def _requests(draw: _Chance, people: tuple[Participant, ...]) -> tuple[Request, ...]:
    suppliers = [who.id for who in people if who.side == "supplier"]
    buyers = [who.id for who in people if who.side == "buyer"]
    pairs = draw.random.sample(list(product(suppliers, buyers)), draw.random.choice([3, 4, 4]))
    return tuple(
        Request(
            f"{s}-{b}",
            s,
            b,
            draw.random.randint(1, 4),
            must=draw.happens(0.15),
            equipment=frozenset({"screen"} if draw.happens(0.15) else ()),
            slots=draw.some(0.7) if draw.happens(0.1) else None,
            level=draw.random.choice([1, 1, 1, 2]),
            parties=tuple(draw.random.sample([o for o in suppliers if o != s], 1)) if draw.happens(0.1) else (),
        )
        for s, b in pairs
    )


def _times(
    draw: _Chance, requests: tuple[Request, ...], people: tuple[Participant, ...], tables: tuple[Table, ...]
) -> tuple[tuple[Leg, ...], tuple[Slot, ...], tuple[Table, ...]]:
    """Legs, slots and all tables: now and then slots overlap, cross midnight, or the last is in another leg."""
    grid = tiny(requests, people, slots=len(draw.names)).slots
    if len(grid) == 4 and draw.happens(0.3):
        grid = (*grid[:2], replace(grid[2], starts_at=grid[1].starts_at), grid[3])  # a long slot over another
    zone = draw.random.choice(["UTC", "UTC", "Asia/Dubai", "America/Los_Angeles"])
    noon = grid[1].starts_at.astimezone(ZoneInfo(zone)).time()
    if draw.happens(0.25):
        grid = across_midnight(grid, zone)
    legs = (Leg("leg", zone, noon=noon),)
    if not draw.happens(0.15):
        return legs, grid, tables
    later = timedelta(minutes=draw.random.choice([0, 0, 60]))  # near enough for some and too far for others
    last = replace(grid[-1], leg="other", starts_at=grid[-1].starts_at + later, ends_at=grid[-1].ends_at + later)
    return (*legs, Leg("other", "Asia/Bangkok")), (*grid[:-1], last), (*tables, Table("Z", "other"))


def _delegates(draw: _Chance, people: tuple[Participant, ...]) -> tuple[Delegate, ...]:
    """Now and then one person speaks for two or three participants, and one of those brings another."""
    if not draw.happens(0.2):
        return ()
    shared = draw.random.sample([who.id for who in people], draw.random.choice([2, 2, 3]))
    kim = Delegate("Kim", frozenset(shared), draw.some(0.1))
    return (kim, Delegate("Lee", frozenset(shared[:1]), draw.some(0.2)))[: draw.random.choice([1, 2])]


def across_midnight(grid: tuple[Slot, ...], zone: str) -> tuple[Slot, ...]:
    """The same slots with local midnight, give or take some seconds, at the end of the first."""
    later = datetime(2022, 10, 12, tzinfo=ZoneInfo(zone)) - grid[0].ends_at + timedelta(seconds=20)
    return tuple(replace(slot, starts_at=slot.starts_at + later, ends_at=slot.ends_at + later) for slot in grid)
