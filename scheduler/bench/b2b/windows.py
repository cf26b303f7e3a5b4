"""The windows of adjacent slots that a participant's meetings can fill without a break."""

from collections.abc import Collection, Sequence
from typing import NamedTuple


class Window(NamedTuple):
    """Adjacent slots, and the (meeting, slot) pairs in them that occur when the participant's meetings fill them."""

    slots: range
    pairs: frozenset[tuple[int, int]]


def fitting_windows(meetings: Sequence[int], legal: Sequence[frozenset[int]], slots: int) -> list[Window]:
    """Return the windows as long as there are meetings which these can fill, one meeting in each slot.

    Parameters
    ----------
    meetings
        Those of one participant.
    legal
        The legal slots of every meeting.
    slots
        How many slots there are.

    Examples
    --------
    Two meetings are bound to the last two of three slots, so the third meeting is in the first.

    >>> legal = [frozenset({1, 2}), frozenset({1, 2}), frozenset({0, 1, 2})]
    >>> [sorted(window.pairs) for window in fitting_windows([0, 1, 2], legal, 3)]
    [[(0, 1), (0, 2), (1, 1), (1, 2), (2, 0)]]
    """
    found: list[Window] = []
    for first in range(slots - len(meetings) + 1):
        window = range(first, first + len(meetings))
        held = seating(meetings, [legal[meeting].intersection(window) for meeting in meetings])
        if held is not None:
            found.append(Window(window, _possible(meetings, legal, held)))
    return found


def seating(meetings: Sequence[int], choices: Sequence[Collection[int]]) -> dict[int, int] | None:
    """Return which meeting is in which slot, all meetings in different slots, or ``None`` if that cannot be.

    Parameters
    ----------
    meetings
        Any.
    choices
        For each of these meetings the slots that it may be in.
    """
    held: dict[int, int] = {}
    allowed = dict(zip(meetings, choices, strict=True))

    def seat(meeting: int, tried: set[int]) -> bool:
        for slot in allowed[meeting]:
            if slot not in tried:
                tried.add(slot)
                if slot not in held or seat(held[slot], tried):
                    held[slot] = meeting
                    return True
        return False

    return held if all(seat(meeting, set()) for meeting in meetings) else None


def _possible(
    meetings: Sequence[int], legal: Sequence[frozenset[int]], held: dict[int, int]
) -> frozenset[tuple[int, int]]:
    """Return the pairs of all ways to fill the slots of `held`: those on an alternating cycle of this one (Regin 1994)."""
    number = {meeting: bit for bit, meeting in enumerate(meetings)}
    wants = [[slot for slot in held if slot in legal[meeting]] for meeting in meetings]
    reached = [sum(1 << number[held[slot]] for slot in slots) for slots in wants]
    for middle in range(len(meetings)):
        for start, others in enumerate(reached):
            if others >> middle & 1:
                reached[start] |= reached[middle]
    return frozenset(
        (meeting, slot)
        for meeting, slots in zip(meetings, wants, strict=True)
        for slot in slots
        if reached[number[held[slot]]] >> number[meeting] & 1
    )
