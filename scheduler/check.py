"""The independent checker: every hard rule once more, on plain meetings, without a solver.

It shares no code with the model beyond the data classes, so that a wrong rule is not wrong twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler import check_choices, check_facts
from scheduler.held import Found, Held, look_up, unknown
from scheduler.result import Meeting

if TYPE_CHECKING:
    from scheduler.problem import Problem


@dataclass(frozen=True, slots=True)
class Violation:
    """A hard rule that a schedule breaks: its name, a sentence, and the ids of what collides."""

    rule: str
    sentence: str
    ids: tuple[str, ...] = ()


def check(problem: Problem, meetings: Sequence[Meeting]) -> tuple[Violation, ...]:
    """Every violation of a hard rule, in the order of the rulebook; empty when the schedule is valid.

    First come the meetings that are not the problem's at all, under the rule ``known``: they name a request, slot, table
    or interpreter that it does not have, or other participants than the request's, or a request is held twice. The other
    rules are then checked for the rest.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> from scheduler import Meeting
    >>> problem = roadshow(seed=1)
    >>> one, other = problem.requests[0], problem.requests[1]
    >>> meetings = [Meeting(r.id, r.supplier, r.buyer, "1-13", "T01", "I03") for r in (one, other)]
    >>> sorted({violation.rule for violation in check(problem, meetings)})
    ['interpreter_one_at_a_time', 'one_meeting_at_a_time', 'table_capacity']
    """
    held = look_up(problem, meetings)
    strange = tuple(Violation("known", sentence, ids) for sentence, ids in unknown(problem, meetings))
    return strange + tuple(
        Violation(name, sentence, ids) for name, rule in CHECKS.items() for sentence, ids in rule(problem, held)
    )


CHECKS: dict[str, Callable[[Problem, list[Held]], Found]] = {
    rule.__name__: rule
    for rule in (
        check_facts.legs,
        check_facts.availability,
        check_facts.table_availability,
        check_facts.interpreter_availability,
        check_facts.own_slots,
        check_facts.forbidden,
        check_facts.pins,
        check_facts.equipment,
        check_facts.seats,
        check_facts.language,
        check_choices.one_meeting_at_a_time,
        check_choices.one_person_at_a_time,
        check_choices.table_capacity,
        check_choices.interpreter_one_at_a_time,
        check_choices.max_run,
        check_choices.max_meetings,
        check_choices.max_per_day,
        check_choices.max_per_half_day,
        check_choices.pair_once,
        check_choices.precedence,
        check_choices.walking,
        check_choices.travel,
    )
}
"""Every hard rule by name, in the order of the rulebook."""
