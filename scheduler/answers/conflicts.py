"""Which decisions contradict each other: a minimal set of pinned or promised meetings that cannot all be held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from scheduler.budget import Budget
from scheduler.instance import instance_of
from scheduler.onemodel import one_model
from scheduler.race import PORTFOLIO, race
from scheduler.relaxation import relax

if TYPE_CHECKING:
    from scheduler.problem import Pin, Problem


@dataclass(frozen=True, slots=True)
class Conflict:
    """Requests that cannot all be held as decided.

    Parameters
    ----------
    requests
        In the order of the problem.
    minimal
        Whether without any one of them the others can all be held; false only if time ran out.
    """

    requests: tuple[str, ...]
    minimal: bool

    def words(self, language: str = "en") -> str:
        """One sentence for people.

        >>> Conflict(("a-b", "a-c"), True).words()
        'a-b, a-c cannot all be held as decided; without any one of them the others can.'
        """
        names = ", ".join(self.requests)
        if language.startswith("ko"):
            tail = " 하나만 빼면 나머지는 모두 열 수 있습니다." if self.minimal else ""
            return f"{names}은(는) 정한 대로 모두 열 수 없습니다.{tail}"
        return f"{names} cannot all be held as decided" + (
            "; without any one of them the others can." if self.minimal else "."
        )


def contradicting(
    problem: Problem,
    pins: Sequence[Pin] | None = None,
    *,
    musts: bool = False,
    limit_seconds: float = 30.0,
    stop: Callable[[], bool] | None = None,
) -> Conflict | None:
    """A minimal set of decided meetings that contradict each other; ``None`` if all can be held together.

    Shrunk by halving (QuickXplain, Junker 2004), so that the set is minimal and not merely small.

    Parameters
    ----------
    pins
        Decisions to look at in place of the problem's own: those that a `Problem` would refuse are welcome here.
    musts
        Whether must-meets count as decisions too.

    Raises
    ------
    ValueError
        A pin names an unknown request.

    Examples
    --------
    >>> from scheduler import Pin, Request
    >>> from scheduler.examples import tiny
    >>> requests = tuple(Request(f"a{n}-b{n}", f"a{n}", f"b{n}", 5) for n in range(4))
    >>> pins = [Pin(request.id, "1") for request in requests]
    >>> contradicting(tiny(requests, slots=1, tables=2), pins).requests
    ('a0-b0', 'a1-b1', 'a2-b2')
    """
    question = _Question(problem, tuple(problem.pins if pins is None else pins), Budget(limit_seconds, stop=stop))
    known = {request.id for request in problem.requests}
    unknown = sorted({pin.request for pin in question.pins} - known)
    if unknown:
        raise ValueError(f"pin of the unknown request {unknown[0]!r}: pin a request of the problem")
    pinned = {pin.request for pin in question.pins}
    decided = [one.id for one in problem.requests if one.id in pinned or (musts and one.must)]
    if not decided or question.together(decided):
        return None
    chosen = set(_shrink(question, [], decided, asked=False))
    return Conflict(tuple(one for one in decided if one in chosen), not question.doubtful)


def _shrink(question: _Question, base: list[str], rest: list[str], *, asked: bool) -> list[str]:
    """A minimal part of ``rest`` that contradicts itself beside ``base``."""
    if asked and not question.together(base):
        return []
    if len(rest) == 1:
        return rest
    half = len(rest) // 2
    first, second = rest[:half], rest[half:]
    late = _shrink(question, [*base, *first], second, asked=True)
    early = _shrink(question, [*base, *late], first, asked=bool(late))
    return [*early, *late]


@dataclass(slots=True)
class _Question:
    """Whether some requests can all be held as decided."""

    problem: Problem
    pins: tuple[Pin, ...]
    budget: Budget
    doubtful: bool = False

    def together(self, requests: list[str]) -> bool:
        """True, too, where time ran out before the answer; then `doubtful` is set."""
        wanted = set(requests)
        try:
            part = replace(
                self.problem,
                requests=tuple(one for one in self.problem.requests if one.id in wanted),
                pins=tuple(pin for pin in self.pins if pin.request in wanted),
                precedences=tuple(
                    rule for rule in self.problem.precedences if {rule.before, rule.after} <= wanted
                ),
            )  # fmt: skip
        except ValueError:  # two pins, or a pin and a fact, contradict each other outright
            return False
        return self._held(part)

    def _held(self, part: Problem) -> bool:
        draft = one_model(instance_of(part))
        if not all(draft.x):
            return False
        count = cp_model.LinearExpr.sum(draft.held)
        # Counting conflicts ("44 meetings in 43 slots") are hard for clauses and plain for the relaxation.
        relaxed = relax(draft.model, count, "max", max(self.budget.left, 0.1), self.budget.stop)
        if relaxed is not None and relaxed.bound < len(draft.held):
            return False
        draft.model.add(count == len(draft.held))
        draft.model.maximize(0)
        try:
            found = race(draft.model, self.budget, (PORTFOLIO,), lambda _: None, share=1.0)
        except ValueError:  # infeasible
            return False
        if not found.solution:
            self.doubtful = True
        return True
