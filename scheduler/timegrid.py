"""The slots of a problem as a grid: order, local days and half-days, which overlap, and where breaks lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from scheduler.problem import Leg, Problem, Slot


MINUTE = 60_000_000
"""A minute in the unit of a grid."""


@dataclass(frozen=True, slots=True)
class TimeGrid:
    """Slots by number, in order of start, then leg, then id.

    Parameters
    ----------
    slots
        All slots in that order.
    number
        Slot id to its number.
    start, end
        Microseconds since the first start, exact.
    turn
        How many different starts come before the slot's own.
    day, half
        Number of the slot's leg-day and leg-half-day.
    days
        Leg id and local date of every leg-day.
    clashes
        Largest sets of slots that share a moment, in order: anyone who is one person is in one meeting of each set.
    moments
        For every leg-day, its own largest sets of slots that share a moment, in order; without overlaps, its slots.
    of_leg
        The same for every leg as a whole, from its first day to its last.
    """

    slots: tuple[Slot, ...]
    number: dict[str, int]
    start: tuple[int, ...]
    end: tuple[int, ...]
    turn: tuple[int, ...]
    day: tuple[int, ...]
    half: tuple[int, ...]
    days: tuple[tuple[str, date], ...]
    clashes: tuple[tuple[int, ...], ...]
    moments: tuple[tuple[tuple[int, ...], ...], ...]
    of_leg: tuple[tuple[tuple[int, ...], ...], ...]

    def overlap(self, slot: int, other: int) -> bool:
        """Whether two slots share a moment."""
        return self.start[slot] < self.end[other] and self.start[other] < self.end[slot]

    def runs(self, break_minutes: int) -> list[list[tuple[int, ...]]]:
        """Moments of one leg that follow each other without a break of that many minutes; midnight is none."""
        found: list[list[tuple[int, ...]]] = []
        for moments in self.of_leg:
            previous: tuple[int, ...] = ()
            for moment in moments:
                last, first = max((self.end[s] for s in previous), default=0), min(self.start[s] for s in moment)
                if not previous or first - last >= break_minutes * MINUTE:
                    found.append([])
                found[-1].append(moment)
                previous = moment
        return found


def local_day(slot: Slot, leg: Leg) -> date:
    """The date of a slot's start where it takes place."""
    return slot.starts_at.astimezone(ZoneInfo(leg.zone)).date()


def time_grid(problem: Problem) -> TimeGrid:
    """Order the slots of a problem and say which share a day, a half-day, a moment."""
    legs = {leg.id: leg for leg in problem.legs}
    slots = tuple(sorted(problem.slots, key=lambda slot: (slot.starts_at.astimezone(UTC), slot.leg, slot.id)))
    origin = slots[0].starts_at if slots else datetime(2000, 1, 1, tzinfo=UTC)
    start = tuple(_microseconds(origin, slot.starts_at) for slot in slots)
    end = tuple(_microseconds(origin, slot.ends_at) for slot in slots)
    day_of = [(slot.leg, local_day(slot, legs[slot.leg])) for slot in slots]
    half_of = [(day, _afternoon(slot, legs[slot.leg])) for slot, day in zip(slots, day_of, strict=True)]
    days = sorted(set(day_of), key=lambda key: day_of.index(key))
    halves = sorted(set(half_of), key=lambda key: half_of.index(key))
    day_number = {key: n for n, key in enumerate(days)}
    half_number = {key: n for n, key in enumerate(halves)}
    everything = range(len(slots))
    turns = {moment: n for n, moment in enumerate(sorted(set(start)))}
    return TimeGrid(
        slots=slots,
        number={slot.id: n for n, slot in enumerate(slots)},
        start=start,
        end=end,
        turn=tuple(turns[moment] for moment in start),
        day=tuple(day_number[key] for key in day_of),
        half=tuple(half_number[key] for key in half_of),
        days=tuple(days),
        clashes=shared_moments(everything, start, end),
        moments=tuple(shared_moments([s for s in everything if day_of[s] == key], start, end) for key in days),
        of_leg=tuple(shared_moments([s for s in everything if slots[s].leg == leg], start, end) for leg in legs),
    )


def shared_moments(
    slots: range | list[int], start: tuple[int, ...], end: tuple[int, ...]
) -> tuple[tuple[int, ...], ...]:
    """The largest sets of slots that share a moment, in order of time.

    >>> shared_moments([0, 1, 2], (0, 0, 30), (30, 60, 60))
    ((0, 1), (1, 2))
    """
    found: list[tuple[int, ...]] = []
    for moment in sorted({start[s] for s in slots}):
        here = tuple(s for s in slots if start[s] <= moment < end[s])
        if found and set(found[-1]) <= set(here):
            found.pop()
        if not found or not set(here) <= set(found[-1]):
            found.append(here)
    return tuple(found)


def _microseconds(origin: datetime, moment: datetime) -> int:
    return (moment.astimezone(UTC) - origin.astimezone(UTC)) // timedelta(microseconds=1)


def _afternoon(slot: Slot, leg: Leg) -> bool:
    return slot.starts_at.astimezone(ZoneInfo(leg.zone)).time() >= leg.noon
