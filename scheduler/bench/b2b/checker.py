"""Independent check of a schedule: every rule read off the definition, without the solver's model."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from scheduler.bench.b2b.problem import B2BProblem, meetings_of


def breaks(problem: B2BProblem, slots: Sequence[int]) -> list[int]:
    """Return for each participant how often two consecutive meetings are not in adjacent slots.

    A break of any length counts once, and the border between morning and afternoon is no exception.

    Examples
    --------
    >>> problem = B2BProblem(2, 5, 3, 1, ((0, 1),) * 3, ("any",) * 3, (None,) * 3, (frozenset(),) * 2, ())
    >>> breaks(problem, [4, 0, 1])
    [1, 1]
    """
    counted: list[int] = []
    for meetings in meetings_of(problem):
        times = sorted(slots[meeting] for meeting in meetings)
        counted.append(sum(later - earlier > 1 for earlier, later in pairwise(times)))
    return counted


def faults(problem: B2BProblem, slots: Sequence[int]) -> list[str]:
    """Return a sentence for every broken rule; no sentence means that the schedule is right.

    Parameters
    ----------
    problem
        The instance.
    slots
        The slot of each meeting, counted from 0.

    Examples
    --------
    >>> problem = B2BProblem(2, 2, 1, 1, ((0, 1),), ("morning",), (None,), (frozenset({0}), frozenset()), ())
    >>> faults(problem, [1])
    ['Meeting 0 is not in the morning.']
    >>> faults(problem, [0])
    ['Participant 0 has meeting 0 in the forbidden slot 0.']
    """
    if len(slots) != problem.meetings:
        return [f"{len(slots)} slots are given for {problem.meetings} meetings."]
    found = [f"Meeting {m} is in slot {t}, which does not exist." for m, t in enumerate(slots) if _outside(problem, t)]
    if found:
        return found
    return _meeting_faults(problem, slots) + _participant_faults(problem, slots)


def _outside(problem: B2BProblem, slot: int) -> bool:
    return not 0 <= slot < problem.slots


def _meeting_faults(problem: B2BProblem, slots: Sequence[int]) -> list[str]:
    found: list[str] = []
    for meeting, slot in enumerate(slots):
        session = "morning" if slot < problem.morning_slots else "afternoon"
        if problem.sessions[meeting] not in (session, "any"):
            found.append(f"Meeting {meeting} is not in the {problem.sessions[meeting]}.")
        if problem.fixed[meeting] not in (slot, None):
            found.append(f"Meeting {meeting} is fixed to slot {problem.fixed[meeting]} but in slot {slot}.")
    for earlier, later in problem.precedences:
        if slots[earlier] >= slots[later]:
            found.append(f"Meeting {earlier} is not before meeting {later}.")
    for slot, used in sorted(Counter(slots).items()):
        if used > problem.tables:
            found.append(f"Slot {slot} has {used} meetings for {problem.tables} tables.")
    return found


def _participant_faults(problem: B2BProblem, slots: Sequence[int]) -> list[str]:
    found: list[str] = []
    for participant, meetings in enumerate(meetings_of(problem)):
        for slot, times in sorted(Counter(slots[meeting] for meeting in meetings).items()):
            if times > 1:
                found.append(f"Participant {participant} has {times} meetings in slot {slot}.")
        found += [
            f"Participant {participant} has meeting {meeting} in the forbidden slot {slots[meeting]}."
            for meeting in meetings
            if slots[meeting] in problem.forbidden[participant]
        ]
    counted = breaks(problem, slots)
    if counted and max(counted) - min(counted) > problem.fairness:
        found.append(f"Breaks range from {min(counted)} to {max(counted)}, more than {problem.fairness} apart.")
    return found
