"""What of a published schedule still stands in a changed problem, and what the clock forbids to touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Place
from scheduler.check import check
from scheduler.facts import Bools, Ints
from scheduler.instance import Instance, instance_of
from scheduler.problem import Pin
from scheduler.replan.keeping import keeping
from scheduler.result import Meeting

if TYPE_CHECKING:
    from scheduler.problem import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A published schedule seen from a changed problem with R requests.

    Parameters
    ----------
    instance
        The changed problem, in which nothing may be added or moved before the horizon.
    home
        Shape ``(R,)``; the slot in which a request was held, -1 where it was not or the slot is gone.
    place
        Request number to the table and interpreter it had; numbers of -1 where they are gone.
    survives
        Shape ``(R,)``; held before, and no fact of the changed problem speaks against its slot.
    intact
        Shape ``(R,)``; survives, and no fact speaks against its table and its interpreter either.
    frozen
        Shape ``(R,)``; intact and before the horizon: it stays as it is, table and interpreter too. One whose table or
        interpreter is lost stays in its slot if another is there, and else goes to a slot after the horizon.
    withdrawn
        Meetings whose request or participants the changed problem does not have any more.
    """

    instance: Instance
    home: Ints
    place: dict[int, Place]
    survives: Bools
    intact: Bools
    frozen: Bools
    withdrawn: tuple[Meeting, ...]

    @property
    def hit(self) -> Bools:
        """Shape ``(R,)``; held before, and a fact of the changed problem speaks against it."""
        held = np.zeros(len(self.home), dtype=np.bool_)
        held[list(self.place)] = True
        return held & ~self.survives


def standing(problem: Problem, before: Sequence[Meeting], now: datetime | None, freeze: timedelta | None) -> Standing:
    """See a published schedule from a changed problem.

    Parameters
    ----------
    now
        The moment of the change, aware; ``None`` means before the event.
    freeze
        How long from ``now`` nothing may move or be added; a slot is frozen if it begins before that.

    Raises
    ------
    ValueError
        A request is held twice, or a meeting that has begun breaks a rule of the changed problem.
    """
    instance = instance_of(problem)
    home = np.full(len(problem.requests), -1, dtype=np.int64)
    place: dict[int, Place] = {}
    withdrawn: list[Meeting] = []
    for meeting in before:
        number = instance.request_number.get(meeting.request)
        if number is None or meeting.participants != problem.requests[number].participants:
            withdrawn.append(meeting)
            continue
        if number in place:
            raise ValueError(f"request {meeting.request!r} is held twice in the schedule before: it is one meeting")
        home[number] = instance.grid.number.get(meeting.slot, -1)
        interpreter = -1 if meeting.interpreter is None else instance.interpreter_number.get(meeting.interpreter, -1)
        place[number] = Place(int(home[number]), instance.table_number.get(meeting.table, -1), interpreter)
    early = _early(instance, now, freeze)
    _refuse_changed_past(problem, before, instance, now)
    known = home >= 0
    survives = np.zeros(len(home), dtype=np.bool_)
    survives[known] = instance.allowed[known, home[known]]
    intact = np.array([bool(survives[r]) and _intact(instance, r, place[r]) for r in range(len(home))], dtype=np.bool_)
    before_horizon = np.zeros_like(survives)
    before_horizon[survives] = early[home[survives]]
    frozen = before_horizon & intact
    allowed = instance.allowed.copy()
    allowed[:, early] = False
    allowed[frozen] = False
    allowed[before_horizon, home[before_horizon]] = True
    return Standing(replace(instance, allowed=allowed), home, place, survives, intact, frozen, tuple(withdrawn))


def _intact(instance: Instance, request: int, place: Place) -> bool:
    """Whether a request's table and interpreter can still serve it in its slot."""
    speech = int(instance.speech[request])
    if place.table < 0 or not instance.suits[instance.place[request], place.table]:
        return False
    if instance.seats[place.table, place.slot] < 1:
        return False
    if speech < 0:
        return True
    interprets = place.interpreter >= 0 and bool(instance.interprets[speech, place.interpreter])
    return interprets and bool(instance.on_shift[place.interpreter, place.slot])


def with_frozen_pins(standing: Standing) -> Standing:
    """The same with frozen meetings pinned to their places, for whatever obeys pins.

    Where the change lets two of them no longer stand together, the more important one is pinned. A pin of the organizer
    that contradicts what is frozen comes too late: its request is not held.
    """
    problem, number = standing.instance.problem, standing.instance.request_number
    kept = keeping(standing).placed
    frozen = [_pin(standing, r) for r in np.flatnonzero(standing.frozen).tolist() if _stays(standing, r, kept.get(r))]
    allowed = standing.instance.allowed.copy()
    pins: list[Pin] = []
    for pin in problem.pins:
        try:
            replace(problem, pins=(*frozen, pin))
            pins.append(pin)
        except ValueError:
            allowed[number[pin.request]] = False
    try:
        pinned = replace(problem, pins=(*pins, *frozen))
    except ValueError:  # the board and the pins disagree about what stands together
        return standing
    return replace(standing, instance=replace(instance_of(pinned), allowed=allowed))


def _stays(standing: Standing, request: int, place: Place | None) -> bool:
    """Whether a meeting is held in the slot and at the table where it was."""
    own = standing.place[request]
    return place is not None and (place.slot, place.table) == (own.slot, own.table)


def _pin(standing: Standing, request: int) -> Pin:
    """A pin to the place that a meeting had."""
    problem, place = standing.instance.problem, standing.place[request]
    interpreted = place.interpreter >= 0 and standing.instance.speech[request] >= 0
    return Pin(
        problem.requests[request].id,
        standing.instance.grid.slots[place.slot].id,
        problem.tables[place.table].id,
        problem.interpreters[place.interpreter].id if interpreted else None,
    )


def _early(instance: Instance, now: datetime | None, freeze: timedelta | None) -> Bools:
    """Shape ``(S,)``: slots that begin before the horizon."""
    if now is None:
        return np.zeros(len(instance.grid.slots), dtype=np.bool_)
    horizon = now + (freeze or timedelta(0))
    return np.array([slot.starts_at < horizon for slot in instance.grid.slots], dtype=np.bool_)


def _refuse_changed_past(problem: Problem, before: Sequence[Meeting], instance: Instance, now: datetime | None) -> None:
    """Meetings that have begun are facts: a change that contradicts them is dated wrongly."""
    if now is None:
        return
    begun = [
        meeting
        for meeting in before
        if meeting.slot in instance.grid.number
        and instance.grid.slots[instance.grid.number[meeting.slot]].starts_at < now
    ]
    missing = [meeting for meeting in begun if meeting.request not in instance.request_number]
    if missing:
        raise ValueError(
            f"{missing[0].request} began in {missing[0].slot} and its request is gone: keep requests that were held"
        )
    violations = check(problem, begun)
    if violations:
        raise ValueError(
            f"a meeting that has begun breaks {violations[0].rule}: {violations[0].sentence} "
            "Date the change from a later slot on."
        )
