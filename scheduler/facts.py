"""Hard rules that only look at facts: each narrows where a request can be held before any search begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scheduler.speech import reaches

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.timegrid import TimeGrid

Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]

NO_LIMIT = 2**31 - 1

PlaceKey: TypeAlias = tuple[frozenset[str], frozenset[str], frozenset[str]]
"""What a request asks of a table: its equipment, the seats of its participants, the tables of its pins."""

SpeechKey: TypeAlias = tuple[tuple[frozenset[str], ...], int, frozenset[str]]
"""What a request asks of an interpreter: the languages of each side, the level, the interpreters of its pins."""


@dataclass(slots=True)
class Facts:
    """What is open before any rule has spoken; the fact rules narrow it.

    Shapes are those of `scheduler.instance.Instance`; ``own`` has shape ``(R, S)``.
    """

    problem: Problem
    grid: TimeGrid
    available: Bools
    on_shift: Bools
    seats: Ints
    own: Bools
    suits: Bools
    interprets: Bools
    place_keys: tuple[PlaceKey, ...]
    speech_keys: tuple[SpeechKey, ...]

    def only(self, slots: Iterable[str]) -> Bools:
        """Mask of shape ``(S,)`` of the named slots."""
        mask = np.zeros(len(self.grid.slots), dtype=bool)
        mask[[self.grid.number[slot] for slot in slots]] = True
        return mask


def legs(facts: Facts) -> None:
    """A meeting takes place in a leg where its table stands and where everyone in it takes part."""
    at = {leg.id: np.array([slot.leg == leg.id for slot in facts.grid.slots], dtype=bool) for leg in facts.problem.legs}
    for rows, things in ((facts.available, facts.problem.participants), (facts.on_shift, facts.problem.interpreters)):
        for row, thing in zip(rows, things, strict=True):
            if thing.legs is not None:
                row &= sum((at[leg] for leg in thing.legs), np.zeros(len(row), dtype=bool))
    for row, table in zip(facts.seats, facts.problem.tables, strict=True):
        row *= at[table.leg]
    for number, request in enumerate(facts.problem.requests):
        if request.leg is not None:
            facts.own[number] &= at[request.leg]


def availability(facts: Facts) -> None:
    """A participant meets only when it is available, and one of its named delegates is, where it has some."""
    there: dict[str, Bools] = {}
    for one in facts.problem.delegates:
        for who in one.participants:
            there[who] = there.get(who, np.zeros(len(facts.grid.slots), dtype=bool)) | ~facts.only(one.unavailable)
    for row, who in zip(facts.available, facts.problem.participants, strict=True):
        row &= ~facts.only(who.unavailable)
        if who.id in there:
            row &= there[who.id]


def table_availability(facts: Facts) -> None:
    """A table is used only when it is available."""
    for row, table in zip(facts.seats, facts.problem.tables, strict=True):
        row[facts.only(table.unavailable)] = 0


def interpreter_availability(facts: Facts) -> None:
    """An interpreter works only within their shifts."""
    for row, interpreter in zip(facts.on_shift, facts.problem.interpreters, strict=True):
        row &= ~facts.only(interpreter.unavailable)


def own_slots(facts: Facts) -> None:
    """A request that names its slots is held in one of them."""
    for number, request in enumerate(facts.problem.requests):
        if request.slots is not None:
            facts.own[number] &= facts.only(request.slots)


def forbidden(facts: Facts) -> None:
    """Two participants whom the organizer forbids to meet never sit in one meeting."""
    pairs = {frozenset(pair) for pair in facts.problem.forbidden}
    if not pairs:
        return
    for number, request in enumerate(facts.problem.requests):
        members = frozenset(request.participants)
        if members in pairs or (len(members) > 2 and any(pair <= members for pair in pairs)):
            facts.own[number] = False


def pins(facts: Facts) -> None:
    """A pinned request is held only in the slot, at the table and with the interpreter of its pin."""
    numbers = {request.id: number for number, request in enumerate(facts.problem.requests)}
    for pin in facts.problem.pins:
        if pin.slot is not None:
            facts.own[numbers[pin.request]] &= facts.only([pin.slot])
    for row, (_, _, named) in zip(facts.suits, facts.place_keys, strict=True):
        row &= np.array([all(name == table.id for name in named) for table in facts.problem.tables], dtype=bool)
    for row, (_, _, named) in zip(facts.interprets, facts.speech_keys, strict=True):
        row &= np.array([all(name == one.id for name in named) for one in facts.problem.interpreters], dtype=bool)


def equipment(facts: Facts) -> None:
    """The table of a meeting has all the equipment that the request asks for."""
    for row, (wanted, _, _) in zip(facts.suits, facts.place_keys, strict=True):
        row &= np.array([wanted <= table.equipment for table in facts.problem.tables], dtype=bool)


def seats(facts: Facts) -> None:
    """A seated participant meets, in the leg of its seat, at its seat only."""
    leg = {table.id: table.leg for table in facts.problem.tables}
    for row, (_, kept, _) in zip(facts.suits, facts.place_keys, strict=True):
        row &= np.array(
            [all(own == table.id or leg[own] != table.leg for own in kept) for table in facts.problem.tables],
            dtype=bool,
        )


def language(facts: Facts) -> None:
    """Sides that share no language have an interpreter who speaks a language of each, at the level asked for."""
    for row, (sets, level, _) in zip(facts.interprets, facts.speech_keys, strict=True):
        row &= np.array([reaches(one, sets, level) for one in facts.problem.interpreters], dtype=bool)


FACTS: dict[str, Callable[[Facts], None]] = {
    rule.__name__: rule
    for rule in (
        legs,
        availability,
        table_availability,
        interpreter_availability,
        own_slots,
        forbidden,
        pins,
        equipment,
        seats,
        language,
    )
}
"""Every rule of facts by name, in the order of the rulebook."""
