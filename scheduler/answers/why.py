"""Why a request is not held, and the smallest change that would let it in, verified by making it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from scheduler.answers.nearby import Nearby
from scheduler.answers.serving import serve
from scheduler.answers.steps import PRICES, Step, apply, local_time
from scheduler.greedy import board_of
from scheduler.instance import instance_of
from scheduler.reasons import reason_of

if TYPE_CHECKING:
    from scheduler.answers.displacement import Displacement
    from scheduler.problem import Problem
    from scheduler.reason import Reason
    from scheduler.result import Meeting

_MOST_SERVICES = 3
"""Steps about tables and interpreters that are tried together."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change that lets a request in while every other meeting keeps its slot.

    Parameters
    ----------
    steps
        What to change, none where there is room already.
    price
        Sum of the prices of the steps.
    slot
        Where the request is then held.
    problem, meetings
        The changed problem and a valid schedule of it with the request, checked by the independent checker.
    """

    steps: tuple[Step, ...]
    price: int
    slot: str
    problem: Problem
    meetings: tuple[Meeting, ...]

    def words(self, language: str = "en") -> str:
        """One sentence for people.

        The words speak of ids and local times.
        """
        when = local_time(self.problem, self.slot)
        korean = language.startswith("ko")
        if not self.steps:
            return f"{when}에 그대로 넣을 수 있습니다." if korean else f"It fits at {when} as things are."
        what = [step.words(self.problem, language) for step in self.steps]
        if korean:
            return f"{', '.join(what)} — 그러면 {when}에 열 수 있습니다."
        return f"{_capital(' and '.join(what))}: then it is held at {when}."


@dataclass(frozen=True, slots=True)
class Why:
    """Everything about one request that is not held.

    Parameters
    ----------
    reason
        What binds in the schedule as it is.
    remedies
        The smallest change first; each with other kinds of steps than those before. Empty where nothing but the rule
        that a pair meets once stands in the way.
    displacement
        What it would cost that other meetings give way instead; ``None`` where that was not asked for.
    """

    request: str
    reason: Reason
    remedies: tuple[Remedy, ...]
    displacement: Displacement | None = None


def why(
    problem: Problem,
    meetings: Sequence[Meeting],
    request: str,
    *,
    most: int = 3,
    prices: Mapping[str, int] = PRICES,
    give_way_seconds: float | None = None,
    stop: Callable[[], bool] | None = None,
) -> Why:
    """Why a request is not held, and the smallest changes that would let it in.

    A change is a set of steps (`scheduler.answers.steps`); it is smallest if no set with a lower sum of prices lets the
    request in, in any slot, while all other meetings keep their slots. At most three steps about tables and interpreters
    are combined.

    Parameters
    ----------
    meetings
        A valid schedule without the request.
    most
        How many remedies at most.
    prices
        Price of each kind of step, whole numbers above 0.
    give_way_seconds
        Also find out, within this time, what it would cost that other meetings give way.
    stop
        Ends early, with the remedies found by then.

    Raises
    ------
    ValueError
        The request is unknown or is held.

    Examples
    --------
    >>> from scheduler import Request
    >>> from scheduler.examples import tiny
    >>> from scheduler.solve import solve
    >>> problem = tiny((Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 7)), slots=1)
    >>> answer = why(problem, solve(problem, workers=1).meetings, "a-b")
    >>> answer.reason.code, [remedy.words() for remedy in answer.remedies]
    ('tables_full', ['One more table at 2022-10-11 09:00-09:30: then it is held at 2022-10-11 09:00-09:30.'])
    """
    number = _waiting(problem, meetings, request)
    reason = reason_of(board_of(instance_of(problem), tuple(meetings)), number)
    remedies = tuple(_remedies(problem, meetings, request, most, prices, stop or (lambda: False)))
    displacement = None
    if give_way_seconds is not None and not (stop is not None and stop()):
        from scheduler.answers.displacement import give_way

        displacement = give_way(problem, meetings, request, limit_seconds=give_way_seconds, stop=stop)
    return Why(request, reason, remedies, displacement)


def _waiting(problem: Problem, meetings: Sequence[Meeting], request: str) -> int:
    """The number of a request that is not held; a ValueError for any other."""
    number = {one.id: n for n, one in enumerate(problem.requests)}.get(request)
    if number is None:
        raise ValueError(f"unknown request {request!r}: name one of the problem's requests")
    if any(one.request == request for one in meetings):
        raise ValueError(f"request {request!r} is held: ask about one that is not")
    return number


def _remedies(
    problem: Problem,
    meetings: Sequence[Meeting],
    request: str,
    most: int,
    prices: Mapping[str, int],
    stop: Callable[[], bool],
) -> Iterator[Remedy]:
    """The smallest remedy, then the smallest of other kinds."""
    nearby = Nearby(problem, meetings, request)
    if nearby.pair_meets:
        return
    seen: set[frozenset[str]] = set()
    needed = [(slot, steps) for slot in problem.slots for steps in nearby.people_steps(slot)]
    tried: list[tuple[int, int, int, str, tuple[Step, ...], tuple[Step, ...]]] = []
    for order, (slot, people) in enumerate(needed):
        for services in _subsets([step for step in nearby.service_steps(slot) if step not in people]):
            price = sum(prices[step.kind] for step in (*people, *services))
            tried.append((price, len(people) + len(services), order, slot.id, people, services))
    for price, _, _, slot, people, services in sorted(tried, key=lambda one: one[:3]):
        kinds = frozenset(step.kind for step in (*people, *services))
        if stop():
            return
        if any(earlier <= kinds for earlier in seen):
            continue
        steps = (*people, *services)
        changed = _changed(problem, steps)
        found = None if changed is None else serve(changed, meetings, request, slot)
        if changed is None or found is None:
            continue
        seen.add(kinds)
        yield Remedy(steps, price, slot, changed, found)
        if len(seen) >= most or not steps:
            return


def _changed(problem: Problem, steps: tuple[Step, ...]) -> Problem | None:
    try:
        return apply(problem, steps)
    except ValueError:  # a step that contradicts a pin
        return None


def _subsets(steps: list[Step]) -> Iterator[tuple[Step, ...]]:
    """Sets of steps, none of which says the same of one thing twice."""
    for size in range(_MOST_SERVICES + 1):
        for chosen in combinations(steps, size):
            kinds = Counter(step.kind for step in chosen)
            if kinds["table"] <= 1 and kinds["interpreter"] <= 1 and kinds["shift"] <= 1 and kinds["equipment"] <= 1:
                yield chosen


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:] if words[:3] in ("one", "let", "all", "dro", "equ", "acc") else words
