"""What it costs that other meetings give way to a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.measures import value
from scheduler.plural import counted
from scheduler.problem import Pin
from scheduler.replan import Change, Replan, replan

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.result import Meeting


@dataclass(frozen=True, slots=True)
class Displacement:
    """The best schedule that holds a request come what may.

    Parameters
    ----------
    cost
        Value of the schedule at hand less that of the new one, the request's own value included: what is given up.
    least
        No schedule with the request costs less.
    changes
        What happens to other meetings.
    """

    request: str
    cost: int
    least: int
    meetings: tuple[Meeting, ...]
    changes: tuple[Change, ...]

    def words(self, problem: Problem, language: str = "en") -> tuple[str, ...]:
        """A sentence on the cost, then one for every meeting that changes."""
        own = [change for change in self.changes if change.request != self.request]
        if language.startswith("ko"):
            head = f"다른 상담 {len(own)}건이 바뀌면 넣을 수 있고, 가치 {self.cost}을(를) 잃습니다."
        else:
            change = counted(len(own), "other meeting changes", "other meetings change")
            head = f"It can be held if {change}, at a loss of {self.cost} in value."
        return (head, *(change.words(problem, language) for change in own))


def give_way(
    problem: Problem,
    meetings: Sequence[Meeting],
    request: str,
    *,
    limit_seconds: float = 5.0,
    stop: Callable[[], bool] | None = None,
) -> Displacement | None:
    """The best schedule with a request, near the one at hand; ``None`` if no rule-abiding schedule holds it.

    Found by requiring the request as a pin is required, and re-planning for the best value with the fewest changes.

    Examples
    --------
    >>> from scheduler import Meeting, Request
    >>> from scheduler.examples import tiny
    >>> problem = tiny((Request("a-b", "a", "b", 5), Request("c-d", "c", "d", 7)), slots=1)
    >>> found = give_way(problem, (Meeting("c-d", "c", "d", "1", "A"),), "a-b")
    >>> found.cost, [change.kind for change in found.changes]
    (2, ['lost', 'added'])
    """
    pins = problem.pins if any(pin.request == request for pin in problem.pins) else (*problem.pins, Pin(request))
    try:
        required = replace(problem, pins=pins)
    except ValueError:  # a forbidden pair, or its other request is pinned: whoever gives way, it is never held
        return None
    found: Replan = replan(required, meetings, max_value_loss=0.0, limit_seconds=limit_seconds, workers=1, stop=stop)
    if all(one.request != request for one in found.result.meetings):
        return None
    before = value(problem, meetings)
    return Displacement(
        request, before - found.result.value, before - found.result.bound, found.result.meetings, found.changes
    )
