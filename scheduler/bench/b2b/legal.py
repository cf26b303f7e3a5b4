"""The slots that each meeting and each participant may use, and how many breaks are possible."""

from scheduler.bench.b2b.problem import B2BProblem, meetings_of


def legal_slots(problem: B2BProblem) -> list[frozenset[int]]:
    """Return for each meeting the slots that session, forbidden and fixed slots and precedences leave.

    An empty set proves that there is no schedule. Precedences narrow the sets until nothing changes.

    Examples
    --------
    >>> problem = B2BProblem(2, 3, 3, 1, ((0, 1),) * 2, ("any",) * 2, (None,) * 2, (frozenset(),) * 2, ((0, 1),))
    >>> [sorted(slots) for slots in legal_slots(problem)]
    [[0, 1], [1, 2]]
    """
    every = {
        "any": range(problem.slots),
        "morning": range(problem.morning_slots),
        "afternoon": range(problem.morning_slots, problem.slots),
    }
    legal: list[frozenset[int]] = []
    for (first, second), session, fixed in zip(problem.pairs, problem.sessions, problem.fixed, strict=True):
        slots = frozenset(every[session]) - problem.forbidden[first] - problem.forbidden[second]
        legal.append(slots if fixed is None else slots & {fixed})
    changed = True
    while changed and all(legal):
        changed = False
        for earlier, later in problem.precedences:
            before = frozenset(slot for slot in legal[earlier] if slot < max(legal[later]))
            after = frozenset(slot for slot in legal[later] if slot > min(legal[earlier]))
            changed |= before != legal[earlier] or after != legal[later]
            legal[earlier], legal[later] = before, after
            if not (before and after):
                break
    return legal


def break_limits(problem: B2BProblem) -> list[int]:
    """Return for each participant the most breaks that slots and fairness allow.

    A participant with ``n`` meetings has at most ``n - 1`` breaks and an idle slot in each; the participant who
    can have the fewest limits all others through the fairness.

    Examples
    --------
    >>> problem = B2BProblem(3, 9, 9, 1, ((0, 1),) * 5, ("any",) * 5, (None,) * 5, (frozenset(),) * 3, ())
    >>> break_limits(problem)
    [2, 2, 0]
    """
    counts = [len(meetings) for meetings in meetings_of(problem)]
    possible = [max(0, min(count - 1, problem.slots - count)) for count in counts]
    most = problem.fairness + min(possible, default=0)
    return [min(limit, most) for limit in possible]
