"""The counting view in which survivors keep their own tables and interpreters, and newcomers share what is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduler.facts import Bools
from scheduler.instance import Instance
from scheduler.large.packing import Packing
from scheduler.large.translate import packing_of
from scheduler.replan.standing import Standing


def own_places(instance: Instance, standing: Standing) -> tuple[Bools, Instance]:
    """Survivors who can keep table and interpreter, shape ``(R,)``, and the instance with only what those leave over."""
    seats, shift = instance.seats.copy(), instance.on_shift.copy()
    keeps: Bools = np.zeros(len(standing.home), dtype=np.bool_)
    for r in np.flatnonzero(standing.survives).tolist():
        place = standing.place[r]
        speech = int(instance.speech[r])
        if place.table < 0 or not instance.suits[instance.place[r], place.table] or seats[place.table, place.slot] < 1:
            continue
        if speech >= 0:
            able = place.interpreter >= 0 and bool(instance.interprets[speech, place.interpreter])
            if not able or not shift[place.interpreter, place.slot]:
                continue
            shift[place.interpreter, place.slot] = False
        seats[place.table, place.slot] -= 1
        keeps[r] = True
    return keeps, replace(instance, seats=seats, on_shift=shift)


def left_by_frozen(instance: Instance, standing: Standing) -> Instance:
    """The instance without the tables and interpreters of frozen meetings, which nobody else can have."""
    return own_places(instance, replace(standing, survives=standing.frozen))[1]


def beside_frozen(packing: Packing, standing: Standing) -> Packing:
    """A packing of what frozen meetings leave over: they themselves are held where they are and count in no row."""
    allowed = packing.allowed.copy()
    frozen = np.flatnonzero(standing.frozen)
    allowed[frozen, standing.home[frozen]] = True
    return replace(
        packing,
        allowed=allowed,
        profile=np.where(standing.frozen, len(packing.rows_of), packing.profile),
        rows_of=(*packing.rows_of, ()),
    )


def own_packing(instance: Instance, standing: Standing, packing: Packing) -> Packing:
    """A packing whose rows count only who does not keep an own place; every placement of it is one of ``packing``.

    Weights are those of ``packing``; ``instance`` is what frozen meetings leave over.
    """
    keeps, left = own_places(instance, replace(standing, survives=standing.survives & ~standing.frozen))
    keeps = keeps | standing.frozen
    rest, _ = packing_of(left)
    return replace(
        packing,
        profile=np.where(keeps, len(rest.rows_of), rest.profile),
        rows_of=(*rest.rows_of, ()),
        capacity=rest.capacity,
        table_rows=rest.table_rows,
    )
