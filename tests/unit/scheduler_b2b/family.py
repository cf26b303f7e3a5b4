"""Small random instances of the published family, their text, and brute force. All of them are made up here."""

import itertools
import random
from collections.abc import Iterator

from scheduler.bench.b2b.checker import breaks, faults
from scheduler.bench.b2b.problem import B2BProblem, Session, meetings_of


def random_problem(seed: int) -> B2BProblem:
    """Four or five participants, up to five slots and six meetings, with every kind of rule now and then."""
    chance = random.Random(seed)
    participants, slots = chance.randint(4, 5), chance.randint(3, 5)
    pairs = list(itertools.combinations(range(participants), 2))
    chance.shuffle(pairs)
    pairs = pairs[: chance.randint(3, 6)]
    kinds: tuple[Session, ...] = ("morning", "afternoon", "any", "any", "any")
    orders = [(a, b) for a in range(len(pairs)) for b in range(len(pairs)) if a != b and chance.random() < 0.04]
    return B2BProblem(
        participants=participants,
        slots=slots,
        morning_slots=chance.randint(1, slots),
        tables=chance.randint(2, 3),
        pairs=tuple(pairs),
        sessions=tuple(chance.choice(kinds) for _ in pairs),
        fixed=tuple(chance.randrange(slots) if chance.random() < 0.08 else None for _ in pairs),
        forbidden=tuple(frozenset(slot for slot in range(slots) if chance.random() < 0.1) for _ in range(participants)),
        precedences=tuple(orders),
        fairness=chance.randint(0, 2),
    )


def fewest_breaks(problem: B2BProblem) -> int | None:
    """The optimum by trying every assignment, or None if there is no schedule."""
    return min((sum(breaks(problem, slots)) for slots in _schedules(problem)), default=None)


def _schedules(problem: B2BProblem) -> Iterator[tuple[int, ...]]:
    for slots in itertools.product(range(problem.slots), repeat=problem.meetings):
        if not faults(problem, slots):
            yield slots


def dzn(problem: B2BProblem) -> str:
    """The instance in the published layout."""
    sessions = {"morning": 1, "afternoon": 2, "any": 3}
    rows = "".join(
        f"{first + 1}, {second + 1},{sessions[session]}, \n|"
        for (first, second), session in zip(problem.pairs, problem.sessions, strict=True)
    )
    before = [{earlier + 1 for earlier, later in problem.precedences if later == m} for m in range(problem.meetings)]
    held = meetings_of(problem)
    return f"""nBusiness = {problem.participants};
nMeetings = {problem.meetings};
nTables = {problem.tables};
nTotalSlots = {problem.slots};
nMorningSlots = {problem.morning_slots};

requested = [|{rows.removesuffix("|")}|];

meetingsxBusiness = [{_sets([{1} | {meeting + 2 for meeting in meetings} for meetings in held])}];
nMeetingsBusiness = {[len(meetings) for meetings in held]};
forbidden = [{_sets([{slot + 1 for slot in slots} or {0} for slots in problem.forbidden])}];
fixed = {[0 if slot is None else slot + 1 for slot in problem.fixed]};
precedences = [{_sets(before)}];
"""


def _sets(sets: list[set[int]]) -> str:
    return ",\n".join("{" + ",".join(str(number) for number in sorted(one)) + "}" for one in sets)
