"""What one more of each resource would buy, and so which is the tightest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.answers.minimum import demanded
from scheduler.instance import instance_of
from scheduler.large.bound import Goal, relax, whole
from scheduler.large.translate import layers_of, packing_of, unsupported
from scheduler.problem import Interpreter, Table
from scheduler.solve import solve

if TYPE_CHECKING:
    from scheduler.problem import Participant, Problem

_BUSIEST = 3


@dataclass(frozen=True, slots=True)
class Gain:
    """One more of something.

    Parameters
    ----------
    kind
        ``"table"``, ``"interpreter"``, ``"delegate"``, or ``"limits"`` (all limits on numbers of meetings dropped).
    name
        The leg, the languages as "ko-tr", the participant, or ``""``.
    value
        Value gained over the schedule without it, by the best schedules found.
    most
        No schedule gains more than this.
    """

    kind: str
    name: str
    value: int
    most: int

    def words(self, language: str = "en") -> str:
        """One sentence for people.

        >>> Gain("interpreter", "ko-tr", 40, 55).words()
        'One more interpreter of ko-tr: 40 more in value, at most 55.'
        """
        english, korean = _SAYS[self.kind]
        if language.startswith("ko"):
            return f"{korean.format(self.name)}: 가치 {self.value} 더, 많아야 {self.most}."
        return f"{english.format(self.name)}: {self.value} more in value, at most {self.most}."


_SAYS = {
    "table": ("One more table in {0}", "{0}에 테이블 하나 더"),
    "interpreter": ("One more interpreter of {0}", "{0} 통역사 한 명 더"),
    "delegate": ("One more delegate of {0}", "{0}에서 한 명 더"),
    "limits": ("No limits on numbers of meetings", "상담 건수 한도를 모두 없애기"),
}


def one_more(
    problem: Problem, *, limit_seconds: float = 60.0, stop: Callable[[], bool] | None = None
) -> tuple[Gain, ...]:
    """What one more of each would buy in value, the most first: the first is the tightest resource.

    Tried are one more table in every leg, one more interpreter of every language pair asked for, one more delegate of the
    three participants with the most requests left out, and no limits on numbers of meetings, each by solving again.

    Parameters
    ----------
    limit_seconds
        For all solves together; each gets the same share.
    stop
        Ends early, with what is known.

    Examples
    --------
    >>> from scheduler import Request
    >>> from scheduler.examples import tiny
    >>> problem = tiny((Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 7)), slots=1)
    >>> [(gain.kind, gain.value, gain.most) for gain in one_more(problem)][:2]
    [('table', 5, 5), ('delegate', 0, 0)]
    """
    plain = replace(problem, objectives=_up_to_value(problem))
    first = solve(plain, limit_seconds=limit_seconds / 4, workers=1, stop=stop)
    left_out = {one.request for one in first.unscheduled}
    candidates = list(_candidates(plain, left_out))
    found: list[Gain] = []
    for kind, name, more in candidates:
        if stop is not None and stop():
            break
        share = limit_seconds * 0.75 / max(len(candidates), 1)
        again = solve(more, limit_seconds=share, workers=1, stop=stop)
        most = again.bound if again.gap == 0 else min(again.bound, _ceiling(more, again.bound))
        found.append(Gain(kind, name, max(again.value - first.value, 0), max(most - first.value, 0)))
    return tuple(sorted(found, key=lambda gain: (-gain.value, -gain.most, gain.kind != "table", gain.name)))


def tightest(problem: Problem, *, limit_seconds: float = 60.0) -> Gain | None:
    """The resource of which one more buys the most; ``None`` if nothing buys anything.

    >>> from scheduler import Request
    >>> from scheduler.examples import tiny
    >>> tightest(tiny((Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 7)), slots=1)).kind
    'table'
    """
    gains = one_more(problem, limit_seconds=limit_seconds)
    return gains[0] if gains and gains[0].value > 0 else None


def _up_to_value(problem: Problem) -> tuple[str | tuple[tuple[str, int], ...], ...]:
    """The goal up to value: what comes after cannot change it."""
    if "value" not in problem.objectives:
        return problem.objectives
    return problem.objectives[: problem.objectives.index("value") + 1]


def _ceiling(problem: Problem, otherwise: int) -> int:
    """The relaxation's bound on value, where the problem can be counted."""
    instance = instance_of(problem)
    if unsupported(instance, plain=True) is not None or len(layers_of(instance)) > 1:
        return otherwise
    packing, _ = packing_of(instance)
    goal = Goal(instance.value, layers_of(instance)[-1].goal.floors)
    relaxed = relax(packing, whole(packing), goal=goal, limit_seconds=5.0)
    return otherwise if relaxed is None else relaxed.bound


def _candidates(problem: Problem, left_out: set[str]) -> Iterator[tuple[str, str, Problem]]:
    equipment = frozenset(item for table in problem.tables for item in table.equipment)
    for leg in problem.legs:
        area = next((table.area for table in problem.tables if table.leg == leg.id), "")
        table = Table("one-more", leg.id, area, 1, equipment)
        yield "table", leg.id, replace(problem, tables=(*problem.tables, table))
    for pair in demanded(problem):
        hired = Interpreter("one-more", dict.fromkeys(pair.split("-"), 99))
        yield "interpreter", pair, replace(problem, interpreters=(*problem.interpreters, hired))
    for who in _busiest(problem, left_out):
        people = tuple(
            replace(one, delegates=one.delegates + 1) if one.id == who.id else one for one in problem.participants
        )
        yield "delegate", who.id, replace(problem, participants=people)
    free = tuple(
        replace(one, max_meetings=None, max_per_day=None, max_per_half_day=None) for one in problem.participants
    )
    if free != problem.participants:
        yield "limits", "", replace(problem, participants=free)


def _busiest(problem: Problem, left_out: set[str]) -> list[Participant]:
    """Participants with the most requests left out."""
    waiting: dict[str, int] = {}
    for request in problem.requests:
        if request.id in left_out:
            for who in request.participants:
                waiting[who] = waiting.get(who, 0) + 1
    names = sorted(waiting, key=lambda who: (-waiting[who], who))[:_BUSIEST]
    return [one for name in names for one in problem.participants if one.id == name]
